"""Somebody is let into one request until a day, to advise on it. They decide nothing, and their time ends by itself."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import Permission
from django.utils.timezone import localdate

from approvals.models import Advice, Request, RequestGrant, Revision
from approvals.notices_people import tell_adviser
from approvals.transitions.steps import held
from approvals.verbs import REQUEST_MOVES, Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, User
from foundation.schools.transitions.changes import is_oneself

LONGEST = timedelta(days=60)  # an adviser is asked about one request, not given a standing right
OTHER_TEXT = "The request changed while you had it open. Read it again below; nothing was recorded."


def let_in(request: Request, person: Person, *, until: date, why: str, by: Person, at: datetime) -> RequestGrant:
    """Let somebody read one request and advise on it, until a day and for a reason; they are told."""
    with change():
        request = held(request)
        REQUEST_MOVES.check("answer", request.status)
        user = _check(request, person, until, by, localdate(at))
        grant: RequestGrant
        grant, is_new = RequestGrant.objects.get_or_create(
            content_object=request,
            person=person,
            defaults={
                "user": user,
                "permission": Permission.objects.get(content_type__app_label="approvals", codename="view_request"),
                "school": request.school,
                "until": until,
                "why": why,
                "given_by": by,
                "given_at": at,
            },
        )
        if not is_new:
            grant.until, grant.why, grant.given_by, grant.given_at, grant.user = until, why, by, at, user
            grant.save(update_fields=["until", "why", "given_by", "given_at", "user"])
        trail.record(
            Verb.ADVISER_LET_IN, request, by=by, at=at, school=request.school, person=person.name, until=until, why=why
        )
        tell_adviser(grant, at=at)
    return grant


def _check(request: Request, person: Person, until: date, by: Person, on: date) -> User:
    if is_oneself(by, request.requester):
        raise NotAllowed("Nobody chooses who is heard on their own request.")
    if is_oneself(person, request.requester):
        raise NotAllowed(f"{person.name} asks for this. Choose somebody else.")
    if person.school_id != request.school_id or not Person.objects.current(on).filter(pk=person.pk).exists():
        raise NotAllowed(f"{person.name} is not on the roll.")
    if person.user is None:
        raise NotAllowed(f"{person.name} has no log-in, so could not read it.")
    if not on <= until <= on + LONGEST:
        raise NotAllowed(f"Choose a last day from today, within {LONGEST.days} days.")
    if RequestGrant.objects.filter(content_object=request, person=person, until__gte=on).exists():
        raise NotAllowed(f"{person.name} can read it already.")
    return person.user


def end_grant(grant: RequestGrant, *, by: Person, at: datetime) -> RequestGrant:
    """Take it back: they no longer see the request. What they advised stays."""
    with change():
        request = held(grant.content_object)
        grant.refresh_from_db(fields=["until"])
        if grant.until < localdate(at):
            raise NotAllowed("It has ended already.")
        grant.until = localdate(at) - timedelta(days=1)
        grant.save(update_fields=["until"])
        trail.record(Verb.ADVISER_LET_GO, request, by=by, at=at, school=request.school, person=grant.person.name)
    return grant


def advise(request: Request, words: str, *, seen: str, by: Person, at: datetime) -> Advice:
    """An adviser says something, on the text that they saw; whoever decides reads it."""
    with change():
        request = held(request)
        REQUEST_MOVES.check("answer", request.status)
        on = localdate(at)
        if not RequestGrant.objects.filter(content_object=request, person=by, until__gte=on).exists():
            raise NotAllowed("You are no longer asked for advice on this.")
        if is_oneself(by, request.requester):
            raise NotAllowed("Nobody advises on their own request.")
        latest = Revision.objects.filter(request=request).latest("number")
        if latest.content_hash != seen:
            raise NotAllowed(OTHER_TEXT)
        advice = Advice.objects.create(
            school=request.school,
            request=request,
            revision=latest,
            words=words,
            by=by,
            by_name=by.name,
            at=at,
            content_hash=latest.content_hash,
        )
        trail.record(
            Verb.ADVISER_ADVISED, request, by=by, at=at, school=request.school, content_hash=latest.content_hash
        )
    return advice
