"""Who may look over the whole: as at a past day, the figures without names, and the dates of the calendar feed."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds
from policies.permissions import KEEPERS, OVERSEERS, has_a_seat

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
    return Q(holds(user, on, *OVERSEERS, *GOVERNING)) | Q(has_a_seat(user, on, "pk"))
