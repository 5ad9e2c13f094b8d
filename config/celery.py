"""Celery: what the clock starts, and what wakes the worker. All that is owed stands in the database."""

import os
import warnings

from celery import Celery
from celery.exceptions import SecurityWarning

from config.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Said to whoever tries the site as root, on each start; docs/operations.md says it to whoever installs it.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("countersign")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = SCHEDULE
