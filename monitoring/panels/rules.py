"""House rules of monitoring: on the settings page and in the profiles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from foundation.core.actors import Actor
from foundation.core.panels import Section, house_rules
from foundation.schools.models import School
from foundation.schools.panels import ProfilePart, profile_parts
from monitoring.forms.rules import MonitoringRulesForm
from monitoring.models import CheckReason, MonitoringRules
from monitoring.transitions.reasons import start_reasons

house_rules.register(
    "monitoring",
    Section(
        title="Monitoring",
        why="How a check of somebody's internet use begins, how long logs are kept, and how often the school looks at"
        " what is said about it and at its filtering. In every school a check has a purpose, somebody else who"
        " authorises it, and an end.",
        model=MonitoringRules,
        form=MonitoringRulesForm,
    ),
)


def _reasons_now(school: School) -> str:
    rows = CheckReason.objects.filter(school=school, ended_at=None)
    return ", ".join(rows.values_list("name", flat=True)) or "None"


def _reasons_wanted(part: Sequence[Mapping[str, Any]], school: School) -> str:
    return ", ".join(one["name"] for one in part)


def _apply_reasons(school: School, part: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> None:
    start_reasons(school, part, by=by, at=at)


profile_parts.register(
    "check_reasons", ProfilePart("Reasons for a check", _reasons_now, _reasons_wanted, _apply_reasons)
)
