"""What was approved until a day is announced before it, and ends after it by itself, neither sooner nor later."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from approvals.house_rules import rules_of
from approvals.models import Request
from approvals.notices_people import tell_ended, tell_of_ending
from approvals.transitions.steps import held
from approvals.verbs import REQUEST_MOVES, Verb
from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import School


def end_request(request: Request, *, by: Actor, at: datetime) -> Request:
    """What was approved until a day ends after it; who asked and who approved it are told."""
    with change():
        request = held(request)
        request.status = REQUEST_MOVES.check("end", request.status)
        if request.ends_on is None or request.ends_on >= localdate(at):
            raise NotAllowed("It has not come to its end yet.")
        request.ended_at = at
        request.save(update_fields=["status", "ended_at"])
        trail.record(Verb.REQUEST_ENDED, request, by=by, at=at, school=request.school, ends_on=request.ends_on)
        tell_ended(request, at=at)
    return request


def announce_endings(school: School, *, on: date, at: datetime) -> int:
    """Tell who asked and who approved that a permission comes to its end; how many are. Once for each last day."""
    until = on + timedelta(days=rules_of(school).ending_days)
    coming = Request.objects.filter(school=school, status=Request.Status.APPROVED, ends_on__range=(on, until))
    requests = list(coming.select_related("school", "requester").order_by("pk"))
    with change():
        for request in requests:
            tell_of_ending(request, at=at)
    return len(requests)
