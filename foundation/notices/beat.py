"""When the clock starts what; the times are Europe/London."""

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "notices-deliver": {"task": "notices.deliver", "schedule": 60.0, "options": {"expires": 55}},
    # At seven. The hours after make up for a machine that was off then; nobody is told twice on one day.
    "notices-remind": {"task": "notices.remind_schools", "schedule": crontab(minute=0, hour="7-10")},
}
