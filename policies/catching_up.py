"""Back from an absence: what of the school's policies changed meanwhile, as one list.

Nothing is stored: an absence that ended in the last four weeks, the versions that came into force on its days and the
policies that were withdrawn on them, as far as they address the person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from foundation.schools.models import Absence, Person
from policies.models import Acknowledgement, Policy, Version
from policies.outstanding import owed

LATELY = timedelta(days=28)


@dataclass(frozen=True)
class Changed:
    """One policy that changed while somebody was away. `since` is the version they had confirmed before."""

    version: Version
    since: Version | None
    is_owed: bool


@dataclass(frozen=True)
class CatchUp:
    """What somebody missed in one absence."""

    absence: Absence
    changed: Sequence[Changed]
    withdrawn: Sequence[Policy]

    @property
    def owes(self) -> int:
        return sum(one.is_owed for one in self.changed)

    @property
    def is_empty(self) -> bool:
        return not (self.changed or self.withdrawn)


def catching_up(user: Any, on: date) -> list[CatchUp]:
    """What the user missed, for each of their persons that is back: one query where there is nobody."""
    people = Person.objects.filter(user=user).current(on)
    absences = Absence.objects.filter(person__in=people, ends_on__lt=on, ends_on__gte=on - LATELY)
    found = [_missed(absence) for absence in absences.select_related("person", "school").order_by("-ends_on")]
    return [one for one in found if not one.is_empty]


def _missed(absence: Absence) -> CatchUp:
    person = absence.person
    reached = Policy.audience.through.objects.filter(policy=OuterRef("policy"), staffgroup__people=person)
    rows = Version.objects.filter(
        Exists(reached), _during(absence, "in_force_at"), school=absence.school, status=Version.Status.IN_FORCE
    )
    versions = list(rows.select_related("policy", "school").order_by("policy__title"))
    before = _confirmed_before(person, versions)
    owing = {row.version_uid for row in owed(Person.objects.filter(pk=person.pk))} if versions else set[UUID]()
    gone = Policy.objects.filter(_during(absence, "withdrawn_at"), school=absence.school, audience__people=person)
    changed = [Changed(one, before.get(one.policy_id), one.uid in owing) for one in versions]
    return CatchUp(absence, changed, list(gone.distinct()))


def _during(absence: Absence, field: str) -> Q:
    """The moment in this field lies on one of the days away."""
    last = absence.ends_on or absence.starts_on
    return Q(**{f"{field}__gte": _begin(absence.starts_on), f"{field}__lt": _begin(last + timedelta(days=1))})


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _confirmed_before(person: Person, versions: Sequence[Version]) -> dict[int, Version]:
    """The version of each policy that the person had confirmed last, where it is another than now."""
    given: QuerySet[Acknowledgement] = Acknowledgement.objects.filter(
        person=person, policy__in=[version.policy_id for version in versions]
    )
    now = {version.pk for version in versions}
    latest = given.exclude(version__in=now).select_related("version").order_by("edition", "at")
    return {one.policy_id: one.version for one in latest}
