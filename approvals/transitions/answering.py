"""An answer at a step: advice, or approve, return, decline."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from approvals.conflicts import conflicts
from approvals.holders import holders, standing_in
from approvals.models import Decision, Mode, Request, Step
from approvals.notices import tell_who_asks
from approvals.transitions.asking import void
from approvals.transitions.steps import advance, give, held, steps_of
from approvals.verbs import REQUEST_MOVES, Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself

Outcome = Decision.Outcome
MEANWHILE = "Somebody else answered this step, or the request changed, while you had it open. Nothing was recorded."
OUTCOMES = {
    Mode.DECIDE: (Outcome.APPROVED, Outcome.RETURNED, Outcome.DECLINED),
    Mode.ADVISE: (Outcome.ADVISED,),
}


@dataclass(frozen=True)
class Answer:
    """What is said at a step; `brand` where the step decides on name and logo too (QEI-12)."""

    outcome: str
    reason: str = ""
    brand: str = ""


def answer_step(step: Step, answer: Answer, *, seen: str, by: Person, at: datetime) -> list[Decision]:
    """Record an answer on the text that was seen, at this step and at those that are decided together with it."""
    with change():
        request = held(step.request)
        REQUEST_MOVES.check("answer", request.status)
        steps = steps_of(request)
        step = next((one for one in steps if one.pk == step.pk), step)
        if step.status != Step.Status.OPEN or step.revision.content_hash != seen:
            raise NotAllowed(MEANWHILE)
        whom = _as_whom(step, by, at)
        _check(step, answer)
        together = [one for one in steps if one.status == Step.Status.TOGETHER and one.position < step.position]
        if answer.outcome == Outcome.APPROVED and any(whom not in holders(one, localdate(at)) for one in together):
            raise NotAllowed(f"{together[0].named} answers first now: look at the request again.")
        acted = [*together, step] if answer.outcome == Outcome.APPROVED else [step]
        given = [_give(one, answer, acted, whom, by, at) for one in acted]
        _follow(request, answer, by=by, at=at)
    return given


def _as_whom(step: Step, by: Person, at: datetime) -> Person:
    """Whose place the answer takes: one's own, or that of whom one stands in for (QEI-11)."""
    if is_oneself(by, step.request.requester):
        raise NotAllowed("Nobody decides on their own request.")
    people = holders(step, localdate(at))
    own = next((person for person in people if is_oneself(by, person)), None)
    if own is not None:
        return own
    deputies = standing_in(people, localdate(at))
    for person in people:
        if any(is_oneself(by, deputy) for deputy in deputies.get(person.pk, ())):
            return person
    raise NotAllowed(MEANWHILE)


def _check(step: Step, answer: Answer) -> None:
    if answer.outcome not in OUTCOMES[Mode(step.mode)]:
        raise NotAllowed("Who advises does not decide." if step.mode == Mode.ADVISE else "This step is a decision.")
    if not answer.reason and answer.outcome != Outcome.APPROVED:
        raise NotAllowed("Say why, so that it can be understood.")
    if answer.brand and not step.decides_brand:
        raise NotAllowed("The school's name and logo are decided on at another step.")


def _give(step: Step, answer: Answer, acted: list[Step], whom: Person, by: Person, at: datetime) -> Decision:
    step.status = Step.Status.DONE
    step.save(update_fields=["status"])
    stands_in = not is_oneself(by, whom)
    decision = give(
        step,
        answer.outcome,
        by.name,
        at=at,
        by=by,
        reason=answer.reason,
        brand=answer.brand if step.decides_brand else "",
        conflicts=conflicts(step, [one for one in acted if one is not step], by),
        stands_in_for=whom if stands_in else None,
        stands_in_for_name=whom.name if stands_in else "",
    )
    trail.record(
        Verb.STEP_ANSWERED,
        step.request,
        by=by,
        at=at,
        school=step.school,
        whose=step.named,
        outcome=answer.outcome,
        content_hash=decision.content_hash,
        stands_in_for=decision.stands_in_for_name,
    )
    return decision


def _follow(request: Request, answer: Answer, *, by: Person, at: datetime) -> None:
    """What the answer does to the request."""
    if answer.outcome == Outcome.RETURNED:
        request.status = REQUEST_MOVES.check("return", request.status)
        void(request)
        tell_who_asks(request, at=at)
    elif answer.outcome == Outcome.DECLINED:
        request.status = REQUEST_MOVES.check("decline", request.status)
        request.settled_at = at
        void(request)
        tell_who_asks(request, at=at)
    else:
        advance(request, by=by, at=at)
    request.save(update_fields=["status", "settled_at"])
