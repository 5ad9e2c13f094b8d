"""Who may know what was told to whom. The office sees that it was told, never what the mail said."""

from datetime import date
from typing import Any

from django.db.models import Q

from foundation.core.rules import rule
from foundation.notices.kinds import private_kinds
from foundation.notices.models import Notice
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds

OFFICE = (RoleKind.CLERK, RoleKind.ADMINISTRATOR, RoleKind.HEADTEACHER)


@rule("notices.see_notice", Notice, sees=True)
def see_notice(user: Any, on: date) -> Q:
    """What oneself was told; clerk, administrator and headteacher, that it was told, unless it is confidential."""
    return Q(recipient__user=user.pk) | _the_office_may(user, on)


def _the_office_may(user: Any, on: date) -> Q:
    return holds(user, on, *OFFICE, school="school") & ~Q(kind__in=private_kinds())


@rule("notices.see_told", School)
def see_told(user: Any, on: date) -> Q:
    """Clerk, administrator and headteacher see to whom the school wrote, and what could not be sent."""
    return holds(user, on, *OFFICE)


@rule("notices.try_again", Notice)
def try_again(user: Any, on: date) -> Q:
    """Clerk, administrator and headteacher, unless it is confidential."""
    return _the_office_may(user, on)
