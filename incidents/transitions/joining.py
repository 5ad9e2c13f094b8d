"""A report that is about something which another case is about already."""

from datetime import datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import Case, CasePerson, Entry, Report
from incidents.notices import tell_taken
from incidents.transitions.cases import held, refuse_own, write
from incidents.transitions.people import Named, add_person, settle
from incidents.verbs import CASE_MOVES, Verb

JOINED = "Joined to another case"


def join(report: Report, case: Case, *, by: Person, at: datetime) -> Report:
    """The report goes on in the other case, with everybody who is named; its own case closes.

    Who is complained of in the one is complained of in the other from then on, and shut out of both (ACR-18).
    """
    with change():
        first, second = sorted((report.case, case), key=lambda one: one.pk)
        locked = {row.pk: row for row in (held(first), held(second))}
        own, other = locked[report.case_id], locked[case.pk]
        refuse_own(own, by)
        refuse_own(other, by)
        _check(report, own, other)
        report.case = other
        report.save(update_fields=["case"])
        own.status = CASE_MOVES.check("join", own.status)
        own.closed_at, own.lead, own.taken_at = at, own.lead or by, own.taken_at or at
        own.outcome, own.outcome_why = JOINED, f"See {other.reference}."
        own.save(update_fields=["status", "closed_at", "lead", "taken_at", "outcome", "outcome_why"])
        write(own, Entry.What.EVENT, f"Joined to {other.reference}.", by=by, at=at)
        write(other, Entry.What.EVENT, f"The report of {own.reference} joined this case.", by=by, at=at)
        trail.record(Verb.REPORT_JOINED, other, by=by, at=at, school=other.school)
        other.is_safeguarding = other.is_safeguarding or own.is_safeguarding
        other.may_be_sexual = other.may_be_sexual or own.may_be_sexual
        other.save(update_fields=["is_safeguarding", "may_be_sexual"])
        _carry_people(own, other, by=by, at=at)
        if other.status == Case.Status.IN_HAND:
            tell_taken(other, at=at)
    return report


def _check(report: Report, own: Case, other: Case) -> None:
    CASE_MOVES.check("join", own.status)
    if own.pk == other.pk or own.school_id != other.school_id:
        raise NotAllowed("Choose another case of this school.")
    if other.status == Case.Status.CLOSED:
        raise NotAllowed("That case is closed. Reopen it first.")
    if own.reports.exclude(pk=report.pk).exists():
        raise NotAllowed("Another report has joined this case already, so it goes on here.")
    if own.allegation != Case.Allegation.NONE:
        raise NotAllowed("This is about staff and a pupil, and is decided in a case of its own.")
    if own.updates.exists() or own.promises.exists() or own.support.exists():
        raise NotAllowed("The person affected was told or promised something here already, so it goes on here.")


def _carry_people(own: Case, other: Case, *, by: Person, at: datetime) -> None:
    """Everybody who is in the one case and not in the other; then the other goes to who may have it."""
    there = set(CasePerson.objects.filter(case=other, ended_at=None).values_list("relation", "person"))
    for row in CasePerson.objects.filter(case=own, ended_at=None).select_related("person"):
        if row.person is not None and (row.relation, row.person.pk) in there:
            continue
        made = add_person(other, Named(row.relation, row.person, row.words, row.is_pupil), by=by, at=at)
        made.wishes, made.contact_due_on, made.contacted_at = row.wishes, row.contact_due_on, row.contacted_at
        made.save(update_fields=["wishes", "contact_due_on", "contacted_at"])
    settle(other, by=by, at=at)
