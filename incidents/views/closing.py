"""Responses considered, a case closed, and reopened."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import seen
from incidents.forms.closing import CloseForm, ConsiderForm, ReopenForm
from incidents.models import Case, Considered, Entry, ResponseOption
from incidents.transitions import closing, responses
from incidents.transitions.procedures import HELD_BACK
from incidents.views.deciding import one_form


@page("incidents.run_case")
def case_respond(request: HttpRequest, case: Case, option: UUID) -> HttpResponse:
    """Say of one response of the school's list whether it is taken, and why."""
    row = get_object_or_404(ResponseOption, uid=option, school=case.school, ended_at=None)
    answers = Considered.objects.filter(case=case, option=row)
    form = ConsiderForm(request.POST or None, seen=seen(row.name, answers.count()))
    by, at = acting(request.user, case.school), timezone.now()
    return one_form(
        request,
        case,
        form,
        lambda: responses.consider(case, row, **_answer(form), by=by, at=at),
        heading=row.name,
        said="Saved, and written in the timeline.",
        guidance=row.when,
        warning=HELD_BACK if row.waits and case.is_held_back else "",
        earlier=answers,
    )


def _answer(form: ConsiderForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("answer", "why")}


@page("incidents.run_case")
def case_close(request: HttpRequest, case: Case) -> HttpResponse:
    """Close it; what is still to be done first is said instead of asked."""
    left = closing.still_missing(case) if case.status == Case.Status.IN_HAND else []
    entries = Entry.objects.filter(case=case).count()
    form = CloseForm(request.POST or None, seen=seen(case.status, case.lead_id, case.severity_id, entries))
    by, at = acting(request.user, case.school), timezone.now()
    return one_form(
        request,
        case,
        form,
        lambda: closing.close_case(
            case, outcome=form.cleaned_data["outcome"], why=form.cleaned_data["why"], by=by, at=at
        ),
        heading="Close the case",
        said="Closed. Whoever reported it can see that, and the person affected is told.",
        left=left,
    )


@page("incidents.run_case")
def case_reopen(request: HttpRequest, case: Case) -> HttpResponse:
    """Take it up again."""
    form = ReopenForm(request.POST or None, seen=seen(case.status))
    by, at = acting(request.user, case.school), timezone.now()
    return one_form(
        request,
        case,
        form,
        lambda: closing.reopen_case(case, why=form.cleaned_data["why"], by=by, at=at),
        heading="Reopen the case",
        said="It is in hand again, and you lead it.",
    )
