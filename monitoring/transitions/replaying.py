"""A purge as the file of tombstones has it, for a database that was restored from before it."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.dateparse import parse_datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.schools.models import School
from monitoring.models import Certificate, Purge, PurgeChunk, Tombstone
from monitoring.retention import holds
from monitoring.retention.destroy import CLOCK
from monitoring.verbs import Verb


def forget_again(chunk: PurgeChunk) -> None:
    """A chunk of which something has to wait is not known yet: its line is read again the next time."""
    Tombstone.objects.filter(chunk=chunk).delete()
    chunk.delete()


def note(line: dict[str, Any], school: School, *, whole: bool = True, at: datetime) -> PurgeChunk:
    """The chunk as it was, with its tombstones, so that the database knows of it again."""
    purge = _purge_of(line["purge"], school, at)
    first, last = line["keys"] or (None, None)
    used = PurgeChunk.objects.filter(purge=purge)
    number = line["number"]
    if used.filter(number=number).exists():
        number = (used.aggregate(last=Max("number"))["last"] or 0) + 1
    chunk = PurgeChunk.objects.create(
        uid=line["chunk"],
        school=school,
        purge=purge,
        number=number,
        label=line["label"],
        count=line["count"],
        parts=line["parts"],
        files=line["files"],
        first_on=line["first_on"],
        last_on=line["last_on"],
        until_on=line["until_on"],
        first_key=first,
        last_key=last,
        sha256=line["sha256"],
        at=_moment(line["at"]),
        filed_at=at,
    )
    if whole:
        stones = [
            Tombstone(chunk=chunk, about_label=label, about_uid=uid, is_root=root) for label, uid, root in line["rows"]
        ]
        Tombstone.objects.bulk_create(stones, batch_size=5000, ignore_conflicts=True)
        trail.record(
            Verb.RECORDS_DESTROYED_AGAIN, purge, by=CLOCK, at=at, school=school, count=chunk.count, sha256=chunk.sha256
        )
    return chunk


def _purge_of(line: dict[str, Any], school: School, at: datetime) -> Purge:
    fields = {
        "school": school,
        "record_class": line["class"],
        "due_on": line["due_on"],
        "until_on": line["until_on"],
        "rule": line["rule"],
        "needs_second": False,
        "status": Purge.Status.DONE,
        "found_count": line["found"],
        "found_at": at,
        "finished_at": at,
    }
    purge, _ = Purge.objects.get_or_create(uid=line["uid"], defaults=fields)
    return purge


def certify_again(line: dict[str, Any], *, at: datetime) -> None:
    """The certificate as it was; a purge that the restored database still had open is done."""
    school = School.objects.filter(uid=line["purge"]["school"]).first()
    if school is None:
        return
    with change():
        school = holds.lock(school)
        purge = _purge_of(line["purge"], school, at)
        if Certificate.objects.filter(purge=purge).exists():
            return
        last = Certificate.objects.filter(school=school).aggregate(last=Max("number"))["last"]
        Certificate.objects.create(
            uid=line["certificate"],
            school=school,
            number=(last or 0) + 1,
            purge=purge,
            record_class=purge.record_class,
            rule=purge.rule,
            agreed_by_name="As it stood before the database was restored",
            at=_moment(line["at"]),
            filed_at=at,
            **{name: line[name] for name in ("title", "count", "parts", "files", "left", "sha256")},
            **{name: line[name] for name in ("first_on", "last_on")},
        )
        # Two people had agreed; the database from before does not know who, and the certificate says so.
        done = {"status": Purge.Status.DONE, "needs_second": False, "finished_at": at}
        Purge.objects.filter(pk=purge.pk).exclude(status=Purge.Status.DONE).update(**done)


def _moment(words: str) -> datetime:
    found = parse_datetime(words)
    if found is None:
        raise ValueError(words)
    return found
