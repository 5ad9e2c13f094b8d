"""A school's past loaded once: versions, people, groups and acknowledgements with their days, and the trail's changes.

`at` tells who was asked for what at the end of a day, and who had acknowledged it, for any day in between; a month or
three years take the same number of queries as one day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from foundation.audit.models import Entry
from foundation.schools.models import Person, School
from policies.models import Acknowledgement, Means, Policy, Version
from policies.rewinding import CHANGES, Rewound, end_of

Groups = dict[int, list[tuple[UUID, str]]]


@dataclass(frozen=True)
class PersonThen:
    """Somebody who was on the roll that day."""

    pk: int
    uid: UUID
    name: str
    job_title: str
    groups: frozenset[str]
    starts_on: date
    leaves_on: date | None


@dataclass(frozen=True)
class Given:
    """An acknowledgement that counted that day; `entered_on` where it was entered later than it was signed."""

    uid: UUID
    on: date
    how: str
    entered_on: date | None = None


@dataclass
class PolicyThen:
    """A policy with the version that was in force that day, whom it asked, and who of them had acknowledged it."""

    uid: UUID
    version: Version
    title: str
    number: str
    edition: int
    since: date
    was_brought_in: bool
    until: date | None
    audience: frozenset[str]
    asked: list[PersonThen] = field(default_factory=list)
    given: dict[int, Given] = field(default_factory=dict)

    review: str = ""
    is_overdue: bool = False

    @property
    def share(self) -> int:
        """Per cent, rounded down: 100 means everybody."""
        return 100 * len(self.given) // len(self.asked) if self.asked else 100


@dataclass
class Standing:
    """Who was there at the end of a day, and what they were asked."""

    on: date
    people: list[PersonThen]
    policies: list[PolicyThen]
    rewound: Rewound


@dataclass
class Chronicle:
    """Everything of a school that mattered between two days."""

    people: list[Person]
    groups: Groups
    versions: list[Version]
    audience: Groups
    given: list[Acknowledgement]
    entries: list[Entry]

    @classmethod
    def of(cls, school: School, first: date, last: date) -> "Chronicle":
        """Six queries."""
        there = Q(leaves_on__isnull=True) | Q(leaves_on__gte=first)
        stood = Q(ended_at__isnull=True) | Q(ended_at__gte=end_of(first))
        by_then = Q(signed_on__isnull=True, at__lt=end_of(last)) | Q(signed_on__lte=last)
        member = Person.groups.through.objects.filter(person__school=school)
        reached = Policy.audience.through.objects.filter(policy__school=school)
        versions = Version.objects.filter(stood, school=school, in_force_at__lt=end_of(last)).defer("canonical")
        given = Acknowledgement.objects.filter(by_then, school=school).order_by("pk")
        changes = Entry.objects.filter(school_uid=school.uid, at__gte=end_of(first), verb__in=CHANGES)
        return cls(
            people=list(Person.objects.filter(there, school=school, starts_on__lte=last).order_by("name", "pk")),
            groups=_by_owner(member.values_list("person", "staffgroup__uid", "staffgroup__name")),
            versions=list(versions.select_related("policy")),
            audience=_by_owner(reached.values_list("policy", "staffgroup__uid", "staffgroup__name")),
            given=list(given.only("uid", "person", "policy", "edition", "at", "signed_on", "means", "school")),
            entries=list(changes.order_by("number").only("verb", "about_uid", "payload", "at")),
        )

    def at(self, on: date) -> Standing:
        """The school at the end of that day: no query."""
        rewound = Rewound.to(self.entries, on)
        people = list(self._people(on, rewound))
        policies = sorted(self._policies(on, rewound), key=lambda one: one.title.lower())
        for policy in policies:
            policy.asked = [person for person in people if policy.audience & person.groups]
        self._answer(policies, on)
        return Standing(on, people, policies, rewound)

    def _people(self, on: date, rewound: Rewound) -> Iterator[PersonThen]:
        for row in self.people:
            if row.starts_on <= on and (row.leaves_on is None or row.leaves_on >= on):
                yield PersonThen(
                    pk=row.pk,
                    uid=row.uid,
                    name=rewound.said(row.uid, "name", row.name),
                    job_title=rewound.said(row.uid, "job_title", row.job_title),
                    groups=rewound.groups(row.uid, "groups", self.groups[row.pk]),
                    starts_on=row.starts_on,
                    leaves_on=row.leaves_on,
                )

    def _policies(self, on: date, rewound: Rewound) -> Iterator[PolicyThen]:
        """The version of each policy that was in force at the end of that day."""
        end = end_of(on)
        for version in self.versions:
            if version.in_force_at and version.in_force_at < end and not (version.ended_at and version.ended_at < end):
                policy = version.policy
                yield PolicyThen(
                    uid=policy.uid,
                    version=version,
                    title=rewound.said(policy.uid, "title", policy.title),
                    number=version.number,
                    edition=version.edition,
                    since=localdate(version.in_force_at),
                    was_brought_in=version.brought_in_at is not None,
                    until=localdate(version.ended_at) if version.ended_at else None,
                    audience=rewound.groups(policy.uid, "audience", self.audience[policy.pk]),
                )

    def _answer(self, policies: Sequence[PolicyThen], on: date) -> None:
        """Who had acknowledged the edition that was in force, among those who were asked."""
        held = {(policy.version.policy_id, policy.edition): policy for policy in policies}
        asked = {policy.uid: {person.pk for person in policy.asked} for policy in policies}
        end = end_of(on)
        for row in self.given:
            asking = held.get((row.policy_id, row.edition))
            if asking is None or not _was_given(row, on, end) or row.person_id not in asked[asking.uid]:
                continue
            entered = localdate(row.at)
            day = row.signed_on or entered
            how = str(Means(row.means).label)
            asking.given[row.person_id] = Given(row.uid, day, how, entered if entered != day else None)


def _was_given(row: Acknowledgement, on: date, end: datetime) -> bool:
    return row.signed_on <= on if row.signed_on else row.at < end


def _by_owner(rows: Iterable[tuple[int, UUID, str]]) -> Groups:
    found: Groups = defaultdict(list)
    for owner, uid, name in rows:
        found[owner].append((uid, name))
    return found
