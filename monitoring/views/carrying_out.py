"""Carrying a check out: begin, write down what was found, open a case at once, put a line right."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import answered
from monitoring.forms.checks import BeginForm, CorrectCheckForm, FindForm, FindingForm
from monitoring.models import Check, CheckEntry
from monitoring.transitions import carrying_out
from monitoring.views.checks import check_crumbs
from monitoring.views.deciding_check import mark, one_form


@page("monitoring.carry_out_check")
def check_begin(request: HttpRequest, check: Check) -> HttpResponse:
    """Begin, with the statement on union and private correspondence."""
    form = BeginForm(request.POST or None, statement=carrying_out.STATEMENT, seen=mark(check))
    by, at = acting(request.user, check.school), timezone.now()
    return one_form(
        request,
        check,
        form,
        lambda: carrying_out.begin_check(check, by=by, at=at),
        heading="Begin the check",
        said="Begun. Bring in the log of the filter next.",
    )


@page("monitoring.carry_out_check")
def check_finding(request: HttpRequest, check: Check) -> HttpResponse:
    """Write down what was found."""
    form = FindingForm(request.POST or None, initial={"what": "finding"})
    by, at = acting(request.user, check.school), timezone.now()

    def act() -> object:
        said = form.cleaned_data
        return carrying_out.write_finding(check, said["words"], is_note=said["what"] == "note", by=by, at=at)

    return one_form(request, check, form, act, heading="What was found", said="Written down.")


@page("monitoring.carry_out_check")
def check_case(request: HttpRequest, check: Check) -> HttpResponse:
    """Open a case: what concerns a child goes to the safeguarding lead at once."""
    form = FindForm(request.POST or None)
    by, at = acting(request.user, check.school), timezone.now()

    def act() -> object:
        said = form.cleaned_data
        find = carrying_out.Find(
            words=said["words"],
            is_safeguarding=said["about"] == "child",
            by_subject=said["by_subject"] == "yes",
            may_be_sexual=said["may_be_sexual"] == "yes",
        )
        return carrying_out.open_case_from(check, find, by=by, at=at)

    guidance = "If somebody is in danger now, call 999 first. What concerns a child goes to the DSL team at once."
    heading, said = "Open a case", "Opened. Those who have it now are told."
    return one_form(request, check, form, act, heading=heading, said=said, guidance=guidance)


@page("monitoring.correct_check_entry")
def check_entry_correct(request: HttpRequest, entry: CheckEntry) -> HttpResponse:
    """Put a line of the timeline right by another."""
    form = CorrectCheckForm(request.POST or None)
    by, at = acting(request.user, entry.school), timezone.now()
    return answered(
        request,
        form,
        lambda: carrying_out.correct_entry(entry, form.cleaned_data["words"], by=by, at=at),
        to=reverse("check", args=[entry.of.uid]),
        said="Corrected. Both lines stay.",
        template="monitoring/checks/form.html",
        check=entry.of,
        heading="Correct a line",
        quoted=entry,
        crumbs=check_crumbs(request, entry.of, ("Correct a line", "")),
    )
