"""Who is told what of deputies, of advisers who are let in, and of the end of what was approved."""

from datetime import datetime

from django.db.models import Q

from approvals.models import Decision, Deputy, Request, RequestGrant
from foundation.notices.transitions import announce
from foundation.schools.models import Person

DEPUTY, LET_IN = "approvals.deputy", "approvals.let_in"
ENDING, ENDED = "approvals.ending", "approvals.ended"


def tell_deputy(row: Deputy, *, at: datetime) -> None:
    """That they stand in for somebody, from when until when."""
    announce(DEPUTY, key=f"deputy:{row.uid}", recipients=[row.deputy], about=row, school=row.school, due_at=at)


def tell_adviser(grant: RequestGrant, *, at: datetime) -> None:
    """That they are asked for advice on one request."""
    key = f"let-in:{grant.uid}:{grant.until}"
    announce(LET_IN, key=key, recipients=[grant.person], about=grant.content_object, school=grant.school, due_at=at)


def tell_of_ending(request: Request, *, at: datetime) -> None:
    """That what was approved comes to its last day: once for each last day."""
    _tell(ENDING, request, at)


def tell_ended(request: Request, *, at: datetime) -> None:
    """That it has come to its end."""
    _tell(ENDED, request, at)


def _tell(kind: str, request: Request, at: datetime) -> None:
    key = f"{kind}:{request.uid}:{request.ends_on}"
    people = [request.requester, *approvers(request)]
    announce(kind, key=key, recipients=people, about=request, school=request.school, due_at=at)


def approvers(request: Request) -> list[Person]:
    """Who approved it in the round that counts, and for whom they stood in."""
    rows = Decision.objects.filter(request=request, outcome=Decision.Outcome.APPROVED, step__round=request.round)
    carried = request.steps.filter(round=request.round, carried__isnull=False).values("carried")
    given = rows | Decision.objects.filter(step__in=carried, outcome=Decision.Outcome.APPROVED)
    who = Q(pk__in=given.values("by")) | Q(pk__in=given.values("stands_in_for"))
    return list(Person.objects.filter(who).order_by("name", "pk"))
