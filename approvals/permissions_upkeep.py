"""Who looks after sites day by day, and who enters accounts that pass themselves off as the school's."""

from datetime import date
from typing import Any

from django.db.models import Q

from approvals.models import Impostor, Site
from approvals.permissions_sites import CARERS, LEADERS, duties, has_duty
from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds

FINDERS = (*LEADERS, RoleKind.DSL)


@rule("approvals.look_at_site", Site)
def look_at_site(user: Any, on: date) -> Q:
    """Its moderators, administrators and owners record what they saw, removed, accepted or blocked (QEI-20, STM-12)."""
    return has_duty(user, on, *CARERS)


@rule("approvals.see_site_log", Site)
def see_site_log(user: Any, on: date) -> Q:
    """What was seen and removed, its copies, whom a site blocked: who looks after it, leaders, safeguarding lead.

    Not the trust and not who may only post: names of people outside stand there.
    """
    return holds(user, on, *FINDERS, school="school") | has_duty(user, on, *CARERS)


@rule("approvals.enter_impostors", School)
def enter_impostors(user: Any, on: date) -> Q:
    """Clerk, headteacher, senior leaders, safeguarding lead, and who looks after a site of the school."""
    here = sorted({school for school, held in duties(user, on).values() if held & set(CARERS)})
    return holds(user, on, *FINDERS) | Q(pk__in=here)


@rule("approvals.change_impostor", Impostor, sees=True)
def change_impostor(user: Any, on: date) -> Q:
    """Who may enter one there says what became of each."""
    here = sorted({school for school, held in duties(user, on).values() if held & set(CARERS)})
    return holds(user, on, *FINDERS, school="school") | Q(school__in=here)
