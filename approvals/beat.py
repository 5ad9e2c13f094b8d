"""When the clock starts what; the times are Europe/London."""

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    # Before the digests of seven o'clock. The hours after make up for a machine that was off then.
    "approvals-see-to-sites": {"task": "approvals.see_to_sites", "schedule": crontab(minute=10, hour="0,6-9")},
    "approvals-keep-moving": {"task": "approvals.keep_moving", "schedule": 600.0, "options": {"expires": 590}},
    "approvals-end-requests": {"task": "approvals.end_requests", "schedule": crontab(minute=2)},
    "approvals-announce-endings": {"task": "approvals.announce_endings", "schedule": crontab(minute=35, hour="6-9")},
}
