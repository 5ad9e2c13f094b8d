"""Who may do what at a school."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.schools.models import (
    Absence,
    Body,
    BodyMember,
    Closure,
    Person,
    Role,
    RoleKind,
    RollImport,
    School,
    StaffGroup,
    Term,
)
from foundation.schools.models.role import ROLE_GIVERS
from foundation.schools.models.school import SchoolKind
from foundation.schools.people import holds, is_on_roll

OFFICE = (RoleKind.HEADTEACHER, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, RoleKind.ADMINISTRATOR)
ROLL_KEEPERS = (RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, RoleKind.ADMINISTRATOR)
ALL_ROLES = tuple(RoleKind.values)


@rule("schools.see_school", School, sees=True)
def see_school(user: Any, on: date) -> Q:
    """Everyone on the roll, and whoever holds a role there."""
    return Q(is_on_roll(user, on)) | Q(holds(user, on, *ALL_ROLES))


@rule("schools.change_house_rules", School)
def change_house_rules(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator set how the school does things."""
    return Q(holds(user, on, *ROLE_GIVERS))


@rule("schools.see_people", School)
def see_people(user: Any, on: date) -> Q:
    """Headteacher, clerk, business manager and administrator see the whole roll."""
    return Q(holds(user, on, *OFFICE))


@rule("schools.keep_roll", School)
def keep_roll(user: Any, on: date) -> Q:
    """Clerk, business manager and administrator keep the roll."""
    return Q(holds(user, on, *ROLL_KEEPERS))


@rule("schools.give_roles", School)
def give_roles(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator give roles, never to themselves (checked by the transition)."""
    return Q(holds(user, on, *ROLE_GIVERS))


@rule("schools.see_trust", School)
def see_trust(user: Any, on: date) -> Q:
    """A trust's officers see the schools side by side (each school itself through a role there)."""
    return Q(holds(user, on, RoleKind.TRUST_OFFICER))


@rule("schools.open_trust", School)
def open_trust(user: Any, on: date) -> Q:
    """The trust's own page is for its officers."""
    return Q(kind=SchoolKind.TRUST) & Q(holds(user, on, RoleKind.TRUST_OFFICER))


@rule("schools.see_person", Person, sees=True)
def see_person(user: Any, on: date) -> Q:
    """Headteacher, clerk, business manager, administrator, senior leaders, the line manager, and oneself."""
    mine = Person.objects.current(on).filter(user=user)
    return (
        Q(holds(user, on, *OFFICE, RoleKind.SENIOR_LEADER, school="school"))
        | Q(Exists(mine.filter(pk=OuterRef("pk"))))
        | Q(Exists(mine.filter(pk=OuterRef("line_manager"))))
    )


@rule("schools.change_person", Person)
def change_person(user: Any, on: date) -> Q:
    """Whoever keeps the roll: clerk, business manager and administrator."""
    return Q(holds(user, on, *ROLL_KEEPERS, school="school"))


@rule("schools.end_role", Role, sees=True)
def end_role(user: Any, on: date) -> Q:
    """Whoever gives roles ends them: headteacher, clerk and administrator."""
    return Q(holds(user, on, *ROLE_GIVERS, school="school"))


@rule("schools.keep_body", Body, sees=True)
def keep_body(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator keep the list of bodies and their members."""
    return Q(holds(user, on, *ROLE_GIVERS, school="school"))


@rule("schools.change_absence", Absence, sees=True)
def change_absence(user: Any, on: date) -> Q:
    """Whoever keeps the roll: clerk, business manager and administrator."""
    return Q(holds(user, on, *ROLL_KEEPERS, school="school"))


@rule("schools.end_seat", BodyMember, sees=True)
def end_seat(user: Any, on: date) -> Q:
    """Whoever keeps the bodies ends seats on them: headteacher, clerk and administrator."""
    return Q(holds(user, on, *ROLE_GIVERS, school="school"))


@rule("schools.change_group", StaffGroup, sees=True)
def change_group(user: Any, on: date) -> Q:
    """Whoever keeps the roll keeps its groups: clerk, business manager and administrator."""
    return Q(holds(user, on, *ROLL_KEEPERS, school="school"))


@rule("schools.keep_calendar", School)
def keep_calendar(user: Any, on: date) -> Q:
    """Headteacher, clerk, business manager and administrator enter terms and closures."""
    return Q(holds(user, on, *OFFICE))


@rule("schools.remove_term", Term, sees=True)
def remove_term(user: Any, on: date) -> Q:
    """Whoever keeps the calendar: headteacher, clerk, business manager and administrator."""
    return Q(holds(user, on, *OFFICE, school="school"))


@rule("schools.remove_closure", Closure, sees=True)
def remove_closure(user: Any, on: date) -> Q:
    """Whoever keeps the calendar: headteacher, clerk, business manager and administrator."""
    return Q(holds(user, on, *OFFICE, school="school"))


@rule("schools.bring_in_roll", RollImport, sees=True)
def bring_in_roll(user: Any, on: date) -> Q:
    """Whoever keeps the roll brings in files with it: clerk, business manager and administrator."""
    return Q(holds(user, on, *ROLL_KEEPERS, school="school"))
