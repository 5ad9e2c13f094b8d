"""The steps of a round: made from a chain, opened one after the other, and what follows from the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.utils.timezone import localdate

from approvals.holders import holders
from approvals.house_rules import is_for_the_headteacher
from approvals.models import ChainStep, Decision, Kind, Mode, Request, Revision, Step, Whose
from approvals.notices import tell_who_asks, tell_whose_turn
from approvals.transitions.sites import add_site
from approvals.verbs import REQUEST_MOVES, Verb
from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.states import NotAllowed
from foundation.schools.calendar import add_school_days
from foundation.schools.models import Person

# Who answers where nobody else can: in this order.
NEXT = {
    Whose.LINE_MANAGER: Whose.HEADTEACHER,
    Whose.SENIOR_LEADER: Whose.HEADTEACHER,
    Whose.GROUP: Whose.HEADTEACHER,
    Whose.PERSON: Whose.HEADTEACHER,
    Whose.HEADTEACHER: Whose.CHAIR,
}
Status = Step.Status
S = TypeVar("S", ChainStep, Step)


@dataclass(frozen=True)
class Place:
    """A step as a chain has it, whether the chain is a house rule or that of a round before."""

    mode: str
    whose: str
    group_id: int | None
    person_id: int | None
    days: int

    @classmethod
    def of(cls, step: ChainStep | Step) -> "Place":
        return cls(step.mode, step.whose, step.group_id, step.person_id, step.days)


def held(request: Request) -> Request:
    """The request, held for this change."""
    return Request.objects.select_for_update(of=("self",)).select_related("school", "requester").get(pk=request.pk)


def steps_of(request: Request) -> list[Step]:
    """The steps of the request's present round, in their order."""
    steps = list(request.steps.filter(round=request.round).select_related("school", "group", "person", "revision"))
    for step in steps:
        step.request = request
    return steps


def make_round(request: Request, revision: Revision, chain: Sequence[Place], on: date) -> list[Step]:
    """A new round of steps; what was still open in the round before is void. Raises NotAllowed where nobody decides."""
    if not any(place.mode == Mode.DECIDE for place in chain):
        raise NotAllowed("Nobody is set to decide on this at the school yet. Ask the clerk to set it up.")
    decides = {place.whose for place in chain if place.mode == Mode.DECIDE}
    if is_for_the_headteacher(request.kind, revision.answers) and Whose.HEADTEACHER not in decides:
        chain = [*chain, Place(Mode.DECIDE, Whose.HEADTEACHER, None, None, chain[-1].days)]
    request.steps.filter(status__in=(Status.WAITING, Status.TOGETHER, Status.OPEN)).update(status=Status.VOID)
    request.round += 1
    steps = [
        Step(
            school=request.school,
            request=request,
            revision=revision,
            round=request.round,
            position=position,
            **vars(place),
        )
        for position, place in enumerate(chain, start=1)
    ]
    brand_step(steps).decides_brand = True
    return Step.objects.bulk_create(steps)


def brand_step(chain: Sequence[S]) -> S:
    """Where name and logo are decided on: with the headteacher, where the chain has one (QEI-12)."""
    deciding = [step for step in chain if step.mode == Mode.DECIDE]
    heads = [step for step in deciding if step.whose == Whose.HEADTEACHER]
    return (heads or deciding)[-1]


def advance(request: Request, *, by: Actor, at: datetime) -> None:
    """Open the next step that somebody has to answer; with none left, the request is approved.

    A step whose only holder also holds a later one waits for that one (QEI-11).
    """
    on = localdate(at)
    steps = steps_of(request)
    left = [step for step in steps if step.status not in Step.SETTLED]
    for place, step in enumerate(left):
        if step.status == Status.OPEN:
            return
        if step.mode == Mode.TELL:
            _tell(request, step, by=by, at=at)
            continue
        _find_somebody(step, on)
        together = is_together(step, left[place + 1 :], on)
        if not together:
            _open(step, by=by, at=at, on=on)
            return
        step.status = Status.TOGETHER
        step.save(update_fields=["status", "whose", "group", "person", "because"])
    request.status = REQUEST_MOVES.check("approve", request.status)
    request.settled_at = at
    tell_who_asks(request, at=at)
    if request.kind == Kind.SITE:
        _register(request, steps, by=by, at=at)


def _register(request: Request, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
    """What was approved comes into the register of sites."""
    brands = [step.source.decision.brand for step in steps if step.decides_brand]
    uses_brand = Decision.Brand.APPROVED in brands
    add_site(request, steps[-1].revision.answers, uses_brand=uses_brand, by=by, at=at)


def is_together(step: Step, later: Sequence[Step], on: date) -> bool:
    """Whether one person alone holds this deciding step and a later one."""
    people = holders(step, on)
    if step.mode != Mode.DECIDE or len(people) != 1:
        return False
    return any(other.mode == Mode.DECIDE and holders(other, on) == people for other in later)


def _find_somebody(step: Step, on: date) -> None:
    """Hand a step that nobody can answer to who comes next, saying why; the chair's waits for the clerk."""
    while not holders(step, on) and Whose(step.whose) in NEXT:
        was = step.named
        step.whose, step.group, step.person = NEXT[Whose(step.whose)], None, None
        step.because = f"{was}: nobody there can answer this request, so it goes to: {step.named}."


def _open(step: Step, *, by: Actor, at: datetime, on: date) -> None:
    step.status, step.opened_at, step.due_on = Status.OPEN, at, add_school_days(step.school, on, step.days)
    step.save(update_fields=["status", "opened_at", "due_on", "whose", "group", "person", "because"])
    tell_whose_turn(step, at=at)
    trail.record(Verb.STEP_OPENED, step.request, by=by, at=at, school=step.school, whose=step.named, due_on=step.due_on)


def _tell(request: Request, step: Step, *, by: Actor, at: datetime) -> None:
    """Those who are told are told; there is nothing for them to answer (STM-08)."""
    people = holders(step, localdate(at))
    step.status = Status.DONE
    step.save(update_fields=["status"])
    give(step, Decision.Outcome.TOLD, ", ".join(person.name for person in people)[:120] or "Nobody", at=at)
    trail.record(Verb.STEP_ANSWERED, request, by=by, at=at, school=request.school, whose=step.named, outcome="told")


def give(step: Step, outcome: str, by_name: str, *, at: datetime, by: Person | None = None, **more: object) -> Decision:
    """Keep what was said at a step, bound to the text of its revision."""
    return Decision.objects.create(
        school=step.school,
        request=step.request,
        revision=step.revision,
        content_hash=step.revision.content_hash,
        step=step,
        requester=step.request.requester,
        outcome=outcome,
        by=by,
        by_name=by_name,
        at=at,
        **more,
    )
