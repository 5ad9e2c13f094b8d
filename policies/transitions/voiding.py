"""An edit voids what was given to the text before."""

from datetime import datetime

from foundation.audit import trail
from foundation.core.actors import Actor
from policies.models import Step, Version
from policies.verbs import STEP_MOVES, Verb


def void_steps(version: Version, *, by: Actor, at: datetime) -> list[str]:
    """Void the steps of the round under way; return, in words, what had been given and is void now."""
    steps = list(version.steps.filter(round=version.round).exclude(status=Step.Status.VOID))
    given = [str(step) for step in steps if step.status == Step.Status.DONE]
    for step in steps:
        step.status = STEP_MOVES.check("void", step.status)
        step.ended_at = at
        step.save(update_fields=["status", "ended_at"])
    if steps:
        trail.record(Verb.VERSION_VOIDED, version, by=by, at=at, school=version.school, given=given)
    return given
