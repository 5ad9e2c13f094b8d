"""Asking for a check: page by page, check the answers, send."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from monitoring.forms.checks import PAGES, first_unanswered
from monitoring.models import Check
from monitoring.telling_words import rule_of
from monitoring.transitions import checks
from monitoring.way_back import below_monitoring


@page("monitoring.ask_check", methods=("POST",))
def check_start(request: HttpRequest, school: School) -> HttpResponse:
    """Begin to ask, or go on with what was begun."""
    made = checks.start_check(school, by=acting(request.user, school), at=timezone.now())
    return redirect("check-write", made.uid, first_unanswered(made) or 1)


@page("monitoring.write_check")
def check_write(request: HttpRequest, check: Check, place: int) -> HttpResponse:
    """One page of questions; what is answered is kept at once."""
    if not 1 <= place <= len(PAGES):
        raise Http404
    mark = checks.check_hash(check)
    form = PAGES[place - 1](request.POST or None, check=check, on=timezone.localdate(), seen=mark)
    if request.method == "POST" and form.is_valid():
        try:
            check = checks.write_check(check, form.values, by=check.asked_by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(_next(check))
    context = {"check": check, "form": form, "place": place, "places": len(PAGES), "crumbs": _crumbs(check)}
    return render(request, "monitoring/checks/write.html", context)


def _next(check: Check) -> str:
    """The first page that is not answered yet; else the answers."""
    place = first_unanswered(check)
    name, args = ("check-answers", [check.uid]) if place is None else ("check-write", [check.uid, place])
    return reverse(name, args=args)


def _crumbs(check: Check) -> list[tuple[str, str]]:
    return below_monitoring(check.school, "Checks", "check-list", ("Ask for a check", ""))


@page("monitoring.write_check")
def check_answers(request: HttpRequest, check: Check) -> HttpResponse:
    """Check the answers, then send."""
    if first_unanswered(check) is not None:
        return redirect(_next(check))
    if request.method == "POST":
        return _sent(request, check)
    context = {
        "check": check,
        "rule": rule_of(check),
        "seen": checks.check_hash(check),
        "crumbs": _crumbs(check),
    }
    return render(request, "monitoring/checks/answers.html", context)


def _sent(request: HttpRequest, check: Check) -> HttpResponse:
    seen: Any = request.POST.get("seen", "")
    try:
        checks.send_check(check, seen=seen, by=check.asked_by, at=timezone.now())
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("check-answers", check.uid)
    messages.success(request, "Sent. Those who may authorise it are told; the person checked is not.")
    return redirect("check", check.uid)


@page("monitoring.write_check", methods=("POST",))
def check_discard(request: HttpRequest, check: Check) -> HttpResponse:
    """Throw away what was not sent."""
    checks.discard_check(check, by=check.asked_by)
    messages.success(request, "Thrown away. Nobody was told of it.")
    return redirect("check-list", check.school.slug)
