"""What the clock starts is watched: each task of the beat has a row that says when it last began, came through, failed.

Only the kind of an error is kept. A row that cannot be written stops no task.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from celery import current_app
from celery.signals import beat_init, task_failure, task_prerun, task_success
from django.db import DatabaseError
from django.utils import timezone

from foundation.jobs.models import ClockRun

log = logging.getLogger(__name__)
LONGEST_KIND = 80


def clock_tasks() -> frozenset[str]:
    """The names of the tasks that the clock starts."""
    return frozenset(str(entry["task"]) for entry in (current_app.conf.beat_schedule or {}).values())


def know(tasks: Iterable[str], *, at: datetime) -> None:
    """From now on these tasks are expected to run; those of earlier versions are not any more."""
    wanted = sorted(set(tasks))
    ClockRun.objects.bulk_create([ClockRun(task=task, known_since=at) for task in wanted], ignore_conflicts=True)
    ClockRun.objects.exclude(task__in=wanted).delete()


def began(task: str, *, at: datetime) -> None:
    """A run of this task begins."""
    _noted(task, at, started_at=at)


def came_through(task: str, *, at: datetime) -> None:
    """A run of this task did what it does."""
    _noted(task, at, succeeded_at=at)


def failed(task: str, error: BaseException | None, *, at: datetime) -> None:
    """A run of this task ended with an error, of which only the kind is kept."""
    _noted(task, at, failed_at=at, error_kind=type(error).__name__[:LONGEST_KIND] if error is not None else "Unknown")


def _noted(task: str, at: datetime, **values: Any) -> None:
    """Write down what is known now, for the clock's own tasks alone."""
    if task not in clock_tasks():
        return
    try:
        if not ClockRun.objects.filter(task=task).update(**values):
            ClockRun.objects.update_or_create(task=task, defaults=values, create_defaults={"known_since": at, **values})
    except DatabaseError as error:
        log.warning("That %s ran could not be written down: %s", task, type(error).__name__)


@task_prerun.connect(dispatch_uid="clockruns.began")
def _on_prerun(task: Any = None, **_: Any) -> None:
    began(str(getattr(task, "name", "")), at=timezone.now())


@task_success.connect(dispatch_uid="clockruns.came_through")
def _on_success(sender: Any = None, **_: Any) -> None:
    came_through(str(getattr(sender, "name", "")), at=timezone.now())


@task_failure.connect(dispatch_uid="clockruns.failed")
def _on_failure(sender: Any = None, exception: BaseException | None = None, **_: Any) -> None:
    failed(str(getattr(sender, "name", "")), exception, at=timezone.now())


@beat_init.connect(dispatch_uid="clockruns.know")
def _on_beat(**_: Any) -> None:
    know(clock_tasks(), at=timezone.now())
