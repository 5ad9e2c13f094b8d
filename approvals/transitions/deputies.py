"""An approver who will be away has somebody stand in, from a day until a day; both names stand on what is decided."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from approvals.models import Deputy
from approvals.notices_people import tell_deputy
from approvals.verbs import Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself


def name_deputy(person: Person, deputy: Person, *, starts_on: date, ends_on: date, by: Person, at: datetime) -> Deputy:
    """Name who stands in for an approver from a day until a day; the deputy is told."""
    with change():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        _check(person, deputy, starts_on, ends_on, by, localdate(at))
        row = Deputy.objects.create(
            school=person.school,
            person=person,
            deputy=deputy,
            starts_on=starts_on,
            ends_on=ends_on,
            named_by=by,
            named_at=at,
        )
        trail.record(
            Verb.DEPUTY_NAMED,
            person,
            by=by,
            at=at,
            school=person.school,
            deputy=deputy.name,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        tell_deputy(row, at=at)
    return row


def _check(person: Person, deputy: Person, starts_on: date, ends_on: date, by: Person, on: date) -> None:
    if is_oneself(deputy, person):
        raise NotAllowed("Choose somebody else: nobody stands in for themselves.")
    if is_oneself(by, deputy):
        raise NotAllowed("Nobody names themselves to stand in for somebody else. Ask the headteacher or the clerk.")
    if ends_on < starts_on:
        raise NotAllowed("The last day is before the first.")
    if ends_on < on:
        raise NotAllowed("These days are over. Choose a last day that is today or later.")
    if not Person.objects.current(starts_on).filter(pk=deputy.pk, school=person.school_id).exists():
        raise NotAllowed(f"{deputy.name} is not on the roll on the first day.")
    if deputy.leaves_on is not None and deputy.leaves_on < ends_on:
        raise NotAllowed(f"{deputy.name} leaves on {deputy.leaves_on:%-d %B %Y}, before the last day.")
    same = Q(person=person, deputy=deputy, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if Deputy.objects.filter(same).exists():
        raise NotAllowed(f"{deputy.name} stands in for {person.name} already on some of these days.")


def end_deputy(row: Deputy, *, by: Person, at: datetime) -> Deputy:
    """Take it back: from now on the deputy decides nothing in their place."""
    with change():
        row = Deputy.objects.select_for_update(of=("self",)).select_related("school", "person", "deputy").get(pk=row.pk)
        if row.ended_at is not None:
            raise NotAllowed("It was taken back already.")
        row.ended_by, row.ended_at = by, at
        row.save(update_fields=["ended_by", "ended_at"])
        trail.record(Verb.DEPUTY_ENDED, row.person, by=by, at=at, school=row.school, deputy=row.deputy.name)
    return row
