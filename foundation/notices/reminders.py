"""When somebody is told of what they owe: at first, and then ever more rarely."""

from dataclasses import dataclass
from datetime import date

from foundation.schools.calendar import SchoolCalendar


@dataclass(frozen=True)
class Told:
    """What the ledger says of one person and one thing: first and last telling, and how many."""

    first_on: date
    last_on: date
    nth: int


def number_due(told: Told | None, spacing: list[int], calendar: SchoolCalendar, on: date) -> int | None:
    """Which telling is due on this day: 1 for the first, n + 1 for the nth reminder, None for none.

    `spacing` is in school days since the first telling. Somebody who was away gets one reminder for all they missed,
    and the next one no sooner than the first gap after it.
    """
    if told is None:
        return 1
    gap = max(min(spacing, default=1), 1)
    if calendar.between(told.last_on, on) < gap:
        return None
    nth = 1 + sum(days <= calendar.between(told.first_on, on) for days in spacing)
    return nth if nth > told.nth else None
