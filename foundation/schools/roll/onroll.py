"""Who is on the roll already, in memory, to find the people of a file again."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from foundation.schools.models import Person, School, StaffGroup

DETAILS = ("name", "reference", "email", "job_title", "employer", "starts_on", "leaves_on", "working_days")


def folded(text: str) -> str:
    """Text as it is compared: without case and without differences of spaces."""
    return " ".join(text.casefold().split())


def fingerprint(person: Person) -> str:
    """What the roll says of somebody, as a hash: a change since then is noticed."""
    groups = sorted(group.name for group in person.groups.all())
    words = [str(getattr(person, name)) for name in DETAILS] + groups + [str(person.line_manager_id)]
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]


@dataclass
class OnRoll:
    """A school's people and groups: two queries, however many there are."""

    people: dict[UUID, Person] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    by_reference: dict[str, Person] = field(default_factory=dict)
    by_email: dict[str, Person] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    managers: dict[int, UUID] = field(default_factory=dict)

    @classmethod
    def of(cls, school: School) -> "OnRoll":
        roll = cls()
        groups = StaffGroup.objects.filter(school=school)
        roll.groups = {folded(group.name): group.name for group in groups}
        names = Prefetch("groups", StaffGroup.objects.only("pk", "name"))
        for person in Person.objects.filter(school=school).prefetch_related(names).order_by("pk"):
            roll.people[person.uid] = person
            roll.managers[person.pk] = person.uid
            roll.by_name[folded(person.name)].append(person)
            if person.reference:
                roll.by_reference[folded(person.reference)] = person
            if person.email:
                roll.by_email[person.email.casefold()] = person
        return roll

    def called(self, name: str, groups: list[str]) -> list[Person]:
        """People of this name who could be meant: in one of these groups, or where either side names no group."""
        wanted = {folded(group) for group in groups}
        found: list[Person] = self.by_name.get(folded(name), [])
        return [person for person in found if _may_be(person, wanted)]


def _may_be(person: Person, wanted: set[str]) -> bool:
    theirs: set[Any] = {folded(group.name) for group in person.groups.all()}
    return not wanted or not theirs or bool(wanted & theirs)
