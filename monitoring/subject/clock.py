"""Until when a request is to be answered (UK GDPR, article 12(3); ICO, time limits).

One calendar month from the day it was received or identity was confirmed, the later; the last of the month where the
month has no such day; two months more where extended. Days between a question what they mean and the answer do not
count. What falls on a weekend or a bank holiday is due on the next working day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.schools.calendar import bank_holidays
from foundation.schools.dates import months_after
from monitoring.models import SubjectPause, SubjectRequest

FIRST, EXTENDED = 1, 3  # months from the beginning
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """Where the clock of a request stands. `due_on` is None while it has not begun or stands still."""

    begins_on: date | None
    first_on: date | None  # the end of the first month: an extension is told by then
    due_on: date | None
    still_since: date | None

    def days_left(self, on: date) -> int | None:
        """Days from that day to the last; negative when that is past, None while the clock does not run."""
        return (self.due_on - on).days if self.due_on is not None else None

    def is_overdue(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on

    def said(self, on: date) -> str:
        """How far off the last day is, in words."""
        if self.begins_on is None:
            return "The month begins when identity is confirmed"
        left = self.days_left(on)
        if left is None:
            return "The clock stands still until they answer"
        if left < 0:
            return f"{-left} day{'' if left == -1 else 's'} late"
        return "The last day is today" if left == 0 else f"{left} day{'' if left == 1 else 's'} left"


def next_working_day(day: date) -> date:
    """The day itself, or the next that is neither in a weekend nor a bank holiday of England."""
    while day.isoweekday() > 5 or day in bank_holidays(day.year):
        day += ONE_DAY
    return day


def due_after(begins_on: date, months: int, days_stood_still: int = 0) -> date:
    """The last day on which to answer what began on that day."""
    return next_working_day(months_after(begins_on, months) + timedelta(days=days_stood_still))


def clock_of(request: SubjectRequest, pauses: Iterable[SubjectPause] | None = None) -> Clock:
    """Where the clock of a request stands; `pauses` where they are in hand."""
    begins = request.identity_confirmed_on
    if begins is None:
        return Clock(None, None, None, None)
    rows = list(request.pauses.all() if pauses is None else pauses)
    still = next((row.asked_on for row in rows if row.answered_on is None), None)
    stood = sum(_days(row, begins) for row in rows)
    first = due_after(begins, FIRST, stood)
    months = EXTENDED if request.extended_at is not None else FIRST
    return Clock(begins, first, None if still is not None else due_after(begins, months, stood), still)


def _days(pause: SubjectPause, begins: date) -> int:
    """How many days of the month a pause took; what was answered before the month began took none."""
    if pause.answered_on is None:
        return 0
    return max(0, (pause.answered_on - max(pause.asked_on, begins)).days)
