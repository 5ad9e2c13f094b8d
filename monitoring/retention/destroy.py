"""One chunk of a purge: one transaction that takes the lock, reads the holds again, and destroys what is left.

Either all of a chunk is gone, with its tombstones, or nothing of it. What lies outside the database (the bytes of
files, the file of tombstones) follows, and is done again until it is done.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Model, Q, QuerySet

from foundation.audit import trail
from foundation.audit.models import Look
from foundation.core.actors import Clock
from foundation.core.change import change
from foundation.documents import store
from foundation.documents.models import File
from foundation.schools.models import Person, School, User
from monitoring.models import Purge, PurgeChunk, Tombstone
from monitoring.retention import due as dues
from monitoring.retention import holds, people
from monitoring.retention.classes import How, RecordClass, Root
from monitoring.retention.closure import Closure
from monitoring.retention.period import day_of
from monitoring.retention.rows import CHUNK, RowsGone, destroy_rows
from monitoring.verbs import Verb

CLOCK = Clock("retention")
AT_ONCE, AT_ONCE_WITH_PARTS = 500, 50


class NotRunning(Exception):
    """The purge was stopped, or is done: nothing more of it is destroyed."""


def held_purge(purge: Purge) -> tuple[School, Purge]:
    """The school and the purge, locked: no hold is placed until the chunk is committed. Raises NotRunning."""
    school = holds.lock(purge.school)
    held = Purge.objects.select_for_update().get(pk=purge.pk)
    if held.status != Purge.Status.RUNNING:
        raise NotRunning
    held.school = school
    return school, held


def still_due(purge: Purge, record_class: RecordClass, root: Root, school: School) -> QuerySet[Any]:
    """What was due when the purge was agreed, and is due by the rule that counts now: the earlier day of the two."""
    period = dues.period_of(school, record_class)
    if period is None:
        raise NotRunning
    latest = min(purge.until_on, period.latest(purge.due_on))
    return dues.begun_by(dues.roots(root, school), latest)


def destroy_chunk(purge: Purge, record_class: RecordClass, root: Root, *, at: datetime) -> bool:
    """Destroy the next roots of this kind, with what goes with them; whether there may be more."""
    with change():
        school, purge = held_purge(purge)
        after = purge.cursor.get(root.label, 0)
        size = AT_ONCE_WITH_PARTS if record_class.parts else AT_ONCE
        rows = still_due(purge, record_class, root, school).filter(pk__gt=after).order_by("pk")
        found = dict(rows.select_for_update(of=("self",), skip_locked=True).values_list("pk", "began")[:size])
        if not found:
            return False
        closure = dues.closure_of(record_class, root, list(found))
        closure.without(dues.withheld(record_class, closure, school, day_of(at)))
        if closure.roots():
            _destroy(purge, closure, root, {key: day_of(found[key]) for key in closure.roots()}, at)
        purge.cursor[root.label] = max(found)
        purge.save(update_fields=["cursor"])
    return True


def _destroy(purge: Purge, closure: Closure, root: Root, began: dict[int, date], at: datetime) -> None:
    roots = sorted(_uids_of(root.model, began))
    chunk = PurgeChunk.objects.create(
        school=purge.school,
        purge=purge,
        number=_next_number(purge),
        label=root.label,
        count=len(began),
        parts=sum(len(rows) for rows in closure.rows.values()) - len(began),
        files=len(closure.rows.get(File, {})) if root.model is not File else 0,
        first_on=min(began.values()),
        last_on=max(began.values()),
        sha256=hash_of(roots),
        at=at,
    )
    destroy_rows_of(closure, root, chunk, rule=purge.rule, at=at)
    trail.record(
        Verb.RECORDS_DESTROYED,
        purge,
        by=CLOCK,
        at=at,
        school=purge.school,
        record_class=purge.record_class,
        count=chunk.count,
        parts=chunk.parts,
        sha256=chunk.sha256,
    )


def destroy_rows_of(closure: Closure, root: Root, chunk: PurgeChunk, *, rule: str, at: datetime) -> None:
    """Rows, details in the trail, looks; and a tombstone for each row that had a uid."""
    marks = {model._meta.label: set(uids) for model, uids in closure.uids().items()}
    if root.how is How.EMPTY:
        persons = list(Person.objects.select_for_update().filter(pk__in=closure.roots()).order_by("pk"))
        marks[User._meta.label] = {user.uid for user in people.empty(persons)}
    gone = {uid for uids in marks.values() for uid in uids}
    _leave_tombstones(chunk, root, marks)
    trail.destroy_payloads(gone, rule=f"Retention: {rule}", at=at)
    looks = Look._base_manager.filter(about_uid__in=gone)
    looks._raw_delete(looks.db)
    if root.how is How.DELETE:
        for key, rows in closure.freed:
            key.model._base_manager.filter(pk__in=rows).update(**{key.name: None})
        for model, going in closure.rows.items():
            _remove(model, list(going))


def _remove(model: type[Model], keys: list[int]) -> None:
    """Without signals and in any order: the database looks at all keys when the chunk is committed."""
    for begin in range(0, len(keys), CHUNK):
        rows = model._base_manager.filter(pk__in=keys[begin : begin + CHUNK])
        rows._raw_delete(rows.db)


def _leave_tombstones(chunk: PurgeChunk, root: Root, marks: dict[str, set[UUID]]) -> None:
    stones = [
        Tombstone(chunk=chunk, about_label=label, about_uid=uid, is_root=label == root.label)
        for label, uids in marks.items()
        for uid in sorted(uids)
    ]
    Tombstone.objects.bulk_create(stones, batch_size=5000, ignore_conflicts=True)


def _uids_of(model: type[Model], keys: Iterable[int]) -> list[UUID]:
    return list(model._base_manager.filter(pk__in=list(keys)).values_list("uid", flat=True))


def _next_number(purge: Purge) -> int:
    last = PurgeChunk.objects.filter(purge=purge).aggregate(last=Max("number"))["last"]
    return 1 if last is None else int(last) + 1


def hash_of(uids: Iterable[UUID | str]) -> str:
    """SHA-256 over the uids in their order, each on a line."""
    digest = hashlib.sha256()
    for uid in uids:
        digest.update(f"{uid}\n".encode())
    return digest.hexdigest()


def destroy_many(purge: Purge, record_class: RecordClass, root: Root, *, at: datetime) -> Iterable[RowsGone]:
    """Rows without uid, or details of the trail, in chunks; yields after each that was committed."""

    def rows() -> QuerySet[Any]:
        school, held = held_purge(purge)
        found = still_due(held, record_class, root, school)
        if holds.class_held(school, record_class.code, day_of(at)):
            return found.none()
        held_back = [condition for condition, _ in dues.held_rows(root, school, day_of(at))]
        return found.exclude(Q(*held_back, _connector=Q.OR)) if held_back else found

    def written(gone: RowsGone) -> None:
        school, held = held_purge(purge)
        _write_rows_gone(held, record_class, root, gone, at)
        held.cursor[root.label] = gone.last
        held.save(update_fields=["cursor"])
        trail.record(
            Verb.RECORDS_DESTROYED,
            held,
            by=CLOCK,
            at=at,
            school=school,
            record_class=record_class.code,
            count=gone.count,
            sha256=gone.sha256,
        )

    purge.refresh_from_db(fields=["cursor"])
    after = purge.cursor.get(root.label, 0)
    if root.how is How.PAYLOAD:
        return destroy_rows(rows, written=written, after=after, destroy=lambda found: _empty_details(found, purge, at))
    return destroy_rows(rows, written=written, after=after, along=root.along)


def _empty_details(rows: QuerySet[Any], purge: Purge, at: datetime) -> int:
    return trail.destroy_details(rows, rule=f"Retention: {purge.rule}", at=at)


def _write_rows_gone(purge: Purge, record_class: RecordClass, root: Root, gone: RowsGone, at: datetime) -> None:
    days = purge.cursor.get("days", {}).get(root.label)
    first, last = (date.fromisoformat(day) for day in days) if days else (purge.until_on, purge.until_on)
    PurgeChunk.objects.create(
        school=purge.school,
        purge=purge,
        number=_next_number(purge),
        label=root.label,
        count=gone.count,
        first_on=first,
        last_on=last,
        until_on=purge.until_on,
        first_key=gone.first,
        last_key=gone.last,
        sha256=gone.sha256,
        at=at,
    )


def remove_bytes(purge: Purge) -> int:
    """Remove the bytes of every file that this purge destroyed; again and again, until they are gone; how many."""
    stones = Tombstone.objects.filter(chunk__purge=purge, about_label=File._meta.label).order_by("pk")
    number = 0
    for uid in stones.values_list("about_uid", flat=True).iterator(chunk_size=2000):
        store.remove(uid)
        number += 1
    return number
