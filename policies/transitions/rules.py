"""Which steps versions go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.schools.models import Body, School
from policies.models import Policy, StepRule
from policies.verbs import Verb


@dataclass(frozen=True)
class StepWanted:
    """One step: `kind` of StepKind; a body for a consultation or decision, a role for a signature."""

    kind: str
    body: Body | None = None
    role: str = ""


def set_step_rules(
    school: School, policy: Policy | None, wanted: Sequence[StepWanted], *, by: Actor, at: datetime
) -> None:
    """Set the steps of the school, or of one policy. Versions under way keep the steps they started with."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        before = [str(rule) for rule in StepRule.objects.filter(school=school, policy=policy).select_related("body")]
        StepRule.objects.filter(school=school, policy=policy).delete()
        rules = [
            StepRule(school=school, policy=policy, position=position, kind=step.kind, body=step.body, role=step.role)
            for position, step in enumerate(wanted, start=1)
        ]
        StepRule.objects.bulk_create(rules)
        about = policy or school
        trail.record(
            Verb.STEPS_SET, about, by=by, at=at, school=school, before=before, after=[str(rule) for rule in rules]
        )
