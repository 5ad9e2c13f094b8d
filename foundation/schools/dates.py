"""Dates as schools know them: a day, a month, a term, a year, or not known (HAY-01, ALL-03)."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from foundation.schools.calendar import SchoolCalendar
from foundation.schools.models import School
from foundation.schools.models.calendar import Season

EARLIEST, LATEST = 1900, 2100
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SHORT_MONTHS = {name[:3]: number for number, name in enumerate(MONTHS, start=1)} | {"sept": 9}
SEASON_STARTS = {Season.AUTUMN: 9, Season.SPRING: 1, Season.SUMMER: 5}
SEASON_ENDS = {Season.AUTUMN: (12, 31), Season.SPRING: (4, 30), Season.SUMMER: (8, 31)}
NOT_KNOWN = frozenset(("unknown", "not known"))

DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+) ('?\d{2}|\d{4})")
MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")
NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
MONTH = re.compile(r"([a-z]+) ('?\d{2}|\d{4})")
MONTH_NUMBER = re.compile(r"(?:(\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2}))")
SEASON = re.compile(r"(autumn|spring|summer)(?: [12])?(?: term)?(?: [12])? (\d{4})(?: ?[-/] ?(\d{4}|\d{2}))?")
SCHOOL_YEAR = re.compile(r"(?:(?:school|academic) year )?(\d{4}) ?[-/] ?(\d{4}|\d{2})")
YEAR = re.compile(r"\d{4}")
WEEKDAY = re.compile(r"^(mon|tue(s)?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)? ")


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    TERM = "term", "Term"
    YEAR = "year", "Year"
    UNKNOWN = "unknown", "Not known"


@dataclass(frozen=True)
class PartDate:
    """A date known as exactly as `precision` says; `day` is the first day of the period, None when not known.

    Terms begin for this purpose on 1 September, 1 January and 1 May. A year that begins on 1 September is a school
    year ("2019-20"), one that begins on 1 January a calendar year ("2020").
    """

    day: date | None
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if (self.day is None) != (self.precision == Precision.UNKNOWN):
            raise ValueError("A date has a day unless it is not known.")
        object.__setattr__(self, "precision", Precision(self.precision))
        if self.day is not None:
            object.__setattr__(self, "day", _first_day(self.day, self.precision))

    @classmethod
    def unknown(cls) -> "PartDate":
        return cls(None, Precision.UNKNOWN)

    @classmethod
    def of(cls, day: date | None, precision: str) -> "PartDate":
        """From the two columns in which a row keeps it."""
        return cls.unknown() if day is None else cls(day, Precision(precision))

    @classmethod
    def parse(cls, words: str) -> "PartDate":
        """Read a date as people write it. Raises ValueError with a sentence for the person who wrote it."""
        text = re.sub(r"[\s,]+", " ", words.replace("\u2019", "'").replace("\u2013", "-").casefold()).strip(" .")
        text = WEEKDAY.sub("", text)
        if text in NOT_KNOWN:
            return cls.unknown()
        try:
            found = _read_term_or_year(text) or _read_day(text) or _read_month(text)
        except ValueError:
            found = None
        if found is None:
            raise ValueError(f"“{words[:60]}” is not a date. Write it like 12 May 2026, May 2026 or Summer term 2026.")
        if found.day is not None and not EARLIEST <= found.day.year <= LATEST:
            raise ValueError(f"The year must be between {EARLIEST} and {LATEST}.")
        return found

    @property
    def season(self) -> Season | None:
        """The term, where the date is one."""
        if self.precision != Precision.TERM or self.day is None:
            return None
        return _season(self.day)

    def last_day(self, of: "School | SchoolCalendar | None" = None) -> date | None:
        """The day on which the period is over; None when not known.

        For a term it is the last day of that term in the school's calendar, else 31 December, 30 April or 31 August.
        """
        if self.day is None or self.precision == Precision.DAY:
            return self.day
        if self.precision == Precision.MONTH:
            return _month_end(self.day)
        if self.precision == Precision.YEAR:
            return date(self.day.year, 12, 31) if self.day.month == 1 else date(self.day.year + 1, 8, 31)
        calendar = SchoolCalendar.of(of) if isinstance(of, School) else of
        season = _season(self.day)
        entered = calendar.term_end(season, self.day.year) if calendar else None
        return entered or date(self.day.year, *SEASON_ENDS[season])

    def is_over(self, on: date, of: "School | SchoolCalendar | None" = None) -> bool:
        """Whether the period has ended before this day. What is not known is never over."""
        last = self.last_day(of)
        return last is not None and last < on

    def __str__(self) -> str:
        """In words: 12 May 2026, September 2020, Summer term 2021, 2019-20, Not known."""
        if self.day is None:
            return "Not known"
        month = MONTHS[self.day.month - 1].capitalize()
        if self.precision == Precision.DAY:
            return f"{self.day.day} {month} {self.day.year}"
        if self.precision == Precision.MONTH:
            return f"{month} {self.day.year}"
        if self.precision == Precision.TERM:
            return f"{_season(self.day).label} term {self.day.year}"
        return str(self.day.year) if self.day.month == 1 else f"{self.day.year}-{(self.day.year + 1) % 100:02d}"


def _season(day: date) -> Season:
    return Season.AUTUMN if day.month >= 9 else Season.SUMMER if day.month >= 5 else Season.SPRING


def _first_day(day: date, precision: Precision) -> date:
    if precision == Precision.MONTH:
        return day.replace(day=1)
    if precision == Precision.TERM:
        return date(day.year, SEASON_STARTS[_season(day)], 1)
    if precision == Precision.YEAR:
        return date(day.year, 9 if day.month == 9 else 1, 1)
    return day


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _year(digits: str) -> int:
    number = int(digits.lstrip("'"))
    if len(digits.lstrip("'")) == 4:
        return number
    return 2000 + number if number < 70 else 1900 + number


def _month(name: str) -> int:
    if name in MONTHS:
        return MONTHS.index(name) + 1
    if (short := name.rstrip(".")) in SHORT_MONTHS:
        return SHORT_MONTHS[short]
    raise ValueError(name)


def _read_day(text: str) -> PartDate | None:
    if found := ISO.fullmatch(text):
        return PartDate(date(int(found[1]), int(found[2]), int(found[3])))
    if found := NUMBERS.fullmatch(text):
        return PartDate(date(_year(found[3]), int(found[2]), int(found[1])))
    text = text.replace(".", "")
    if found := DAY_FIRST.fullmatch(text):
        return PartDate(date(_year(found[3]), _month(found[2]), int(found[1])))
    if found := MONTH_FIRST.fullmatch(text):
        return PartDate(date(int(found[3]), _month(found[1]), int(found[2])))
    return None


def _read_term_or_year(text: str) -> PartDate | None:
    if found := SEASON.fullmatch(text):
        season, year = Season(found[1]), int(found[2])
        if found[3]:
            if not _is_next(year, found[3]):
                return None
            year += season != Season.AUTUMN
        return PartDate(date(year, SEASON_STARTS[season], 1), Precision.TERM)
    if (found := SCHOOL_YEAR.fullmatch(text)) and _is_next(int(found[1]), found[2]):
        return PartDate(date(int(found[1]), 9, 1), Precision.YEAR)
    if YEAR.fullmatch(text):
        return PartDate(date(int(text), 1, 1), Precision.YEAR)
    return None


def _read_month(text: str) -> PartDate | None:
    if found := MONTH_NUMBER.fullmatch(text):
        year, month = (found[2], found[1]) if found[1] else (found[3], found[4])
        return PartDate(date(int(year), int(month), 1), Precision.MONTH)
    if found := MONTH.fullmatch(text.replace(".", "")):
        return PartDate(date(_year(found[2]), _month(found[1]), 1), Precision.MONTH)
    return None


def _is_next(year: int, second: str) -> bool:
    """Whether the second half of a school year follows the first: 2019-20, 2019-2020."""
    return int(second) == (year + 1 if len(second) == 4 else (year + 1) % 100)


class PartDateField(forms.CharField):
    """A date in words, in one box; cleaned to a PartDate, or None when left empty.

    `precisions` are those that may be written; a day only, for example, where a decision needs its day.
    """

    def __init__(self, *, precisions: Iterable[Precision] = tuple(Precision), **kwargs: Any) -> None:
        self.precisions = frozenset(precisions)
        kwargs.setdefault("help_text", "For example 12 May 2026, September 2026, Summer term 2026 or 2025-26.")
        super().__init__(max_length=60, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError for what is no date, or not as exact as it has to be."""
        text = value if isinstance(value, PartDate) else super().to_python(value)
        if not text or isinstance(text, PartDate):
            return text or None
        try:
            found = PartDate.parse(text)
        except ValueError as problem:
            raise ValidationError(str(problem), code="no_date") from problem
        if found.precision not in self.precisions:
            raise ValidationError("Write the day, month and year, such as 12 May 2026.", code="not_exact")
        return found

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or None))
        except ValidationError:
            return True

    def run_validators(self, value: Any) -> None:
        super().run_validators(str(value) if isinstance(value, PartDate) else value)
