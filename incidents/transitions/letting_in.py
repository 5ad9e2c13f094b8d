"""Who else may read one case: let in by name until a day, or in an emergency by two people for an hour."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import Permission
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.rules import allows
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself
from incidents.models import Case, CaseGrant, EmergencyAccess, Entry
from incidents.notices import tell_emergency, tell_let_in
from incidents.transitions.cases import complained_of, held, refuse_own, write
from incidents.verbs import Verb

LONGEST = timedelta(days=90)  # somebody is let into one case for its time, not given a standing right
AN_HOUR = timedelta(minutes=60)
A_DAY = timedelta(days=1)  # what was asked longer ago is asked anew


def let_in(case: Case, person: Person, *, until: date, why: str, by: Person, at: datetime) -> CaseGrant:
    """Let somebody read one case until a day and for a reason, by name; they are told that there is something."""
    with change():
        case = held(case)
        refuse_own(case, by)
        _check(case, person, until, localdate(at))
        grant: CaseGrant
        grant, is_new = CaseGrant.objects.get_or_create(
            content_object=case,
            person=person,
            defaults={
                "user": person.user,
                "permission": Permission.objects.get(content_type__app_label="incidents", codename="view_case"),
                "school": case.school,
                "until": until,
                "why": why,
                "given_by": by,
                "given_at": at,
            },
        )
        if not is_new:
            grant.until, grant.why, grant.given_by, grant.given_at = until, why, by, at
            grant.save(update_fields=["until", "why", "given_by", "given_at"])
        write(case, Entry.What.EVENT, f"{person.name} let in until {until:%-d %B %Y}. {why}", by=by, at=at)
        trail.record(Verb.LET_IN, case, by=by, at=at, school=case.school, until=until)
        tell_let_in(grant, at=at)
    return grant


def _check(case: Case, person: Person, until: date, on: date) -> None:
    if any(is_oneself(person, one) for one in complained_of(case)):
        raise NotAllowed("Choose somebody else.")  # and say no more to whoever may be asked why
    if person.school_id != case.school_id or not Person.objects.current(on).filter(pk=person.pk).exists():
        raise NotAllowed(f"{person.name} is not on the roll.")
    if person.user is None:
        raise NotAllowed(f"{person.name} has no log-in, so could not read it.")
    if not on <= until <= on + LONGEST:
        raise NotAllowed(f"Choose a last day from today, within {LONGEST.days} days.")
    if CaseGrant.objects.filter(content_object=case, person=person, until__gte=on).exists():
        raise NotAllowed(f"{person.name} can read it already.")


def let_out(grant: CaseGrant, *, by: Person, at: datetime) -> CaseGrant:
    """Take it back: from this moment they see nothing of the case and none of its files."""
    with change():
        case = held(grant.content_object)
        refuse_own(case, by)
        grant = CaseGrant.objects.select_for_update(of=("self",)).select_related("person").get(pk=grant.pk)
        if grant.until < localdate(at):
            raise NotAllowed("It has ended already.")
        grant.until = localdate(at) - timedelta(days=1)
        grant.save(update_fields=["until"])
        write(case, Entry.What.EVENT, f"{grant.person.name} let out again.", by=by, at=at)
        trail.record(Verb.LET_OUT, case, by=by, at=at, school=case.school)
    return grant


def ask_emergency(case: Case, *, why: str, by: Person, at: datetime) -> EmergencyAccess:
    """Ask to read a case when nobody who may can be reached. A second person has to agree; the DSL is told."""
    with change():
        case = held(case)
        refuse_own(case, by)
        if by.user is not None and allows(by.user, "incidents.see_case", case):
            raise NotAllowed("You can read this case already.")
        if case.emergencies.filter(person=by, agreed_at=None, refused_at=None, asked_at__gt=at - A_DAY).exists():
            raise NotAllowed("You have asked already. Somebody else has to agree now.")
        row = EmergencyAccess.objects.create(school=case.school, case=case, person=by, why=why, asked_at=at)
        write(case, Entry.What.EVENT, f"{by.name} asks for emergency access. {why}", by=by, at=at)
        trail.record(Verb.EMERGENCY_ASKED, case, by=by, at=at, school=case.school)
        tell_emergency(row, at=at)
    return row


def agree_emergency(row: EmergencyAccess, *, by: Person, at: datetime) -> EmergencyAccess:
    """A second person agrees: an hour from now, then it ends by itself."""
    with change():
        row = _open_row(row, by)
        if row.asked_at <= at - A_DAY or any(is_oneself(row.person, one) for one in complained_of(row.case)):
            raise NotAllowed("This can no longer be agreed to. Refuse it; it can be asked again.")
        row.agreed_by, row.agreed_at, row.until = by, at, at + AN_HOUR
        row.save(update_fields=["agreed_by", "agreed_at", "until"])
        write(row.case, Entry.What.EVENT, f"{by.name} agrees: {row.person.name} has an hour.", by=by, at=at)
        trail.record(Verb.EMERGENCY_AGREED, row.case, by=by, at=at, school=row.school)
        tell_emergency(row, at=at)
    return row


def refuse_emergency(row: EmergencyAccess, *, by: Person, at: datetime) -> EmergencyAccess:
    """A second person does not agree."""
    with change():
        row = _open_row(row, by)
        row.refused_by, row.refused_at = by, at
        row.save(update_fields=["refused_by", "refused_at"])
        write(row.case, Entry.What.EVENT, f"{by.name} does not agree.", by=by, at=at)
        trail.record(Verb.EMERGENCY_REFUSED, row.case, by=by, at=at, school=row.school)
    return row


def _open_row(row: EmergencyAccess, by: Person) -> EmergencyAccess:
    case = held(row.case)
    refuse_own(case, by)
    row = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("person", "school").get(pk=row.pk)
    row.case = case
    if is_oneself(by, row.person):
        raise NotAllowed("Somebody else has to agree.")
    if row.agreed_at is not None or row.refused_at is not None:
        raise NotAllowed("This was answered already.")
    return row
