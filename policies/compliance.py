"""Who still owes what, by policy and by person, within what the asker may see."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from foundation.core.rules import permitted
from foundation.schools.calendar import SchoolCalendar
from foundation.schools.models import Person, School
from policies.models import Acknowledgement, Policy, PolicyRules, Version
from policies.outstanding import Owed, owed


def overseen(user: Any, school: School, on: date, group: str = "") -> QuerySet[Person]:
    """The people of the school whose acknowledgements the user may see, of one group where one is named."""
    people = Person.objects.filter(school=school).current(on)
    if group:
        people = people.filter(groups__uid=group)
    return permitted(user, "policies.oversee_person", people, on)


@dataclass(frozen=True)
class Deadline:
    """When what somebody is asked falls due, in one school: read once, asked often."""

    calendar: SchoolCalendar
    days: int

    @classmethod
    def of(cls, school: School) -> "Deadline":
        rules = PolicyRules.objects.filter(school=school).first() or PolicyRules(school=school)
        return cls(SchoolCalendar.of(school), rules.days_to_acknowledge)

    def due_on(self, since: date) -> date:
        """The last day in time for somebody asked on `since`."""
        return self.calendar.add(since, self.days)

    def is_overdue(self, since: date, on: date) -> bool:
        return self.due_on(since) < on


@dataclass(frozen=True)
class PolicyFigures:
    """One policy in force among the people asked about."""

    uid: UUID
    title: str
    asked: int
    outstanding: int

    @property
    def given(self) -> int:
        return self.asked - self.outstanding

    @property
    def share(self) -> int:
        """Per cent of those asked who have acknowledged, rounded down: 100 means everybody."""
        return 100 * self.given // self.asked if self.asked else 100


def by_policy(people: QuerySet[Person]) -> list[PolicyFigures]:
    """How many of these people each policy in force asks, and how many have not acknowledged it.

    Asked less given, not a search for what is missing: three to four times as fast over a whole trust.
    """
    given = dict(_given(people).values_list("policy").annotate(Count("pk")))
    rows = (
        Version.objects.filter(status=Version.Status.IN_FORCE, policy__audience__people__in=people)
        .order_by("policy__title")
        .values_list("policy_id", "policy__uid", "policy__title")
        .annotate(asked=Count("policy__audience__people", distinct=True))
    )
    return [PolicyFigures(uid, title, count, count - given.get(pk, 0)) for pk, uid, title, count in rows]


def _given(people: QuerySet[Person]) -> QuerySet[Acknowledgement]:
    """Acknowledgements that count today: of the edition in force, by people whom the policy still asks."""
    edition = Version.objects.filter(policy=OuterRef("policy"), status=Version.Status.IN_FORCE).values("edition")
    reached = Policy.audience.through.objects.filter(policy=OuterRef("policy"), staffgroup__people=OuterRef("person"))
    return Acknowledgement.objects.filter(Exists(reached), person__in=people, edition=Subquery(edition)).order_by()


def by_school(schools: Sequence[School], on: date) -> Mapping[int, tuple[int, int]]:
    """For each school, by its key: how many acknowledgements are asked of its people, and how many are given."""
    people = Person.objects.filter(school__in=schools).current(on)
    asked = dict(
        Version.objects.filter(status=Version.Status.IN_FORCE, policy__audience__people__in=people)
        .order_by()
        .values("school_id", "policy_id")
        .annotate(asked=Count("policy__audience__people", distinct=True))
        .values_list("policy_id", "asked")
    )
    of = dict(Policy.objects.filter(pk__in=asked).values_list("pk", "school_id"))
    given = Counter(dict(_given(people).values_list("school").annotate(Count("pk"))))
    total: Counter[int] = Counter()
    for policy, count in asked.items():
        total[of[policy]] += count
    return {school.pk: (total[school.pk], given[school.pk]) for school in schools}


@dataclass(frozen=True)
class PersonFigures:
    """What one person still owes."""

    uid: UUID
    name: str
    email: str
    outstanding: int
    overdue: int


def by_person(people: QuerySet[Person], deadline: Deadline, on: date) -> list[PersonFigures]:
    """Those of these people who owe something, with how much of it is overdue; most first."""
    owes: Counter[int] = Counter()
    late: Counter[int] = Counter()
    for row in owed(people):
        if row.since <= on:
            owes[row.person_id] += 1
            late[row.person_id] += deadline.is_overdue(row.since, on)
    known = people.filter(pk__in=owes).values_list("pk", "uid", "name", "email").distinct()
    found = [PersonFigures(uid, name, email, owes[pk], late[pk]) for pk, uid, name, email in known]
    return sorted(found, key=lambda one: (-one.overdue, -one.outstanding, one.name))


def owed_of_policy(people: QuerySet[Person], policy: Policy) -> list[tuple[Person, Owed]]:
    """Who of these people owes this policy, by name."""
    rows = {row.person_id: row for row in owed(people) if row.policy_uid == policy.uid}
    named = people.filter(pk__in=rows).select_related("line_manager").distinct()
    return [(person, rows[person.pk]) for person in named.order_by("name")]


def reviews_due(school: School, by_day: date) -> QuerySet[Version]:
    """Versions in force whose review is due on or before the day, most urgent first (ACR-24)."""
    return (
        Version.objects.filter(Q(review_due_on__lte=by_day), school=school, status=Version.Status.IN_FORCE)
        .select_related("policy__owner", "school")
        .order_by(F("review_due_on").asc())
    )
