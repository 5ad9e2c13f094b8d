"""Whose turn a step is: the people who hold it on a day, and as whom a log-in may answer it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from approvals.models import Deputy, Step, Whose
from foundation.core.rules import NOBODY, remembered
from foundation.schools.models import Person, Role, RoleKind
from foundation.schools.people import standing

ROLES = {
    Whose.HEADTEACHER: RoleKind.HEADTEACHER,
    Whose.CHAIR: RoleKind.CHAIR,
    Whose.SENIOR_LEADER: RoleKind.SENIOR_LEADER,
}


def holders(step: Step, on: date) -> list[Person]:
    """Who holds the step that day, by name; never who asks."""
    asks = step.request.requester
    people = Person.objects.current(on).exclude(pk=asks.pk)
    if asks.user_id is not None:
        people = people.exclude(user=asks.user_id)
    return list(people.filter(_held_by(step, on)).order_by("name", "pk").distinct())


def _held_by(step: Step, on: date) -> Q:
    if step.whose in ROLES:
        roles = Role.objects.current(on).filter(school=step.school_id, kind=ROLES[Whose(step.whose)])
        return Q(pk__in=roles.values("person"))
    if step.whose == Whose.LINE_MANAGER:
        return Q(pk=step.request.requester.line_manager_id)
    if step.whose == Whose.GROUP:
        return Q(groups=step.group_id)
    return Q(pk=step.person_id)


def standing_in(people: Iterable[Person], on: date) -> dict[int, list[Person]]:
    """Of each of these people, who stands in for them that day."""
    found: dict[int, list[Person]] = {}
    for row in current(Deputy.objects.filter(person__in=list(people)), on).select_related("deputy"):
        found.setdefault(row.person_id, []).append(row.deputy)
    return found


def current(deputies: Any, on: date) -> Any:
    """The deputies of a day: not taken back, on the roll."""
    gone = Q(deputy__leaves_on__lt=on) | Q(deputy__starts_on__gt=on)
    return deputies.filter(starts_on__lte=on, ends_on__gte=on, ended_at=None).exclude(gone)


@dataclass(frozen=True)
class Taken:
    """As whom a log-in may answer: its own persons, and those for whom one of them stands in today."""

    persons: Collection[int]
    roles: Collection[tuple[str, int]]  # kind, school
    groups: Collection[int]


def taken(user: Any, on: date) -> Taken:
    """Asked once for as long as a page is answered: three queries."""
    return remembered(user, (Taken, on), lambda: _taken(user, on))


def _taken(user: Any, on: date) -> Taken:
    own = list(standing(user, on).persons)
    for_others = current(Deputy.objects.filter(deputy__in=own), on).values_list("person", flat=True)
    persons = {*own, *Person.objects.current(on).filter(pk__in=for_others).values_list("pk", flat=True)}
    roles = Role.objects.current(on).filter(person__in=persons, kind__in=ROLES.values())
    groups = Person.groups.through.objects.filter(person__in=persons)
    return Taken(persons, set(roles.values_list("kind", "school")), set(groups.values_list("staffgroup", flat=True)))


def holds_step(user: Any, on: date) -> Q:
    """Condition on steps: whose turn it is, as themselves or standing in, and who does not ask themselves."""
    found, mine = taken(user, on), list(standing(user, on).persons)
    held = Q(
        NOBODY,
        Q(whose=Whose.LINE_MANAGER, request__requester__line_manager__in=list(found.persons)),
        Q(whose=Whose.GROUP, group__in=list(found.groups)),
        Q(whose=Whose.PERSON, person__in=list(found.persons)),
        *(Q(whose=whose, school__in=[at for kind, at in found.roles if kind == role]) for whose, role in ROLES.items()),
        _connector=Q.OR,
    )
    return held & ~Q(request__requester__in=mine)
