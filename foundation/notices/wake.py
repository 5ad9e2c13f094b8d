"""Waking the worker: once for a burst of changes, after the commit. Losing it costs a minute, until the sweep."""

from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import transaction

AWAKE = "notices:awake"
SWEEP_SECONDS = 60


def wake(_: list[Any]) -> None:
    """The last act of a change that queued something."""
    transaction.on_commit(wake_now, robust=True)


def wake_now() -> None:
    """Ask for a delivery, unless one was asked for that has not begun yet. It takes the mark away when it begins."""
    if cache.add(AWAKE, 1, timeout=SWEEP_SECONDS):
        current_app.send_task("notices.deliver", retry=False)
