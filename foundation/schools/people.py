"""Who is acting: the person that a log-in is at a school."""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.http import Http404
from django.utils import timezone

from foundation.schools.models import Person, Role, School


def holds(user: Any, on: date, *kinds: str, school: str = "pk", role: OuterRef | None = None) -> Exists:
    """Condition: on that day the user's person holds one of these roles at the row's school.

    `school` is the row's path to its school ("pk" when the row is the school itself); `role` narrows it to the role
    that the row itself names.
    """
    return Exists(
        Role.objects.filter(
            Q() if role is None else Q(kind=role),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            Q(person__leaves_on__isnull=True) | Q(person__leaves_on__gte=on),
            person__user=user,
            person__starts_on__lte=on,
            school=OuterRef(school),
            kind__in=kinds,
            starts_on__lte=on,
        )
    )


def is_on_roll(user: Any, on: date, *, school: str = "pk") -> Exists:
    """Condition: on that day the user is a current person of the row's school."""
    return Exists(Person.objects.current(on).filter(user=user, school=OuterRef(school)))


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
