"""Chains among the settings of a school, and in ready-made profiles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from approvals.models import ChainStep, Kind, Mode, Whose
from approvals.transitions import Wanted, set_chain
from foundation.core.actors import Actor
from foundation.schools.models import School, StaffGroup
from foundation.schools.panels import ProfilePart, SettingsLink, profile_parts, settings_links


def _now(school: School) -> str:
    steps = ChainStep.objects.filter(school=school).select_related("group", "person")
    return _words([(step.kind, step.mode, step.named) for step in steps])


def _wanted(part: Mapping[str, Any], school: School) -> str:
    found = [
        (kind, step["mode"], step.get("group") or str(Whose(step["whose"]).label))
        for kind, steps in sorted(part.items())
        for step in steps
    ]
    return _words(found)


def _words(steps: Sequence[tuple[str, str, str]]) -> str:
    by_kind: dict[str, list[str]] = {}
    for kind, mode, whose in steps:
        by_kind.setdefault(kind, []).append(f"{whose} {Mode(mode).label.lower()}")
    return "; ".join(f"{Kind(kind).label}: {', '.join(steps)}" for kind, steps in sorted(by_kind.items())) or "None"


def _apply(school: School, part: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Set the chains of all kinds; a kind that the profile does not name is closed."""
    for kind in Kind.values:
        wanted = [_step(school, step) for step in part.get(kind, ())]
        set_chain(school, kind, wanted, by=by, at=at)


def _step(school: School, step: Mapping[str, Any]) -> Wanted:
    group = None
    if "group" in step:
        group, _ = StaffGroup.objects.get_or_create(school=school, name=step["group"])
    whose = Whose.GROUP if group else Whose(step["whose"])
    return Wanted(step["mode"], whose, group=group, days=step.get("days", 5))


settings_links.register("chains", SettingsLink("Who decides requests", "chain-list", "approvals.set_chains"))
profile_parts.register("chains", ProfilePart("Who decides requests", _now, _wanted, _apply))
