"""What ties a log-in to cases without a role: asked at once, so that whoever has none of it costs a desk one query."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from approvals.holders import current
from approvals.models import Deputy
from foundation.core.rules import remembered
from foundation.schools.models import Person
from foundation.schools.people import standing
from incidents.models import CaseGrant, CasePerson, EmergencyAccess, Relation, Report


@dataclass(frozen=True)
class Ties:
    """Whether there is anything of the kind at all; what of it the log-in may see, the rules say."""

    stands_in: bool = False  # is somebody's deputy, absent or not
    has_grant: bool = False
    is_urgent: bool = False  # let in by an emergency
    affected: bool = False
    reported: bool = False

    @property
    def let_in(self) -> bool:
        return self.has_grant or self.is_urgent


def ties(user: Any, on: date) -> Ties:
    """What ties the log-in's persons of that day to cases: one query a page."""
    return remembered(user, ("incidents.ties", on), lambda: _ties(list(standing(user, on).persons), on))


def _ties(mine: list[int], on: date) -> Ties:
    if not mine:
        return Ties()
    me = OuterRef("pk")
    grants = CaseGrant.objects.filter(person=me, until__gte=on)
    urgent = EmergencyAccess.objects.filter(person=me, until__gt=timezone.now())
    found = Person.objects.filter(pk__in=mine).order_by()
    rows = found.values_list(
        Exists(current(Deputy.objects.filter(deputy=me), on)),
        Exists(grants),
        Exists(urgent),
        Exists(CasePerson.objects.filter(person=me, relation=Relation.AFFECTED, ended_at=None)),
        Exists(Report.objects.filter(reporter=me)),
    )
    return Ties(*(any(column) for column in zip(*rows, strict=True)))
