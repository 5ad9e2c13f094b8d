"""What the page of a case shows of procedures: allegation, breach of personal data, referrals, clauses, next steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from foundation.core.rules import allows
from incidents.clocks import hours_left
from incidents.models import Case, DataBreach, Procedure, Referral, Relation
from incidents.policies_then import breached_clauses
from incidents.routing import rules_of
from incidents.transitions.procedures import HELD_BACK

To = Referral.To
# What a procedure asks for: words, and the referral that stands for it once it is made.
STEPS: dict[str, Sequence[tuple[str, str]]] = {
    Procedure.SAFEGUARDING: (
        ("Where a child may be at risk of harm, refer to children's social care; to the police for a crime.", ""),
    ),
    Procedure.BEHAVIOUR: (("Pass it to the behaviour policy.", To.BEHAVIOUR),),
    Procedure.CODE_OF_CONDUCT: (
        ("A serious breach is passed to the disciplinary procedure. No detail of it is kept here.", To.DISCIPLINARY),
    ),
    Procedure.COMPLAINTS: (
        ("Meet the parent in private. What is not settled so goes to the complaints procedure.", To.COMPLAINTS),
    ),
    Procedure.PREVENT: (
        ("Where somebody is in danger now, call 999.", ""),
        (
            "Refer to Prevent: the local authority or the police. Talk to the family unless that adds to a risk.",
            To.PREVENT,
        ),
    ),
    Procedure.PRESS: (
        ("Nobody else answers. Ask for the question in writing, and name no child and no member of staff.", To.PRESS),
    ),
    Procedure.DATA_BREACH: (("Take it down or get it back, then assess who could come to harm.", ""),),
}
UNDERAGE = (
    ("Speak with the family. Nobody else needs to know which child it is.", To.FAMILY),
    ("Ask the app or site to close the account, as an address that should go.", ""),
)
INTERVIEW = (
    "Speak with each by themselves, with somebody else there. Ask open questions, and promise nobody secrecy.",
    "Write down what was said in their own words on the same day, on the timeline.",
)
SUBJECT = "Tell who is complained of what is said, and record that they were told."


@dataclass(frozen=True)
class Step:
    """Something a procedure asks for; `to` is the referral that records it, `is_done` whether one is there."""

    words: str
    to: str = ""
    is_done: bool = False


def shown(case: Case, user: Any, on: date) -> dict[str, Any]:
    """A fixed number of queries: four, one more for the press, and ten where a clause was not kept."""
    referrals = list(case.referrals.all())
    breach = DataBreach.objects.filter(case=case).first()
    manages = case.allegation != Case.Allegation.NONE and allows(user, "incidents.manage_case", case)
    blamed = case.people.filter(relation=Relation.COMPLAINED_OF, ended_at=None)
    subjects = list(blamed.select_related("person"))
    return {
        "held_back": HELD_BACK if case.is_held_back else "",
        "allegation_manages": manages,
        "allegation_late": case.is_held_back and _is_late(case, on),
        "threshold_decisions": case.threshold_decisions.all() if case.allegation != Case.Allegation.NONE else [],
        "subjects": subjects,
        "referrals": referrals,
        "breach": breach,
        "breach_hours": hours_left(breach.due_at, timezone.now()) if breach is not None else 0,
        "breach_is_late": breach is not None and _breach_is_late(breach, timezone.now()),
        "breached": breached_clauses(case),
        "procedure_steps": _steps(case, {referral.to for referral in referrals}),
        "interview_prompts": () if case.is_held_back else (*INTERVIEW, SUBJECT) if subjects else INTERVIEW,
    }


def _is_late(case: Case, on: date) -> bool:
    return case.lado_at is None and case.lado_due_on is not None and case.lado_due_on < on


def _breach_is_late(breach: DataBreach, at: datetime) -> bool:
    return not breach.is_done and breach.due_at < at


def _steps(case: Case, made: set[str]) -> list[Step]:
    office = rules_of(case.school).press_office if case.procedure == Procedure.PRESS else ""
    first = [(f"Ask first: {office}.", To.PRESS_OFFICE)] if office else []
    asked = [*first, *STEPS.get(case.procedure, ()), *(UNDERAGE if case.kind == "underage" else ())]
    return [Step(words, to, bool(to) and to in made) for words, to in asked]
