"""Staff towards a pupil: considered, told to the LADO, decided; and what waits until then (HAY-06, COR-04)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.rules import allows
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.clocks import working_day_after
from incidents.models import Case, CasePerson, Entry, Referral, Relation, ThresholdDecision
from incidents.transitions.cases import held, refuse_own, route_case, write
from incidents.verbs import CASE_MOVES, Verb

What, Allegation = Entry.What, Case.Allegation
HELD_BACK = (
    "It is not decided yet whether this is an allegation against a member of staff. Until the case manager has decided,"
    " with the local authority's designated officer (LADO) where there is any doubt, who is complained of is told"
    " nothing, nobody is asked to delete anything, and nobody is interviewed: an investigation could be spoiled."
)


@dataclass(frozen=True)
class Advised:
    """What the LADO advised: who it was, when, and the advice."""

    name: str = ""
    at: datetime | None = None
    advice: str = ""


def refuse_while_held_back(case: Case) -> None:
    """Refuse, with the reason, what could spoil an investigation while an allegation is to be decided (HAY-06)."""
    if case.is_held_back:
        raise NotAllowed(HELD_BACK)


def make_allegation(case: Case, *, why: str, by: Person, at: datetime) -> Case:
    """It may be an allegation: from now on a safeguarding case of the case manager, with a working day for the LADO.

    A question (COR-04), a low-level concern or a report on conduct may turn out to be one at any time.
    """
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if case.allegation in (Allegation.CONSIDERED, Allegation.THRESHOLD_MET):
            raise NotAllowed("It is being considered as an allegation already.")
        case.allegation, case.is_safeguarding = Allegation.CONSIDERED, True
        case.lado_due_on, case.lado_at, case.lado_missed_at = working_day_after(localdate(at)), None, None
        case.save(update_fields=["allegation", "is_safeguarding", "lado_due_on", "lado_at", "lado_missed_at"])
        write(case, What.DECISION, f"It may be an allegation against a member of staff. {why}", by=by, at=at)
        trail.record(Verb.ALLEGATION_MADE, case, by=by, at=at, school=case.school)
        case = route_case(case, by=by, at=at)
        _hand_to_manager(case, at)
    return case


def _hand_to_manager(case: Case, at: datetime) -> None:
    """Whoever leads a case that has become an allegation, and does not manage it, leads it no longer (HAY-06)."""
    if case.lead is not None and not manages(case.lead, case, at):
        case.lead, case.status, case.taken_at = None, Case.Status.RECEIVED, None
        case.save(update_fields=["lead", "status", "taken_at"])


def manages(person: Person, case: Case, at: datetime) -> bool:
    """Whether the case came to this person: the headteacher, the chair where it is about the headteacher, and so on."""
    return person.user is not None and allows(person.user, "incidents.manage_case", case, localdate(at))


def consult_lado(case: Case, told: Advised, *, by: Person, at: datetime) -> Referral:
    """The harm threshold was considered with the LADO: who it was, when, and what they advised (HAY-06)."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if case.allegation == Allegation.NONE:
            raise NotAllowed("Say first that it may be an allegation against a member of staff.")
        return _consulted(case, told, by, at)


def _consulted(case: Case, told: Advised, by: Person, at: datetime) -> Referral:
    if told.at is None or not told.name:
        raise NotAllowed("Say with whom you spoke, and when.")
    if told.at > at:
        raise NotAllowed("That is in the future. Record it when you have spoken.")
    made = Referral.objects.create(
        school=case.school,
        case=case,
        to=Referral.To.LADO,
        whom=told.name,
        answer=told.advice,
        answered_at=told.at if told.advice else None,
        referred_at=told.at,
        by=by,
        by_name=by.name,
        at=at,
    )
    if case.lado_at is None:
        case.lado_at = told.at
        case.save(update_fields=["lado_at"])
    said = f"Considered with the LADO, {told.name}. {told.advice or 'The advice is still to come.'}"
    write(case, What.INNER, said, by=by, at=at, happened_at=told.at)
    trail.record(Verb.REFERRED, case, by=by, at=at, school=case.school, to=Referral.To.LADO)
    return made


def decide_threshold(
    case: Case, decided: str, *, why: str, told: Advised, by: Person, at: datetime
) -> ThresholdDecision:
    """The case manager decides: an allegation, a low-level concern, or neither. The last decision counts (HAY-06).

    The threshold is met only with the LADO's advice; what was held back may go on from here.
    """
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if not manages(by, case, at):
            raise NotAllowed("The case manager decides this.")
        if case.allegation == Allegation.NONE:
            raise NotAllowed("Say first that it may be an allegation against a member of staff.")
        if case.allegation == decided:
            raise NotAllowed("This was decided already.")
        if told.at is not None and not _is_recorded(case, told.at):
            _consulted(case, told, by, at)
        if decided == Allegation.THRESHOLD_MET and told.at is None:
            raise NotAllowed("Speak with the LADO first: the threshold is met with their advice.")
        return _decided(case, decided, why, told, by, at)


def _is_recorded(case: Case, at: datetime) -> bool:
    """Whether the conversation with the LADO at that minute stands in the case: forms ask for no seconds."""
    minute = at.replace(second=0, microsecond=0)
    lado = case.referrals.filter(to=Referral.To.LADO)
    return lado.filter(referred_at__gte=minute, referred_at__lt=minute + timedelta(minutes=1)).exists()


def _decided(case: Case, decided: str, why: str, told: Advised, by: Person, at: datetime) -> ThresholdDecision:
    case.allegation = Allegation(decided)
    case.save(update_fields=["allegation"])
    made = ThresholdDecision.objects.create(
        school=case.school,
        case=case,
        decided=decided,
        why=why,
        lado_name=told.name,
        lado_at=told.at,
        advice=told.advice,
        by=by,
        by_name=by.name,
        at=at,
    )
    write(case, What.DECISION, f"{made.get_decided_display()}. {why}", by=by, at=at)
    trail.record(Verb.THRESHOLD_DECIDED, case, by=by, at=at, school=case.school, decided=decided)
    return made


def record_subject_told(row: CasePerson, *, words: str, happened_at: datetime, by: Person, at: datetime) -> CasePerson:
    """Who is complained of was told, and what. Not while an allegation is to be decided (HAY-06)."""
    with change():
        case = held(row.case)
        CASE_MOVES.check("lead", case.status)
        refuse_own(case, by)
        refuse_while_held_back(case)
        row = CasePerson.objects.select_for_update(of=("self",)).select_related("person").get(pk=row.pk)
        if row.relation != Relation.COMPLAINED_OF or row.ended_at is not None:
            raise NotAllowed("They do not stand as complained of in this case.")
        if row.told_at is not None:
            raise NotAllowed("That they were told is recorded already. Write more on the timeline.")
        if happened_at > at:
            raise NotAllowed("That is in the future. Record it when they have been told.")
        row.told_at = happened_at
        row.save(update_fields=["told_at"])
        write(case, What.INNER, f"{row.named} was told. {words}", by=by, at=at, happened_at=happened_at)
        trail.record(Verb.SUBJECT_TOLD, case, by=by, at=at, school=case.school)
    return row
