"""A check: written, asked for, authorised or refused by another, taken back. Whoever is checked does nothing in it."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from foundation.schools.transitions.changes import is_oneself
from monitoring.check_moves import CHECK_MOVES
from monitoring.check_people import highest_authority, is_log_left, who_authorises
from monitoring.house_rules import rules_of
from monitoring.models import Check, CheckEntry, CheckReason
from monitoring.notices_checks import tell_asked, tell_decided, tell_ready, tell_subject
from monitoring.verbs import Verb

What = CheckEntry.What
LONGEST, AHEAD = timedelta(days=366), timedelta(days=92)
DRAFTS_KEPT = timedelta(days=30)
GONE = "This check is not there any more."


def held(check: Check) -> Check:
    """The check under its lock, with its people. Everything in a check is done under this lock."""
    people = ("school", "subject", "reason", "carried_by", "asked_by", "decided_by", "covert_by", "log_keeper")
    return Check.objects.select_for_update(of=("self",)).select_related(*people).get(pk=check.pk)


def refuse_subject(check: Check, by: Person) -> None:
    """Nobody acts in a check of themselves, whatever page they still had open (ACR-19)."""
    if check.subject is not None and is_oneself(by, check.subject):
        raise NotAllowed(GONE)


def write(check: Check, what: str, words: str, *, by: Actor, at: datetime, **more: Any) -> CheckEntry:
    """A line of the timeline, inside a change."""
    person = by if isinstance(by, Person) else None
    return CheckEntry.objects.create(
        school=check.school, of=check, what=what, words=words, by=person, by_name=by.actor_name, at=at, **more
    )


def start_check(school: School, *, by: Person, at: datetime) -> Check:
    """Begin to write a check; one begun before goes on. Not in the trail: nobody has asked for anything yet."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        begun = Check.objects.filter(school=school, asked_by=by, status=Check.Status.DRAFT).first()
        return begun or Check.objects.create(school=school, asked_by=by, begun_at=at)


def write_check(check: Check, values: Mapping[str, Any], *, by: Person, at: datetime) -> Check:
    """Keep some of what is asked, until it is sent."""
    with change():
        check = held(check)
        check.status = CHECK_MOVES.check("write", check.status)
        for name, value in values.items():
            setattr(check, name, value)
        refuse_subject_everywhere(check)
        if check.from_on and check.to_on:
            _check_period(check, localdate(at))
        check.save(update_fields=["status", *values])
    return check


def discard_check(check: Check, *, by: Person) -> None:
    """Throw away what was not sent."""
    with change():
        check = held(check)
        CHECK_MOVES.check("write", check.status)
        check.delete()


def forget_drafts(*, at: datetime) -> int:
    """Throw away what somebody began to ask for and left for a month; how many."""
    old = Check.objects.filter(status=Check.Status.DRAFT, begun_at__lt=at - DRAFTS_KEPT)
    with change():
        return old.delete()[0]


def refuse_subject_everywhere(check: Check) -> None:
    """Whoever is checked neither asks for it, nor carries it out, nor decides it, as any of their persons."""
    if check.subject is None:
        return
    if is_oneself(check.asked_by, check.subject):
        raise NotAllowed("Nobody asks for a check of themselves.")
    for person in (check.carried_by, check.decided_by, check.log_keeper):
        if person is not None and is_oneself(person, check.subject):
            raise NotAllowed(f"{check.subject.name} is the person checked. Choose somebody else.")


def _check_period(check: Check, on: date) -> None:
    assert check.from_on is not None and check.to_on is not None  # noqa: PT018, S101 - asked by the callers
    days = rules_of(check.school).usage_days
    if check.to_on < check.from_on:
        raise NotAllowed("The last day is before the first.")
    if check.to_on - check.from_on > LONGEST:
        raise NotAllowed("A check looks at one year at most. Choose fewer days.")
    if check.from_on < on - timedelta(days=days):
        raise NotAllowed(f"Logs are kept for {days} days here: the first day cannot be before that.")
    if check.to_on > on + AHEAD:
        raise NotAllowed("A check looks three months ahead at most. Ask again then if it is still needed.")


def send_check(check: Check, *, seen: str, by: Person, at: datetime) -> Check:
    """Ask for the check as it was shown (`seen`, see `check_hash`). Those who may authorise it are told."""
    with change():
        school = School.objects.select_for_update().get(pk=check.school_id)
        check = held(check)
        check.status = CHECK_MOVES.check("ask", check.status)
        if check_hash(check) != seen:
            raise NotAllowed("This changed while you had it open. Read it again, then send it.")
        subject = _complete(check, localdate(at))
        if not who_authorises(check, localdate(at)):
            raise NotAllowed(
                "Nobody is left to authorise it: headteacher, chair and the trust's officers ask for it, carry it out"
                " or are checked. Let somebody else carry it out."
            )
        last = Check.objects.filter(school=school).aggregate(last=Max("number"))["last"] or 0
        check.number, check.asked_at = last + 1, at
        check.authority = highest_authority(school, subject, localdate(at))
        check.save(update_fields=["status", "number", "asked_at", "authority"])
        write(check, What.EVENT, f"{by.name} asked for this check.", by=by, at=at)
        trail.record(Verb.CHECK_ASKED, check, by=by, at=at, school=school, lawful_basis=check.lawful_basis)
        tell_asked(check, at=at)
    return check


