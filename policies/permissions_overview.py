"""Who may look over the whole: as at a past day, the figures without names, and the dates of the calendar feed."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import School
from foundation.schools.people import holds
from policies.permissions import KEEPERS


@rule("policies.see_as_at", School)
def see_as_at(user: Any, on: date) -> Q:
    """Clerk and headteacher, who show an inspector what stood on a day; it names everybody."""
    return Q(holds(user, on, *KEEPERS))
