"""A case: opened, routed, taken on, judged, handed on; and the one way in which a line of its timeline is written."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.rules import allows
from foundation.core.states import NotAllowed
from foundation.schools.calendar import add_school_days
from foundation.schools.models import Person, School
from foundation.schools.transitions.changes import is_oneself
from incidents.clocks import working_day_after
from incidents.models import Case, CasePerson, Category, Entry, Procedure, Relation, Severity
from incidents.notices import tell_case_came, tell_handed_on, tell_taken
from incidents.routing import first_route, is_of_a_child, may_be_allegation, route_of, rules_of
from incidents.verbs import CASE_MOVES, Verb

What = Entry.What


def held(case: Case) -> Case:
    """The case under its lock, with its school. Everything in a case is done under this lock."""
    return Case.objects.select_for_update(of=("self",)).select_related("school", "lead", "severity").get(pk=case.pk)


def write(case: Case, what: str, words: str, *, by: Actor, at: datetime, **more: Any) -> Entry:
    """A line of the timeline, inside a change; `happened_at` where it was done earlier than written."""
    person = by if isinstance(by, Person) else None
    more.setdefault("happened_at", at)
    return Entry.objects.create(
        school=case.school, case=case, what=what, words=words, by=person, by_name=by.actor_name, at=at, **more
    )


def complained_of(case: Case) -> list[Person]:
    """Who is complained of and on a roll: they see nothing of the case."""
    rows = CasePerson.objects.filter(case=case, relation=Relation.COMPLAINED_OF, ended_at=None, person__isnull=False)
    return [row.person for row in rows.select_related("person") if row.person is not None]


def refuse_own(case: Case, by: Person) -> None:
    """Nobody acts in a case in which they are complained of, whatever page they still had open (ACR-18)."""
    if any(is_oneself(by, person) for person in complained_of(case)):
        raise NotAllowed("This case is not there any more.")


def open_case(
    school: School, kind: str, *, involves_child: bool, may_be_sexual: bool, at: datetime, who: str = ""
) -> Case:
    """A case with the next number of its school, not yet routed. Inside a change that holds the school's lock."""
    last = Case.objects.filter(school=school).aggregate(last=Max("number"))["last"] or 0
    of_child = is_of_a_child(kind, involves_child=involves_child, may_be_sexual=may_be_sexual)
    is_staff = may_be_allegation(kind, who, is_of_child=of_child)
    return Case.objects.create(
        school=school,
        number=last + 1,
        kind=kind,
        route=first_route(rules_of(school), kind, involves_child=of_child, is_allegation=is_staff),
        is_safeguarding=of_child,
        may_be_sexual=may_be_sexual,
        allegation=Case.Allegation.CONSIDERED if is_staff else Case.Allegation.NONE,
        lado_due_on=working_day_after(localdate(at)) if is_staff else None,
        opened_at=at,
    )


def route_case(case: Case, *, by: Actor, at: datetime) -> Case:
    """Send a case to who has it now: at its opening, and again when somebody else is complained of. They are told."""
    is_allegation = case.allegation != Case.Allegation.NONE
    rules = rules_of(case.school)
    first = first_route(rules, case.kind, involves_child=case.is_safeguarding, is_allegation=is_allegation)
    case.route = route_of(case.school, first, complained_of(case), localdate(at))
    case.save(update_fields=["route"])
    if case.lead is not None and case.status == Case.Status.IN_HAND and not runs(case.lead, case, localdate(at)):
        case.lead, case.status, case.taken_at = None, Case.Status.RECEIVED, None
        case.save(update_fields=["lead", "status", "taken_at"])
    trail.record(Verb.CASE_ROUTED, case, by=by, at=at, school=case.school, route=case.route)
    tell_case_came(case, at=at)
    return case


def runs(person: Person, case: Case, on: date) -> bool:
    """Whether somebody decides what is done in a case that day: it came to them, and they are not complained of."""
    return person.user is not None and allows(person.user, "incidents.run_case", case, on)


def contact_due(school: School, at: datetime) -> date:
    """By when the person affected is spoken with: the school's days after the report (ACR-12)."""
    return add_school_days(school, localdate(at), rules_of(school).first_contact_days)


def take_case(case: Case, *, by: Person, at: datetime) -> Case:
    """Take a case on: from now on somebody has it, and whoever reported is told that."""
    with change():
        case = held(case)
        refuse_own(case, by)
        case.status = CASE_MOVES.check("take", case.status)
        case.lead, case.taken_at = by, at
        case.save(update_fields=["status", "lead", "taken_at"])
        write(case, What.EVENT, f"Taken on by {by.name}.", by=by, at=at)
        trail.record(Verb.CASE_TAKEN, case, by=by, at=at, school=case.school)
        tell_taken(case, at=at)
    return case


def hand_on(case: Case, person: Person, *, by: Person, at: datetime) -> Case:
    """Somebody else leads from now on: one of those to whom the case may come."""
    with change():
        case = held(case)
        CASE_MOVES.check("lead", case.status)
        refuse_own(case, by)
        if not runs(person, case, localdate(at)):
            raise NotAllowed("Choose somebody who can see this case and decide what is done.")
        if case.lead == person:
            raise NotAllowed(f"{person.name} leads it already.")
        case.lead = person
        case.save(update_fields=["lead"])
        write(case, What.EVENT, f"Handed on to {person.name}.", by=by, at=at)
        trail.record(Verb.CASE_HANDED_ON, case, by=by, at=at, school=case.school)
        if not is_oneself(by, person):
            tell_handed_on(case, at=at)
    return case


def judge(
    case: Case,
    *,
    category: str,
    severity: Severity,
    procedure: str,
    summary: str,
    by: Person,
    at: datetime,
) -> Case:
    """Say what a case is, how serious on the school's scale, and which procedure follows (ACR-16, COR-05, HAY-05)."""
    with change():
        case = held(case)
        CASE_MOVES.check("lead", case.status)
        refuse_own(case, by)
        if severity.school_id != case.school_id:
            raise NotAllowed("Choose a step of this school's scale.")
        case.category, case.severity = Category(category), severity
        case.procedure, case.summary = Procedure(procedure), summary
        case.save(update_fields=["category", "severity", "procedure", "summary"])
        said = f"{case.get_category_display()}, {severity}; {case.get_procedure_display()}. {summary}"
        write(case, What.DECISION, said, by=by, at=at)
        trail.record(
            Verb.CASE_JUDGED,
            case,
            by=by,
            at=at,
            school=case.school,
            category=category,
            severity=severity.name,
            procedure=procedure,
        )
    return case


def make_safeguarding(case: Case, *, why: str, by: Person, at: datetime) -> Case:
    """From now on the DSL team sees it. It is never made less than that (QEI-23)."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if case.is_safeguarding:
            raise NotAllowed("This is a safeguarding case already.")
        case.is_safeguarding = True
        case.save(update_fields=["is_safeguarding"])
        write(case, What.DECISION, why, by=by, at=at)
        trail.record(Verb.CASE_SAFEGUARDING, case, by=by, at=at, school=case.school)
        tell_case_came(case, at=at)
    return case


def record_elsewhere(case: Case, *, system: str, reference: str, by: Person, at: datetime) -> Case:
    """The child-protection file is kept in another system: where, and under which reference (QEI-23)."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        case.elsewhere, case.elsewhere_reference = system, reference
        case.save(update_fields=["elsewhere", "elsewhere_reference"])
        write(case, What.EVENT, f"Recorded in {system}, reference {reference}.", by=by, at=at)
        trail.record(Verb.ENTRY_WRITTEN, case, by=by, at=at, school=case.school)
    return case
