"""Placing a hold and ending one. A hold wins any race: both take the lock that a purge takes for each chunk."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from monitoring.models import Hold
from monitoring.retention import holds
from monitoring.verbs import Verb


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is held: one record (label and uid), all that names a person, or a whole class."""

    label: str = ""
    uid: UUID | None = None
    person: Person | None = None
    record_class: str = ""


def place(
    school: School,
    held: Held,
    *,
    kind: str,
    why: str,
    starts_on: date,
    until_on: date | None = None,
    by: Person,
    at: datetime,
) -> Hold:
    """Keep records whatever their period says. Of whom or what, and why, stands sealed and not in the trail."""
    with change():
        school = holds.lock(school)
        if held.person is not None and held.person.school_id != school.pk:
            raise NotAllowed("This person is not on the roll of this school.")
        if until_on is not None and until_on < starts_on:
            raise NotAllowed("A hold cannot end before it begins.")
        hold = Hold.objects.create(
            school=school,
            kind=kind,
            about_label=held.label,
            about_uid=held.uid,
            person=held.person,
            record_class=held.record_class,
            why=why,
            starts_on=starts_on,
            until_on=until_on,
            placed_by=by,
            placed_by_name=by.name,
            placed_at=at,
        )
        trail.record(Verb.HOLD_PLACED, hold, by=by, at=at, school=school, kind=kind, record_class=held.record_class)
    return hold


def end(hold: Hold, why: str, *, by: Person, at: datetime) -> Hold:
    """Nothing is kept by this hold any more; what is due goes on the next night."""
    with change():
        school = holds.lock(hold.school)
        hold = Hold.objects.select_for_update().get(pk=hold.pk)
        if hold.ended_at is not None:
            raise NotAllowed("This hold has ended already.")
        hold.ended_by, hold.ended_by_name, hold.ended_at, hold.ended_why = by, by.name, at, why
        hold.save(update_fields=["ended_by", "ended_by_name", "ended_at", "ended_why"])
        trail.record(Verb.HOLD_ENDED, hold, by=by, at=at, school=school)
    return hold
