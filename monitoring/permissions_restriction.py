"""Who blocks sites and withdraws access, and who sees that it was done. Nobody decides about themselves."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds, is_one_of
from monitoring.models import Restriction

KEEPERS = (RoleKind.HEADTEACHER, RoleKind.DSL, RoleKind.NETWORK_MANAGER)


@rule("monitoring.keep_restrictions", School)
def keep_restrictions(user: Any, on: date) -> Q:
    """Headteacher, safeguarding lead and network manager."""
    return holds(user, on, *KEEPERS)


@rule("monitoring.see_restriction", Restriction, sees=True)
def see_restriction(user: Any, on: date) -> Q:
    """Those who keep them; and the person, what was withdrawn from them and why (ACR-22)."""
    return holds(user, on, *KEEPERS, school="school") | is_one_of(user, on, "person")


@rule("monitoring.change_restriction", Restriction)
def change_restriction(user: Any, on: date) -> Q:
    """Those who keep them, but never the person from whom something was withdrawn."""
    return holds(user, on, *KEEPERS, school="school") & ~is_one_of(user, on, "person")
