"""Who is in a case. Naming somebody as complained of shuts them out at once and sends the case elsewhere if need be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself
from incidents.models import Case, CaseGrant, CasePerson, Entry, Relation
from incidents.transitions.cases import complained_of, contact_due, held, refuse_own, route_case, write
from incidents.verbs import CASE_MOVES, Verb


@dataclass(frozen=True)
class Named:
    """Somebody to be named in a case: a person of the roll, or words; of a pupil only a reference."""

    relation: str
    person: Person | None = None
    words: str = ""
    is_pupil: bool = False


def add_person(case: Case, named: Named, *, by: Actor, at: datetime) -> CasePerson:
    """The row of somebody in a case, inside a change; what follows from it is the caller's."""
    if named.person is None and not named.words:
        raise NotAllowed("Say who it is.")
    if (
        named.person is not None
        and case.people.filter(relation=named.relation, person=named.person, ended_at=None).exists()
    ):
        raise NotAllowed(f"{named.person.name} is in this case already.")
    row = CasePerson.objects.create(
        school=case.school,
        case=case,
        relation=named.relation,
        person=named.person,
        words="" if named.person else named.words,
        is_pupil=named.is_pupil,
        added_at=at,
        added_by_name=by.actor_name,
    )
    trail.record(Verb.PERSON_NAMED, case, by=by, at=at, school=case.school, relation=named.relation)
    return row


def name_person(case: Case, named: Named, *, by: Person, at: datetime) -> CasePerson:
    """Add somebody to a case. Who is complained of loses every way to it, and their grants end."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if named.relation == Relation.COMPLAINED_OF and named.person is not None and is_oneself(by, named.person):
            raise NotAllowed("Hand the case on first: nobody leads a case about themselves.")
        row = add_person(case, named, by=by, at=at)
        write(case, Entry.What.EVENT, f"{row.get_relation_display()}: {row.named}.", by=by, at=at)
        settle(case, by=by, at=at)
    return row


def settle(case: Case, *, by: Actor, at: datetime) -> None:
    """What follows from who is in a case: who is shut out, who has it now, and the clock of the first conversation."""
    on, shut = localdate(at), complained_of(case)
    log_ins = [person.user_id for person in shut if person.user_id is not None]
    CaseGrant.objects.filter(content_object=case, until__gte=on, user__in=log_ins).update(until=on - timedelta(days=1))
    case.emergencies.filter(until__gt=at, person__user__in=log_ins).update(until=at)
    affected = case.people.filter(relation=Relation.AFFECTED, ended_at=None, person__isnull=False)
    to_contact = affected.filter(contact_due_on=None, contacted_at=None)
    if to_contact.exists():
        due_on = contact_due(case.school, at)
        to_contact.update(contact_due_on=due_on)
        if case.first_contact_due_on is None and case.first_contact_at is None:
            case.first_contact_due_on = due_on
            case.save(update_fields=["first_contact_due_on"])
    route_case(case, by=by, at=at)


def take_out(row: CasePerson, *, why: str, by: Person, at: datetime) -> CasePerson:
    """Somebody was named by mistake: they stand no longer so to the case, and the reason stays."""
    with change():
        case = held(row.case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        row = CasePerson.objects.select_for_update(of=("self",)).select_related("person").get(pk=row.pk)
        if row.ended_at is not None:
            raise NotAllowed("They were taken out already.")
        if row.person is not None and is_oneself(by, row.person):
            raise NotAllowed("Somebody else decides on that: it is about you.")
        row.ended_at, row.ended_why = at, why
        row.save(update_fields=["ended_at", "ended_why"])
        said = f"No longer {row.get_relation_display().lower()}: {row.named}. {why}"
        write(case, Entry.What.DECISION, said, by=by, at=at)
        trail.record(Verb.PERSON_TAKEN_OUT, case, by=by, at=at, school=case.school, relation=row.relation)
        settle(case, by=by, at=at)
    return row
