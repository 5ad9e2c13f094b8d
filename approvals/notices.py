"""Who is told what of a request."""

from datetime import datetime

from django.utils.timezone import localdate

from approvals.holders import holders, standing_in
from approvals.models import Request, Site, Step
from foundation.notices.transitions import announce
from foundation.schools.models import Role, RoleKind

ASKED, SETTLED = "approvals.asked", "approvals.settled"
SITE_TOLD = "approvals.site_told"


def tell_whose_turn(step: Step, *, at: datetime) -> None:
    """Whoever holds the step that opens, and who stands in for them: each once for each opening."""
    on = localdate(at)
    people = holders(step, on)
    deputies = [deputy for found in standing_in(people, on).values() for deputy in found]
    announce(
        ASKED, key=turn_key(step), recipients=[*people, *deputies], about=step.request, school=step.school, due_at=at
    )


def turn_key(step: Step) -> str:
    """What makes the telling of a step one: it, and whose it is."""
    return f"request-step:{step.uid}:{step.named}"[:100]


def tell_who_asks(request: Request, *, at: datetime) -> None:
    """That it came back, was approved or declined: who asks reads the rest on the page."""
    key = f"request:{request.uid}:{request.status}:{request.round}"
    announce(SETTLED, key=key, recipients=[request.requester], about=request, school=request.school, due_at=at)


def tell_of_site(site: Site, *, at: datetime) -> None:
    """Address and name of an account, to the senior leaders and the headteacher (STM-08)."""
    kinds = (RoleKind.SENIOR_LEADER, RoleKind.HEADTEACHER)
    roles = Role.objects.current(localdate(at)).filter(school=site.school, kind__in=kinds)
    key = f"site-told:{site.uid}:{at.isoformat()}"
    leaders = [role.person for role in roles.select_related("person")]
    announce(SITE_TOLD, key=key, recipients=leaders, about=site, school=site.school, due_at=at)
