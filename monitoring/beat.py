"""When the clock starts what; the times are Europe/London."""

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "monitoring-chase-checks": {"task": "monitoring.chase_checks", "schedule": crontab(minute=11)},
    "monitoring-forget-logs": {"task": "monitoring.forget_logs", "schedule": crontab(minute=40, hour=2)},
    "monitoring-retention-night": {"task": "monitoring.retention_night", "schedule": crontab(minute=7, hour="1-6")},
    "monitoring-destroy-subject-archives": {
        "task": "monitoring.destroy_subject_archives",
        "schedule": crontab(minute=47),
    },
}
