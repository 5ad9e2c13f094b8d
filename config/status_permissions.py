"""Who sees how the site fares."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds

READERS = (RoleKind.ADMINISTRATOR, RoleKind.HEADTEACHER)


@rule("config.see_status", School)
def see_status(user: Any, on: date) -> Q:
    """Administrator and headteacher: figures of the machine, and no contents."""
    return holds(user, on, *READERS)
