"""The school's calendar: terms and closures."""

from datetime import date, datetime

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Closure, School, Term
from foundation.schools.verbs import Verb

LONGEST_TERM = 150  # days
LONGEST_CLOSURE = 200


def enter_term(school: School, *, season: str, starts_on: date, ends_on: date, by: Actor, at: datetime) -> Term:
    """Enter a term. Deadlines that are counted in school days move with it."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _check_days(starts_on, ends_on, LONGEST_TERM)
        clash = school.terms.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
        if clash is not None:
            raise NotAllowed(f"These days are in the {clash} already.")
        term = Term.objects.create(school=school, season=season, starts_on=starts_on, ends_on=ends_on)
        trail.record(
            Verb.TERM_ENTERED, term, by=by, at=at, school=school, season=season, starts_on=starts_on, ends_on=ends_on
        )
    return term


def remove_term(term: Term, *, by: Actor, at: datetime) -> None:
    """Take a term out of the calendar, to enter it as it should be."""
    with change():
        School.objects.select_for_update().get(pk=term.school_id)
        trail.record(
            Verb.TERM_REMOVED,
            term,
            by=by,
            at=at,
            school=term.school,
            season=term.season,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
        )
        term.delete()


def enter_closure(
    school: School, *, kind: str, reason: str, starts_on: date, ends_on: date, by: Actor, at: datetime
) -> Closure:
    """Enter days on which pupils stay at home."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _check_days(starts_on, ends_on, LONGEST_CLOSURE)
        closure = Closure.objects.create(school=school, kind=kind, reason=reason, starts_on=starts_on, ends_on=ends_on)
        trail.record(
            Verb.CLOSURE_ENTERED,
            closure,
            by=by,
            at=at,
            school=school,
            kind=kind,
            reason=reason,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    return closure


def remove_closure(closure: Closure, *, by: Actor, at: datetime) -> None:
    """Take a closure out of the calendar."""
    with change():
        School.objects.select_for_update().get(pk=closure.school_id)
        trail.record(
            Verb.CLOSURE_REMOVED,
            closure,
            by=by,
            at=at,
            school=closure.school,
            reason=closure.reason,
            starts_on=closure.starts_on,
            ends_on=closure.ends_on,
        )
        closure.delete()


def _check_days(starts_on: date, ends_on: date, longest: int) -> None:
    if ends_on < starts_on:
        raise NotAllowed("The last day cannot be before the first.")
    if (ends_on - starts_on).days > longest:
        raise NotAllowed(f"That is more than {longest} days. Look at the years.")
