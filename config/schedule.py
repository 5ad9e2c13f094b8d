"""When the clock starts what. A wake-up that nobody took is not kept: the next one does the same work."""

from typing import Any

from celery.schedules import crontab

A_MINUTE = {"schedule": 60.0, "options": {"expires": 55}}


def daily(hour: int, minute: int = 0) -> dict[str, Any]:
    return {"schedule": crontab(hour=str(hour), minute=str(minute)), "options": {"expires": 6 * 3600}}


# Name of a task -> when. Whatever a worker was killed over, the sweeps of each minute find again.
TIMES: dict[str, dict[str, Any]] = {
    "notices.deliver": A_MINUTE,
    "policies.announce_reviews": daily(6, 30),
    "notices.remind_schools": daily(7),
    "config.clear_sessions": daily(3),
}
SCHEDULE = {name: {"task": name} | when for name, when in TIMES.items()}
