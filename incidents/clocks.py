"""By when something has to be done in a case. What counts in school days is a house rule; the law counts otherwise."""

from datetime import date, datetime, timedelta

from foundation.schools.calendar import bank_holidays

A_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether the local authority is at work: Monday to Friday, no bank holiday; the holidays of a school count."""
    return day.isoweekday() <= 5 and day not in bank_holidays(day.year)


def working_day_after(day: date) -> date:
    """The next working day: until then an allegation is considered with the LADO (HAY-06, KCSIE part four)."""
    day += A_DAY
    while not is_working_day(day):
        day += A_DAY
    return day


def hours_left(until: datetime, at: datetime) -> int:
    """Whole hours until then, rounded down; none once it is over."""
    return max(0, int((until - at).total_seconds() // 3600))
