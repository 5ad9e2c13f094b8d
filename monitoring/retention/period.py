"""How long is how long: a period in calendar months or in days, and the day on which it is over.

A month ends on its last day where the day is not there: 29 February and twelve months are 28 February. What is due is
asked backwards: the last day on which a record may have begun to count so that it is due today. As a later beginning is
never due earlier, everything up to that day is due and nothing after it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from foundation.schools.dates import PartDate, Precision, months_after
from monitoring.models import CountedFrom

LONDON = ZoneInfo("Europe/London")
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """So many months, or so many days, counted from a day or from the end of what it falls into."""

    months: int = 0
    days: int = 0
    counted_from: str = CountedFrom.DAY

    def due_on(self, began: date) -> date:
        """The first day on which a record that began to count on that day may be destroyed."""
        start = counted_from(began, self.counted_from)
        return months_after(start, self.months) + timedelta(days=self.days)

    def latest(self, on: date) -> date:
        """The last day on which a record may have begun to count to be due on that day."""
        start = _last_start(on, self.months, self.days)
        if counted_from(start, self.counted_from) == start:
            return start
        return _begin(start, self.counted_from) - A_DAY

    def __str__(self) -> str:
        length = _said(self.months, self.days)
        if self.counted_from == CountedFrom.DAY:
            return length
        return f"{length} from {CountedFrom(self.counted_from).label}"


def _said(months: int, days: int) -> str:
    if months and months % 12 == 0:
        years = months // 12
        return f"{years} year{'s' if years > 1 else ''}"
    number, unit = (months, "month") if months else (days, "day")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _last_start(on: date, months: int, days: int) -> date:
    """The last day whose period is over on that day: several days may end on the same last day of a month."""
    start = months_after(on - timedelta(days=days), -months)
    while months_after(start + A_DAY, months) + timedelta(days=days) <= on:
        start += A_DAY
    return start


def counted_from(day: date, way: str) -> date:
    """The day from which the period counts: that day, or the last one of its month, term, school year or year."""
    if way == CountedFrom.DAY:
        return day
    last = _part(day, way).last_day()
    return day if last is None else last


def _begin(day: date, way: str) -> date:
    first = _part(day, way).day
    return day if first is None else first


def _part(day: date, way: str) -> PartDate:
    if way == CountedFrom.YEAR:
        return PartDate(date(day.year, 1, 1), Precision.YEAR)
    if way == CountedFrom.SCHOOL_YEAR:
        return PartDate(date(day.year if day.month >= 9 else day.year - 1, 9, 1), Precision.YEAR)
    return PartDate(day, Precision(way))


def day_of(began: date | datetime) -> date:
    """The day in London on which something began to count."""
    return localdate(began, LONDON) if isinstance(began, datetime) else began


def end_of_day(day: date) -> datetime:
    """The moment in London at which the day is over, whatever the clocks did."""
    return datetime.combine(day + A_DAY, time.min, LONDON)
