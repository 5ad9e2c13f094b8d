"""As at a day: which version was in force, who was on the roll, who had acknowledged what, who held which role.

Versions, people, roles and acknowledgements carry their days; groups, audiences and house rules are read backwards from
the trail (`rewinding`). What was signed on paper counts from the day on the sheet. What is not known is said.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from foundation.audit.models import Entry
from foundation.schools.dates import PartDate
from foundation.schools.models import Absence, BodyMember, Person, Role, School
from policies.models import Acknowledgement, Policy, Version
from policies.rewinding import Rewound, RuleThen, end_of


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
    is_away: bool


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
    version_uid: UUID
    title: str
    number: str
    edition: int
    since: date
    was_brought_in: bool
    until: date | None
    review: str
    is_overdue: bool
    audience: frozenset[str]
    asked: list[PersonThen] = field(default_factory=list)
    given: dict[int, Given] = field(default_factory=dict)

    @property
    def share(self) -> int:
        """Per cent, rounded down: 100 means everybody."""
        return 100 * len(self.given) // len(self.asked) if self.asked else 100


@dataclass(frozen=True)
class RoleThen:
    """A role or a seat on a body, held that day."""

    what: str
    name: str
    since: date
    until: date | None


@dataclass
class AsAt:
    """A school at the end of a day."""

    on: date
    policies: list[PolicyThen]
    people: list[PersonThen]
    roles: list[RoleThen]
    seats: list[RoleThen]
    rules: Sequence[RuleThen]
    silent: int
    destroyed: int

    @property
    def asked(self) -> int:
        return sum(len(policy.asked) for policy in self.policies)

    @property
    def given(self) -> int:
        return sum(len(policy.given) for policy in self.policies)


@dataclass(frozen=True)
class Line:
    """One person asked for one policy."""

    person: PersonThen
    policy: PolicyThen
    given: Given | None


def as_at(school: School, on: date) -> AsAt:
    """The school at the end of that day. A fixed number of queries, whatever the size."""
    rewound = Rewound.to(school, on)
    people = list(_people(school, on, rewound))
    policies = list(_policies(school, on, rewound))
    _ask(policies, people)
    _answer(school, policies, on)
    return AsAt(
        on=on,
        policies=policies,
        people=people,
        roles=list(_roles(school, on)),
        seats=list(_seats(school, on)),
        rules=rewound.rules,
        silent=rewound.silent,
        destroyed=_destroyed(school, on),
    )


def lines(then: AsAt) -> Iterator[Line]:
    """Everybody asked for every policy, by person and policy."""
    for policy in then.policies:
        yield from lines_of(policy)


def lines_of(policy: PolicyThen) -> Iterator[Line]:
    """Everybody asked for one policy."""
    for person in policy.asked:
        yield Line(person, policy, policy.given.get(person.pk))


def _people(school: School, on: date, rewound: Rewound) -> Iterator[PersonThen]:
    rows = list(Person.objects.filter(school=school).current(on).order_by("name", "pk"))
    groups: defaultdict[int, list[tuple[UUID, str]]] = defaultdict(list)
    member = Person.groups.through.objects.filter(person__school=school)
    for person, uid, name in member.values_list("person", "staffgroup__uid", "staffgroup__name"):
        groups[person].append((uid, name))
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    away = set(Absence.objects.filter(open_ended, school=school, starts_on__lte=on).values_list("person", flat=True))
    for row in rows:
        yield PersonThen(
            pk=row.pk,
            uid=row.uid,
            name=rewound.said(row.uid, "name", row.name),
            job_title=rewound.said(row.uid, "job_title", row.job_title),
            groups=rewound.groups(row.uid, "groups", groups[row.pk]),
            starts_on=row.starts_on,
            leaves_on=row.leaves_on,
            is_away=row.pk in away,
        )


def in_force_then(school: School, on: date) -> QuerySet[Version]:
    """The version of each policy that was in force at the end of that day."""
    end = end_of(on)
    return Version.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=end), school=school, in_force_at__lt=end)


def _policies(school: School, on: date, rewound: Rewound) -> Iterator[PolicyThen]:
    audience: defaultdict[int, list[tuple[UUID, str]]] = defaultdict(list)
    reached = Policy.audience.through.objects.filter(policy__school=school)
    for pk, uid, name in reached.values_list("policy", "staffgroup__uid", "staffgroup__name"):
        audience[pk].append((uid, name))
    found = []
    for version in in_force_then(school, on).select_related("policy"):
        policy = version.policy
        review, due_on = _review(school, version, rewound)
        assert version.in_force_at is not None  # noqa: S101 - the query asks for it
        found.append(
            PolicyThen(
                uid=policy.uid,
                version_uid=version.uid,
                title=rewound.said(policy.uid, "title", policy.title),
                number=version.number,
                edition=version.edition,
                since=localdate(version.in_force_at),
                was_brought_in=version.brought_in_at is not None,
                until=localdate(version.ended_at) if version.ended_at else None,
                review=review,
                is_overdue=due_on is not None and due_on < on,
                audience=rewound.groups(policy.uid, "audience", audience[policy.pk]),
            )
        )
    yield from sorted(found, key=lambda one: one.title.lower())


def _review(school: School, version: Version, rewound: Rewound) -> tuple[str, date | None]:
    """When it was to be reviewed, in words, and the last day of that; a review since has renewed the date."""
    now = PartDate.of(version.review_on, version.review_precision)
    words = rewound.said(version.uid, "review", str(now))
    if words == str(now):
        return ("" if version.review_on is None else words), version.review_due_on
    try:
        return words, PartDate.parse(words).last_day(school)
    except ValueError:
        return words, None


def _ask(policies: Sequence[PolicyThen], people: Sequence[PersonThen]) -> None:
    for policy in policies:
        policy.asked = [person for person in people if policy.audience & person.groups]


def _answer(school: School, policies: Sequence[PolicyThen], on: date) -> None:
    """Who had acknowledged the edition that was in force, among those who were asked."""
    held = {(policy.uid, policy.edition): policy for policy in policies}
    asked = {uid: {person.pk for person in policy.asked} for (uid, _), policy in held.items()}
    by_then = Q(signed_on__isnull=True, at__lt=end_of(on)) | Q(signed_on__lte=on)
    rows = Acknowledgement.objects.filter(by_then, school=school).select_related("policy").order_by("pk")
    for row in rows:
        asking = held.get((row.policy.uid, row.edition))
        if asking is not None and row.person_id in asked[asking.uid]:
            entered = localdate(row.at)
            day = row.signed_on or entered
            later = entered if entered != day else None
            asking.given[row.person_id] = Given(row.uid, day, row.get_means_display(), later)


def _roles(school: School, on: date) -> Iterator[RoleThen]:
    rows = Role.objects.filter(school=school).current(on).select_related("person").order_by("kind", "person__name")
    for row in rows:
        yield RoleThen(row.get_kind_display(), row.person.name, row.starts_on, row.ends_on)


def _seats(school: School, on: date) -> Iterator[RoleThen]:
    on_roll = Person.objects.current(on).filter(pk=OuterRef("person"))
    rows = BodyMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), Exists(on_roll), school=school, starts_on__lte=on
    )
    for row in rows.select_related("person", "body").order_by("body__name", "office", "person__name"):
        yield RoleThen(f"{row.get_office_display()}, {row.body.name}", row.person.name, row.starts_on, row.ends_on)


def _destroyed(school: School, on: date) -> int:
    """How many acknowledgements were given by then of which only the trail still tells: retention destroyed them."""
    there = Acknowledgement.objects.filter(uid=OuterRef("about_uid"))
    given = Entry.objects.filter(about_label=Acknowledgement._meta.label, school_uid=school.uid, at__lt=end_of(on))
    return given.filter(~Exists(there)).values("about_uid").distinct().count()
