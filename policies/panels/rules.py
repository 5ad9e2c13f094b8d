"""House rules of policies on the settings page, and the steps of policies in a ready-made profile."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from foundation.core.actors import Actor
from foundation.core.panels import Section, house_rules
from foundation.core.states import NotAllowed
from foundation.schools.models import Body, RoleKind, School
from foundation.schools.panels import ProfilePart, SettingsLink, profile_parts, settings_links
from policies.forms.rules import PolicyRulesForm
from policies.models import PolicyRules, StepKind, StepRule
from policies.transitions.rules import StepWanted, set_step_rules

house_rules.register(
    "policies",
    Section(
        title="Policies",
        why="How long people have to read a policy, what they agree to, and whether policies are public.",
        model=PolicyRules,
        form=PolicyRulesForm,
    ),
)


def _now(school: School) -> str:
    rules = StepRule.objects.filter(school=school, policy=None).select_related("body")
    return _words([(rule.kind, rule.whose) for rule in rules])


def _wanted(part: Mapping[str, Any], school: School) -> str:
    return _words([(step["kind"], step.get("body") or _role(step)) for step in part["steps"]])


def _role(step: Mapping[str, str]) -> str:
    return str(RoleKind(step["role"]).label) if "role" in step else "All staff"


def _words(steps: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{StepKind(kind).label}: {whose}" for kind, whose in steps) or "None"


def _apply(school: School, part: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Set the school's usual steps. Raises NotAllowed where a body is not the school's."""
    bodies = {body.name.casefold(): body for body in Body.objects.filter(school=school, closed_on=None)}
    wanted = []
    for step in part["steps"]:
        body = bodies.get(step["body"].casefold()) if "body" in step else None
        if "body" in step and body is None:
            raise NotAllowed(f"{school} has no body called {step['body']}.")
        wanted.append(StepWanted(step["kind"], body, step.get("role", "")))
    set_step_rules(school, None, wanted, by=by, at=at)


settings_links.register("policy_steps", SettingsLink("Steps of a policy", "school-steps"))
profile_parts.register("policy_steps", ProfilePart("Steps of a policy", _now, _wanted, _apply))
