"""When the clock starts what; the times are Europe/London."""

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "policies-announce-reviews": {"task": "policies.announce_reviews", "schedule": crontab(minute=30, hour="6-9")},
    "policies-remove-packs": {"task": "policies.remove_packs", "schedule": crontab(minute=40, hour=2)},
    "policies-tell-starters": {"task": "policies.tell_starters", "schedule": crontab(minute=45, hour="6-9")},
    "policies-escalate": {"task": "policies.escalate", "schedule": crontab(minute=15, hour="7-10")},
}
