"""Who still owes what, by policy and by person, within what the asker may see."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value

from foundation.core.rules import permitted
from foundation.schools.calendar import SchoolCalendar, closures_of, terms_of
from foundation.schools.models import Person, School
from policies.models import Acknowledgement, Policy, PolicyRules, Version
from policies.outstanding import Owed, away_until, outstanding, owed
from policies.problems import unsettled


def overseen(user: Any, school: School, on: date, group: str = "") -> QuerySet[Person]:
    """The people of the school whose acknowledgements the user may see, of one group where one is named."""
    people = Person.objects.filter(school=school).current(on)
    if group:
        people = people.filter(groups__uid=group)
    return permitted(user, "policies.oversee_person", people, on, school_id=school.pk)


@dataclass(frozen=True)
class Deadline:
    """When what somebody is asked falls due, in one school: read once, asked often."""

    calendar: SchoolCalendar
    days: int

    @classmethod
    def of(cls, school: School) -> "Deadline":
        """Of this school: its calendar and its house rule in one query."""
        rules = PolicyRules.objects.filter(school=school)
        no_day = Value(None, output_field=DateField())
        days = rules.values_list(Value("days"), Value(""), no_day, no_day, "days_to_acknowledge")
        entered = list(terms_of(school).union(closures_of(school), days, all=True))
        counted = next((row[-1] for row in entered if row[0] == "days"), PolicyRules().days_to_acknowledge)
        return cls(SchoolCalendar.of_rows(entered), counted)

    def due_on(self, since: date) -> date:
        """The last day in time for somebody asked on `since`."""
        return self.calendar.add(since, self.days)

    def is_overdue(self, since: date, on: date) -> bool:
        return self.due_on(since) < on

    def last_overdue(self, on: date) -> date:
        """Whoever was asked by this day is overdue on `on`, and nobody asked later."""
        return self.calendar.add(on, -self.days) - timedelta(days=1) if self.days else self.calendar.add(on, -1)


@dataclass(frozen=True)
class PolicyFigures:
    """One policy in force among the people asked about."""

    uid: UUID
    title: str
    asked: int
    outstanding: int
    problems: int = 0  # of those outstanding, how many have a problem with it

    @property
    def given(self) -> int:
        return self.asked - self.outstanding

    @property
    def share(self) -> int:
        """Per cent of those asked who have acknowledged, rounded down: 100 means everybody."""
        return 100 * self.given // self.asked if self.asked else 100


def by_policy(people: QuerySet[Person]) -> list[PolicyFigures]:
    """How many of these people each policy in force asks, how many have not acknowledged it, and how many of these have
    a problem with it: one query.

    Asked less given, not a search for what is missing: whole trusts are counted several times as fast.
    """
    columns = ("policy__uid", "policy__title")
    asked = (
        Version.objects.filter(status=Version.Status.IN_FORCE, policy__audience__people__in=people)
        .order_by()
        .values_list(*columns)
        .annotate(count=Count("policy__audience__people", distinct=True), what=Value("asked"))
    )
    given = _given(people).values_list(*columns).annotate(count=Count("pk"), what=Value("given"))
    troubled = unsettled(people).values_list(*columns).annotate(count=Count("pk"), what=Value("troubled"))
    counts: dict[tuple[UUID, str], Counter[str]] = {}
    for uid, title, count, what in asked.union(given, troubled, all=True).order_by("policy__title"):
        counts.setdefault((uid, title), Counter())[what] = count
    return [
        PolicyFigures(uid, title, found["asked"], found["asked"] - found["given"], found["troubled"])
        for (uid, title), found in counts.items()
        if found["asked"]
    ]


def _given(people: QuerySet[Person]) -> QuerySet[Acknowledgement]:
    """Acknowledgements that count today: of the edition in force, by people whom the policy still asks."""
    reached = Policy.audience.through.objects.filter(policy=OuterRef("policy"), staffgroup__people=OuterRef("person"))
    return Acknowledgement.objects.filter(
        Exists(reached),
        person__in=people,
        policy__versions__status=Version.Status.IN_FORCE,
        policy__versions__edition=F("edition"),
    ).order_by()


def by_school(schools: Sequence[School], on: date) -> Mapping[int, tuple[int, int]]:
    """For each school, by its key: how many acknowledgements are asked of its people, and how many are given."""
    people = Person.objects.filter(school__in=schools).current(on)
    asked = _asked(people)
    given = dict(_given(people).values_list("school").annotate(Count("pk")))
    return {school.pk: (asked[school.pk], given.get(school.pk, 0)) for school in schools}


def _asked(people: QuerySet[Person]) -> Counter[int]:
    """By school, how many acknowledgements are asked of these people.

    Counted by kinds: who is in the same groups is asked for the same, and many policies have the same audience. To have
    the database list every person for every policy takes several times as long.
    """
    groups_of: defaultdict[int, set[int]] = defaultdict(set)
    for person, group in Person.groups.through.objects.filter(person__in=people).values_list("person", "staffgroup"):
        groups_of[person].add(group)
    kinds = Counter(frozenset(groups) for groups in groups_of.values())
    kinds_in: defaultdict[int, set[frozenset[int]]] = defaultdict(set)
    for kind in kinds:
        for group in kind:
            kinds_in[group].add(kind)
    audience: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    in_force = Policy.audience.through.objects.filter(
        policy__versions__status=Version.Status.IN_FORCE, staffgroup__in=kinds_in
    )
    for school, policy, group in in_force.values_list("policy__school", "policy", "staffgroup"):
        audience[school, policy].add(group)
    total: Counter[int] = Counter()
    for (school, groups), policies in Counter((key[0], frozenset(found)) for key, found in audience.items()).items():
        reached = set[frozenset[int]]().union(*(kinds_in[group] for group in groups))
        total[school] += policies * sum(kinds[kind] for kind in reached)
    return total


@dataclass(frozen=True)
class PersonFigures:
    """What one person still owes."""

    uid: UUID
    name: str
    email: str
    outstanding: int
    overdue: int


def by_person(people: QuerySet[Person], deadline: Deadline, on: date) -> list[PersonFigures]:
    """Those of these people who owe something, with how much of it is overdue; most first: one query, counted there."""
    late = Count("pk", distinct=True, filter=_asked_by(deadline.last_overdue(on)))
    owing = (
        outstanding(people)
        .annotate(starts_on=F("policy__audience__people__starts_on"), away_until=away_until())
        .filter(_asked_by(on))
        .order_by()
        .values(**{f"their_{name}": F(f"policy__audience__people__{name}") for name in ("uid", "name", "email")})
        .annotate(count=Count("pk", distinct=True), late=late)
        .values_list("their_uid", "their_name", "their_email", "count", "late")
    )
    found = [PersonFigures(*row) for row in owing]
    return sorted(found, key=lambda one: (-one.overdue, -one.outstanding, one.name))


def _asked_by(day: date) -> Q:
    """Condition on what is owed: the time for it counts from this day or one before (as `asked_since` says)."""
    return (
        (Q(asked_on__isnull=True) | Q(asked_on__lte=day))
        & Q(starts_on__lte=day)
        & (Q(away_until__isnull=True) | Q(away_until__lt=day))
    )


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
