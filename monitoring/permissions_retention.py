"""Who keeps the retention schedule, agrees to what cannot be undone, and sees what was destroyed."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds, is_one_of
from monitoring.models import Certificate, Hold, Night, Purge, RetentionRule

KEEPERS = (RoleKind.DATA_PROTECTION_LEAD, RoleKind.HEADTEACHER)
AGREERS = (RoleKind.HEADTEACHER, RoleKind.CHAIR, RoleKind.TRUST_OFFICER)
SEERS = (RoleKind.DATA_PROTECTION_LEAD, *AGREERS)


@rule("monitoring.see_retention", School)
def see_retention(user: Any, on: date) -> Q:
    """Data protection lead, headteacher, chair and the trust's officer see how long what is kept."""
    return holds(user, on, *SEERS)


@rule("monitoring.keep_retention", School)
def keep_retention(user: Any, on: date) -> Q:
    """The data protection lead and the headteacher propose periods, look through what is due, and place holds."""
    return holds(user, on, *KEEPERS)


@rule("monitoring.see_period", RetentionRule, sees=True)
def see_period(user: Any, on: date) -> Q:
    """Who sees the schedule sees what is proposed."""
    return holds(user, on, *SEERS, school="school")


@rule("monitoring.agree_period", RetentionRule)
def agree_period(user: Any, on: date) -> Q:
    """Headteacher, chair or the trust's officer, and never who proposed it."""
    return holds(user, on, *AGREERS, school="school") & ~is_one_of(user, on, "proposed_by")


@rule("monitoring.withdraw_period", RetentionRule)
def withdraw_period(user: Any, on: date) -> Q:
    """Who keeps the schedule takes a proposal back."""
    return holds(user, on, *KEEPERS, school="school")


@rule("monitoring.see_purge", Purge, sees=True)
def see_purge(user: Any, on: date) -> Q:
    """Who sees the schedule; the administrator sees how a purge stands. It shows numbers and no contents."""
    return holds(user, on, *SEERS, RoleKind.ADMINISTRATOR, school="school")


@rule("monitoring.keep_purge", Purge)
def keep_purge(user: Any, on: date) -> Q:
    """Who looks through what is due, and says why what was stopped can go on."""
    return holds(user, on, *KEEPERS, school="school")


@rule("monitoring.agree_purge", Purge)
def agree_purge(user: Any, on: date) -> Q:
    """The second person: headteacher, chair or the trust's officer, and never who proposed it."""
    return holds(user, on, *AGREERS, school="school") & ~is_one_of(user, on, "proposed_by")


@rule("monitoring.agree_going_on", Purge)
def agree_going_on(user: Any, on: date) -> Q:
    """What an alarm stopped goes on when a second person agrees, never who said why."""
    return holds(user, on, *AGREERS, school="school") & ~is_one_of(user, on, "asked_on_by")


@rule("monitoring.see_night", Night, sees=True)
def see_night(user: Any, on: date) -> Q:
    """Who sees the schedule; the administrator, as the clock is theirs to put right."""
    return holds(user, on, *SEERS, RoleKind.ADMINISTRATOR, school="school")


@rule("monitoring.keep_night", Night)
def keep_night(user: Any, on: date) -> Q:
    """Who says that the clock is right, so that it can go on."""
    return holds(user, on, *KEEPERS, school="school")


@rule("monitoring.agree_night", Night)
def agree_night(user: Any, on: date) -> Q:
    """The second person: headteacher, chair or the trust's officer, never who said why."""
    return holds(user, on, *AGREERS, school="school") & ~is_one_of(user, on, "asked_on_by")


@rule("monitoring.see_hold", Hold, sees=True)
def see_hold(user: Any, on: date) -> Q:
    """Who keeps records held, and nobody whose own records they are."""
    return holds(user, on, *KEEPERS, school="school") & ~is_one_of(user, on, "person")


@rule("monitoring.end_hold", Hold)
def end_hold(user: Any, on: date) -> Q:
    """Who places holds ends them, and nobody whose own records they are."""
    return holds(user, on, *KEEPERS, school="school") & ~is_one_of(user, on, "person")


@rule("monitoring.see_certificate", Certificate, sees=True)
def see_certificate(user: Any, on: date) -> Q:
    """Who sees the schedule sees what was destroyed under it."""
    return holds(user, on, *SEERS, school="school")
