"""Celery: what the clock starts, and what wakes the worker. All that is owed stands in the database."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import worker_init

from config.schedule import SCHEDULE
from foundation.jobs import nursery

PREPARE = "foundation.documents.nursery_child:prepare"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Said to whoever tries the site as root, on each start; docs/operations.md says it to whoever installs it.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("countersign")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = SCHEDULE


@worker_init.connect
def keep_nursery(**_: Any) -> None:
    """Before the worker's processes are forked from it: all of them have documents printed by children of one.

    It ends by itself when the last of them has ended.
    """
    nursery.keep(PREPARE)
