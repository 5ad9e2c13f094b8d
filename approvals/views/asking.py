"""Asking: choose what, answer page by page, check, send."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from approvals import transitions
from approvals.attached import attached
from approvals.house_rules import closed_kinds, open_kinds, rules_of
from approvals.kinds import KINDS
from approvals.models import Kind, Request
from approvals.shown import pages_of
from approvals.transitions.asking import hash_of
from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import pressed


@page("approvals.ask", methods=("GET",))
def ask(request: HttpRequest, school: School) -> HttpResponse:
    """What can be asked for here, and what I have asked for."""
    rules = rules_of(school)
    offered, closed = open_kinds(school, rules), closed_kinds(rules)
    kinds = [(kind, label, kind in offered, closed.get(kind, "")) for kind, label in Kind.choices]
    mine = Request.objects.filter(school=school, requester=acting(request.user, school))
    context = {"school": school, "kinds": kinds, "mine": mine, "rules": rules}
    return render(request, "approvals/ask.html", context)


@page("approvals.ask", methods=("POST",))
def request_start(request: HttpRequest, school: School, kind: str) -> HttpResponse:
    """Begin a request of a kind."""
    if kind not in open_kinds(school):
        raise Http404
    made = transitions.start_request(school, kind, by=acting(request.user, school), at=timezone.now())
    return redirect("request-write", made.uid, 1)


@page("approvals.write_request")
def request_write(request: HttpRequest, asked: Request, place: int) -> HttpResponse:
    """One page of questions; what is answered is kept at once."""
    pages = KINDS[asked.kind].pages
    if not 1 <= place <= len(pages) or asked.status not in (Request.Status.DRAFT, Request.Status.RETURNED):
        raise Http404
    seen, on = hash_of(asked.kind, asked.answers), timezone.localdate()
    form = pages[place - 1](request.POST or None, school=asked.school, on=on, answers=asked.answers, seen=seen)
    if request.method == "POST" and form.is_valid():
        by, at = asked.requester, timezone.now()
        try:
            asked = transitions.write_request(asked, form.answers(), seen=seen, by=by, at=at)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(_after(asked, place))
    context = {"asked": asked, "form": form, "place": place, "places": len(pages), "back": _before(asked, place)}
    return render(request, "approvals/write.html", context)


def _after(asked: Request, place: int) -> str:
    """After a page of a post, its pictures; else what is not answered yet."""
    if place == KINDS[asked.kind].pictures_after:
        return reverse("request-pictures", args=[asked.uid])
    return next_page(asked)


def next_page(asked: Request) -> str:
    """The next page that is not answered yet; else the check."""
    missing = KINDS[asked.kind].missing(asked.answers)
    if missing is None:
        return reverse("request-check", args=[asked.uid])
    return reverse("request-write", args=[asked.uid, KINDS[asked.kind].pages.index(missing) + 1])


def _before(asked: Request, place: int) -> str:
    if place > 1:
        return reverse("request-write", args=[asked.uid, place - 1])
    return reverse("ask", args=[asked.school.slug])


@page("approvals.write_request")
def request_check(request: HttpRequest, asked: Request) -> HttpResponse:
    """Check the answers, then send."""
    if asked.status not in (Request.Status.DRAFT, Request.Status.RETURNED):
        return redirect("request", asked.uid)
    if KINDS[asked.kind].missing(asked.answers) is not None:
        return redirect(next_page(asked))
    if request.method == "POST":
        try:
            _send(asked, request.POST)
        except NotAllowed as refused:
            messages.error(request, str(refused))
            return redirect("request-check", asked.uid)
        return redirect("request", asked.uid)
    shown = pages_of(asked, asked.answers, timezone.localdate(), _sent_before(asked))
    context = {"asked": asked, "pages": shown, "seen": hash_of(asked.kind, asked.answers)}
    context["files"] = attached(asked, asked.answers)
    return render(request, "approvals/check.html", context)


def _send(asked: Request, data: Any) -> None:
    ends_on = KINDS[asked.kind].ends_on(asked.answers)
    transitions.send_request(asked, seen=data.get("seen", ""), ends_on=ends_on, by=asked.requester, at=timezone.now())


def _sent_before(asked: Request) -> dict[str, Any] | None:
    last = asked.revisions.order_by("number").last()
    return last.answers if last else None


@page("approvals.write_request", methods=("POST",))
def request_withdraw(request: HttpRequest, asked: Request) -> HttpResponse:
    """Take it back."""
    act = partial(transitions.withdraw_request, asked, by=asked.requester, at=timezone.now())
    return pressed(request, act, "You have taken it back. Nobody has to answer it any more.", "request", asked.uid)
