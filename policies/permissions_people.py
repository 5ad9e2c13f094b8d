"""Who may do what with people who come and go: contractors, starters, leavers, panels, relationships."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds
from policies.models import Contractor, ContractorReport
from policies.permissions import KEEPERS, OVERSEERS

CONTRACTOR_KEEPERS = (*KEEPERS, RoleKind.BUSINESS_MANAGER)


@rule("policies.see_contractors", School)
def see_contractors(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders see the contractors and what these have confirmed."""
    return holds(user, on, *OVERSEERS)


@rule("policies.keep_contractors", School)
def keep_contractors(user: Any, on: date) -> Q:
    """Clerk, headteacher and business manager let contractors in."""
    return holds(user, on, *CONTRACTOR_KEEPERS)


@rule("policies.see_contractor", Contractor, sees=True)
def see_contractor(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders."""
    return holds(user, on, *OVERSEERS, school="school")


@rule("policies.keep_contractor", Contractor)
def keep_contractor(user: Any, on: date) -> Q:
    """Clerk, headteacher and business manager change what is said of a contractor, make links, and end them."""
    return holds(user, on, *CONTRACTOR_KEEPERS, school="school")


@rule("policies.see_contractor_report", ContractorReport, sees=True)
def see_contractor_report(user: Any, on: date) -> Q:
    """Clerk and headteacher, to whom a contractor's report of their own people goes."""
    return holds(user, on, *KEEPERS, school="school")
