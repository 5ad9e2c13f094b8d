"""Waking the worker: once for a burst of changes, after the commit. Losing it costs a minute, until the sweep."""

from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import transaction

AWAKE = "jobs:awake"
SWEEP_SECONDS = 60


def wake(_: list[Any]) -> None:
    """The last act of a change that asked for a job."""
    transaction.on_commit(wake_now, robust=True)


def wake_now() -> None:
    """Start a run, unless one was asked for that has not begun yet; it takes the mark away before it looks."""
    if cache.add(AWAKE, 1, timeout=SWEEP_SECONDS):
        current_app.send_task("jobs.run_owed", retry=False)
