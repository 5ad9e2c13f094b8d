"""When the clock starts what: each app's own times, put together. Times are Europe/London."""

from typing import Any

from celery.schedules import crontab

from approvals.beat import BEAT as APPROVALS
from foundation.jobs.beat import BEAT as JOBS
from foundation.notices.beat import BEAT as NOTICES
from incidents.beat import BEAT as INCIDENTS
from monitoring.beat import BEAT as MONITORING
from policies.beat import BEAT as POLICIES

OWN: dict[str, dict[str, Any]] = {
    "config-clear-sessions": {"task": "config.clear_sessions", "schedule": crontab(minute=0, hour=3)},
}
SCHEDULE = JOBS | NOTICES | POLICIES | APPROVALS | INCIDENTS | MONITORING | OWN
