"""A request is started, written page by page, sent, taken back."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from approvals.models import ChainStep, Request, Revision
from approvals.transitions.steps import Place, advance, held, make_round, steps_of
from approvals.verbs import REQUEST_MOVES, Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School

STALE = "This request changed while you had it open. Look at it again; nothing was sent."


def hash_of(kind: str, answers: Mapping[str, Any]) -> str:
    """The hash that decisions are bound to: of the kind and every answer."""
    text = json.dumps([kind, answers], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def start_request(school: School, kind: str, *, by: Person, at: datetime) -> Request:
    """Begin to ask; nobody else sees it before it is sent."""
    with change():
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        last = Request.objects.filter(school=school).aggregate(last=Max("number"))["last"] or 0
        request = Request.objects.create(
            school=school, kind=kind, number=last + 1, requester=by, requester_name=by.name, started_at=at
        )
        trail.record(Verb.REQUEST_STARTED, request, by=by, at=at, school=school, kind=kind)
    return request


def write_request(request: Request, answers: Mapping[str, Any], *, seen: str, by: Person, at: datetime) -> Request:
    """Keep what one page asked. `seen` is the hash of what the page showed."""
    with change():
        request = held(request)
        REQUEST_MOVES.check("write", request.status)
        if hash_of(request.kind, request.answers) != seen:
            raise NotAllowed(STALE)
        request.answers = {**request.answers, **answers}
        request.save(update_fields=["answers"])
    return request


def send_request(request: Request, *, seen: str, ends_on: date | None = None, by: Person, at: datetime) -> Request:
    """Send it on its way through the chain of its kind, or, after it came back, through the chain it had."""
    with change():
        request = held(request)
        before = steps_of(request)
        request.status = REQUEST_MOVES.check("send", request.status)
        content_hash = hash_of(request.kind, request.answers)
        if content_hash != seen:
            raise NotAllowed(STALE)
        revision = Revision.objects.create(
            school=request.school,
            request=request,
            number=request.revisions.count() + 1,
            answers=request.answers,
            content_hash=content_hash,
            sent_by=by,
            sent_at=at,
        )
        rules = ChainStep.objects.filter(school=request.school, kind=request.kind)
        make_round(request, revision, [Place.of(step) for step in before or rules], localdate(at))
        request.ends_on = ends_on
        trail.record(
            Verb.REQUEST_SENT,
            request,
            by=by,
            at=at,
            school=request.school,
            kind=request.kind,
            content_hash=content_hash,
        )
        advance(request, by=by, at=at)
        request.save(update_fields=["status", "round", "ends_on", "settled_at"])
    return request


def withdraw_request(request: Request, *, by: Person, at: datetime) -> Request:
    """Who asks takes it back, whatever was said so far."""
    with change():
        request = held(request)
        request.status = REQUEST_MOVES.check("withdraw", request.status)
        request.settled_at = at
        request.save(update_fields=["status", "settled_at"])
        void(request)
        trail.record(Verb.REQUEST_WITHDRAWN, request, by=by, at=at, school=request.school)
    return request


def void(request: Request) -> None:
    """Nothing waits for anybody any more."""
    open_ones = ("waiting", "together", "open")
    request.steps.filter(status__in=open_ones).update(status="void")
