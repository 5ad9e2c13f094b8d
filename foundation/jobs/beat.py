"""When the clock starts what; the times are Europe/London."""

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "jobs-run-owed": {"task": "jobs.run_owed", "schedule": 60.0, "options": {"expires": 55}},
    "jobs-forget": {"task": "jobs.forget", "schedule": crontab(minute=20)},
}
