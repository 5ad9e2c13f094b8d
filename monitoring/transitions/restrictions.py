"""Sites are blocked and access is withdrawn, looked at again, and lifted (ACR-22)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.dates import months_after
from foundation.schools.models import Person, School
from foundation.schools.transitions.changes import is_oneself
from monitoring.models import Restriction, RestrictionReview
from monitoring.notices_restriction import tell_person
from monitoring.verbs import Verb

Kind, Status = Restriction.Kind, Restriction.Status
LONGEST_MONTHS = 12  # access is looked at again within a year


@dataclass(frozen=True)
class Terms:
    """From when, until when, and when it is looked at again."""

    starts_on: date
    ends_on: date | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class CameOf:
    """The case or check that a restriction came of; neither is named on the person's page."""

    label: str = ""
    uid: UUID | None = None


def block_site(
    school: School, host: str, *, for_whom: str, reason: str, terms: Terms, by: Person, at: datetime
) -> Restriction:
    """A site is blocked for some or for all, with the reason: leaders can say what is blocked and why (DfE)."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _are_good(terms)
        there = Restriction.objects.in_force(localdate(at)).filter(school=school, kind=Kind.SITE, host=host)
        if any(one.for_whom.casefold() == for_whom.casefold() for one in there):
            raise NotAllowed(f"{host} is blocked for {for_whom} already.")
        row = Restriction.objects.create(
            school=school,
            kind=Kind.SITE,
            host=host,
            for_whom=for_whom,
            reason=reason,
            set_by=by,
            set_at=at,
            **vars(terms),
        )
        trail.record(Verb.SITE_BLOCKED, row, by=by, at=at, school=school, host=host)
    return row


def _are_good(terms: Terms) -> None:
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise NotAllowed("It ends before it begins.")
    if terms.review_on is not None and terms.review_on <= terms.starts_on:
        raise NotAllowed("It is looked at again after it begins.")


def withdraw_access(
    person: Person,
    school: School,
    *,
    what: str,
    reason: str,
    terms: Terms,
    by: Person,
    at: datetime,
    came_of: CameOf | None = None,
) -> Restriction:
    """Access is withdrawn from somebody, who is told and sees what, why and until when; never from oneself."""
    came_of = came_of or CameOf()
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _may_be_withdrawn(person, school, terms, by=by, at=at)
        row = Restriction.objects.create(
            school=school,
            kind=Kind.ACCESS,
            person=person,
            what=what,
            reason=reason,
            from_label=came_of.label,
            from_uid=came_of.uid,
            set_by=by,
            set_at=at,
            **vars(terms),
        )
        trail.record(Verb.ACCESS_WITHDRAWN, row, by=by, at=at, school=school, ends_on=terms.ends_on)
        tell_person(row, "set", at=at)
    return row


def _may_be_withdrawn(person: Person, school: School, terms: Terms, *, by: Person, at: datetime) -> None:
    _are_good(terms)
    if is_oneself(by, person):
        raise NotAllowed("Nobody withdraws their own access. Ask a colleague who may.")
    if person.school_id != school.pk or not Person.objects.current(localdate(at)).filter(pk=person.pk).exists():
        raise NotAllowed(f"{person.name} is not on the roll.")
    _has_its_end(terms)


def _has_its_end(terms: Terms) -> None:
    first = min((day for day in (terms.ends_on, terms.review_on) if day is not None), default=None)
    if first is None:
        raise NotAllowed("Say until when, or when it is looked at again.")
    if first > months_after(terms.starts_on, LONGEST_MONTHS):
        raise NotAllowed("Have it looked at again within a year.")


def review_restriction(
    row: Restriction, *, why: str, ends_on: date | None, review_on: date | None, by: Person, at: datetime
) -> Restriction:
    """Somebody looked at it again and left it, until another day."""
    with change():
        row = _locked(row, by, at)
        today = localdate(at)
        if any(day is not None and day < today for day in (ends_on, review_on)):
            raise NotAllowed("Choose a day that is still to come.")
        if row.kind == Kind.ACCESS:
            _has_its_end(Terms(today, ends_on, review_on))
        row.ends_on, row.review_on = ends_on, review_on
        row.save(update_fields=["ends_on", "review_on"])
        RestrictionReview.objects.create(
            school=row.school,
            restriction=row,
            why=why,
            ends_on=ends_on,
            review_on=review_on,
            by=by,
            by_name=by.name,
            at=at,
        )
        trail.record(Verb.RESTRICTION_REVIEWED, row, by=by, at=at, school=row.school, ends_on=ends_on)
        tell_person(row, f"reviewed:{at.isoformat()}", at=at)
    return row


def _locked(row: Restriction, by: Person, at: datetime) -> Restriction:
    row = Restriction.objects.select_for_update(of=("self",)).select_related("person", "school").get(pk=row.pk)
    if row.status_on(localdate(at)) in (Status.LIFTED, Status.ENDED):
        raise NotAllowed("This is over already.")
    if row.person is not None and is_oneself(by, row.person):
        raise NotAllowed("Nobody decides about their own access. Ask a colleague who may.")
    return row


def lift_restriction(row: Restriction, *, why: str, by: Person, at: datetime) -> Restriction:
    """It ends now, with the reason; the person is told."""
    with change():
        row = _locked(row, by, at)
        row.lifted_at, row.lifted_by, row.lifted_why = at, by, why
        row.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        trail.record(Verb.RESTRICTION_LIFTED, row, by=by, at=at, school=row.school)
        tell_person(row, "lifted", at=at)
    return row
