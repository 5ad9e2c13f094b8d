"""A request as it was sent: where it stands, what was said, and what the reader can do now."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from approvals import transitions
from approvals.attached import attached
from approvals.forms.answering import PassOnForm, WhyForm, form_for
from approvals.holders import holders
from approvals.models import Mode, Request, Revision, Step
from approvals.shown import pages_of
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting

PER_PAGE = 25
DESK = "/"  # the page of whoever composes the site


@page("approvals.see_request", methods=("GET",))
def request_page(request: HttpRequest, asked: Request) -> HttpResponse:
    """The request, its chain with where it stands, and the form of who has to answer now."""
    step = asked.steps.filter(status=Step.Status.OPEN).select_related("revision", "school", "group", "person").first()
    may_answer = step is not None and request.user.has_perm("approvals.answer_step", step)
    form = form_for(step, None) if step is not None and may_answer else None
    return render(request, "approvals/request.html", _shown(request, asked, step) | {"form": form})


def _shown(request: HttpRequest, asked: Request, step: Step | None) -> dict[str, Any]:
    on = timezone.localdate()
    latest = asked.revisions.order_by("number").last()
    answers = latest.answers if latest else asked.answers
    steps = asked.steps.filter(round=asked.round).select_related("group", "person", "decision", "carried__decision")
    return {
        "asked": asked,
        "files": attached(asked, answers),
        "may_publish": request.user.has_perm("approvals.publish_post", asked),
        "pages": pages_of(asked, answers, on, _seen_before(request, asked, latest)),
        "steps": steps,
        "step": step,
        "waits_for": holders(step, on) if step else [],
        "earlier": asked.decisions.exclude(step__round=asked.round).select_related("revision", "step"),
        "is_mine": asked.requester.user_id == request.user.pk,
        "may_pass_on": step is not None and request.user.has_perm("approvals.pass_on_step", step),
    }


def _seen_before(request: HttpRequest, asked: Request, latest: Revision | None) -> dict[str, Any] | None:
    """What the reader answered on last, where that was another text."""
    mine = asked.decisions.filter(by__user=request.user.pk).exclude(revision=latest).order_by("-at")
    decision = mine.select_related("revision").first()
    return decision.revision.answers if decision else None


@page("approvals.answer_step")
def request_answer(request: HttpRequest, step: Step) -> HttpResponse:
    """Say what is decided or advised at the open step."""
    form = form_for(step, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = acting(request.user, step.school), timezone.now()
        try:
            transitions.answer_step(step, form.answer(), seen=step.revision.content_hash, by=by, at=at)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Recorded. {_what_next(step.request)}")
            return redirect(DESK)
    return render(request, "approvals/request.html", _shown(request, step.request, step) | {"form": form})


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
