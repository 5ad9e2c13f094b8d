"""What happens to people on the roll."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Absence, Person, Role, School, StaffGroup
from foundation.schools.models.role import ROLE_GIVERS
from foundation.schools.signals import person_absent, person_left
from foundation.schools.transitions.changes import said, set_fields
from foundation.schools.verbs import Verb

# What the office writes about a person. A log-in and its address are changed by whoever signs in with it.
DETAILS = (
    "name",
    "email",
    "reference",
    "job_title",
    "employer",
    "line_manager",
    "starts_on",
    "working_days",
)


def add_person(
    school: School,
    *,
    details: dict[str, Any],
    groups: Collection[StaffGroup],
    by: Actor,
    at: datetime,
    uid: UUID | None = None,
) -> Person:
    """Put somebody on a school's roll, with or without an e-mail address (ACR-05).

    `uid` is given where the same person must not be added twice, by a job that may run again.
    """
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        person = Person(school=school, **{name: details[name] for name in DETAILS if name in details})
        if uid is not None:
            person.uid = uid
        _check(person)
        _save(person)
        person.groups.set(groups)
        trail.record(Verb.PERSON_ADDED, person, by=by, at=at, school=school, name=person.name, groups=said(groups))
    return person


def change_person(
    person: Person, *, details: dict[str, Any], groups: Collection[StaffGroup] | None = None, by: Actor, at: datetime
) -> Person:
    """Change what the roll says of somebody; nothing is recorded when nothing differs."""
    with change():
        person = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=person.pk)
        changed = set_fields(person, {name: details[name] for name in DETAILS if name in details})
        before = set(person.groups.all())
        if groups is not None and before != set(groups):
            changed["groups"] = [said(before), said(groups)]
        if not changed:
            return person
        _check(person)
        _save(person, [name for name in changed if name != "groups"])
        if groups is not None:
            person.groups.set(groups)
        trail.record(Verb.PERSON_CHANGED, person, by=by, at=at, school=person.school, changed=changed)
    return person


def enter_leaving(person: Person, *, on: date, by: Actor, at: datetime) -> Person:
    """Enter somebody's last day; from the day after, their roles and log-in do nothing here. Nobody is deleted."""
    with change():
        person = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=person.pk)
        if person.leaves_on == on:
            return person
        if on < person.starts_on:
            raise NotAllowed("The last day cannot be before the first day.")
        _check_somebody_can_give_roles(person, on)
        person.leaves_on = on
        person.save(update_fields=["leaves_on"])
        trail.record(Verb.PERSON_LEAVES, person, by=by, at=at, school=person.school, on=on)
        person_left.send(sender=Person, person=person, on=on, by=by, at=at)
    return person


def undo_leaving(person: Person, *, by: Actor, at: datetime) -> Person:
    """Take back a last day: the person stays, or has come back."""
    with change():
        person = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=person.pk)
        if person.leaves_on is None:
            return person
        trail.record(Verb.PERSON_STAYS, person, by=by, at=at, school=person.school, was=person.leaves_on)
        person.leaves_on = None
        person.save(update_fields=["leaves_on"])
    return person


def set_leaving(person: Person, *, on: date | None, by: Actor, at: datetime) -> Person:
    """Enter a last day, or take it back when there is none."""
    if on is None:
        return undo_leaving(person, by=by, at=at)
    return enter_leaving(person, on=on, by=by, at=at)


def enter_absence(
    person: Person, *, kind: str, starts_on: date, ends_on: date | None, by: Person, at: datetime
) -> Absence:
    """Enter that somebody is away; reminders wait and deputies act meanwhile. Only the kind of absence is kept."""
    with change():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        _check_absence(person, starts_on, ends_on)
        absence = Absence.objects.create(
            school=person.school,
            person=person,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            entered_by=by,
            entered_at=at,
        )
        trail.record(
            Verb.ABSENCE_ENTERED, absence, by=by, at=at, school=person.school, starts_on=starts_on, ends_on=ends_on
        )
        person_absent.send(sender=Absence, person=person, absence=absence, by=by, at=at)
    return absence


