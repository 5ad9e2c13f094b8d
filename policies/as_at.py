"""As at a day: which version was in force, who was on the roll, who had acknowledged what, who held which role.

Versions, people, roles and acknowledgements carry their days; groups, audiences and house rules are read backwards from
the trail (`rewinding`). What was signed on paper counts from the day on the sheet. What is not known is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from foundation.audit.models import Entry
from foundation.schools.dates import PartDate
from foundation.schools.models import Absence, BodyMember, Person, Role, School
from policies.chronicle import Chronicle, Given, PersonThen, PolicyThen
from policies.models import Acknowledgement
from policies.rewinding import Rewound, RuleThen, end_of


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
    away: frozenset[int]
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
    stood = Chronicle.of(school, on, on).at(on)
    for policy in stood.policies:
        _set_review(school, policy, on, stood.rewound)
    return AsAt(
        on=on,
        policies=stood.policies,
        people=stood.people,
        roles=list(_roles(school, on)),
        seats=list(_seats(school, on)),
        away=_away(school, on),
        rules=stood.rewound.rules,
        silent=stood.rewound.silent,
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


def _set_review(school: School, policy: PolicyThen, on: date, rewound: Rewound) -> None:
    """When it was to be reviewed, in words, and whether that was past; a review since has renewed the date."""
    version = policy.version
    now = PartDate.of(version.review_on, version.review_precision)
    words, due_on = rewound.said(version.uid, "review", str(now)), version.review_due_on
    if words != str(now):
        due_on = _last_day(school, words)
    policy.review = "" if version.review_on is None else words
    policy.is_overdue = due_on is not None and due_on < on


def _last_day(school: School, words: str) -> date | None:
    try:
        return PartDate.parse(words).last_day(school)
    except ValueError:
        return None


def _away(school: School, on: date) -> frozenset[int]:
    """Who was away that day."""
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = Absence.objects.filter(open_ended, school=school, starts_on__lte=on)
    return frozenset(rows.values_list("person", flat=True))


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
