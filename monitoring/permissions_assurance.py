"""Who sees the assurance page."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import governs, holds

READERS = (
    RoleKind.HEADTEACHER,
    RoleKind.CHAIR,
    RoleKind.GOVERNOR,
    RoleKind.CLERK,
    RoleKind.DSL,
    RoleKind.BUSINESS_MANAGER,
    RoleKind.DATA_PROTECTION_LEAD,
    RoleKind.TRUST_OFFICER,
)


@rule("monitoring.see_assurance", School)
def see_assurance(user: Any, on: date) -> Q:
    """Governors and whoever sits on a body, headteacher, clerk, DSL, business manager, data protection lead, trust."""
    return holds(user, on, *READERS) | governs(user, on)
