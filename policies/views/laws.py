"""The register of laws that the school's policies cite."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.csv_out import csv_file
from foundation.schools.models import School
from policies.laws import SHOWS, UNKNOWN, Entry, register, rows_of
from policies.models import Policy, Version


def _entries(user: Any, school: School) -> list[Entry]:
    """What the policies cite that this user may see and that are not withdrawn."""
    current = Version.objects.filter(school=school, status=Version.Status.IN_FORCE)
    shelf = Policy.objects.filter(school=school, withdrawn_at=None)
    return register(
        permitted(user, "policies.see_version", current),
        permitted(user, "policies.see_policy", shelf),
        timezone.localdate(),
    )


def _shown(entries: list[Entry], show: str) -> list[Entry]:
    if show == "look":
        return [entry for entry in entries if entry.is_to_look_at]
    return [entry for entry in entries if entry.state == UNKNOWN] if show == "unknown" else entries


@page("policies.see_registers", methods=("GET",))
def law_register(request: HttpRequest, school: School) -> HttpResponse:
    """Which policies cite which law; repealed, misdated and misspelt ones first."""
    show = request.GET.get("show", "")
    entries = _entries(request.user, school)
    context = {
        "entries": _shown(entries, show),
        "show": show if show in SHOWS else "",
        "all": len(entries),
        "look": len(_shown(entries, "look")),
        "unknown": len(_shown(entries, "unknown")),
        "crumbs": [("Policies", reverse("policy-list", args=[school.slug])), ("Laws our policies cite", "")],
    }
    return render(request, "policies/laws/register.html", context)


@page("policies.see_registers", methods=("GET",))
def law_register_csv(request: HttpRequest, school: School) -> HttpResponse:
    """The register as a file for a spreadsheet."""
    columns = ("Law", "Year", "State", "What to look at", "Policy", "Where", "Source of our table")
    rows = rows_of(_shown(_entries(request.user, school), request.GET.get("show", "")))
    return csv_file(f"laws-{school.slug}-{timezone.localdate().isoformat()}.csv", columns, rows)
