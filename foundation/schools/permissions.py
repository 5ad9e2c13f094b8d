"""Who may do what at a school."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.schools.models import Absence, Body, Person, Role, RoleKind, School
from foundation.schools.people import holds, is_on_roll

OFFICE = (RoleKind.HEADTEACHER, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, RoleKind.ADMINISTRATOR)
ALL_ROLES = tuple(RoleKind.values)


@rule("schools.see_school", School, sees=True)
def see_school(user: Any, on: date) -> Q:
    """Everyone on the roll, and whoever holds a role there."""
    return Q(is_on_roll(user, on)) | Q(holds(user, on, *ALL_ROLES))


@rule("schools.change_house_rules", School)
def change_house_rules(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator set how the school does things."""
    return Q(holds(user, on, RoleKind.HEADTEACHER, RoleKind.CLERK, RoleKind.ADMINISTRATOR))


@rule("schools.see_people", School)
def see_people(user: Any, on: date) -> Q:
    """The office sees the whole roll."""
    return Q(holds(user, on, *OFFICE))


@rule("schools.keep_roll", School)
def keep_roll(user: Any, on: date) -> Q:
    """Clerk, business manager and administrator keep the roll."""
    return Q(holds(user, on, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, RoleKind.ADMINISTRATOR))


@rule("schools.give_roles", School)
def give_roles(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator give roles, never to themselves (checked by the transition)."""
    return Q(holds(user, on, RoleKind.HEADTEACHER, RoleKind.CLERK, RoleKind.ADMINISTRATOR))


@rule("schools.see_trust", School)
def see_trust(user: Any, on: date) -> Q:
    """A trust's officers see the schools side by side (each school itself through a role there)."""
    return Q(holds(user, on, RoleKind.TRUST_OFFICER))


@rule("schools.see_person", Person, sees=True)
def see_person(user: Any, on: date) -> Q:
    """The office, the line manager, and oneself."""
    mine = Person.objects.current(on).filter(user=user)
    return (
        Q(holds(user, on, *OFFICE, school="school"))
        | Q(Exists(mine.filter(pk=OuterRef("pk"))))
        | Q(Exists(mine.filter(pk=OuterRef("line_manager"))))
    )


@rule("schools.change_person", Person)
def change_person(user: Any, on: date) -> Q:
    """Whoever keeps the roll."""
    return Q(holds(user, on, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, RoleKind.ADMINISTRATOR, school="school"))


@rule("schools.end_role", Role, sees=True)
def end_role(user: Any, on: date) -> Q:
    """Whoever gives roles ends them."""
    return Q(holds(user, on, RoleKind.HEADTEACHER, RoleKind.CLERK, RoleKind.ADMINISTRATOR, school="school"))


@rule("schools.keep_body", Body, sees=True)
def keep_body(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator keep the list of bodies and their members."""
    return Q(holds(user, on, RoleKind.HEADTEACHER, RoleKind.CLERK, RoleKind.ADMINISTRATOR, school="school"))


@rule("schools.change_absence", Absence, sees=True)
def change_absence(user: Any, on: date) -> Q:
    """Whoever keeps the roll."""
    return Q(holds(user, on, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, RoleKind.ADMINISTRATOR, school="school"))
