"""The checks in which the reader has part, and the page of one. Every opening of one is kept."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Look
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.templatetags.words import day
from foundation.schools.csv_out import csv_file
from foundation.schools.models import School
from foundation.schools.views.answers import Crumbs
from monitoring.check_steps import may_do, next_step
from monitoring.forms.checks import CheckFilter
from monitoring.models import Check, CheckEntry, UsageExtract
from monitoring.restriction_sources import withdraw_address
from monitoring.telling_words import rule_of
from monitoring.transitions.carrying_out import cases_of
from monitoring.transitions.telling import owes_telling
from monitoring.views.looks import note, note_all
from monitoring.way_back import below_monitoring

PER_PAGE = 25
COLUMNS = (
    "Check",
    "Status",
    "Person",
    "Reason",
    "From",
    "To",
    "Asked by",
    "Authorised by",
    "Carried out by",
    "Outcome",
)


def check_crumbs(request: HttpRequest, check: Check, *more: tuple[str, str]) -> Crumbs:
    """The way back from a page of a check; a check is called by its reference alone.

    Who carries one out and holds no office at the school has no list to go back to.
    """
    own = [(str(check), reverse("check", args=[check.uid]) if more else ""), *more]
    if not request.user.has_perm("monitoring.list_checks", check.school):
        return own
    return below_monitoring(check.school, "Checks", "check-list", *own)


def _seen(request: HttpRequest, school: School) -> QuerySet[Check]:
    here = Check.objects.filter(Q(school=school) | Q(school__trust=school))
    people = ("school", "subject", "reason", "asked_by", "decided_by", "carried_by")
    return permitted(request.user, "monitoring.read_check", here).select_related(*people)


@page("monitoring.list_checks", methods=("GET",))
def check_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every check in which the reader has part, the newest first; of a trust, those of its schools."""
    on = timezone.localdate()
    form = CheckFilter(request.GET or None)
    listed = Paginator(form.narrow(_seen(request, school)), PER_PAGE).get_page(request.GET.get("page"))
    count = listed.paginator.count
    context = {
        "school": school,
        "form": form,
        "page": listed,
        "crumbs": below_monitoring(school, "Checks", "check-list"),
        "rows": [(check, owes_telling(check, on)) for check in listed.object_list],
        "count": f"{count} check{'' if count == 1 else 's'}",
        "is_trust": school.kind == "trust",
        "may_ask": request.user.has_perm("monitoring.ask_check", school),
        "may_keep_reasons": request.user.has_perm("monitoring.keep_check_reasons", school),
    }
    return render(request, "monitoring/checks/list.html", context)


@page("monitoring.list_checks", methods=("GET",))
def check_csv(request: HttpRequest, school: School) -> HttpResponse:
    """The same list as a file; that each was looked at is kept."""
    rows = list(CheckFilter(request.GET or None).narrow(_seen(request, school)))
    note_all(request, rows, "saved in a list")
    return csv_file(f"checks-{school.slug}.csv", COLUMNS, (_cells(check) for check in rows))


def _cells(check: Check) -> tuple[str, ...]:
    people = (check.asked_by, check.decided_by, check.carried_by)
    names = [person.name if person else "" for person in people]
    said = (
        str(check),
        check.get_status_display(),
        check.subject.name if check.subject else "",
        str(check.reason or ""),
    )
    outcome = check.get_outcome_display() if check.outcome else ""
    return (*said, day(check.from_on), day(check.to_on), *names, outcome)


@page("monitoring.read_check", methods=("GET",))
def check_page(request: HttpRequest, check: Check) -> HttpResponse:
    """One check: what is to be done next on top, its facts, its logs, its timeline."""
    if check.status == Check.Status.DRAFT:
        return redirect("check-answers", check.uid)
    note(request, check, "opened")
    on = timezone.localdate()
    may = may_do(request.user, check, on)
    context = {
        "check": check,
        "may": may,
        "next": next_step(check, may, on),
        "owes_telling": owes_telling(check, on),
        "rule": rule_of(check),
        "cases": cases_of(check),
        "withdraw_url": withdraw_address(request.user, check),
        "extracts": extracts_of(check) if may.carry or may.read_log else [],
        "crumbs": check_crumbs(request, check),
        **timeline(check, request.GET.get("page")),
    }
    return render(request, "monitoring/checks/check.html", context)


def extracts_of(check: Check) -> QuerySet[UsageExtract]:
    """The logs of a check, the newest first."""
    return UsageExtract.objects.filter(of=check).select_related("uploaded_by")


def timeline(check: Check, place: str | None, *, only: Q | None = None) -> dict[str, Any]:
    """The lines of a check with their corrections: three queries."""
    lines = CheckEntry.objects.filter(only or Q(), of=check).exclude(what=CheckEntry.What.CORRECTION)
    listed = Paginator(lines.prefetch_related("corrections"), PER_PAGE).get_page(place)
    return {"timeline": listed.object_list, "timeline_page": listed}


@page("monitoring.run_check", methods=("GET",))
def check_looks(request: HttpRequest, check: Check) -> HttpResponse:
    """Who opened the check and its logs, and when."""
    looks = Look.objects.filter(about_uid=check.uid).order_by("-at", "-pk")
    listed = Paginator(looks, PER_PAGE).get_page(request.GET.get("page"))
    context = {"check": check, "page": listed, "crumbs": check_crumbs(request, check, ("Who looked", ""))}
    return render(request, "monitoring/checks/looks.html", context)


@page("monitoring.see_own_check", methods=("GET",))
def own_check(request: HttpRequest, check: Check) -> HttpResponse:
    """Their own page, once told: what, why and when; what was found, after the end (ACR-19)."""
    note(request, check, "read their own page")
    is_over = check.status == Check.Status.ENDED
    found = timeline(check, request.GET.get("page"), only=Q(what=CheckEntry.What.FINDING)) if is_over else {}
    context = {"check": check, "school": check.school, "rule": rule_of(check), "is_over": is_over, **found}
    return render(request, "monitoring/checks/own.html", context)
