"""What a procedure asks for outside this case, and which clause of a policy was not kept."""

from dataclasses import dataclass
from datetime import date, datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import Breached, Case, Entry, Referral
from incidents.policies_then import stood_on
from incidents.transitions.cases import held, refuse_own, write
from incidents.transitions.procedures import manages
from incidents.verbs import CASE_MOVES, Verb
from policies.models import Version
from policies.parts import place_of

What, To = Entry.What, Referral.To
OF_THE_POLICE = (To.POLICE, To.CEOP)  # what their file of a case tells of
NO_DETAIL = (
    "The disciplinary procedure keeps its own file. Here stands only that it was referred, so leave the rest empty."
)


@dataclass(frozen=True)
class Sent:
    """To whom something was referred, when, and under which reference."""

    to: str
    referred_at: datetime
    whom: str = ""
    reference: str = ""


def refer(case: Case, sent: Sent, *, by: Person, at: datetime) -> Referral:
    """Somebody else has it too, or takes it on: Prevent, the police, the complaints procedure (HAY-09, HAY-10, QEI-23).

    A press enquiry is answered by whoever such enquiries go to and nobody else (QEI-21). Of the disciplinary procedure
    no detail is kept (ACR-16).
    """
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        _check(case, sent, by, at)
        made = Referral.objects.create(
            school=case.school,
            case=case,
            to=sent.to,
            whom=sent.whom,
            reference=sent.reference,
            referred_at=sent.referred_at,
            by=by,
            by_name=by.name,
            at=at,
        )
        reference = f"reference {sent.reference}" if sent.reference else ""
        said = ", ".join(filter(None, (str(made.get_to_display()), sent.whom, reference)))
        what = What.ACTION if made.to in OF_THE_POLICE else What.INNER
        write(case, what, f"Passed on: {said}.", by=by, at=at, happened_at=sent.referred_at)
        trail.record(Verb.REFERRED, case, by=by, at=at, school=case.school, to=sent.to)
    return made


def _check(case: Case, sent: Sent, by: Person, at: datetime) -> None:
    if sent.to == To.LADO:
        raise NotAllowed("Record the conversation with the LADO under “Considered with the LADO”.")
    if sent.referred_at > at:
        raise NotAllowed("That is in the future. Record it when it has been passed on.")
    if sent.to == To.DISCIPLINARY and (sent.whom or sent.reference):
        raise NotAllowed(NO_DETAIL)
    if sent.to == To.PRESS and not manages(by, case, at):
        raise NotAllowed("Only those to whom the press goes at this school answer. Hand it to them.")
    if sent.to in (To.PREVENT, To.CHILDREN, To.POLICE, To.CEOP, To.OTHER) and not sent.whom:
        raise NotAllowed("Say to whom it was passed on.")


def answer_referral(referral: Referral, answer: str, *, by: Person, at: datetime) -> Referral:
    """What came of it, in their words."""
    with change():
        case = held(referral.case)
        refuse_own(case, by)
        referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        if referral.to == To.DISCIPLINARY:
            raise NotAllowed(NO_DETAIL)
        if referral.answered_at is not None:
            raise NotAllowed("An answer is recorded already. Write what came later on the timeline.")
        referral.answer, referral.answered_at = answer, at
        referral.save(update_fields=["answer", "answered_at"])
        what = What.CONTACT if referral.to in OF_THE_POLICE else What.INNER
        write(case, what, f"Answer, {referral.get_to_display()}: {answer}", by=by, at=at)
        trail.record(Verb.REFERRED, case, by=by, at=at, school=case.school, to=referral.to, is_answered=True)
    return referral


def cite_breached(case: Case, version: Version, anchor: str, *, on: date, by: Person, at: datetime) -> Breached:
    """Which clause was not kept, as it stood that day; its words are those of the version in force then."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if version.school_id != case.school_id or not stood_on(case.school, on).filter(pk=version.pk).exists():
            raise NotAllowed("That policy was not in force on that day.")
        place = place_of(version.clauses.all(), anchor)
        if place is None:
            raise NotAllowed("That clause is not in it. Choose another one.")
        if Breached.objects.filter(case=case, version=version, anchor=anchor).exists():
            raise NotAllowed("This clause stands here already.")
        made = Breached.objects.create(
            school=case.school, case=case, version=version, anchor=anchor, on=on, by=by, by_name=by.name, at=at
        )
        said = f"Not kept: {version.policy.title}, version {version.number}, {place.name}."
        write(case, What.DECISION, said, by=by, at=at)
        trail.record(Verb.CLAUSE_BREACHED, case, by=by, at=at, school=case.school, anchor=anchor)
    return made
