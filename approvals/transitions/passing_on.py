"""A step that stands still is passed on; advice that does not come is passed over."""

from datetime import datetime

from django.utils.timezone import localdate

from approvals.models import Mode, Step, Whose
from approvals.notices import tell_whose_turn
from approvals.transitions.answering import MEANWHILE
from approvals.transitions.steps import advance, held, steps_of
from approvals.verbs import REQUEST_MOVES, Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.calendar import add_school_days
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself


def _open_step(step: Step) -> Step:
    request = held(step.request)
    REQUEST_MOVES.check("answer", request.status)
    found = next((one for one in steps_of(request) if one.pk == step.pk), None)
    if found is None or found.status != Step.Status.OPEN:
        raise NotAllowed(MEANWHILE)
    return found


def pass_on(step: Step, to: Person, *, why: str, by: Person, at: datetime) -> Step:
    """The clerk gives the open step to one person, saying why, with its days anew; whose it was stays on record."""
    with change():
        step = _open_step(step)
        if is_oneself(by, step.request.requester):
            raise NotAllowed("Nobody chooses who decides on their own request.")
        if is_oneself(to, step.request.requester):
            raise NotAllowed("Nobody decides on their own request.")
        on = localdate(at)
        if to.school_id != step.school_id or not Person.objects.current(on).filter(pk=to.pk).exists():
            raise NotAllowed(f"{to.name} is not on the roll.")
        was = step.named
        step.whose, step.group, step.person = Whose.PERSON, None, to
        step.passed_by, step.passed_at, step.passed_why = by, at, why
        step.due_on = add_school_days(step.school, on, step.days)
        step.because = f"Passed on from {was} by {by.name}."
        changed = ["whose", "group", "person", "due_on", "because"]
        step.save(update_fields=[*changed, "passed_by", "passed_at", "passed_why"])
        tell_whose_turn(step, at=at)
        trail.record(Verb.STEP_PASSED_ON, step.request, by=by, at=at, school=step.school, was=was, to=to.name, why=why)
    return step


def pass_over(step: Step, *, why: str, by: Person, at: datetime) -> Step:
    """Go on without advice that does not come; a decision is never passed over."""
    with change():
        step = _open_step(step)
        if is_oneself(by, step.request.requester):
            raise NotAllowed("Nobody chooses who is heard on their own request.")
        if step.mode != Mode.ADVISE:
            raise NotAllowed("A decision cannot be passed over. Pass it on to somebody instead.")
        step.status = Step.Status.PASSED_OVER
        step.passed_by, step.passed_at, step.passed_why = by, at, why
        step.save(update_fields=["status", "passed_by", "passed_at", "passed_why"])
        trail.record(Verb.STEP_PASSED_OVER, step.request, by=by, at=at, school=step.school, whose=step.named, why=why)
        advance(step.request, by=by, at=at)
        step.request.save(update_fields=["status", "settled_at"])
    return step
