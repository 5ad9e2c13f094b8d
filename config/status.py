"""How the installation fares: the clock's tasks, mail, work, room, backups, keys, migrations. Figures, no contents."""

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Q

from config.schedule import SCHEDULE
from foundation.core import keyring
from foundation.documents.models import File
from foundation.jobs.clocktimes import late_from, run_after
from foundation.jobs.kinds import kinds
from foundation.jobs.models import ClockRun, Job, JobStatus
from foundation.notices.models import Notice
from foundation.schools.models import School

LEAST_FREE = 500 * 1024 * 1024  # bytes of room in the data folder below which the site says that it is not well
BACKUP_MARK = "backed-up"  # in the data folder; whoever makes the backup touches it
BACKUP_OLD = timedelta(days=2)
DATABASE, MIGRATIONS, KEYS, CLOCK, ROOM = "database", "migrations", "key ring", "clock", "room"


@dataclass(frozen=True)
class TaskShown:
    """One of the clock's tasks: what it does, and how it last went."""

    name: str
    said: str
    succeeded_at: datetime | None
    started_at: datetime | None
    failed_at: datetime | None
    error_kind: str
    next_at: datetime | None
    is_late: bool

    @property
    def is_failing(self) -> bool:
        """Whether its last run failed."""
        return self.failed_at is not None and (self.succeeded_at is None or self.succeeded_at < self.failed_at)

    @property
    def state(self) -> str:
        if self.is_late:
            return "Late"
        if self.is_failing:
            return "Failed"
        return "Running as it should" if self.succeeded_at is not None else "Not run yet"


@dataclass(frozen=True)
class Room:
    """Room on the disk of the data folder, in bytes."""

    free: int
    total: int

    @property
    def is_short(self) -> bool:
        return self.free < LEAST_FREE


@dataclass(frozen=True)
class Queue:
    """How much waits, since when the oldest of it is due, and how much was given up."""

    waiting: int
    oldest_due_at: datetime | None
    parked: int


@dataclass(frozen=True)
class Keys:
    """The key ring: how many keys there are, which closes, and how many are missing that files were closed with."""

    count: int
    in_use: str
    missing: int
    works: bool


def tasks(at: datetime) -> list[TaskShown]:
    """Every task of the clock, those that need somebody first: two queries at most."""
    runs = {run.task: run for run in ClockRun.objects.all()}
    since = School.objects.aggregate(first=Min("opened_at"))["first"] if len(runs) < len(_times()) else None
    shown = [_task(name, times, runs.get(name), since or at, at) for name, times in _times().items()]
    return sorted(shown, key=lambda one: (not one.is_late, not one.is_failing, one.name))


def late_tasks(at: datetime) -> list[TaskShown]:
    """The tasks that did not come through in twice their interval."""
    return [one for one in tasks(at) if one.is_late]


def _times() -> dict[str, Any]:
    return {str(entry["task"]): entry["schedule"] for entry in SCHEDULE.values()}


def _task(name: str, times: Any, run: ClockRun | None, since: datetime, at: datetime) -> TaskShown:
    last = run.succeeded_at if run is not None else None
    known = run.known_since if run is not None else since
    late = late_from(times, last or known)
    began = run.started_at if run is not None else None
    return TaskShown(
        name=name,
        said=_said(name),
        succeeded_at=last,
        started_at=began,
        failed_at=run.failed_at if run is not None else None,
        error_kind=run.error_kind if run is not None else "",
        next_at=_next(times, max(filter(None, (began, last, known))), at),
        is_late=late is not None and at > late,
    )


def _next(times: Any, last: datetime, at: datetime) -> datetime | None:
    """When it is to run next; what should have run already runs as soon as it can."""
    due = run_after(times, last)
    return due if due is None or due >= at else run_after(times, at)


@cache
def _said(name: str) -> str:
    """What a task does: the first line of what its author wrote of it."""
    current_app.loader.import_default_modules()
    task = current_app.tasks.get(name)
    words = (getattr(task, "__doc__", "") or "").strip().splitlines()
    return words[0] if words else name


def mail() -> Queue:
    """The outbox: one query."""
    is_open = Q(status__in=Notice.OPEN)
    found = Notice.objects.aggregate(
        waiting=Count("pk", filter=is_open),
        oldest=Min("due_at", filter=is_open),
        parked=Count("pk", filter=Q(status=Notice.Status.PARKED)),
    )
    return Queue(found["waiting"], found["oldest"], found["parked"])


def work() -> Queue:
    """What is owed to the worker: one query."""
    is_open = Q(status__in=Job.OPEN)
    found = Job.objects.aggregate(
        waiting=Count("pk", filter=is_open),
        oldest=Min("due_at", filter=is_open),
        parked=Count("pk", filter=Q(status=JobStatus.PARKED)),
    )
    return Queue(found["waiting"], found["oldest"], found["parked"])


def parked_work() -> list[tuple[str, int]]:
    """What was given up, by what kind of work it is: one query."""
    rows = Job.objects.filter(status=JobStatus.PARKED).order_by("kind").values_list("kind").annotate(count=Count("pk"))
    return [
        (kinds.entries[kind].said if kind in kinds.entries else "Work of an earlier version", n) for kind, n in rows
    ]


def room() -> Room:
    """How much room there is for data."""
    usage = shutil.disk_usage(settings.HOME)
    return Room(usage.free, usage.total)


def backed_up_at() -> datetime | None:
    """When the last backup was made, if whoever makes it says so by touching the mark."""
    mark = Path(settings.HOME) / BACKUP_MARK
    return datetime.fromtimestamp(mark.stat().st_mtime, UTC) if mark.is_file() else None


def key_ring() -> Keys:
    """Whether what is encrypted can be opened: one query."""
    needed = set(File.objects.filter(purged_at=None).order_by().values_list("key_id", flat=True).distinct())
    return Keys(len(settings.KEYS), keyring.current_key_id(), len(needed - set(settings.KEYS)), keys_work())


def keys_work() -> bool:
    """Whether what the key in use closes opens again."""
    try:
        return keyring.open_text(keyring.close_text("ok", about="status"), about="status") == "ok"
    except (keyring.KeyringError, ValueError, StopIteration):
        return False


def migrations_left() -> int:
    """How many changes of the database are still to be made."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@cache
def version() -> str:
    """The version of the program."""
    told: dict[str, Any] = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(told["project"]["version"])


class _Seen:
    """What was found to be well and cannot change while the program runs."""

    is_migrated = False


def troubles(at: datetime) -> list[str]:
    """The parts that are not well, each by its fixed word; nothing of what is in them."""
    return list(_troubles(at))


def _troubles(at: datetime) -> Iterator[str]:
    try:
        late = _database_parts(at)
    except DatabaseError:
        yield DATABASE
    else:
        yield from late
    if not keys_work():
        yield KEYS
    if room().is_short:
        yield ROOM


def _database_parts(at: datetime) -> list[str]:
    """What the database tells. Raises DatabaseError where it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    _Seen.is_migrated = _Seen.is_migrated or not migrations_left()
    if not _Seen.is_migrated:
        return [MIGRATIONS]
    return [CLOCK] if late_tasks(at) else []
