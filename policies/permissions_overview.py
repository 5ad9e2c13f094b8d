"""Who may look over the whole: as at a past day, the figures without names, and the dates of the calendar feed."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import governs, holds, is_one_of, sits_on
from policies.models import Version
from policies.permissions import KEEPERS, OVERSEERS, see_shelf, see_version

GOVERNING = (RoleKind.CHAIR, RoleKind.GOVERNOR, RoleKind.TRUST_OFFICER)


@rule("policies.see_as_at", School)
def see_as_at(user: Any, on: date) -> Q:
    """Clerk and headteacher, who show an inspector what stood on a day; it names everybody."""
    return Q(holds(user, on, *KEEPERS))


@rule("policies.see_dashboard", School)
def see_dashboard(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders: how every policy and group stands, however small."""
    return Q(holds(user, on, *OVERSEERS))


@rule("policies.see_figures", School)
def see_figures(user: Any, on: date) -> Q:
    """Governors, whoever sits on a body, and the trust's officer as well: figures in which nobody is told apart."""
    return Q(holds(user, on, *OVERSEERS, *GOVERNING)) | governs(user, on)


@rule("policies.have_feed", School)
def have_feed(user: Any, on: date) -> Q:
    """Whoever may see the school's policies may have a calendar link of their own; it holds what they may see."""
    return see_shelf(user, on)


@rule("policies.see_review_date", Version)
def see_review_date(user: Any, on: date) -> Q:
    """Whose calendar a review stands in: office and leaders, the policy's owner, who sits on the body it goes to."""
    mine = is_one_of(user, on, "policy__owner") | sits_on(user, on, "policy__body")
    return see_version(user, on) & (Q(holds(user, on, *OVERSEERS, school="school")) | mine)
