"""Who may do what at a school."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.schools.devices import AtDevice
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
    SharedDevice,
    StaffGroup,
    Term,
)
from foundation.schools.models.role import ROLE_GIVERS
from foundation.schools.models.school import SchoolKind
from foundation.schools.people import chairs_over, holds, is_on_roll, is_one_of

OFFICE = (RoleKind.HEADTEACHER, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, RoleKind.ADMINISTRATOR)
ROLL_KEEPERS = (RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, RoleKind.ADMINISTRATOR)
ALL_ROLES = tuple(RoleKind.values)


@rule("schools.see_school", School, sees=True)
def see_school(user: Any, on: date) -> Q:
    """Everyone on the roll, and whoever holds a role there."""
    return is_on_roll(user, on) | holds(user, on, *ALL_ROLES)


@rule("schools.change_house_rules", School)
def change_house_rules(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator set how the school does things."""
    return holds(user, on, *ROLE_GIVERS)


@rule("schools.see_people", School)
def see_people(user: Any, on: date) -> Q:
    """Headteacher, clerk, business manager and administrator see the whole roll."""
    return holds(user, on, *OFFICE)


@rule("schools.keep_roll", School)
def keep_roll(user: Any, on: date) -> Q:
    """Clerk, business manager and administrator keep the roll."""
    return holds(user, on, *ROLL_KEEPERS)


@rule("schools.give_roles", School)
def give_roles(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator give roles, never to themselves (checked by the transition)."""
    return holds(user, on, *ROLE_GIVERS)


@rule("schools.see_trust", School)
def see_trust(user: Any, on: date) -> Q:
    """A trust's officers see the schools side by side (each school itself through a role there)."""
    return holds(user, on, RoleKind.TRUST_OFFICER)


@rule("schools.open_trust", School)
def open_trust(user: Any, on: date) -> Q:
    """The trust's own page is for its officers."""
    return Q(kind=SchoolKind.TRUST) & holds(user, on, RoleKind.TRUST_OFFICER)


@rule("schools.see_person", Person, sees=True)
def see_person(user: Any, on: date) -> Q:
    """Headteacher, clerk, business manager, administrator, senior leaders, the line manager, and oneself.

    The chair of governors sees the headteacher.
    """
    of_office = holds(user, on, *OFFICE, RoleKind.SENIOR_LEADER, school="school")
    return of_office | is_one_of(user, on) | is_one_of(user, on, "line_manager") | chairs_over(user, on)


@rule("schools.change_person", Person)
def change_person(user: Any, on: date) -> Q:
    """Whoever keeps the roll: clerk, business manager and administrator."""
    return holds(user, on, *ROLL_KEEPERS, school="school")


@rule("schools.end_role", Role, sees=True)
def end_role(user: Any, on: date) -> Q:
    """Whoever gives roles ends them: headteacher, clerk and administrator."""
    return holds(user, on, *ROLE_GIVERS, school="school")


@rule("schools.keep_body", Body, sees=True)
def keep_body(user: Any, on: date) -> Q:
    """Headteacher, clerk and administrator keep the list of bodies and their members."""
    return holds(user, on, *ROLE_GIVERS, school="school")


@rule("schools.change_absence", Absence, sees=True)
def change_absence(user: Any, on: date) -> Q:
    """Whoever keeps the roll: clerk, business manager and administrator."""
    return holds(user, on, *ROLL_KEEPERS, school="school")


@rule("schools.end_seat", BodyMember, sees=True)
def end_seat(user: Any, on: date) -> Q:
    """Whoever keeps the bodies ends seats on them: headteacher, clerk and administrator."""
    return holds(user, on, *ROLE_GIVERS, school="school")


@rule("schools.change_group", StaffGroup, sees=True)
def change_group(user: Any, on: date) -> Q:
    """Whoever keeps the roll keeps its groups: clerk, business manager and administrator."""
    return holds(user, on, *ROLL_KEEPERS, school="school")


@rule("schools.keep_calendar", School)
def keep_calendar(user: Any, on: date) -> Q:
    """Headteacher, clerk, business manager and administrator enter terms and closures."""
    return holds(user, on, *OFFICE)


@rule("schools.remove_term", Term, sees=True)
def remove_term(user: Any, on: date) -> Q:
    """Whoever keeps the calendar: headteacher, clerk, business manager and administrator."""
    return holds(user, on, *OFFICE, school="school")


@rule("schools.remove_closure", Closure, sees=True)
def remove_closure(user: Any, on: date) -> Q:
    """Whoever keeps the calendar: headteacher, clerk, business manager and administrator."""
    return holds(user, on, *OFFICE, school="school")


@rule("schools.bring_in_roll", RollImport, sees=True)
def bring_in_roll(user: Any, on: date) -> Q:
    """Whoever keeps the roll brings in files with it: clerk, business manager and administrator."""
    return holds(user, on, *ROLL_KEEPERS, school="school")


DEVICE_KEEPERS = (RoleKind.CLERK, RoleKind.ADMINISTRATOR)


@rule("schools.keep_devices", School)
def keep_devices(user: Any, on: date) -> Q:
    """Clerk and administrator name the shared devices and look after the PINs."""
    return holds(user, on, *DEVICE_KEEPERS)


@rule("schools.change_device", SharedDevice, sees=True)
def change_device(user: Any, on: date) -> Q:
    """Clerk and administrator set up a shared device and take it away."""
    return holds(user, on, *DEVICE_KEEPERS, school="school")


@rule("schools.keep_pin", Person)
def keep_pin(user: Any, on: date) -> Q:
    """Clerk and administrator print slips, set PINs and lift locks."""
    return holds(user, on, *DEVICE_KEEPERS, school="school")


@rule("schools.give_pin", Person, asker="device")
def give_pin(user: AtDevice, on: date) -> Q:
    """At a shared device: the names of those on the roll who are in one of its groups."""
    current = Person.objects.current(on).filter(pk=OuterRef("pk"), school=user.device.school_id)
    return Q(Exists(current.filter(groups__in=user.device.groups.values("pk"))))
