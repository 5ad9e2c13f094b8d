"""Who looks at what is said about the school, and reads what was found."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds
from monitoring.models import FootprintLook, FootprintPlace, Mention

LOOKERS = (RoleKind.HEADTEACHER, RoleKind.SENIOR_LEADER, RoleKind.DSL, RoleKind.NETWORK_MANAGER)


@rule("monitoring.keep_footprint", School)
def keep_footprint(user: Any, on: date) -> Q:
    """Headteacher, senior leaders, safeguarding lead and network manager look, and write down what they find."""
    return holds(user, on, *LOOKERS)


@rule("monitoring.see_look", FootprintLook, sees=True)
def see_look(user: Any, on: date) -> Q:
    """Who keeps the school's footprint."""
    return holds(user, on, *LOOKERS, school="school")


@rule("monitoring.see_mention", Mention, sees=True)
def see_mention(user: Any, on: date) -> Q:
    """Who keeps the school's footprint."""
    return holds(user, on, *LOOKERS, school="school")


@rule("monitoring.keep_place", FootprintPlace, sees=True)
def keep_place(user: Any, on: date) -> Q:
    """Who keeps the school's footprint says where it looks."""
    return holds(user, on, *LOOKERS, school="school")
