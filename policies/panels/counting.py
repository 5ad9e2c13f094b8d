"""Parents and pupils on lower pages: who may open their sheets; how many have still to sign, for the trust."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from foundation.core.panels import file_rules
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.panels import TrustFigure, trust_figures
from policies.counted import missing_by_school
from policies.models import GroupCount
from policies.transitions.counting import COUNT_FILE


def count_file(user: Any, uid: UUID) -> bool:
    """Signed sheets of a group: whoever may set the count right."""
    return permitted(user, "policies.see_count", GroupCount.objects.filter(uid=uid)).exists()


file_rules.register(COUNT_FILE, count_file)


def _still_to_sign(schools: Sequence[School], on: date) -> Mapping[int, int]:
    return missing_by_school(schools)


trust_figures.register("policies.counted", TrustFigure("Parents and pupils to sign", _still_to_sign))
