"""Everything that can happen to a notice.

What the clock does here is not entered in the trail one by one: the notice itself is the record of being told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change, collect
from foundation.core.text import tidy
from foundation.jobs import claims
from foundation.notices.kinds import kinds, private_kinds
from foundation.notices.models import KEY_LENGTH, Notice, about_list
from foundation.notices.verbs import Verb
from foundation.notices.wake import wake
from foundation.schools.models import Person, School

LEASE = timedelta(minutes=6)  # longer than a worker may work on one task, so that nobody sends beside a living worker
TRIES = 5
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
TROUBLE_LENGTH = 300


def queue(kind: str, *, key: str, recipient: Person, about: Any, school: School, due_at: datetime) -> Notice | None:
    """Owe this person a mail, once for each `key`; None for a person without an e-mail address.

    `about` is a row or a list of rows with a uid. Raises RuntimeError outside a change.
    """
    if not recipient.email:
        return None
    queue_all([a_notice(kind, key=key, recipient=recipient, about=about_list(about), school=school, due_at=due_at)])
    return Notice.objects.get(key=key)


@dataclass(frozen=True)
class Announced:
    """How many people are told, and who cannot be: the people without an e-mail address."""

    told: int
    unreachable: list[Person]


def announce(
    kind: str, *, key: str, recipients: Iterable[Person], about: Any, school: School, due_at: datetime
) -> Announced:
    """Tell several people the same thing, each once: the key of each is `key` and the person's uid."""
    people = {person.pk: person for person in recipients}.values()
    reached = [person for person in people if person.email]
    things = about_list(about)
    queue_all(
        [
            a_notice(kind, key=f"{key}:{person.uid}", recipient=person, about=things, school=school, due_at=due_at)
            for person in reached
        ]
    )
    return Announced(len(reached), [person for person in people if not person.email])


def a_notice(
    kind: str, *, key: str, recipient: Person, about: list[dict[str, str]], school: School, due_at: datetime
) -> Notice:
    """The row of one notice, not yet written. The Message-ID follows from the key alone."""
    if kind not in kinds.entries:
        raise RuntimeError(f"{kind} is not a kind of notice.")
    if len(key) > KEY_LENGTH:
        raise ValueError("The key of a notice is too long.")
    message_id = f"<{uuid5(NAMESPACE_URL, f'countersign:{key}')}@{settings.SITE_HOST}>"
    return Notice(
        key=key, kind=kind, recipient=recipient, about=about, school=school, due_at=due_at, message_id=message_id
    )


def queue_all(notices: list[Notice]) -> None:
    """Write these rows, leaving out those whose key is there already; wakes the worker when the change is committed."""
    collect(wake, None)
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)


def claim(pk: int, *, at: datetime) -> Notice | None:
    """Take a notice to send it; None when another worker has it."""
    return claims.claim(Notice.objects.all(), pk, at=at, lease=LEASE, status=Notice.Status.SENDING)


def keep(notice: Notice, letter: bytes, *, to: str, at: datetime) -> bool:
    """Keep the mail as it is about to be handed over; False when another worker took the notice meanwhile."""
    return claims.extend(notice, at=at, lease=LEASE, sent_bytes=letter, sent_to=to)


def send(notice: Notice, *, at: datetime) -> bool:
    """The mail server has taken it."""
    return _move(notice, "send", sent_at=at, trouble="")


def drop(notice: Notice, why: str) -> bool:
    """It is not to be told any more; what may have gone in an earlier try stays with the row."""
    return _move(notice, "drop", dropped_why=why)


def put_off(notice: Notice, *, trouble: str, at: datetime, may_be_sent: bool = False) -> bool:
    """It could not be sent: try later, each time waiting longer; after so many tries it is parked."""
    if notice.attempts >= TRIES:
        return park(notice, trouble=trouble, may_be_sent=may_be_sent)
    wait = WAITS[min(max(notice.attempts, 1), len(WAITS)) - 1]
    return _move(notice, "put_off", due_at=at + wait, **_trouble(trouble, may_be_sent))


def give_back(notice: Notice, *, trouble: str, at: datetime, may_be_sent: bool = False) -> bool:
    """The mail server cannot be used now: the notice waits, and this was no try of its own."""
    attempts = max(notice.attempts - 1, 0)
    return _move(notice, "put_off", due_at=at + WAITS[0], attempts=attempts, **_trouble(trouble, may_be_sent))


def park(notice: Notice, *, trouble: str, may_be_sent: bool = False) -> bool:
    """It cannot be sent as it is; somebody has to look at it."""
    return _move(notice, "park", **_trouble(trouble, may_be_sent))


def _trouble(words: str, may_be_sent: bool) -> dict[str, Any]:
    """A mail that was refused is written anew in the next try; one that may have gone is kept, to go as it was."""
    kept = {} if may_be_sent else {"sent_bytes": None, "sent_to": ""}
    return {"trouble": " ".join(tidy(words).split())[:TROUBLE_LENGTH], **kept}


def try_again(notice: Notice, *, by: Actor, at: datetime) -> Notice:
    """Somebody saw to what was wrong: the parked notice is owed again, with all its tries."""
    with change():
        notice = Notice.objects.select_for_update(of=("self",)).select_related("school").get(pk=notice.pk)
        notice.status = Notice.MOVES.check("try_again", notice.status)
        notice.due_at, notice.attempts = at, 0
        notice.save(update_fields=["status", "due_at", "attempts"])
        trail.record(Verb.NOTICE_TRIED_AGAIN, notice, by=by, at=at, school=notice.school, kind=notice.kind)
        collect(wake, None)
    return notice


def try_private_again(school: School, *, by: Actor, at: datetime) -> int:
    """Owe every confidential mail of a school that is parked again; how many there were.

    Nobody is shown which they are: the trail holds that it was done and for how many.
    """
    with change():
        parked = Notice.objects.select_for_update(of=("self",)).filter(school=school, kind__in=private_kinds())
        found = list(parked.filter(status=Notice.Status.PARKED).defer("sent_bytes"))
        for notice in found:
            notice.status = Notice.MOVES.check("try_again", notice.status)
            notice.due_at, notice.attempts = at, 0
            notice.save(update_fields=["status", "due_at", "attempts"])
        if found:
            trail.record(Verb.PRIVATE_TRIED_AGAIN, school, by=by, at=at, school=school, number=len(found))
            collect(wake, None)
    return len(found)


def _move(notice: Notice, verb: str, **fields: Any) -> bool:
    """Leave `sending`, if this worker still holds the notice; False when another took it over."""
    notice.status = Notice.MOVES.check(verb, notice.status)
    return claims.release(notice, status=notice.status, **fields)
