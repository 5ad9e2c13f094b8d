"""Who is told what of a request."""

from datetime import datetime

from django.utils.timezone import localdate

from approvals.holders import holders, standing_in
from approvals.models import Request, Step
from foundation.notices.transitions import announce

ASKED, SETTLED = "approvals.asked", "approvals.settled"


def tell_whose_turn(step: Step, *, at: datetime) -> None:
    """Whoever holds the step that opens, and who stands in for them: each once for each opening."""
    on = localdate(at)
    people = holders(step, on)
    deputies = [deputy for found in standing_in(people, on).values() for deputy in found]
    key = f"request-step:{step.uid}:{step.named}"[:100]
    announce(ASKED, key=key, recipients=[*people, *deputies], about=step.request, school=step.school, due_at=at)


def tell_who_asks(request: Request, *, at: datetime) -> None:
    """That it came back, was approved or declined: who asks reads the rest on the page."""
    key = f"request:{request.uid}:{request.status}:{request.round}"
    announce(SETTLED, key=key, recipients=[request.requester], about=request, school=request.school, due_at=at)
