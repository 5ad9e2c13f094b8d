"""Who checks and reviews filtering and monitoring, and who reads what came of it."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import governs, holds, is_one_of
from monitoring.models import FilteringAction, FilteringCheck, FilteringReview

KEEPERS = (RoleKind.HEADTEACHER, RoleKind.SENIOR_LEADER, RoleKind.DSL, RoleKind.NETWORK_MANAGER)
READERS = (
    *KEEPERS,
    *(RoleKind.CHAIR, RoleKind.GOVERNOR, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER),
    *(RoleKind.DATA_PROTECTION_LEAD, RoleKind.TRUST_OFFICER),
)


@rule("monitoring.open_monitoring", School)
def open_monitoring(user: Any, on: date) -> Q:
    """Whoever may open one of the pages that stand under it: these, who all see filtering."""
    return holds(user, on, *READERS) | governs(user, on)


@rule("monitoring.see_filtering", School)
def see_filtering(user: Any, on: date) -> Q:
    """Those who keep it; the governors, who are responsible for it; clerk, business manager, data protection lead and
    the trust's officers.
    """
    return holds(user, on, *READERS) | governs(user, on)


@rule("monitoring.keep_filtering", School)
def keep_filtering(user: Any, on: date) -> Q:
    """Headteacher, senior leaders, safeguarding lead and network manager record checks and reviews."""
    return holds(user, on, *KEEPERS)


@rule("monitoring.see_filtering_check", FilteringCheck, sees=True)
def see_filtering_check(user: Any, on: date) -> Q:
    """Who sees the school's filtering."""
    return holds(user, on, *READERS, school="school") | governs(user, on, school="school")


@rule("monitoring.follow_filtering_check", FilteringCheck)
def follow_filtering_check(user: Any, on: date) -> Q:
    """Who keeps the school's filtering says what else is to be done."""
    return holds(user, on, *KEEPERS, school="school")


@rule("monitoring.see_filtering_review", FilteringReview, sees=True)
def see_filtering_review(user: Any, on: date) -> Q:
    """Who sees the school's filtering."""
    return holds(user, on, *READERS, school="school") | governs(user, on, school="school")


@rule("monitoring.follow_filtering_review", FilteringReview)
def follow_filtering_review(user: Any, on: date) -> Q:
    """Who keeps the school's filtering says what else is to be done."""
    return holds(user, on, *KEEPERS, school="school")


@rule("monitoring.finish_filtering_action", FilteringAction, sees=True)
def finish_filtering_action(user: Any, on: date) -> Q:
    """Whose it is, and who keeps the school's filtering."""
    return holds(user, on, *KEEPERS, school="school") | is_one_of(user, on, "owner")
