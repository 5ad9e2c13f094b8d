"""Addresses that should go: noted, reported, looked at again, until each is gone."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from approvals.models import Platform
from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, seen
from incidents.forms.takedowns import AddressForm, StepForm
from incidents.models import Case, HelpContact, Takedown
from incidents.prepared import prepared
from incidents.transitions import takedowns
from incidents.views.cases import case_crumbs
from incidents.views.looks import note

Purpose = HelpContact.Purpose


def takedown_crumbs(takedown: Takedown, *more: tuple[str, str]) -> Crumbs:
    return case_crumbs(takedown.case, ("An address", reverse("takedown", args=[takedown.uid]) if more else ""), *more)


@page("incidents.run_case")
def takedown_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Note an address that should go."""
    names = list(Platform.objects.filter(school=case.school, ended_at=None).values_list("name", flat=True))
    form = AddressForm(request.POST or None, platforms=names, initial=_as_reported(case, names))
    by, at = acting(request.user, case.school), timezone.now()
    return answered(
        request,
        form,
        lambda: takedowns.add_address(case, form.cleaned_data["address"], platform=form.platform_name, by=by, at=at),
        to=reverse("case", args=[case.uid]),
        said="Noted. Report it to the platform, and write that down on its page.",
        template="incidents/takedowns/add.html",
        case=case,
        crumbs=case_crumbs(case, ("An address that should go", "")),
    )


def _as_reported(case: Case, platforms: Collection[str]) -> dict[str, str]:
    """The first address of the reports that is not noted yet, and the platform where it was reported as the place."""
    noted = {one.address for one in case.takedowns.all()}
    for report in case.reports.all():
        if report.link and report.link not in noted:
            return {"address": report.link, "platform": report.place if report.place in platforms else ""}
    return {}


@page("incidents.see_takedown")
def takedown_page(request: HttpRequest, takedown: Takedown) -> HttpResponse:
    """One address: what was done, what is due, whom to turn to, the text to send, and the next step."""
    case, at = takedown.case, timezone.now()
    if request.method == "GET":
        note(request, case, "opened an address")
    possible = takedowns.possible(case, takedown) if case.closed_at is None else []
    form = StepForm(request.POST or None, possible=possible, now=at, seen=seen(takedown.status, takedown.due_at))
    by = acting(request.user, case.school)
    if request.method == "POST":
        return answered(
            request,
            form,
            lambda: takedowns.record_step(takedown, form.done(), by=by, at=at),
            to=reverse("takedown", args=[takedown.uid]),
            said="Written down.",
            template="incidents/takedowns/takedown.html",
            **_shown(takedown, possible),
        )
    return render(request, "incidents/takedowns/takedown.html", {"form": form, **_shown(takedown, possible)})


def _shown(takedown: Takedown, possible: list[str]) -> dict[str, Any]:
    case, at = takedown.case, timezone.now()
    contacts = HelpContact.objects.filter(school=case.school, ended_at=None)
    from_then = takedowns.helpline_at(takedown)
    return {
        "takedown": takedown,
        "case": case,
        "steps": takedown.steps.select_related("by"),
        "texts": prepared(takedown),
        "possible": possible,
        "is_wanted": takedown.status not in (Takedown.Status.REMOVED, Takedown.Status.DROPPED),
        "is_due": takedown.due_at is not None and takedown.due_at <= at,
        "held_back": takedowns.HELD_BACK if case.is_held_back else "",
        "helpline_at": from_then,
        "helpline_now": from_then is not None and from_then <= at,
        "helplines": [one for one in contacts if one.purpose == Purpose.HELPLINE],
        "police": [one for one in contacts if one.purpose in (Purpose.POLICE, Purpose.CHILD_PROTECTION)],
        "platforms": _of_platform(takedown, [one for one in contacts if one.purpose == Purpose.PLATFORM]),
        "crumbs": takedown_crumbs(takedown),
    }


def _of_platform(takedown: Takedown, contacts: list[HelpContact]) -> list[HelpContact]:
    """The contacts of this platform, where one is called so; else of all."""
    named = [one for one in contacts if takedown.platform.casefold() in one.name.casefold()]
    return named or contacts
