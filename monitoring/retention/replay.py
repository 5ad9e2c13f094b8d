"""After a restore: what the file of tombstones says was destroyed, and the database does not know of, goes again.

Read on every start and every night. A line whose chunk the database knows is passed over; so nothing happens unless a
database from before came back. What that database holds, or still names, waits; then its line is read again next time.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from foundation.audit import trail
from foundation.core.change import change
from foundation.documents import store
from foundation.documents.models import File
from foundation.schools.models import School
from monitoring.models import Certificate, PurgeChunk
from monitoring.retention import due, filed, holds
from monitoring.retention.classes import How, RecordClass, Root, register
from monitoring.retention.destroy import destroy_rows_of
from monitoring.retention.period import day_of
from monitoring.retention.rows import destroy_rows
from monitoring.transitions.replaying import certify_again, forget_again, note


def replay(*, at: datetime) -> int:
    """Destroy again what had been destroyed; how many chunks were done again."""
    filed.file_what_is_not(at)
    known = {str(uid) for uid in PurgeChunk.objects.values_list("uid", flat=True)}
    certified = {str(uid) for uid in Certificate.objects.values_list("uid", flat=True)}
    number = 0
    for line in filed.lines():
        if "chunk" in line and line["chunk"] not in known:
            known.add(line["chunk"])
            number += _again(line, at)
        elif "certificate" in line and line["certificate"] not in certified:
            certified.add(line["certificate"])
            certify_again(line, at=at)
    return number


def _again(line: dict[str, Any], at: datetime) -> bool:
    """Whether this chunk is gone again; False where its school is not here, or something of it has to wait."""
    school = School.objects.filter(uid=line["purge"]["school"]).first()
    record_class = register.entries.get(line["purge"]["class"])
    root = next((one for one in record_class.roots if one.label == line["label"]), None) if record_class else None
    if school is None or record_class is None or root is None:
        return False
    if root.how in (How.ROWS, How.PAYLOAD):
        return _range_again(line, root, school, at)
    return _rows_again(line, record_class, root, school, at)


def _range_again(line: dict[str, Any], root: Root, school: School, at: datetime) -> bool:
    first, last = line["keys"]

    def rows() -> Any:
        held = [condition for condition, _ in due.held_rows(root, school, day_of(at))]
        found = due.begun_by(due.roots(root, holds.lock(school)), date.fromisoformat(line["until_on"]))
        found = found.filter(pk__range=(first, last))
        return found.exclude(Q(*held, _connector=Q.OR)) if held else found

    rule = f"Retention: {line['purge']['rule']}"
    empty = (lambda found: trail.destroy_details(found, rule=rule, at=at)) if root.how is How.PAYLOAD else None
    for _ in destroy_rows(rows, destroy=empty, along="" if empty else root.along):
        pass
    with change():
        note(line, school, at=at)
    return True


def _rows_again(line: dict[str, Any], record_class: RecordClass, root: Root, school: School, at: datetime) -> bool:
    uids = [UUID(uid) for label, uid, is_root in line["rows"] if is_root]
    bytes_of = [UUID(uid) for label, uid, _ in line["rows"] if label == File._meta.label]
    with change():
        holds.lock(school)
        rows = root.model._base_manager.filter(uid__in=uids)
        keys = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        closure = due.closure_of(record_class, root, keys)
        held = due.withheld(record_class, closure, school, day_of(at))
        waits = bool(held or closure.cited)
        closure.without(held)
        chunk = note(line, school, whole=not waits, at=at)
        if closure.roots():
            destroy_rows_of(closure, root, chunk, rule=chunk.purge.rule, at=at)
        if waits:
            forget_again(chunk)
    if not waits:
        for uid in bytes_of:
            store.remove(uid)
    return not waits
