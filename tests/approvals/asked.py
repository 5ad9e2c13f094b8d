"""Requests in the state a test wants them in."""

from typing import Any

from approvals import transitions
from approvals.models import ChainStep, Decision, Kind, Mode, Request, Step, Whose
from approvals.transitions import Answer, Wanted
from approvals.transitions.asking import hash_of
from foundation.schools.models import Person, StaffGroup
from tests.cast import Cast

ANSWERS: dict[str, Any] = {"aims": "To show parents what we do.", "host": "Facebook"}
MANAGER = Wanted(Mode.DECIDE, Whose.LINE_MANAGER)
HEAD = Wanted(Mode.DECIDE, Whose.HEADTEACHER)
CHAIR = Wanted(Mode.DECIDE, Whose.CHAIR)


def team(cast: Cast, *people: Person) -> StaffGroup:
    """The social media team, which advises."""
    group, _ = StaffGroup.objects.get_or_create(school=cast.school, name="Social media team")
    group.people.set(people or (cast.senior_leader,))
    return group


def four_steps(cast: Cast) -> list[Wanted]:
    """Manager, team, head, chair: the chain of Appendix B (QEI-10)."""
    return [MANAGER, Wanted(Mode.ADVISE, Whose.GROUP, group=team(cast)), HEAD, CHAIR]


def set_chain(cast: Cast, *wanted: Wanted, kind: str = Kind.PARTICIPATION, moves: bool = False) -> int:
    return transitions.set_chain(cast.school, kind, wanted, moves=moves, by=cast.clerk, at=cast.at)


def written(cast: Cast, by: Person | None = None, kind: str = Kind.PARTICIPATION, **answers: Any) -> Request:
    by = by or cast.teacher
    request = transitions.start_request(cast.school, kind, by=by, at=cast.at)
    seen = hash_of(request.kind, request.answers)
    return transitions.write_request(request, {**ANSWERS, **answers}, seen=seen, by=by, at=cast.at)


def sent(cast: Cast, by: Person | None = None, kind: str = Kind.PARTICIPATION, **answers: Any) -> Request:
    request = written(cast, by, kind, **answers)
    return send(cast, request)


def send(cast: Cast, request: Request) -> Request:
    seen = hash_of(request.kind, request.answers)
    return transitions.send_request(request, seen=seen, by=request.requester, at=cast.at)


def open_step(request: Request) -> Step:
    return Step.objects.select_related("revision", "request").get(request=request, status=Step.Status.OPEN)


def answer(cast: Cast, request: Request, by: Person, outcome: str = "approved", **more: Any) -> list[Decision]:
    """Answer at the open step, on the text as it is."""
    step = open_step(request)
    reason = more.pop("reason", "" if outcome == "approved" else "Because.")
    seen = more.pop("seen", step.revision.content_hash)
    return transitions.answer_step(step, Answer(outcome, reason, **more), seen=seen, by=by, at=cast.at)


def chain_of(cast: Cast, kind: str = Kind.PARTICIPATION) -> list[str]:
    return [str(step) for step in ChainStep.objects.filter(school=cast.school, kind=kind)]
