"""What time and people do to a request under way: a step that nobody holds any more moves, and who holds it is told.

Roles end, people leave by the roll, line managers change and deputies begin without anybody opening a request; the
clock sees to it (`keep_moving`), every few minutes, and does nothing where nothing changed.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from approvals.holders import holders, holders_of, standing_in
from approvals.models import Request, Step, Whose
from approvals.notices import tell_whose_turn, turn_key
from approvals.transitions.steps import NEXT, advance, held, is_together, steps_of
from approvals.verbs import Verb
from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.notices.models import Notice
from foundation.schools.models import School

Status = Step.Status


def move_on(request: Request, *, by: Actor, at: datetime) -> bool:
    """Let the request go on where the people of its open step are not those it was opened for; whether it moved.

    A step that nobody can answer any more goes to who comes next, saying why. One that waits for a later step of the
    same person is asked by itself as soon as they are two, and the other way round (QEI-11).
    """
    with change():
        request = held(request)
        steps = steps_of(request)
        step = next((one for one in steps if one.status == Status.OPEN), None)
        if step is None or not (why := _why_it_moves(step, steps, localdate(at))):
            return False
        was = step.named
        step.status, step.opened_at, step.due_on = Status.WAITING, None, None
        step.save(update_fields=["status", "opened_at", "due_on"])
        trail.record(Verb.STEP_MOVED, request, by=by, at=at, school=request.school, was=was, why=why)
        advance(request, by=by, at=at)
        request.save(update_fields=["status", "settled_at"])
    return True


def _why_it_moves(step: Step, steps: Sequence[Step], on: date) -> str:
    """Why the open step cannot stay as it is; empty where it can, or where nobody comes next."""
    left = [one for one in steps if one.status not in Step.SETTLED]
    earlier = [one for one in left if one.position < step.position]
    later = [one for one in left if one.position > step.position]
    if any(not is_together(one, [other for other in left if other.position > one.position], on) for one in earlier):
        return "somebody else answers an earlier step first"
    if is_together(step, later, on):
        return "the same person answers a later step"
    if not holders(step, on) and Whose(step.whose) in NEXT:
        return "nobody holds it any more"
    return ""


def keep_moving(school: School, *, by: Actor, at: datetime) -> int:
    """See to every request under way at a school: move what stands with nobody, tell who holds a step since lately."""
    in_hand = Request.objects.filter(school=school, status=Request.Status.IN_HAND)
    moved = sum(move_on(request, by=by, at=at) for request in in_hand.order_by("pk"))
    rows = Step.objects.filter(school=school, status=Status.OPEN)
    steps = list(rows.select_related("request__requester", "request__school", "school", "group", "person"))
    _tell_newcomers(steps, at)
    return moved


def _tell_newcomers(steps: Sequence[Step], at: datetime) -> None:
    """Who came to hold a step after it was opened, or stands in since today, is told as the others were."""
    on = localdate(at)
    people = holders_of(steps, on)
    deputies = standing_in({one for found in people.values() for one in found}, on)
    wanted: dict[int, set[str]] = {}
    for step in steps:
        told = [*people[step.pk], *(two for one in people[step.pk] for two in deputies.get(one.pk, ()))]
        wanted[step.pk] = {f"{turn_key(step)}:{one.uid}" for one in told if one.email}
    keys = {key for found in wanted.values() for key in found}
    there = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    for step in steps:
        if wanted[step.pk] - there:
            with change():
                tell_whose_turn(step, at=at)
