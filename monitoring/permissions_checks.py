"""Who may do what with checks and logs. The administrator reads none of it.

Whoever is checked is shut out of every rule but the one of their own page, and of that until they are told.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.schools.models import Person, RoleKind, School
from foundation.schools.people import holds, is_one_of
from monitoring.models import Check, CheckEntry, UsageExtract

AUTHORISERS = (RoleKind.HEADTEACHER, RoleKind.CHAIR, RoleKind.TRUST_OFFICER)
ASKERS = (*AUTHORISERS, RoleKind.SENIOR_LEADER, RoleKind.DSL, RoleKind.BUSINESS_MANAGER)
HOLDERS = (*ASKERS, RoleKind.NETWORK_MANAGER)


def is_checked(user: Any, path: str = "subject") -> Q:
    """Condition: the user is, as any of their persons of any time, whom the row's check looks at."""
    return Q(Exists(Person.objects.filter(pk=OuterRef(path), user=user.pk)))


def has_part(user: Any, on: date, *, of: str = "") -> Q:
    """Condition: the user asked for the row's check, carries it out or keeps its log, or could authorise what was sent.

    `of` is the row's path to its check with the double underscore ("" when the row is the check itself).
    """
    sent = ~Q(**{f"{of}status": Check.Status.DRAFT})
    mine = is_one_of(user, on, f"{of}asked_by") | sent & is_one_of(user, on, f"{of}carried_by")
    mine |= is_one_of(user, on, f"{of}log_keeper")
    return mine | sent & holds(user, on, *AUTHORISERS, school=f"{of}school")


@rule("monitoring.ask_check", School)
def ask_check(user: Any, on: date) -> Q:
    """Senior leaders, the DSL, the business manager, headteacher, chair and the trust's officers ask for a check."""
    return holds(user, on, *ASKERS)


@rule("monitoring.list_checks", School)
def list_checks(user: Any, on: date) -> Q:
    """Those who may ask, and the network manager; the list holds only what they have part in."""
    return holds(user, on, *HOLDERS)


@rule("monitoring.keep_check_reasons", School)
def keep_check_reasons(user: Any, on: date) -> Q:
    """Headteacher and data protection lead keep the list of reasons."""
    return holds(user, on, RoleKind.HEADTEACHER, RoleKind.DATA_PROTECTION_LEAD)


@rule("monitoring.see_check", Check, sees=True)
def see_check(user: Any, on: date) -> Q:
    """Who has part in it; and whoever is checked, once told, that it is there."""
    return read_check(user, on) | see_own_check(user, on)


@rule("monitoring.read_check", Check)
def read_check(user: Any, on: date) -> Q:
    """Who asked, who carries it out, and who authorises at the school; never who is checked."""
    return has_part(user, on) & ~is_checked(user)


@rule("monitoring.see_own_check", Check)
def see_own_check(user: Any, on: date) -> Q:
    """Whoever is checked sees their own page once they are told (ACR-19)."""
    return Q(told_at__isnull=False) & is_one_of(user, on, "subject")


@rule("monitoring.write_check", Check)
def write_check(user: Any, on: date) -> Q:
    """Who asks writes it until it is sent."""
    return Q(status=Check.Status.DRAFT) & is_one_of(user, on, "asked_by") & ~is_checked(user)


@rule("monitoring.decide_check", Check)
def decide_check(user: Any, on: date) -> Q:
    """Headteacher, chair or trust officer authorise: never who is checked, who asked, or who carries it out."""
    others = ~is_one_of(user, on, "asked_by") & ~is_one_of(user, on, "carried_by")
    sent = ~Q(status=Check.Status.DRAFT)
    return sent & holds(user, on, *AUTHORISERS, school="school") & others & ~is_checked(user)


@rule("monitoring.run_check", Check)
def run_check(user: Any, on: date) -> Q:
    """Who asked and who could authorise tell the employee, end the check or take it back."""
    sent = ~Q(status=Check.Status.DRAFT)
    runs = is_one_of(user, on, "asked_by") | holds(user, on, *AUTHORISERS, school="school")
    return sent & runs & ~is_checked(user)


@rule("monitoring.decide_not_telling", Check)
def decide_not_telling(user: Any, on: date) -> Q:
    """The highest authority by the house rule, who does not carry it out (ACR-19)."""
    highest = holds(user, on, *AUTHORISERS, school="school", role="authority")
    return highest & ~is_one_of(user, on, "carried_by") & ~is_checked(user)


@rule("monitoring.carry_out_check", Check)
def carry_out_check(user: Any, on: date) -> Q:
    """Who carries it out, and nobody else, brings logs in and writes what was found."""
    return ~Q(status=Check.Status.DRAFT) & is_one_of(user, on, "carried_by") & ~is_checked(user)


@rule("monitoring.read_log", Check)
def read_log(user: Any, on: date) -> Q:
    """Who carries it out, who authorised it, and who was given its log when one of them had left.

    Others read what was found (ICO: no more people than needed).
    """
    mine = is_one_of(user, on, "carried_by") | is_one_of(user, on, "decided_by") | is_one_of(user, on, "log_keeper")
    return ~Q(status=Check.Status.DRAFT) & mine & ~is_checked(user)


@rule("monitoring.correct_check_entry", CheckEntry, sees=True)
def correct_check_entry(user: Any, on: date) -> Q:
    """Who has part in a check corrects a line of it, by another."""
    return has_part(user, on, of="of__") & ~is_checked(user, "of__subject")


@rule("monitoring.bring_in_log", UsageExtract, sees=True)
def bring_in_log(user: Any, on: date) -> Q:
    """Who carries the check out."""
    return is_one_of(user, on, "of__carried_by") & ~is_checked(user, "of__subject")
