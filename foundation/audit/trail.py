"""Recording acts and checking the chain."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model, QuerySet

from foundation.audit.models import INSTALLATION, Chain, Entry, Look
from foundation.core.actors import Actor
from foundation.core.change import collect


class HasUid(Protocol):
    uid: UUID


@dataclass(frozen=True)
class Act:
    """What is recorded, before it has its place in the chain."""

    school_uid: UUID
    at: datetime
    verb: str
    about_label: str
    about_uid: UUID
    by: Actor
    data: dict[str, Any]


def record(verb: str, obj: Any, *, by: Actor, at: datetime, school: HasUid | None, **data: Any) -> None:
    """Record that `by` did `verb` to `obj`; written as the last act of the current change.

    `data` is plain values that explain the act. Raises RuntimeError outside a change.
    """
    label = obj._meta.label if isinstance(obj, Model) else type(obj).__name__
    school_uid = school.uid if school is not None else INSTALLATION
    collect(_write, Act(school_uid, at, str(verb), label, obj.uid, by, data))


def look(obj: Any, *, by: Any, at: datetime, school: HasUid, how: str) -> None:
    """Record that somebody looked at something protected (`how`: opened, downloaded, printed)."""
    Look.objects.create(
        school_uid=school.uid,
        at=at,
        by_uid=by.actor_uid,
        by_name=by.actor_name,
        about_label=obj._meta.label,
        about_uid=obj.uid,
        how=how,
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _canonical(act: Act) -> str:
    data = {"by": act.by.actor_name, **act.data}
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def entry_hash(entry: Entry) -> str:
    """The hash that binds an entry to its predecessor; computed from stored columns only, never from the payload."""
    return _digest(
        entry.previous,
        str(entry.school_uid),
        str(entry.number),
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.verb,
        entry.about_label,
        str(entry.about_uid),
        entry.by_kind,
        str(entry.by_uid),
        entry.payload_hash,
    )


def _write(acts: list[Act]) -> None:
    """Give the acts their numbers, school by school in one fixed order (so that two changes cannot deadlock)."""
    for school_uid in sorted({act.school_uid for act in acts}):
        chain = _held(school_uid)
        entries = list(_chained(chain, [act for act in acts if act.school_uid == school_uid]))
        Entry.objects.bulk_create(entries)
        Chain.objects.filter(pk=chain.pk).update(length=chain.length + len(entries), head=entries[-1].hash)


def _held(school_uid: UUID) -> Chain:
    """The school's chain, locked; made where this is its first act."""
    held = Chain.objects.select_for_update()
    chain = held.filter(school_uid=school_uid).first()
    if chain is None:
        Chain.objects.get_or_create(school_uid=school_uid)
        chain = held.get(school_uid=school_uid)
    return chain


def _chained(chain: Chain, acts: list[Act]) -> Iterator[Entry]:
    previous = chain.head
    for number, act in enumerate(acts, start=chain.length + 1):
        salt, payload = secrets.token_hex(16), _canonical(act)
        entry = Entry(
            school_uid=act.school_uid,
            number=number,
            at=act.at,
            verb=act.verb,
            about_label=act.about_label,
            about_uid=act.about_uid,
            by_kind=act.by.actor_kind,
            by_uid=act.by.actor_uid,
            payload=payload,
            salt=salt,
            payload_hash=_digest(salt, payload),
            previous=previous,
        )
        entry.hash = previous = entry_hash(entry)
        yield entry


def destroy_payloads(about: Collection[UUID], *, rule: str, at: datetime) -> int:
    """Empty the details of every entry about one of these rows, under a retention rule; how many were emptied.

    Who did what kind of thing and when stays, and the chain still verifies: it runs over the hash of the details.
    """
    return destroy_details(Entry._base_manager.filter(about_uid__in=about), rule=rule, at=at)


def destroy_details(entries: QuerySet[Entry], *, rule: str, at: datetime) -> int:
    """Empty the details of these entries, which come from the base manager; how many were emptied."""
    left = entries.filter(destroyed_at__isnull=True)
    return left.update(payload="", salt="", destroyed_at=at, destroyed_by=rule[:200])


@dataclass(frozen=True)
class Fault:
    """Where a chain does not hold, and why, in words."""

    school_uid: UUID
    number: int
    why: str


def verify(school_uid: UUID) -> tuple[int, list[Fault]]:
    """Check one chain; return how many entries were read and every fault found."""
    faults: list[Fault] = []
    previous, count = "0" * 64, 0
    for entry in Entry.objects.filter(school_uid=school_uid).order_by("number").iterator(chunk_size=5000):
        count += 1
        if entry.number != count:
            faults.append(Fault(school_uid, entry.number, f"entry {count} is missing"))
            count = entry.number
        if entry.previous != previous or entry.hash != entry_hash(entry):
            faults.append(Fault(school_uid, entry.number, "the entry or its place was changed"))
        if entry.destroyed_at is None and entry.payload_hash != _digest(entry.salt, entry.payload):
            faults.append(Fault(school_uid, entry.number, "the details were changed"))
        previous = entry.hash
    chain = Chain.objects.filter(school_uid=school_uid).first()
    if chain is not None and (chain.length, chain.head) != (count, previous):
        faults.append(Fault(school_uid, count, "entries at the end are missing"))
    return count, faults