def _complete(check: Check, on: date) -> Person:
    """Whom it is about, when everything is said that a check needs (ACR-19); else what is missing."""
    needed = (check.subject, check.reason, check.carried_by, check.from_on, check.to_on)
    if None in needed or not (check.purpose and check.lawful_basis and check.dpia_reference):
        raise NotAllowed("Something is not answered yet.")
    assert check.subject is not None and check.reason is not None and check.carried_by is not None  # noqa: PT018, S101
    if check.reason.ended_at is not None or check.reason.school_id != check.school_id:
        raise NotAllowed("That reason is not on the school's list any more. Choose another.")
    for person in (check.subject, check.carried_by):
        _refuse_who_is_not_here(check, person, on)
    refuse_subject_everywhere(check)
    _check_period(check, on)
    return check.subject


def _refuse_who_is_not_here(check: Check, person: Person, on: date) -> None:
    if not Person.objects.current(on).filter(pk=person.pk, school=check.school_id).exists():
        raise NotAllowed(f"{person.name} is not on the roll today.")


def check_hash(check: Check) -> str:
    """What a page shows of what is asked, as one hash: a page that has grown old is noticed."""
    names = ["subject_id", "reason_id", "purpose", "lawful_basis", "dpia_reference", "carried_by_id"]
    names += ["from_on", "to_on", "works_from", "works_to"]
    said = "\x1f".join(str(getattr(check, name)) for name in names)
    return hashlib.sha256(said.encode()).hexdigest()


def decide_check(check: Check, *, is_authorised: bool, why: str, by: Person, at: datetime) -> Check:
    """Authorise it or not, with the reason: never who is checked, who asked, or who carries it out (ACR-19)."""
    with change():
        check = held(check)
        refuse_subject(check, by)
        check.status = CHECK_MOVES.check("authorise" if is_authorised else "refuse", check.status)
        if by not in who_authorises(check, localdate(at)):
            raise NotAllowed("Somebody else decides on this check: neither who asked nor who carries it out.")
        if is_authorised:
            _complete(check, localdate(at))
        check.decided_by, check.decided_at, check.decided_why = by, at, why
        check.save(update_fields=["status", "decided_by", "decided_at", "decided_why"])
        done = "Authorised" if is_authorised else "Not authorised"
        write(check, What.EVENT, f"{done} by {by.name}. {why}".strip(), by=by, at=at)
        verb = Verb.CHECK_AUTHORISED if is_authorised else Verb.CHECK_REFUSED
        trail.record(verb, check, by=by, at=at, school=check.school)
        tell_decided(check, at=at)
    return check


def withdraw_check(check: Check, *, why: str, by: Person, at: datetime) -> Check:
    """Take it back before it began. Whoever was told of it sees that on their page."""
    with change():
        check = held(check)
        refuse_subject(check, by)
        check.status, check.withdrawn_at = CHECK_MOVES.check("withdraw", check.status), at
        check.save(update_fields=["status", "withdrawn_at"])
        write(check, What.EVENT, f"Withdrawn by {by.name}. {why}".strip(), by=by, at=at)
        trail.record(Verb.CHECK_WITHDRAWN, check, by=by, at=at, school=check.school)
        tell_subject(check, "withdrawn", at=at)
    return check


def hand_on_check(check: Check, person: Person, *, by: Person, at: datetime) -> Check:
    """Somebody else carries it out: neither who is checked nor who authorised it."""
    with change():
        check = held(check)
        CHECK_MOVES.check("hand_on", check.status)
        refuse_subject(check, by)
        _refuse_who_is_not_here(check, person, localdate(at))
        if check.decided_by is not None and is_oneself(person, check.decided_by):
            raise NotAllowed(f"{person.name} authorised it, so somebody else carries it out.")
        check.carried_by = person
        refuse_subject_everywhere(check)
        check.save(update_fields=["carried_by"])
        write(check, What.EVENT, f"{person.name} carries it out from now on.", by=by, at=at)
        trail.record(Verb.CHECK_CARRIER, check, by=by, at=at, school=check.school)
        if check.status in (Check.Status.READY, Check.Status.UNDER_WAY):
            tell_ready(check, at=at)
    return check


def give_log(check: Check, person: Person, *, by: Person, at: datetime) -> Check:
    """Somebody else reads the log of a check that has ended, once one of the two who may has left.

    Never who is checked, nor who gives it: nobody lets themselves in. Who carried it out stays as it was.
    """
    with change():
        check = held(check)
        CHECK_MOVES.check("give_log", check.status)
        refuse_subject(check, by)
        if not is_log_left(check, localdate(at)):
            raise NotAllowed("It has no log, or two of those who may read it are still here.")
        if is_oneself(person, by):
            raise NotAllowed("Nobody gives a log to themselves. Choose somebody else.")
        _refuse_who_is_not_here(check, person, localdate(at))
        check.log_keeper = person
        refuse_subject_everywhere(check)
        check.save(update_fields=["log_keeper"])
        write(check, What.EVENT, f"{person.name} looks after its log from now on.", by=by, at=at)
        trail.record(Verb.CHECK_LOG_GIVEN, check, by=by, at=at, school=check.school)
    return check


def usable_reasons(school: School) -> list[CheckReason]:
    """The school's list, as it is now (ACR-20)."""
    return list(CheckReason.objects.filter(school=school, ended_at=None).select_related("rests_on"))
