"""When the clock starts what; the times are Europe/London."""

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "incidents-verify-evidence": {
        "task": "incidents.verify_evidence",
        "schedule": crontab(minute="*/5", hour="1-4"),
        "options": {"expires": 290},
    },
    "incidents-remove-exports": {"task": "incidents.remove_old_exports", "schedule": crontab(minute=17)},
    "incidents-chase": {"task": "incidents.chase", "schedule": 600.0, "options": {"expires": 590}},
}
