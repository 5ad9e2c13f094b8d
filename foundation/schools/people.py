"""Who is acting: the person that a log-in is at a school."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, Value, When
from django.http import Http404
from django.utils import timezone

from foundation.core.rules import NOBODY, Later, keep_in_hand, remembered
from foundation.schools.models import Body, Person, Role, RoleKind, School

ADVISORY = (Body.Kind.STAFF_PANEL, Body.Kind.OUTSIDE)


@dataclass(frozen=True)
class Standing:
    """What a log-in is on one day: its persons, what they are called, whose rolls they are on, the roles they hold.

    Rows are named by their keys.
    """

    persons: Mapping[int, int]  # person: school
    names: Mapping[int, str]  # school: name
    managers: Collection[int]  # schools where others have one of them for a line manager
    roles: Collection[tuple[str, int]]  # kind, school
    seats: Mapping[int, int]  # body: school
    governed: Collection[int]  # schools where one of them sits on a governing body, a committee or a board of today

    def schools(self, kinds: Collection[str]) -> list[int]:
        """The schools at which one of these roles is held."""
        return sorted({school for kind, school in self.roles if kind in kinds})


def standing(user: Any, on: date) -> Standing:
    """The user's persons and roles on that day: one query, and only one for as long as a page is answered."""
    return remembered(user, (Standing, on), lambda: _standing(user, on))


def _standing(user: Any, on: date) -> Standing:
    now = Q(roles__starts_on__lte=on) & (Q(roles__ends_on__isnull=True) | Q(roles__ends_on__gte=on))
    sits = Q(seats__starts_on__lte=on) & (Q(seats__ends_on__isnull=True) | Q(seats__ends_on__gte=on))
    people = list(
        Person.objects.current(on)
        .filter(user=user.pk)
        .annotate(
            held=FilteredRelation("roles", condition=now),
            seat=FilteredRelation("seats", condition=sits),
            manages=Exists(Person.objects.filter(line_manager=OuterRef("pk"))),
            role=F("held__kind"),
            role_at=F("held__school_id"),
            body=F("seat__body_id"),
            body_of=F("seat__school_id"),
            body_kind=F("seat__body__kind"),
            body_closed_on=F("seat__body__closed_on"),
        )
        .select_related("school")
        .order_by("-pk")
    )
    rows: list[dict[str, Any]] = [vars(person) for person in people]
    for person in people:
        keep_in_hand(user, person.school, "slug")
    seats = [row for row in rows if row["body"]]
    return Standing(
        persons={row["id"]: row["school_id"] for row in rows},
        names={row["school_id"]: row["name"] for row in rows},
        managers={row["school_id"] for row in rows if row["manages"]},
        roles={(row["role"], row["role_at"]) for row in rows if row["role"]},
        seats={row["body"]: row["body_of"] for row in seats},
        governed={
            row["body_of"] for row in seats if row["body_closed_on"] is None and row["body_kind"] not in ADVISORY
        },
    )


def holds(user: Any, on: date, *kinds: str, school: str = "pk", role: str = "") -> Q:
    """Condition: on that day the user's person holds one of these roles at the row's school.

    `school` is the row's path to its school ("pk" when the row is the school itself); `role` names the row's own field
    that says which role it takes.
    """
    held = standing(user, on)
    if not role:
        return Q(**{f"{school}__in": held.schools(kinds)})
    return Q(
        *(Q(**{role: kind, f"{school}__in": held.schools([kind])}) for kind in kinds if held.schools([kind])),
        NOBODY,
        _connector=Q.OR,
    )


def is_on_roll(user: Any, on: date, *, school: str = "pk") -> Q:
    """Condition: on that day the user is a current person of the row's school."""
    return Q(**{f"{school}__in": sorted(set(standing(user, on).persons.values()))})


def manages(user: Any, on: date, *, school: str = "pk") -> Q:
    """Condition: at the row's school somebody has the user for a line manager."""
    return Q(**{f"{school}__in": sorted(standing(user, on).managers)})


def chairs_over(user: Any, on: date, *, person: str = "pk") -> Q:
    """Condition: the row's person is headteacher of the row's school, of which the user is chair of governors."""

    def heads() -> Exists:
        current = Role.objects.current(on).filter(kind=RoleKind.HEADTEACHER)
        return Exists(current.filter(person=OuterRef(person), school=OuterRef("school")))

    return holds(user, on, RoleKind.CHAIR, school="school") & Q(Later(heads))


def governs(user: Any, on: date, *, school: str = "pk") -> Q:
    """Condition: on that day the user sits on a governing body, a committee or a board of the row's school."""
    return Q(**{f"{school}__in": sorted(standing(user, on).governed)})


def sits_on(user: Any, on: date, body: str = "body") -> Q:
    """Condition: on that day the user has a seat on the body that the row names at `body`."""
    return Q(**{f"{body}__in": sorted(standing(user, on).seats)})


def is_one_of(user: Any, on: date, path: str = "pk") -> Q:
    """Condition: the person that the row names at `path` is the user, on the roll that day."""
    return Q(**{f"{path}__in": sorted(standing(user, on).persons)})


def acting(user: Any, school: School, on: date | None = None) -> Person:
    """The person as whom the user acts at this school: on its roll, or a trust's person with a role there.

    Raises Http404 when the user is nobody there today.
    """
    on = on or timezone.localdate()
    roles_here = Role.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), person=OuterRef("pk"), school=school, starts_on__lte=on
    )
    person = (
        Person.objects.current(on)
        .filter(Q(school=school) | Exists(roles_here), user=user)
        .order_by(Case(When(school=school, then=Value(0)), default=Value(1), output_field=IntegerField()))
        .select_related("school")
        .first()
    )
    if person is None:
        raise Http404
    return person
