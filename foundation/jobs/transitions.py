"""Everything that can happen to a job."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from foundation.audit import trail
from foundation.core.actors import Actor, Clock
from foundation.core.change import change, collect
from foundation.jobs import claims
from foundation.jobs.kinds import LostJob, kinds
from foundation.jobs.models import MOVES, Job
from foundation.jobs.verbs import Verb
from foundation.jobs.wake import wake

MOST_TRIES = 5
PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
RUNNER = Clock("jobs")
NOT_DONE = (
    "This could not be done, after several tries. Nothing was lost. Try again, or ask whoever looks after this site."
)
ID = re.compile(r"[\w.:-]{0,64}")


class _Of:
    """A school by its uid alone."""

    def __init__(self, uid: UUID) -> None:
        self.uid = uid


def ask(
    kind: str,
    *,
    key: str,
    payload: dict[str, Any],
    school: Any,
    by: Actor,
    at: datetime,
    due_at: datetime | None = None,
) -> Job:
    """Ask for a job once: the same `key` again gives the job that is there.

    `payload` holds ids only. `school` is the school, or None for the installation. Raises RuntimeError outside a
    change, ValueError for words in the payload, KeyError for an unknown kind.
    """
    if kind not in kinds.entries:
        raise KeyError(kind)
    _only_ids(payload)
    collect(wake, None)
    asked, _ = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payload": payload,
            "school_uid": school.uid if school is not None else None,
            "asked_by_uid": by.actor_uid,
            "asked_by_name": by.actor_name,
            "created_at": at,
            "due_at": due_at or at,
        },
    )
    return asked


def _only_ids(value: Any) -> None:
    """A row of work outlives what it speaks of, so it holds no words about people."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        _only_ids(part)
    if isinstance(value, str) and not ID.fullmatch(value):
        raise ValueError("A job holds ids only.")
    if not isinstance(value, dict | list | str | int | None):
        raise ValueError("A job holds ids only.")


def claim(pk: int, *, at: datetime, lease: timedelta) -> Job | None:
    """A worker takes the job for as long as the lease; None when it is not owed any more."""
    leads_to = MOVES.table["claim"][1]
    return claims.claim(Job.objects.all(), pk, at=at, lease=lease, status=leads_to, started_at=at)


def advance(job: Job, done: int, total: int, words: str, *, at: datetime, lease: timedelta) -> None:
    """The work says how far it is, and holds the job for longer. Raises LostJob when it was taken over."""
    fields = {"done_count": min(done, total), "total_count": total, "message": words[:300]}
    if not claims.extend(job, at=at, lease=lease, **fields):
        raise LostJob


def finish(job: Job, result: dict[str, Any], *, at: datetime) -> None:
    """The work is done. Raises LostJob when the job was taken over."""
    _only_ids(result)
    leads_to = MOVES.check("finish", job.status)
    if not claims.release(job, status=leads_to, finished_at=at, result=result, message=""):
        raise LostJob


def go_on(job: Job, *, at: datetime) -> None:
    """A part is done; the rest is due at once and is not counted as another try. Raises LostJob."""
    leads_to = MOVES.check("put_off", job.status)
    if not claims.release(job, status=leads_to, due_at=at, attempts=0):
        raise LostJob


def put_off(job: Job, *, at: datetime) -> None:
    """A try failed: it is tried again after a pause that grows; after five it is parked."""
    if job.attempts >= MOST_TRIES:
        park(job, NOT_DONE, at=at)
        return
    leads_to = MOVES.check("put_off", job.status)
    pause = PAUSES[min(job.attempts, len(PAUSES)) - 1]
    claims.release(job, status=leads_to, due_at=at + pause)


def park(job: Job, sentence: str, *, at: datetime) -> None:
    """The job stops here until somebody takes it up; its page shows the sentence."""
    leads_to = MOVES.check("park", job.status)
    with change():
        if claims.release(job, status=leads_to, finished_at=at, message=sentence[:300]):
            school = _Of(job.school_uid) if job.school_uid else None
            trail.record(Verb.JOB_PARKED, job, by=RUNNER, at=at, school=school, kind=job.kind, tries=job.attempts)


def take_up(job: Job, *, by: Actor, at: datetime) -> Job:
    """Somebody has a job that stopped tried again. Raises NotAllowed when it has not stopped."""
    with change():
        job = Job.objects.select_for_update().get(pk=job.pk)
        job.status = MOVES.check("take_up", job.status)
        job.finished_at, job.due_at, job.attempts, job.message = None, at, 0, ""
        job.save(update_fields=["status", "finished_at", "due_at", "attempts", "message"])
        school = _Of(job.school_uid) if job.school_uid else None
        trail.record(Verb.JOB_TAKEN_UP, job, by=by, at=at, school=school, kind=job.kind)
        collect(wake, None)
    return job
