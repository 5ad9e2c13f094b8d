"""A subject access request: received, its clock stopped and extended, sent, refused or withdrawn.

Nobody keeps their own request. The trail holds which request and which days, and no word of who asks or what.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.schools.models import Person, School
from foundation.schools.transitions.changes import is_oneself
from monitoring.models import SubjectPause, SubjectRequest
from monitoring.retention import holds
from monitoring.subject.clock import clock_of
from monitoring.verbs import Verb

Status = SubjectRequest.Status
MOVES = SubjectRequest.MOVES
RULE = "an archive of a subject request goes when its days are over"
OWN = "This is about yourself: somebody else at the school keeps it."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known when a request comes in."""

    person: Person | None = None
    who: str = ""
    also_known_as: str = ""
    wants: str = ""
    received_on: date
    received_how: str
    identity_confirmed_on: date | None = None
    identity_how: str = ""


def held(request: SubjectRequest) -> SubjectRequest:
    """The request under its lock."""
    rows = SubjectRequest.objects.select_for_update(of=("self",)).select_related("school", "person__user", "file")
    return rows.get(pk=request.pk)


def refuse_own(request: SubjectRequest, by: Person) -> None:
    """Nobody keeps a request about themselves, whatever page they had open."""
    if request.person is not None and is_oneself(by, request.person):
        raise NotAllowed(OWN)


def receive(school: School, asked: Asked, *, by: Person, at: datetime) -> SubjectRequest:
    """Somebody asks for what is kept about them. What names them is kept from being destroyed from now on."""
    _refuse_days(asked.received_on, asked.identity_confirmed_on, localdate(at))
    if asked.person is None and not asked.who.strip():
        raise NotAllowed("Say who asks: somebody on the roll, or a name.")
    if asked.person is not None and asked.person.school_id != school.pk:
        raise NotAllowed("They are not on this school's roll.")
    with change():
        school = holds.lock(school)
        last = SubjectRequest.objects.filter(school=school).aggregate(last=Max("number"))["last"] or 0
        request = SubjectRequest(school=school, number=last + 1, entered_by=by, entered_at=at, **_columns(asked))
        refuse_own(request, by)
        request.save()
        trail.record(Verb.SUBJECT_RECEIVED, request, by=by, at=at, school=school, received_on=asked.received_on)
    return request


def _columns(asked: Asked) -> dict[str, Any]:
    return dict(vars(asked))


def _refuse_days(received_on: date, confirmed_on: date | None, today: date) -> None:
    if received_on > today:
        raise NotAllowed("It cannot have been received in the future.")
    if confirmed_on is not None and not received_on <= confirmed_on <= today:
        raise NotAllowed("Identity was confirmed on a day from the one it was received to today.")


def confirm_identity(request: SubjectRequest, *, on: date, how: str, by: Person, at: datetime) -> SubjectRequest:
    """It is known who asks: the month begins that day."""
    with change():
        request = _open(request, by)
        if request.identity_confirmed_on is not None:
            raise NotAllowed("Identity is confirmed already.")
        _refuse_days(request.received_on, on, localdate(at))
        request.identity_confirmed_on, request.identity_how = on, how
        request.save(update_fields=["identity_confirmed_on", "identity_how"])
        trail.record(Verb.SUBJECT_CHANGED, request, by=by, at=at, school=request.school, identity_confirmed_on=on)
    return request


def look_for(request: SubjectRequest, *, also_known_as: str, by: Person, at: datetime) -> SubjectRequest:
    """More to look for; it counts from the next gathering."""
    with change():
        request = _open(request, by)
        request.also_known_as = also_known_as
        request.save(update_fields=["also_known_as"])
        trail.record(Verb.SUBJECT_CHANGED, request, by=by, at=at, school=request.school, what="what is looked for")
    return request


def pause(request: SubjectRequest, *, asked_on: date, what: str, by: Person, at: datetime) -> SubjectPause:
    """They were asked what they mean: the clock stands still until they answer (article 12A)."""
    with change():
        request = _open(request, by)
        if request.pauses.filter(answered_on=None).exists():
            raise NotAllowed("They were asked already, and have not answered.")
        if not request.received_on <= asked_on <= localdate(at):
            raise NotAllowed("They were asked on a day from the one it was received to today.")
        if request.pauses.filter(answered_on__gt=asked_on).exists():
            raise NotAllowed("On that day the clock stood still already.")
        row = SubjectPause.objects.create(
            school=request.school, request=request, asked_on=asked_on, what=what, by=by, at=at
        )
        trail.record(Verb.SUBJECT_PAUSED, request, by=by, at=at, school=request.school, asked_on=asked_on)
    return row


