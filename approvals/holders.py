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
from foundation.schools.transitions.changes import is_oneself

ROLES = {
    Whose.HEADTEACHER: RoleKind.HEADTEACHER,
    Whose.CHAIR: RoleKind.CHAIR,
    Whose.SENIOR_LEADER: RoleKind.SENIOR_LEADER,
}


def holders(step: Step, on: date) -> list[Person]:
    """Who holds the step that day, by name; never who asks."""
    return holders_of([step], on)[step.pk]


def holders_of(steps: Collection[Step], on: date) -> dict[int, list[Person]]:
    """Who holds each of these steps that day, by the step's key: three queries for any number.

    Steps that are loaded with `request__requester` ask nothing more.
    """
    named = _named(steps, on)
    wanted = {key for keys in named.values() for key in keys}
    people = list(Person.objects.current(on).filter(pk__in=wanted).order_by("name", "pk")) if wanted else []
    return {
        step.pk: [one for one in people if one.pk in named[step.pk] and not _asks(step, one)]
        for step in steps
    }  # fmt: skip


def _named(steps: Collection[Step], on: date) -> dict[int, set[int]]:
    """Whom each step names, whether they are on the roll or not."""
    roles, groups = _roles(steps, on), _members(steps)
    found: dict[int, set[int]] = {}
    for step in steps:
        if step.whose in ROLES:
            found[step.pk] = roles.get((ROLES[Whose(step.whose)], step.school_id), set())
        elif step.whose == Whose.GROUP:
            found[step.pk] = groups.get(step.group_id, set())
        else:
            is_managers = step.whose == Whose.LINE_MANAGER
            one = step.request.requester.line_manager_id if is_managers else step.person_id
            found[step.pk] = {one} if one is not None else set()
    return found


def _roles(steps: Collection[Step], on: date) -> dict[tuple[str, int], set[int]]:
    kinds = {ROLES[Whose(step.whose)] for step in steps if step.whose in ROLES}
    found: dict[tuple[str, int], set[int]] = {}
    if kinds:
        rows = Role.objects.current(on).filter(kind__in=kinds, school__in={step.school_id for step in steps})
        for kind, school, person in rows.order_by().values_list("kind", "school", "person"):
            found.setdefault((kind, school), set()).add(person)
    return found


def _members(steps: Collection[Step]) -> dict[int | None, set[int]]:
    groups = {step.group_id for step in steps if step.whose == Whose.GROUP}
    found: dict[int | None, set[int]] = {}
    if groups:
        rows = Person.groups.through.objects.filter(staffgroup__in=groups)
        for group, person in rows.values_list("staffgroup", "person"):
            found.setdefault(group, set()).add(person)
    return found


def _asks(step: Step, person: Person) -> bool:
    return is_oneself(person, step.request.requester)


def deputies_of(people: Iterable[Person], on: date) -> dict[int, list[Deputy]]:
    """Of each of these people, who stands in for them that day and until when: one query."""
    found: dict[int, list[Deputy]] = {}
    for row in current(Deputy.objects.filter(person__in=list(people)), on).select_related("deputy"):
        found.setdefault(row.person_id, []).append(row)
    return found


def standing_in(people: Iterable[Person], on: date) -> dict[int, list[Person]]:
    """Of each of these people, who stands in for them that day."""
    return {key: [row.deputy for row in rows] for key, rows in deputies_of(people, on).items()}


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
