"""What whoever runs a case decides on it: take it on, hand it on, say what it is, where else it is kept."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from foundation.audit import trail
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, pressed, seen
from incidents.forms.cases import ElsewhereForm, HandOnForm, JoinForm, JudgeForm, SafeguardingForm
from incidents.models import Case, Severity
from incidents.proposing import proposed_category, proposed_procedure
from incidents.routing import rules_of
from incidents.standing import who_runs
from incidents.transitions import cases, joining
from incidents.views.cases import case_crumbs

WORKED = "opened to work on"


def one_form(
    request: HttpRequest, case: Case, form: Any, act: Callable[[], object], *, heading: str, said: str, **more: Any
) -> HttpResponse:
    """A page of a case with one form: done and back to the case, or shown (again). That it was opened is kept."""
    if request.method == "GET":
        trail.look(case, by=acting(request.user, case.school), at=timezone.now(), school=case.school, how=WORKED)
    shown = {"case": case, "heading": heading, "crumbs": case_crumbs(case, (heading, "")), **more}
    to = reverse("case", args=[case.uid])
    return answered(request, form, act, to=to, said=said, template="incidents/case/form.html", **shown)


@page("incidents.run_case", methods=("POST",))
def case_take(request: HttpRequest, case: Case) -> HttpResponse:
    """Take it on."""
    act = partial(cases.take_case, case, by=acting(request.user, case.school), at=timezone.now())
    said = "You have it now. Whoever reported it can see that somebody has it."
    return pressed(request, act, said, "case", case.uid)


@page("incidents.run_case")
def case_hand_on(request: HttpRequest, case: Case) -> HttpResponse:
    """Somebody else leads from now on."""
    there = [person for person in who_runs(case, timezone.localdate()) if person.pk != case.lead_id]
    form = HandOnForm(request.POST or None, people=there, seen=seen(case.lead_id))
    by, at = acting(request.user, case.school), timezone.now()
    return one_form(
        request,
        case,
        form,
        lambda: cases.hand_on(case, form.cleaned_data["person"], by=by, at=at),
        heading="Hand it on",
        said="Handed on. They are told.",
        nobody_else=not there,
    )


@page("incidents.run_case")
def case_judge(request: HttpRequest, case: Case) -> HttpResponse:
    """Say what it is, how serious, and which procedure follows."""
    steps = list(Severity.objects.filter(school=case.school, ended_at=None))
    form = _judge_form(request, case, steps)
    by, at = acting(request.user, case.school), timezone.now()
    names = ("category", "severity", "procedure", "summary")
    return one_form(
        request,
        case,
        form,
        lambda: cases.judge(case, **{name: form.cleaned_data[name] for name in names}, by=by, at=at),
        heading="What it is",
        said="Saved, and written in the timeline.",
        guidance="" if steps else "The school has no scale yet. The headteacher or the DSL sets it in the settings.",
    )


def _judge_form(request: HttpRequest, case: Case, steps: list[Severity]) -> JudgeForm:
    """Filled with what was said, or with what the reports propose."""
    reports = list(case.reports.all())
    procedure, why = proposed_procedure(case, reports, case.people.all())
    return JudgeForm(
        request.POST or None,
        steps=steps,
        why=why if not case.procedure else "",
        seen=seen(case.category, case.severity_id, case.procedure, case.summary),
        initial={
            "summary": case.summary,
            "category": case.category or proposed_category(case, reports),
            "severity": case.severity.uid if case.severity else None,
            "procedure": case.procedure or procedure,
        },
    )


@page("incidents.run_case")
def case_safeguarding(request: HttpRequest, case: Case) -> HttpResponse:
    """Make it a safeguarding case; nobody makes it less than that."""
    form = SafeguardingForm(request.POST or None, seen=seen(case.is_safeguarding))
    by, at = acting(request.user, case.school), timezone.now()
    return one_form(
        request,
        case,
        form,
        lambda: cases.make_safeguarding(case, why=form.cleaned_data["why"], by=by, at=at),
        heading="Make it a safeguarding case",
        said="It is a safeguarding case now. The safeguarding team is told.",
        warning="This cannot be taken back.",
    )


@page("incidents.run_case")
def case_elsewhere(request: HttpRequest, case: Case) -> HttpResponse:
    """The child-protection file is kept in another system: where, and under which reference."""
    system = case.elsewhere or rules_of(case.school).recorded_elsewhere
    form = ElsewhereForm(
        request.POST or None,
        seen=seen(case.elsewhere, case.elsewhere_reference),
        initial={"system": system, "reference": case.elsewhere_reference},
    )
    by, at = acting(request.user, case.school), timezone.now()
    return one_form(
        request,
        case,
        form,
        lambda: cases.record_elsewhere(
            case, **{n: form.cleaned_data[n] for n in ("system", "reference")}, by=by, at=at
        ),
        heading="Recorded elsewhere",
        said="Saved. From now on, write here only what is needed to know who has it.",
    )


@page("incidents.run_case")
def case_join(request: HttpRequest, case: Case) -> HttpResponse:
    """Its report belongs to another case, which goes on; this one closes."""
    others = Case.objects.filter(school=case.school).exclude(pk=case.pk).exclude(status=Case.Status.CLOSED)
    form = JoinForm(
        request.POST or None, others=permitted(request.user, "incidents.run_case", others), school=case.school
    )
    by, at = acting(request.user, case.school), timezone.now()
    report = case.reports.first()

    def join() -> object:
        if report is None:
            raise NotAllowed("Its report belongs to another case already.")
        return joining.join(report, form.cleaned_data["reference"], by=by, at=at)

    said = "Joined. Whoever reported it goes on seeing how far it is."
    return one_form(request, case, form, join, heading="Join it to another case", said=said)
