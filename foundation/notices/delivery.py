"""Sending what is owed: claim, ask again who may know, write, keep, hand over, settle.

Between the mail server's "taken" and our commit lies the one step in which a crash means that a mail goes twice; the
second has the same Message-ID and the same bytes, so that the reader's mail program can tell.
"""

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Case, IntegerField, Q, Value, When
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils import timezone

from foundation.notices import transitions
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import Unwritable, one_address, write
from foundation.notices.models import Notice
from foundation.notices.post import NotTaken, Post, ServerDown
from foundation.schools.models import Person, Role

log = logging.getLogger(__name__)

BATCH = 50
TROUBLE_IN_A_ROW = 3  # mails that failed one after another: the server is in trouble, the next sweep tries again
# What a notice's own words can fail with. Anything else stops the worker, and the lease brings the notice back.
WRITING_FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    ObjectDoesNotExist,
    TemplateDoesNotExist,
    TemplateSyntaxError,
    TypeError,
    ValueError,
)


def drain(clock: Callable[[], datetime], *, until: datetime) -> bool:
    """Send what is owed, urgent kinds first, until a moment; whether something due may be left."""
    in_trouble = 0
    with closing(Post()) as post:
        while batch := _next(clock()):
            for pk in batch:
                if clock() >= until:
                    return True
                notice = transitions.claim(pk, at=clock())
                if notice is None:
                    continue
                try:
                    in_trouble = 0 if _deliver(notice, post, clock) else in_trouble + 1
                except ServerDown as problem:
                    log.warning("Mail waits: %s", problem)
                    return False
                if in_trouble >= TROUBLE_IN_A_ROW:
                    return False
    return False


def _next(at: datetime) -> list[int]:
    urgent = [name for name, kind in kinds.entries.items() if kind.is_urgent]
    order = Case(When(kind__in=urgent, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(Notice.objects.owed(at).order_by(order, "due_at", "pk").values_list("pk", flat=True)[:BATCH])


def _deliver(notice: Notice, post: Post, clock: Callable[[], datetime]) -> bool:
    """One notice, to its end or to its next try; False when the mail server gave trouble. Raises ServerDown."""
    if notice.attempts > transitions.TRIES:
        return transitions.park(notice, trouble="The worker stopped in every try.", may_be_sent=True)
    written = _letter(notice, at=clock())
    if written is None:
        return True
    to = str(one_address(notice.recipient.email))
    before = bytes(notice.sent_bytes) if notice.sent_bytes and notice.sent_to == to else None
    if not transitions.keep(notice, before or written, to=to, at=clock()):
        return True
    try:
        post.send(before or written, to)
    except ServerDown as problem:
        transitions.give_back(notice, trouble=str(problem), at=clock(), may_be_sent=before is not None)
        raise
    except NotTaken as problem:
        return _not_taken(notice, problem, at=clock(), may_be_sent=problem.may_be_sent or before is not None)
    return transitions.send(notice, at=clock())


def _not_taken(notice: Notice, problem: NotTaken, *, at: datetime, may_be_sent: bool) -> bool:
    log.warning("Notice %s was not taken: %s", notice.uid, problem)
    if problem.is_final:
        return transitions.park(notice, trouble=str(problem), may_be_sent=may_be_sent)
    transitions.put_off(notice, trouble=str(problem), at=at, may_be_sent=may_be_sent)
    return False


def _letter(notice: Notice, *, at: datetime) -> bytes | None:
    """The mail to send, or None when the notice was settled without one."""
    notice.recipient = Person.objects.select_related("school", "user").get(pk=notice.recipient_id)
    if notice.recipient.school_id == notice.school_id:
        notice.school = notice.recipient.school
    try:
        kind = kinds.entries[notice.kind]
        why = _no_longer_there(notice, timezone.localdate(at))
        if why or not kind.may_know(notice):
            transitions.drop(notice, why or "It was no longer theirs to know.")
            return None
        letter = write(notice, kind.render(notice), at=at)
    except NoLongerOwed as gone:
        transitions.drop(notice, str(gone))
    except Unwritable as problem:
        transitions.park(notice, trouble=str(problem))
    except WRITING_FAULTS as fault:
        log.exception("Notice %s could not be written", notice.uid)
        trouble = f"It could not be written ({type(fault).__name__})."
        transitions.put_off(notice, trouble=trouble, at=at, may_be_sent=True)
    else:
        return letter
    return None


def _no_longer_there(notice: Notice, on: date) -> str:
    """Why the recipient is not to be written to for this school any more; empty when they are."""
    person = notice.recipient
    if person.leaves_on is not None and person.leaves_on < on:
        return "They left the roll."
    if not person.email:
        return "They have no e-mail address any more."
    if person.school_id != notice.school_id:
        role = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        if not Role.objects.filter(role, person=person, school=notice.school_id, starts_on__lte=on).exists():
            return "They have no role at the school any more."
    return ""
