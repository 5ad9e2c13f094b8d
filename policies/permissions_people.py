"""Who may do what with people who come and go: contractors, starters, leavers, panels, relationships."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.schools.models import Person, RoleKind, School
from foundation.schools.people import holds, is_on_roll
from policies.models import Contractor, ContractorReport, Leaving, PanelMember, Recruitment, Relationship
from policies.permissions import KEEPERS, OVERSEERS

CONTRACTOR_KEEPERS = (*KEEPERS, RoleKind.BUSINESS_MANAGER)
IN_CONFIDENCE = (RoleKind.HEADTEACHER, RoleKind.DSL)


@rule("policies.see_contractors", School)
def see_contractors(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders see the contractors and what these have confirmed."""
    return holds(user, on, *OVERSEERS)


@rule("policies.keep_contractors", School)
def keep_contractors(user: Any, on: date) -> Q:
    """Clerk, headteacher and business manager let contractors in."""
    return holds(user, on, *CONTRACTOR_KEEPERS)


@rule("policies.see_contractor", Contractor, sees=True)
def see_contractor(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders."""
    return holds(user, on, *OVERSEERS, school="school")


@rule("policies.keep_contractor", Contractor)
def keep_contractor(user: Any, on: date) -> Q:
    """Clerk, headteacher and business manager change what is said of a contractor, make links, and end them."""
    return holds(user, on, *CONTRACTOR_KEEPERS, school="school")


@rule("policies.see_contractor_report", ContractorReport, sees=True)
def see_contractor_report(user: Any, on: date) -> Q:
    """Clerk and headteacher, to whom a contractor's report of their own people goes."""
    return holds(user, on, *KEEPERS, school="school")


@rule("policies.see_starters", School)
def see_starters(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders see who starts when and what is missing."""
    return Q(holds(user, on, *OVERSEERS))


@rule("policies.set_starters_list", School)
def set_starters_list(user: Any, on: date) -> Q:
    """Clerk and headteacher say what starters read before their first day."""
    return Q(holds(user, on, *KEEPERS))


@rule("policies.invite_starters", School)
def invite_starters(user: Any, on: date) -> Q:
    """Clerk and business manager, who keep the roll, give log-ins to those who start."""
    return Q(holds(user, on, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER))


@rule("policies.see_leavers", School)
def see_leavers(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders see who leaves, and who left without confirming."""
    return Q(holds(user, on, *OVERSEERS))


def _is_theirs(user: Any) -> Q:
    """That the row is about oneself, whether still on the roll or not."""
    return Q(Exists(Person.objects.filter(user=user, pk=OuterRef("person"))))


@rule("policies.see_leaving", Leaving, sees=True)
def see_leaving(user: Any, on: date) -> Q:
    """Oneself, also after leaving; clerk, headteacher, business manager and senior leaders."""
    return _is_theirs(user) | Q(holds(user, on, *OVERSEERS, school="school"))


@rule("policies.confirm_leaving", Leaving)
def confirm_leaving(user: Any, on: date) -> Q:
    """The leaver alone, signed in, until the last day."""
    mine = Person.objects.current(on).filter(user=user, pk=OuterRef("person"), leaves_on__isnull=False)
    return Q(Exists(mine))


@rule("policies.make_leaving_link", Leaving)
def make_leaving_link(user: Any, on: date) -> Q:
    """Clerk, headteacher and business manager, never for themselves."""
    return Q(holds(user, on, *CONTRACTOR_KEEPERS, school="school")) & ~_is_theirs(user)


@rule("policies.declare_relationship", School)
def declare_relationship(user: Any, on: date) -> Q:
    """Everyone on the roll, of their own family."""
    return Q(is_on_roll(user, on))


@rule("policies.see_relationships", School)
def see_relationships(user: Any, on: date) -> Q:
    """Headteacher and designated safeguarding lead."""
    return Q(holds(user, on, *IN_CONFIDENCE))


@rule("policies.see_relationship", Relationship, sees=True)
def see_relationship(user: Any, on: date) -> Q:
    """Oneself, headteacher and designated safeguarding lead; nobody else (STM-18, QEI-27)."""
    return _is_theirs(user) | Q(holds(user, on, *IN_CONFIDENCE, school="school"))


@rule("policies.change_relationship", Relationship)
def change_relationship(user: Any, on: date) -> Q:
    """Oneself, while on the roll."""
    return Q(Exists(Person.objects.current(on).filter(user=user, pk=OuterRef("person"))))


def _sits(user: Any, on: date, recruitment: str) -> Exists:
    """Condition: the user is on the roll and sits on the panel of the recruitment that the row has at this path."""
    mine = Person.objects.current(on).filter(user=user, pk=OuterRef("person"))
    return Exists(PanelMember.objects.filter(Exists(mine), recruitment=OuterRef(recruitment), taken_off_at=None))


@rule("policies.see_recruitments", School)
def see_recruitments(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders."""
    return Q(holds(user, on, *OVERSEERS))


@rule("policies.open_recruitment", School)
def open_recruitment(user: Any, on: date) -> Q:
    """Clerk, headteacher and business manager open recruitments."""
    return Q(holds(user, on, *CONTRACTOR_KEEPERS))


@rule("policies.see_recruitment", Recruitment, sees=True)
def see_recruitment(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager, senior leaders, and the members of its panel."""
    return Q(holds(user, on, *OVERSEERS, school="school")) | Q(_sits(user, on, "pk"))


@rule("policies.keep_recruitment", Recruitment)
def keep_recruitment(user: Any, on: date) -> Q:
    """Clerk, headteacher and business manager put people on the panel and take them off."""
    return Q(holds(user, on, *CONTRACTOR_KEEPERS, school="school"))


@rule("policies.declare_on_panel", Recruitment)
def declare_on_panel(user: Any, on: date) -> Q:
    """The members of its panel, each for themselves."""
    return Q(_sits(user, on, "pk"))
