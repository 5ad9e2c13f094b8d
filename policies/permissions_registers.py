"""Who may do what with the registers and with parts that are published by themselves."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.models.role import ROLE_GIVERS
from foundation.schools.people import holds
from policies.models import Policy, PublishedPart, StatutoryList
from policies.permissions import KEEPERS, OVERSEERS

REGISTER_READERS = (*OVERSEERS, RoleKind.CHAIR, RoleKind.GOVERNOR, RoleKind.TRUST_OFFICER)


@rule("policies.see_registers", School)
def see_registers(user: Any, on: date) -> Q:
    """What a school must have, and the laws it cites: clerk, headteacher, business manager, senior leaders, chair,
    governors and the trust's officer."""
    return Q(holds(user, on, *REGISTER_READERS))


@rule("policies.keep_registers", School)
def keep_registers(user: Any, on: date) -> Q:
    """Clerk and headteacher say which policy is which line of the register."""
    return Q(holds(user, on, *KEEPERS))


@rule("policies.keep_statutory_list", StatutoryList, sees=True)
def keep_statutory_list(user: Any, on: date) -> Q:
    """Who sets the house rules (headteacher, clerk, administrator) looks over an uploaded list, and takes it or not."""
    return Q(holds(user, on, *ROLE_GIVERS, school="school"))


@rule("policies.publish_part", Policy)
def publish_part(user: Any, on: date) -> Q:
    """Clerk and headteacher publish a clause by itself (STM-03)."""
    return Q(holds(user, on, *KEEPERS, school="school"))


@rule("policies.end_part", PublishedPart, sees=True)
def end_part(user: Any, on: date) -> Q:
    """Clerk and headteacher take a published clause off its page."""
    return Q(holds(user, on, *KEEPERS, school="school"))
