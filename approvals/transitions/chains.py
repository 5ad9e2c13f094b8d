"""The house rule of a chain is set; what is under way keeps its own or is moved (QEI-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from approvals.models import ChainStep, Mode, Request, Step
from approvals.transitions.steps import Place, advance, held, make_round, steps_of
from approvals.verbs import REQUEST_MOVES, Verb
from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School, StaffGroup


@dataclass(frozen=True)
class Wanted:
    """One step of a chain as it is to be."""

    mode: str
    whose: str
    group: StaffGroup | None = None
    person: Person | None = None
    days: int = 5


def set_chain(
    school: School, kind: str, wanted: Sequence[Wanted], *, moves: bool = False, by: Actor, at: datetime
) -> int:
    """Set through whom requests of a kind go; with `moves`, those under way go on by the new chain.

    Answers how many were moved. Raises NotAllowed for a chain in which nobody decides; an empty one closes the kind.
    """
    if wanted and not any(step.mode == Mode.DECIDE for step in wanted):
        raise NotAllowed("Somebody has to decide: advice and telling approve nothing.")
    with change():
        # No key: whoever answers meanwhile refers to the school, and must not wait for what waits for their request.
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        rows = ChainStep.objects.filter(school=school, kind=kind)
        before = [str(step) for step in rows.select_related("group", "person")]
        rows.delete()
        after = [
            ChainStep(school=school, kind=kind, position=position, **vars(step))
            for position, step in enumerate(wanted, start=1)
        ]
        ChainStep.objects.bulk_create(after)
        under_way = Request.objects.filter(school=school, kind=kind, status=Request.Status.IN_HAND)
        moved = list(under_way.order_by("pk")) if moves and wanted else []
        trail.record(
            Verb.CHAIN_SET,
            school,
            by=by,
            at=at,
            school=school,
            kind=kind,
            before=before,
            after=[str(step) for step in after],
            moved=len(moved),
        )
        for request in moved:
            move_chain(request, by=by, at=at)
    return len(moved)


def move_chain(request: Request, *, by: Actor, at: datetime) -> Request:
    """Let a request go on by the chain of today: what was decided on this text stays decided."""
    with change():
        request = held(request)
        request.status = REQUEST_MOVES.check("answer", request.status)
        before = steps_of(request)
        rules = ChainStep.objects.filter(school=request.school_id, kind=request.kind)
        steps = make_round(request, before[0].revision, [Place.of(step) for step in rules], localdate(at))
        done = {(step.mode, step.named): step for step in before if step.status == Step.Status.DONE}
        for step in steps:
            if (step.mode, step.named) in done:
                step.status, step.carried = Step.Status.DONE, done[step.mode, step.named].source
                step.save(update_fields=["status", "carried"])
        trail.record(Verb.CHAIN_MOVED, request, by=by, at=at, school=request.school)
        advance(request, by=by, at=at)
        request.save(update_fields=["status", "round", "settled_at"])
    return request
