"""The night: what falls due is looked for at every school. The purge: chunk after chunk, until nothing more goes."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from foundation.core.change import change
from foundation.jobs.kinds import JobAgain, Progress, job
from foundation.jobs.models import Job
from foundation.notices.models import Notice
from foundation.schools.models import School
from monitoring.models import Night, Purge, PurgeChunk, Tombstone
from monitoring.retention import due
from monitoring.retention.classes import How, RecordClass, Root, class_of
from monitoring.retention.destroy import NotRunning, destroy_chunk, destroy_many, remove_bytes
from monitoring.retention.filed import file_what_is_not
from monitoring.transitions import purging
from monitoring.transitions.nights import begin_night

log = logging.getLogger(__name__)
LONGEST_TRY = 60.0  # seconds; then the job goes on as a new try, so that others get their turn
NOTICES_AT_ONCE = 1000


def look_over(school: School, *, at: datetime, database_at: datetime | None = None) -> Night | None:
    """Once a night: look for what falls due. None when this was done already today; stopped when the clock is wrong."""
    night = begin_night(school, at=at, database_at=database_at)
    if night is not None and night.status == Night.Status.RAN:
        find_all(school, night, at=at)
    return night


def find_all(school: School, night: Night, *, at: datetime) -> None:
    """Every class of which something is due: a purge that waits for two people, or is asked for at once."""
    for record_class, period, number in due.everything(school, night.on):
        has_open = Purge.objects.filter(school=school, record_class=record_class.code, status__in=Purge.OPEN)
        if number or has_open.exists():
            purging.find(record_class, school, period, number, night.on, at=at)


@job(purging.JOB, "Destroying what is due")
def do_purge(job: Job, progress: Progress) -> dict[str, str]:
    """The job of a purge: goes on where it was, and ends with the certificate."""
    purge = Purge.objects.select_related("school").filter(uid=UUID(job.payload["purge"])).first()
    if purge is not None:
        run_purge(purge, timezone.now, progress)
    return {}


def run_purge(purge: Purge, now: Callable[[], datetime], progress: Progress | None = None) -> bool:
    """Destroy what is due and not held, chunk by chunk; whether the purge came to its end. Raises JobAgain."""
    file_what_is_not(now())
    if not purging.start(purge, at=now()):
        return False
    began = time.monotonic()

    def between() -> None:
        file_what_is_not(now())
        if progress is not None:
            done = PurgeChunk.objects.filter(purge=purge).aggregate(done=Sum("count"))["done"] or 0
            progress(done, max(done, purge.found_count))
            if time.monotonic() - began > LONGEST_TRY:
                raise JobAgain

    record_class = class_of(purge.record_class)
    try:
        for root in record_class.roots:
            _destroy_all(purge, record_class, root, now, between)
        _follow(purge, now, between)
        purging.finish(purge, at=now())
    except NotRunning:
        return False
    file_what_is_not(now())
    return True


def _destroy_all(
    purge: Purge, record_class: RecordClass, root: Root, now: Callable[[], datetime], between: Callable[[], None]
) -> None:
    if root.how in (How.ROWS, How.PAYLOAD):
        for _ in destroy_many(purge, record_class, root, at=now()):
            between()
        return
    while destroy_chunk(purge, record_class, root, at=now()):
        between()


def _follow(purge: Purge, now: Callable[[], datetime], between: Callable[[], None]) -> None:
    """What follows the rows: the words of mail about them, and the bytes of their files."""
    if Tombstone.objects.filter(chunk__purge=purge).exists():
        while sweep_notices(purge, at=now()):
            between()
        remove_bytes(purge)


def sweep_notices(purge: Purge, *, at: datetime) -> bool:
    """Empty the words of mail about what was destroyed, a thousand letters at a time; whether there may be more."""
    with change():
        purge = Purge.objects.select_for_update().get(pk=purge.pk)
        rows = Notice.objects.filter(school=purge.school_id, sent_bytes__isnull=False, pk__gt=purge.swept_to)
        found = dict(rows.order_by("pk").values_list("pk", "about")[:NOTICES_AT_ONCE])
        if not found:
            return False
        wanted = {UUID(thing["uid"]) for about in found.values() for thing in about}
        gone = {str(uid) for uid in Tombstone.objects.filter(about_uid__in=wanted).values_list("about_uid", flat=True)}
        emptied = [pk for pk, about in found.items() if any(thing["uid"] in gone for thing in about)]
        sent = Notice.objects.filter(pk__in=emptied, status=Notice.Status.SENT)
        sent.update(sent_bytes=None, sent_to="", destroyed_at=at)
        purge.swept_to = max(found)
        purge.save(update_fields=["swept_to"])
    return True
