"""When the clock runs a task next, and from when on it is late: pure reckoning from the times of the schedule."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any
from zoneinfo import ZoneInfo

from celery.schedules import crontab, schedule

LONDON = ZoneInfo("Europe/London")
SHORTEST = timedelta(minutes=10)  # a busy machine is no alarm
LONGEST_SEARCH = 366 * 4 + 1  # days


def run_after(times: Any, after: datetime) -> datetime | None:
    """The first time after that moment at which the clock is to run it; None where there is none in four years."""
    if isinstance(times, crontab):
        return next(_times_of(times, after), None)
    return after + (_every(times) if isinstance(times, schedule) else timedelta(seconds=float(times)))


def late_from(times: Any, last: datetime) -> datetime | None:
    """From when on a task is late whose last good run was then: when it missed twice, and ten minutes at the least."""
    first = run_after(times, last)
    second = run_after(times, first) if first is not None else None
    return max(second, last + SHORTEST) if second is not None else None


def _every(times: Any) -> timedelta:
    every: timedelta = times.run_every
    return every


def _times_of(times: Any, after: datetime) -> Iterator[datetime]:
    """The moments of a crontab after `after`, by the clock on the wall in London; what that clock leaps over is not."""
    here = after.astimezone(LONDON)
    for count in range(LONGEST_SEARCH):
        day = date.fromordinal(here.toordinal() + count)
        if not _is_its_day(times, day):
            continue
        for moment in sorted(_moments(times, day)):
            if moment > after:
                yield moment


def _moments(times: Any, day: date) -> Iterator[datetime]:
    for hour in sorted(times.hour):
        for minute in sorted(times.minute):
            on_the_wall = datetime.combine(day, time_of_day(hour, minute))
            moment = on_the_wall.replace(tzinfo=LONDON).astimezone(UTC)
            if moment.astimezone(LONDON).replace(tzinfo=None) == on_the_wall:
                yield moment


def _is_its_day(times: Any, day: date) -> bool:
    return (
        day.month in times.month_of_year and day.day in times.day_of_month and day.isoweekday() % 7 in times.day_of_week
    )
