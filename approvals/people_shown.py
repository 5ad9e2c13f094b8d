"""What a request's page says of people: who has it, who was let in, why it came back, what the reader saw before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from approvals.holders import deputies_of, holders
from approvals.models import Decision, Deputy, Request, RequestGrant, Revision, Step
from foundation.audit import trail
from foundation.audit.models import Look
from foundation.core.rules import with_permission
from foundation.schools.models import Person
from foundation.schools.people import acting

OPENED = "opened"


@dataclass(frozen=True)
class Has:
    """Somebody who has the open step, with those who stand in for them today."""

    person: Person
    deputies: list[Deputy]


def who_has(step: Step | None, on: date) -> list[Has]:
    """Who can answer now."""
    people = holders(step, on) if step is not None else []
    deputies = deputies_of(people, on) if people else {}
    return [Has(person, deputies.get(person.pk, [])) for person in people]


def people_shown(user: Any, asked: Request, on: date) -> dict[str, Any]:
    """Who was let in and what they advised, why it came back, and what the reader may do about people."""
    grants = RequestGrant.objects.filter(content_object=asked).select_related("person", "given_by").order_by("given_at")
    returned = asked.decisions.filter(outcome=Decision.Outcome.RETURNED).order_by("-at")
    return {
        "grants": with_permission(user, "approvals.end_grant", grants, "may_end"),
        "advice": asked.advice.select_related("revision"),
        "came_back": returned.first() if asked.status == Request.Status.RETURNED else None,
        "today": on,
        "may_let_in": user.has_perm("approvals.let_in", asked),
        "may_advise": user.has_perm("approvals.advise", asked),
    }


def seen_before(user: Any, asked: Request, latest: Revision | None) -> Mapping[str, Any] | None:
    """The answers as the reader last decided on them or saw them, where that was an earlier text than this one."""
    earlier = list(asked.revisions.exclude(pk=latest.pk).order_by("-number")) if latest is not None else []
    if not earlier or latest is None:
        return None
    decided = set(asked.decisions.filter(by__user=user.pk).values_list("revision", flat=True))
    mine = list(Person.objects.filter(user=user.pk).values_list("uid", flat=True))
    looks = Look.objects.filter(about_uid=asked.uid, by_uid__in=mine, at__lt=latest.sent_at)
    last_look = looks.order_by("-at").values_list("at", flat=True).first()
    for revision in earlier:
        if revision.pk in decided or (last_look is not None and revision.sent_at <= last_look):
            return dict(revision.answers)
    return None


def keep_look(user: Any, asked: Request, latest: Revision | None, at: datetime) -> None:
    """Keep that who has to answer or advise saw this text: once for each text, so that they see what changes after."""
    if latest is None:
        return
    by = acting(user, asked.school)
    if not Look.objects.filter(about_uid=asked.uid, by_uid=by.uid, at__gte=latest.sent_at).exists():
        trail.look(asked, by=by, at=at, school=asked.school, how=OPENED)
