"""Who may do what with the register of sites: clerk, headteacher, and who has a duty at a site."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from approvals.models import Platform, Site, SitePerson
from foundation.core.rules import Later, remembered, rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds, standing

Duty = SitePerson.Duty
KEEPERS = (RoleKind.CLERK, RoleKind.HEADTEACHER)
LEADERS = (*KEEPERS, RoleKind.SENIOR_LEADER)
READERS = (*LEADERS, RoleKind.DSL, RoleKind.TRUST_OFFICER)
OWNERS = (Duty.OWNER, Duty.SECOND_OWNER)
CARERS = (*OWNERS, Duty.ADMINISTRATOR, Duty.MODERATOR)


def duties(user: Any, on: date) -> Mapping[int, tuple[int, set[str]]]:
    """Of each site at which the user has a duty that day: its school, and which. One query for each page."""
    return remembered(user, ("site_duties", on), lambda: _duties(user, on))


def _duties(user: Any, on: date) -> Mapping[int, tuple[int, set[str]]]:
    found: dict[int, tuple[int, set[str]]] = {}
    for site, school, duty in _current(user, on).values_list("site", "school", "duty"):
        found.setdefault(site, (school, set()))[1].add(duty)
    return found


def _current(user: Any, on: date) -> QuerySet[SitePerson]:
    """What the user has been given to do that day; no query for who is on no roll."""
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return SitePerson.objects.filter(current, person__in=list(standing(user, on).persons), starts_on__lte=on)


def has_duty(user: Any, on: date, *kinds: str) -> Q:
    """Condition on sites: the user has one of these duties there that day."""
    return Q(pk__in=[site for site, (_, held) in duties(user, on).items() if held & set(kinds)])


@rule("approvals.see_register", School)
def see_register(user: Any, on: date) -> Q:
    """Clerk, headteacher, senior leaders, safeguarding lead, trust officer; and who has a duty at a site there."""
    theirs = Later(lambda: Exists(_current(user, on).filter(school=OuterRef("pk"))))
    return holds(user, on, *READERS) | Q(theirs)


@rule("approvals.see_site", Site, sees=True)
def see_site(user: Any, on: date) -> Q:
    """Who may see the register there, and who has a duty at this site."""
    return holds(user, on, *READERS, school="school") | has_duty(user, on, *Duty.values)


@rule("approvals.keep_site", Site)
def keep_site(user: Any, on: date) -> Q:
    """Its owners, clerk and headteacher keep what is known of a site, and take it through its life."""
    return holds(user, on, *KEEPERS, school="school") | has_duty(user, on, *OWNERS)


@rule("approvals.appoint", Site)
def appoint(user: Any, on: date) -> Q:
    """Clerk and headteacher say who has which duty: nobody appoints themselves (QEI-09, ACR-09)."""
    return holds(user, on, *KEEPERS, school="school")


@rule("approvals.confirm_site", Site)
def confirm_site(user: Any, on: date) -> Q:
    """Those who look after a site and the senior leaders confirm the points of its checklists (QEI-18, QEI-28)."""
    return holds(user, on, *LEADERS, school="school") | has_duty(user, on, *CARERS)


@rule("approvals.keep_platforms", School)
def keep_platforms(user: Any, on: date) -> Q:
    """Clerk and headteacher keep which platforms the school may use, and from which age (QEI-16)."""
    return holds(user, on, *KEEPERS)


@rule("approvals.keep_platform", Platform)
def keep_platform(user: Any, on: date) -> Q:
    """Who keeps the school's platforms changes each."""
    return holds(user, on, *KEEPERS, school="school")