def resume(request: SubjectRequest, *, answered_on: date, by: Person, at: datetime) -> SubjectRequest:
    """They answered: the clock goes on."""
    with change():
        request = _open(request, by)
        row = request.pauses.filter(answered_on=None).first()
        if row is None:
            raise NotAllowed("The clock does not stand still.")
        if not row.asked_on <= answered_on <= localdate(at):
            raise NotAllowed("They answered on a day from the one they were asked to today.")
        row.answered_on = answered_on
        row.save(update_fields=["answered_on"])
        trail.record(Verb.SUBJECT_RESUMED, request, by=by, at=at, school=request.school, answered_on=answered_on)
    return request


def extend(request: SubjectRequest, *, told_on: date, why: str, by: Person, at: datetime) -> SubjectRequest:
    """Two months more, for a request that is complex or one of many: they are told why within the first month."""
    with change():
        request = _open(request, by)
        clock = clock_of(request)
        if request.extended_at is not None:
            raise NotAllowed("It was extended already, and can be once.")
        if clock.first_on is None:
            raise NotAllowed("The month has not begun: confirm identity first.")
        if told_on > localdate(at) or told_on < request.received_on:
            raise NotAllowed("They were told on a day from the one it was received to today.")
        if told_on > clock.first_on:
            raise NotAllowed(f"They have to be told within the first month, which ended on {clock.first_on:%-d %B %Y}.")
        request.extended_at, request.extended_by = at, by
        request.extension_told_on, request.extension_why = told_on, why
        request.save(update_fields=["extended_at", "extended_by", "extension_told_on", "extension_why"])
        trail.record(Verb.SUBJECT_EXTENDED, request, by=by, at=at, school=request.school, told_on=told_on)
    return request


def send(request: SubjectRequest, *, on: date, how: str, by: Person, at: datetime) -> SubjectRequest:
    """The archive was given to them."""
    with change():
        request = _open(request, by)
        request.status = MOVES.check("send", request.status)
        if not request.received_on <= on <= localdate(at):
            raise NotAllowed("It was sent on a day from the one it was received to today.")
        request.sent_on, request.sent_how, request.ended_at, request.ended_by = on, how, at, by
        request.save(update_fields=["status", "sent_on", "sent_how", "ended_at", "ended_by"])
        trail.record(Verb.SUBJECT_SENT, request, by=by, at=at, school=request.school, on=on)
    return request


def refuse(request: SubjectRequest, *, ground: str, why: str, by: Person, at: datetime) -> SubjectRequest:
    """It is manifestly unfounded or excessive; the school has to be able to show that (article 12(5))."""
    return _end(request, "refuse", Verb.SUBJECT_REFUSED, ground=ground, why=why, by=by, at=at)


def withdraw(request: SubjectRequest, *, why: str, by: Person, at: datetime) -> SubjectRequest:
    """They do not want it any more."""
    return _end(request, "withdraw", Verb.SUBJECT_WITHDRAWN, why=why, by=by, at=at)


def _end(
    request: SubjectRequest, move: str, verb: Verb, *, ground: str = "", why: str, by: Person, at: datetime
) -> SubjectRequest:
    with change():
        request = _open(request, by)
        request.status = MOVES.check(move, request.status)
        request.refused_on, request.ended_why, request.ended_at, request.ended_by = ground, why, at, by
        destroy_archive(request, by=by, at=at)
        request.save(update_fields=["status", "refused_on", "ended_why", "ended_at", "ended_by", "file", "file_until"])
        trail.record(verb, request, by=by, at=at, school=request.school)
    return request


def destroy_archive(request: SubjectRequest, *, by: Any, at: datetime) -> None:
    """The bytes of an archive go; inside a change, and the caller saves `file` and `file_until`."""
    if request.file is not None:
        files.purge(request.file, rule=RULE, by=by, at=at)
        request.file, request.file_until = None, None


def _open(request: SubjectRequest, by: Person) -> SubjectRequest:
    """The request under its lock, for somebody who may keep it, while it is open."""
    request = held(request)
    refuse_own(request, by)
    if not request.is_open:
        raise NotAllowed(f"This request is {request.get_status_display().lower()}. Nothing can be changed in it.")
    return request
