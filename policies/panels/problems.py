"""Problems on the desk and in the mail: to answer, and answered. A mail says who and about which policy, no more."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from foundation.core.panels import DeskLine, desk
from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from policies.models import Problem
from policies.transitions.problems import ANSWERED, RAISED


def problems_here(user: Any, today: date) -> list[DeskLine]:
    """What the user has to answer as owner (or for one who has left), and their own that were answered: one query."""
    for_owner = Q(status=Problem.Status.OPEN) & (
        Q(policy__owner__user=user) | Q(policy__owner__leaves_on__lt=today) | Q(policy__owner__user=None)
    )
    mine = Q(status=Problem.Status.ANSWERED, person__user=user)
    found = permitted(user, "policies.see_problem", Problem.objects.filter(for_owner | mine), today)
    rows = found.exclude(Q(status=Problem.Status.OPEN, person__user=user)).select_related("policy", "school", "person")
    return [_line(row) for row in rows.order_by("raised_at")]


def _line(row: Problem) -> DeskLine:
    is_open = row.status == Problem.Status.OPEN
    return DeskLine(
        group="follow" if is_open else "read",
        what=f"A problem with {row.policy.title}" if is_open else f"{row.policy.title}: your problem is answered",
        url=reverse("problem", args=[row.uid]),
        action="Answer it" if is_open else "Read the answer",
        school=row.school.said,
        whose=row.person_name if is_open else "",
    )


desk.register("policies.problems", problems_here)


def _problem(notice: Notice) -> Problem | None:
    return Problem.objects.select_related("policy", "school", "person").filter(uid=notice.about[0]["uid"]).first()


def _may_know(notice: Notice) -> bool:
    problem, user = _problem(notice), notice.recipient.user
    if problem is None:
        return False
    return problem.person_id == notice.recipient_id if user is None else user.has_perm("policies.see_problem", problem)


def _render(notice: Notice) -> Mail:
    problem, is_answer = _problem(notice), notice.kind == ANSWERED
    if problem is None or problem.status != (Problem.Status.ANSWERED if is_answer else Problem.Status.OPEN):
        raise NoLongerOwed("It is settled, or something was said since.")
    subject = f"An answer for you at {problem.school.said}" if is_answer else f"A problem at {problem.school.said}"
    context = {"problem": problem, "is_answer": is_answer, "url": reverse("problem", args=[problem.uid])}
    return Mail(subject, "policies/email/problem", context)


kinds.register(RAISED, Kind("A problem with a policy", _may_know, _render))
kinds.register(ANSWERED, Kind("An answer", _may_know, _render))
