"""Who may do what with reports and cases. One condition per permission; lists, files, exports and pages ask the same.

The administrator reads no incident anywhere. Whoever is complained of is shut out by `is_shut_out`, which every rule on
a case contains and no grant overrides.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import Later, rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import governs, holds, is_on_roll, is_one_of, standing
from incidents.models import (
    Case,
    CaseGrant,
    CasePerson,
    EmergencyAccess,
    Entry,
    Evidence,
    Referral,
    Relation,
    Report,
    Support,
    Takedown,
)
from incidents.standing import ROLES, came_to, has_it, is_let_in, is_shut_out, standing_in_at

RULE_KEEPERS = (RoleKind.HEADTEACHER, RoleKind.DSL)
# Whoever may ask for, or agree to, an emergency: people who carry responsibility and are not the technical role.
EMERGENCY = (RoleKind.SENIOR_LEADER, RoleKind.CHAIR, RoleKind.TRUST_OFFICER, RoleKind.DSL, RoleKind.HEADTEACHER)


@rule("incidents.report", School)
def report(user: Any, on: date) -> Q:
    """Everyone on the roll reports (ACR-12)."""
    return is_on_roll(user, on)


@rule("incidents.list_cases", School)
def list_cases(user: Any, on: date) -> Q:
    """Whose role cases come to, who stands in for them, and who is let into one; the list holds only what they see."""
    mine = list(standing(user, on).persons)
    grants = CaseGrant.objects.filter(person__in=mine, until__gte=on, school=OuterRef("pk"))
    others = standing_in_at(mine, on)
    return holds(user, on, *ROLES.values()) | Q(Later(lambda: Exists(grants))) | Q(Later(lambda: Exists(others)))


@rule("incidents.hold_cases", School)
def hold_cases(user: Any, on: date) -> Q:
    """Whose role cases come to: they have the list in the menu, which every page asks for and which costs no query."""
    return holds(user, on, *ROLES.values())


@rule("incidents.keep_contacts", School)
def keep_contacts(user: Any, on: date) -> Q:
    """Headteacher and DSL keep the scale, the responses and the contacts outside."""
    return holds(user, on, *RULE_KEEPERS)


@rule("incidents.see_figures", School)
def see_figures(user: Any, on: date) -> Q:
    """Headteacher, DSL, chair and governors see figures without names.

    Whoever has a seat on a governing body counts as a governor, its clerk too: they prepare the papers from which
    governors read these figures. No name and no number below five is in them, so nothing of a case is.
    """
    return holds(user, on, *RULE_KEEPERS, RoleKind.CHAIR) | governs(user, on)


@rule("incidents.ask_emergency", School)
def ask_emergency(user: Any, on: date) -> Q:
    """Senior leaders, chair, the trust's officers, DSL and headteacher, by the reference of a case."""
    return holds(user, on, *EMERGENCY)


@rule("incidents.agree_emergency", EmergencyAccess, sees=True)
def agree_emergency(user: Any, on: date) -> Q:
    """Another of them, who is not complained of; nobody agrees to their own."""
    mine = list(standing(user, on).persons)
    return holds(user, on, *EMERGENCY, school="school") & ~Q(person__in=mine) & ~is_shut_out(user, "case")


@rule("incidents.see_case", Case, sees=True)
def see_case(user: Any, on: date) -> Q:
    """To whom it came; the DSL team where it is safeguarding; the headteacher; who is let in. Never who is complained
    of.
    """
    return (has_it(user, on) | is_let_in(user, on)) & ~is_shut_out(user)


@rule("incidents.run_case", Case)
def run_case(user: Any, on: date) -> Q:
    """To whom it came, the DSL team where it is safeguarding, and the headteacher decide what is done."""
    return has_it(user, on) & ~is_shut_out(user)


@rule("incidents.manage_case", Case)
def manage_case(user: Any, on: date) -> Q:
    """To whom a case came, and who stands in: they decide on an allegation and answer the press (HAY-06, QEI-21)."""
    return came_to(user, on) & ~is_shut_out(user)


@rule("incidents.see_own_report", Report, sees=True)
def see_own_report(user: Any, on: date) -> Q:
    """Who reported sees how far it is; not the case."""
    return is_one_of(user, on, "reporter") & ~is_shut_out(user, "case")


@rule("incidents.see_case_person", CasePerson, sees=True)
def see_case_person(user: Any, on: date) -> Q:
    """Whoever sees the case, and the person affected their own row."""
    sees = has_it(user, on, case="case__") | is_let_in(user, on, case="case")
    mine = Q(relation=Relation.AFFECTED, ended_at=None) & is_one_of(user, on, "person")
    return (sees | mine) & ~is_shut_out(user, "case")


@rule("incidents.see_what_is_done", CasePerson)
def see_what_is_done(user: Any, on: date) -> Q:
    """The person affected sees their own page (ACR-14)."""
    mine = Q(relation=Relation.AFFECTED, ended_at=None) & is_one_of(user, on, "person")
    return mine & ~is_shut_out(user, "case")


@rule("incidents.change_case_person", CasePerson)
def change_case_person(user: Any, on: date) -> Q:
    """Whoever decides what is done says who is in a case."""
    return has_it(user, on, case="case__") & ~is_shut_out(user, "case")


@rule("incidents.correct_entry", Entry, sees=True)
def correct_entry(user: Any, on: date) -> Q:
    """Whoever decides what is done corrects a line of it, by another; who is merely let in reads."""
    return has_it(user, on, case="case__") & ~is_shut_out(user, "case")


@rule("incidents.see_evidence", Evidence, sees=True)
def see_evidence(user: Any, on: date) -> Q:
    """Whoever sees the case sees its evidence, for as long as they do."""
    return (has_it(user, on, case="case__") | is_let_in(user, on, case="case")) & ~is_shut_out(user, "case")


@rule("incidents.keep_evidence", Evidence)
def keep_evidence(user: Any, on: date) -> Q:
    """Whoever decides what is done adds redacted copies, and purges what should never have been uploaded."""
    return has_it(user, on, case="case__") & ~is_shut_out(user, "case")


@rule("incidents.see_takedown", Takedown, sees=True)
def see_takedown(user: Any, on: date) -> Q:
    """Whoever decides what is done follows an address until it is gone."""
    return has_it(user, on, case="case__") & ~is_shut_out(user, "case")


@rule("incidents.end_case_grant", CaseGrant, sees=True)
def end_case_grant(user: Any, on: date) -> Q:
    """Whoever decides what is done lets people in and out."""
    return has_it(user, on, case="content_object__") & ~is_shut_out(user, "content_object")


@rule("incidents.change_referral", Referral, sees=True)
def change_referral(user: Any, on: date) -> Q:
    """Whoever decides what is done writes down what came of a referral."""
    return has_it(user, on, case="case__") & ~is_shut_out(user, "case")


@rule("incidents.answer_support", Support, sees=True)
def answer_support(user: Any, on: date) -> Q:
    """The person affected says whether they take what is offered."""
    mine = CasePerson.objects.filter(person__in=list(standing(user, on).persons), ended_at=None)
    return Q(affected__in=mine.values("pk")) & ~is_shut_out(user, "case")