def change_absence(
    absence: Absence, *, kind: str, starts_on: date, ends_on: date | None, by: Person, at: datetime
) -> Absence:
    """Change the days or the kind of an absence: somebody is back sooner, or stays away longer."""
    with change():
        Person.objects.select_for_update(no_key=True).get(pk=absence.person_id)
        absence = Absence.objects.select_related("person", "school").get(pk=absence.pk)
        changed = set_fields(absence, {"kind": kind, "starts_on": starts_on, "ends_on": ends_on})
        if not changed:
            return absence
        _check_absence(absence.person, starts_on, ends_on, but=absence)
        absence.save(update_fields=list(changed))
        trail.record(Verb.ABSENCE_CHANGED, absence, by=by, at=at, school=absence.school, changed=changed)
        person_absent.send(sender=Absence, person=absence.person, absence=absence, by=by, at=at)
    return absence


def remove_absence(absence: Absence, *, by: Person, at: datetime) -> None:
    """Take away an absence that was entered by mistake."""
    with change():
        Person.objects.select_for_update(no_key=True).get(pk=absence.person_id)
        trail.record(Verb.ABSENCE_REMOVED, absence, by=by, at=at, school=absence.school, starts_on=absence.starts_on)
        absence.delete()


def _save(person: Person, fields: Sequence[str] | None = None) -> None:
    """Save, and say in words what the database refuses: somebody else saved the same address a moment before."""
    try:
        with transaction.atomic():
            person.save(update_fields=fields)
    except IntegrityError as clash:
        raise NotAllowed("Somebody else on this roll has this e-mail address or staff reference.") from clash


def _check(person: Person) -> None:
    others = Person.objects.filter(school=person.school).exclude(pk=person.pk)
    if person.email and others.filter(email__iexact=person.email).exists():
        raise NotAllowed(f"Somebody else on this roll has the e-mail address {person.email}.")
    if person.reference and others.filter(reference=person.reference).exists():
        raise NotAllowed(f"Somebody else on this roll has the staff reference {person.reference}.")
    if person.leaves_on and person.leaves_on < person.starts_on:
        raise NotAllowed("The first day cannot be after the last day.")
    if person.line_manager is not None:
        _check_line_manager(person, person.line_manager)


def _check_line_manager(person: Person, manager: Person) -> None:
    if manager.school_id != person.school_id:
        raise NotAllowed("A line manager is somebody of the same school.")
    above = dict(Person.objects.filter(school=person.school).values_list("pk", "line_manager"))
    found: int | None = manager.pk
    seen: set[int] = set()
    while found is not None and found not in seen:
        if found == person.pk:
            raise NotAllowed(f"{manager} is managed by {person}, so cannot be their line manager.")
        seen.add(found)
        found = above.get(found)


def _check_absence(person: Person, starts_on: date, ends_on: date | None, but: Absence | None = None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise NotAllowed("The last day away cannot be before the first.")
    others = Absence.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), person=person)
    if ends_on is not None:
        others = others.filter(starts_on__lte=ends_on)
    if others.exclude(pk=but.pk if but else 0).exists():
        raise NotAllowed(f"{person} is already entered as away on some of these days.")


def _check_somebody_can_give_roles(person: Person, last_day: date) -> None:
    """A school must not be left without anybody who can give roles."""
    after = last_day + timedelta(days=1)
    for role in Role.objects.current(after).filter(person=person, kind__in=ROLE_GIVERS).select_related("school"):
        if not Role.objects.current(after).filter(school=role.school, kind__in=ROLE_GIVERS).exclude(person=person):
            raise NotAllowed(
                f"Nobody else at {role.school.said} could give roles after that day. Give somebody else the role of"
                " headteacher, clerk or administrator first."
            )
