"""A request as it was sent: where it stands, what was said, and what the reader can do now."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from approvals import transitions
from approvals.attached import attached
from approvals.forms.answering import AdviceForm, DecisionForm, PassOnForm, WhyForm, form_for
from approvals.models import Mode, Request, Step
from approvals.people_shown import keep_look, people_shown, seen_before, who_has
from approvals.shown import pages_of
from approvals.transitions.answering import MEANWHILE
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from foundation.schools.people import acting
from foundation.schools.views.answers import carried_out

PER_PAGE = 25
DESK = "/"  # the page of whoever composes the site


@page("approvals.see_request", methods=("GET",))
def request_page(request: HttpRequest, asked: Request) -> HttpResponse:
    """The request, its chain with where it stands, and the form of who has to answer now."""
    step = _open_step(asked)
    may_answer = step is not None and request.user.has_perm("approvals.answer_step", step)
    form = form_for(step, None) if step is not None and may_answer else None
    shown = _shown(request, asked, step) | {"form": form}
    if may_answer or shown["may_advise"]:
        keep_look(request.user, asked, shown["latest"], timezone.now())
    return render(request, "approvals/request.html", shown)


def _open_step(asked: Request) -> Step | None:
    rows = asked.steps.filter(status=Step.Status.OPEN).select_related("revision", "school", "group", "person")
    return rows.first()


def _shown(request: HttpRequest, asked: Request, step: Step | None, seen: str = "") -> dict[str, Any]:
    """What the page shows; with `seen`, the hash of the text that a stale page had, what changed since that one."""
    on = timezone.localdate()
    latest = asked.revisions.order_by("number").last()
    answers = latest.answers if latest else asked.answers
    had = asked.revisions.filter(content_hash=seen).last() if seen else None
    before = had.answers if had else seen_before(request.user, asked, latest)
    steps = asked.steps.filter(round=asked.round).select_related("group", "person", "decision", "carried__decision")
    return {
        "asked": asked,
        "files": attached(asked, answers),
        "may_publish": request.user.has_perm("approvals.publish_post", asked),
        "latest": latest,
        "has_changes": before is not None and before != answers,
        "pages": pages_of(asked, answers, on, before),
        "steps": steps,
        "step": step,
        "who_has": who_has(step, on),
        "earlier": asked.decisions.exclude(step__round=asked.round).select_related("revision", "step"),
        "is_mine": asked.requester.user_id == request.user.pk,
        "may_pass_on": step is not None and request.user.has_perm("approvals.pass_on_step", step),
    } | people_shown(request.user, asked, on)


@page("approvals.reach_step")
def request_answer(request: HttpRequest, step: Step) -> HttpResponse:
    """Say what is decided or advised at the open step; on a page that grew old, see both texts first."""
    now = _open_step(step.request)
    if now is None or not request.user.has_perm("approvals.answer_step", now):
        return _too_late(request, step.request, now)
    form = form_for(now, _posted(request, is_this_step=step.pk == now.pk))
    by, at, seen = acting(request.user, now.school), timezone.now(), ""
    if carried_out(form, lambda: _answer(now, form, by, at)):
        messages.success(request, f"Recorded. {_what_next(now.request)}")
        return redirect(DESK)
    if form.is_stale:
        seen = request.POST.get("seen", "")
    return render(request, "approvals/request.html", _shown(request, now.request, now, seen) | {"form": form})


def _posted(request: HttpRequest, *, is_this_step: bool) -> QueryDict | None:
    """What was typed; for another step than the open one it is to be looked at again before it counts."""
    if is_this_step or not request.POST:
        return request.POST or None
    posted = request.POST.copy()
    posted["seen"] = ""
    return posted


def _answer(step: Step, form: DecisionForm | AdviceForm, by: Person, at: datetime) -> object:
    return transitions.answer_step(step, form.answer(), seen=step.revision.content_hash, by=by, at=at)


def _too_late(request: HttpRequest, asked: Request, now: Step | None) -> HttpResponse:
    """It is not the reader's turn any more: they are told, and what they typed is not lost."""
    if request.method == "GET":
        return redirect("request", asked.uid)
    messages.error(request, MEANWHILE)
    shown = _shown(request, asked, now) | {"typed": request.POST.get("reason", "")}
    return render(request, "approvals/request.html", shown)


def _what_next(asked: Request) -> str:
    asked.refresh_from_db()
    following = asked.steps.filter(status=Step.Status.OPEN).select_related("group", "person").first()
    return f"Next: {following.named}." if following else f"{asked.requester_name} is told."


@page("approvals.pass_on_step")
def step_pass_on(request: HttpRequest, step: Step) -> HttpResponse:
    """Give a step that stands still to somebody else."""
    form = PassOnForm(request.POST or None, step=step, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, acting(request.user, step.school)
        try:
            transitions.pass_on(step, data["person"], why=data["why"], by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"It is now for {data['person'].name} to answer.")
            return redirect("request", step.request.uid)
    return render(request, "approvals/pass_on.html", {"step": step, "form": form, "asked": step.request})


@page("approvals.pass_on_step")
def step_pass_over(request: HttpRequest, step: Step) -> HttpResponse:
    """Go on without advice that does not come."""
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, step.school)
        try:
            transitions.pass_over(step, why=form.cleaned_data["why"], by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("request", step.request.uid)
    context = {"step": step, "form": form, "asked": step.request, "is_advice": step.mode == Mode.ADVISE}
    return render(request, "approvals/pass_on.html", context)


@page("approvals.ask", methods=("GET",))
def request_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every request that the reader may see here, the newest first."""
    rows = permitted(request.user, "approvals.see_request", Request.objects.filter(school=school))
    status = request.GET.get("status", "")
    if status in Request.Status.values:
        rows = rows.filter(status=status)
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"school": school, "page": listed, "status": status, "statuses": Request.Status.choices}
    return render(request, "approvals/list.html", context)
