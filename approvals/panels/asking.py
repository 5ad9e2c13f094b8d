"""Requests in the navigation, on desks and in the mail. A mail says who asks, of which kind, and a link: no content."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from approvals.models import Request, Step
from approvals.notices import ASKED, SETTLED
from foundation.core.panels import DeskLine, DeskNote, NavItem, desk, lately, navigation
from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice

LATELY = 5

navigation.register("ask", NavItem("Ask", "ask", "approvals.ask"))


def steps_to_answer(user: Any, today: date) -> list[DeskLine]:
    """The steps that wait for the user, or for whom they stand in: one query beside what they hold."""
    rows = permitted(user, "approvals.answer_step", Step.objects.all(), today)
    return [
        DeskLine(
            group="decide",
            what=str(step.request),
            url=reverse("request", args=[step.request.uid]),
            action="Advise" if step.mode == "advise" else "Decide",
            school=step.school.said,
            whose=step.request.requester_name,
            due_on=step.due_on,
            is_overdue=step.due_on is not None and step.due_on < today,
        )
        for step in rows.select_related("request", "school").order_by("due_on")
    ]


def mine_that_came_back(user: Any, today: date) -> list[DeskLine]:
    """What came back to who asked, and what they began and did not send: one query."""
    waiting = Request.objects.filter(requester__user=user, status__in=(Request.Status.RETURNED, Request.Status.DRAFT))
    return [
        DeskLine(
            group="follow",
            what=f"{request}: {request.get_status_display().lower()}",
            url=reverse("request-check", args=[request.uid]),
            action="Go on",
            school=request.school.said,
        )
        for request in waiting.select_related("school").order_by("started_at")
    ]


def mine_on_their_way(user: Any, today: date) -> list[DeskNote]:
    """What the user asked for lately, and where it is: one query."""
    mine = Request.objects.filter(requester__user=user).exclude(status__in=("draft", "returned"))
    return [
        DeskNote(
            what=f"{request}: {request.get_status_display().lower()}",
            on=(request.settled_at or request.started_at).date(),
            url=reverse("request", args=[request.uid]),
            action="See where it is",
            school=request.school.said,
        )
        for request in mine.select_related("school")[:LATELY]
    ]


desk.register("approvals.steps", steps_to_answer)
desk.register("approvals.mine", mine_that_came_back)
lately.register("approvals.mine", mine_on_their_way)


def _request(notice: Notice) -> Request | None:
    return Request.objects.select_related("school").filter(uid=notice.about[0]["uid"]).first()


def _may_know(notice: Notice) -> bool:
    request, user = _request(notice), notice.recipient.user
    return request is not None and user is not None and user.has_perm("approvals.see_request", request)


def _asked(notice: Notice) -> Mail:
    """It waits for you; said only while it does."""
    request = _request(notice)
    user = notice.recipient.user
    waits = Step.objects.filter(Q(request=request))
    if request is None or not permitted(user, "approvals.answer_step", waits).exists():
        raise NoLongerOwed("Somebody answered it meanwhile, or it was taken back.")
    return Mail(f"A request waits for you at {request.school.said}", "approvals/email/asked", _said(request))


def _settled(notice: Notice) -> Mail:
    request = _request(notice)
    if request is None:
        raise NoLongerOwed("It is not there any more.")
    return Mail(f"About your request at {request.school.said}", "approvals/email/settled", _said(request))


def _said(request: Request) -> dict[str, Any]:
    return {
        "who": request.requester_name,
        "kind": request.get_kind_display(),
        "url": reverse("request", args=[request.uid]),
    }


kinds.register(ASKED, Kind("A request waits", _may_know, _asked))
kinds.register(SETTLED, Kind("News of a request", _may_know, _settled))
