"""A personal-data breach: from when the school knew, 72 hours to tell the commissioner or find no risk (STM-19)."""

from datetime import datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import Case, DataBreach, Entry
from incidents.transitions.cases import held, refuse_own, write
from incidents.verbs import CASE_MOVES, Verb

What, Risk = Entry.What, DataBreach.Risk


def find_breach(case: Case, *, known_at: datetime, by: Person, at: datetime) -> DataBreach:
    """Personal data is out: the 72 hours count from when the school knew."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if known_at > at:
            raise NotAllowed("That is in the future. When did somebody at the school first know of it?")
        if DataBreach.objects.filter(case=case).exists():
            raise NotAllowed("It is recorded as a personal-data breach already.")
        made = DataBreach.objects.create(school=case.school, case=case, known_at=known_at)
        write(case, What.DECISION, "A personal-data breach. The 72 hours count.", by=by, at=at)
        trail.record(Verb.BREACH_FOUND, case, by=by, at=at, school=case.school, known_at=known_at)
    return made


def assess_breach(breach: DataBreach, risk: str, *, words: str, by: Person, at: datetime) -> DataBreach:
    """How likely it is that people come to harm, and why. Where a risk is unlikely, that is why nobody is told."""
    with change():
        case, breach = _held(breach, by)
        if risk not in (Risk.NONE, Risk.RISK, Risk.HIGH):
            raise NotAllowed("Say how likely it is that people come to harm.")
        if risk == Risk.NONE and breach.commissioner_told_at is not None:
            raise NotAllowed("The commissioner was told of a risk. Write on the timeline what was found since.")
        breach.risk, breach.assessment, breach.assessed_by, breach.assessed_at = Risk(risk), words, by, at
        breach.save(update_fields=["risk", "assessment", "assessed_by", "assessed_at"])
        write(case, What.DECISION, f"Assessed: {breach.get_risk_display()}. {words}", by=by, at=at)
        trail.record(Verb.BREACH_ASSESSED, case, by=by, at=at, school=case.school, risk=risk)
    return breach


def tell_commissioner(
    breach: DataBreach, *, told_at: datetime, reference: str, late_why: str, by: Person, at: datetime
) -> DataBreach:
    """The commissioner was told, under which reference; after the 72 hours only with the reason for the delay."""
    with change():
        case, breach = _held(breach, by)
        if breach.commissioner_told_at is not None:
            raise NotAllowed("The commissioner was told already. Write what followed on the timeline.")
        if breach.risk in (Risk.UNKNOWN, Risk.NONE):
            raise NotAllowed("Assess the risk first: the commissioner is told where there is one.")
        if not breach.known_at <= told_at <= at:
            raise NotAllowed("Say when the commissioner was told: after the school knew, and not in the future.")
        if told_at > breach.due_at and not late_why:
            raise NotAllowed("That was after the 72 hours. Say why: the commissioner is told the reason too.")
        breach.commissioner_told_at, breach.commissioner_reference = told_at, reference
        breach.late_why = late_why if told_at > breach.due_at else ""
        breach.save(update_fields=["commissioner_told_at", "commissioner_reference", "late_why"])
        late = f" Late, because: {breach.late_why}" if breach.late_why else ""
        said = f"The commissioner was told, reference {reference}.{late}"
        write(case, What.ACTION, said, by=by, at=at, happened_at=told_at)
        trail.record(Verb.BREACH_TOLD, case, by=by, at=at, school=case.school, whom="commissioner")
    return breach


def tell_people(breach: DataBreach, *, told_at: datetime, how: str, by: Person, at: datetime) -> DataBreach:
    """The people whose data it is were told, and how; with a high risk they have to be."""
    with change():
        case, breach = _held(breach, by)
        if breach.people_told_at is not None:
            raise NotAllowed("That they were told is recorded already. Write more on the timeline.")
        if not breach.known_at <= told_at <= at:
            raise NotAllowed("Say when they were told: after the school knew, and not in the future.")
        breach.people_told_at, breach.people_told_how = told_at, how
        breach.save(update_fields=["people_told_at", "people_told_how"])
        write(case, What.ACTION, f"The people concerned were told. {how}", by=by, at=at, happened_at=told_at)
        trail.record(Verb.BREACH_TOLD, case, by=by, at=at, school=case.school, whom="people")
    return breach


def _held(breach: DataBreach, by: Person) -> tuple[Case, DataBreach]:
    case = held(breach.case)
    CASE_MOVES.check("work", case.status)
    refuse_own(case, by)
    return case, DataBreach.objects.select_for_update(of=("self",)).get(pk=breach.pk)
