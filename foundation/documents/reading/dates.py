"""Dates as documents write them: a day, a month, a term of a school year, a year or a school year."""

import calendar
import datetime
import re
from dataclasses import dataclass

from foundation.documents.reading.characters import straight
from foundation.documents.reading.model import Precision

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHORT = r"(?P<year>(?:19|20)\d\d|\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th))?"
_WRITTEN: tuple[tuple[Precision, str], ...] = (
    (
        "day",
        rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?{_DAY}\s*(?:of\s+)?[\s-]?{_MONTH},?[\s-]*{_SHORT}",
    ),
    ("day", rf"{_MONTH}\s*{_DAY},?\s+{_YEAR}"),
    ("day", r"(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)"),
    ("day", rf"(?P<day>\d{{1,2}})\s?[/.-]\s?(?P<number>\d{{1,2}})\s?[/.-]\s?{_SHORT}"),
    ("month", rf"{_MONTH},?[\s-]*{_YEAR}"),
    ("month", rf"{_MONTH}[\s-]+'?(?P<year>\d\d)"),
    ("month", rf"(?P<number>0?[1-9]|1[0-2])\s?/\s?{_YEAR}"),
    ("term", rf"(?P<term>spring|summer|autumn)(?:\s+term)?(?:\s*[12])?,?\s+{_YEAR}(?!\s*[-/]\s*\d)"),
    ("year", rf"{_YEAR}\s*[-/–]\s*(?P<next>(?:20)?\d\d)"),
    ("year", _YEAR),
)
_FORMS: tuple[tuple[Precision, re.Pattern[str]], ...] = tuple(
    (precision, re.compile(r"(?<![\w/.-])" + form + r"(?![\w/-]|\.\d)", re.IGNORECASE)) for precision, form in _WRITTEN
)
_TERMS = {"spring": (1, 4), "summer": (4, 8), "autumn": (9, 12)}


@dataclass(frozen=True)
class Spelt:
    """A date found in text: its first and last day, how exact, the words, and where in the text they end."""

    starts: datetime.date
    ends: datetime.date
    precision: Precision
    words: str
    at: int
    school_year: bool = False


def first_date(text: str) -> Spelt | None:
    """The first date in the text, in the fullest form in which it can be read."""
    line = straight(text)
    found = [spelt for precision, form in _FORMS if (spelt := _match(form, precision, line, text))]
    return min(found, key=lambda spelt: (spelt.at, -len(spelt.words)), default=None)


def _match(form: re.Pattern[str], precision: Precision, line: str, text: str) -> Spelt | None:
    for match in form.finditer(line):
        spelt = _spelt(match, precision)
        if spelt:
            starts, ends = spelt
            words = text[match.start() : match.end()].strip()
            return Spelt(starts, ends, precision, words, match.start(), "next" in form.groupindex)
    return None


def _spelt(match: re.Match[str], precision: Precision) -> tuple[datetime.date, datetime.date] | None:
    parts = match.groupdict()
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if parts.get("term"):
        first, last = _TERMS[parts["term"].lower()]
        return datetime.date(year, first, 1), _month_end(year, last)
    if parts.get("next"):
        following = int(parts["next"]) % 100
        if following != (year + 1) % 100:
            return None
        return datetime.date(year, 9, 1), datetime.date(year + 1, 8, 31)
    if precision == "year":
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    month = _MONTHS.index(parts["month"][:3].lower()) + 1 if parts.get("month") else int(parts["number"])
    if precision == "month":
        return datetime.date(year, month, 1), _month_end(year, month)
    try:
        day = datetime.date(year, month, int(parts["day"]))
    except ValueError:
        return None
    return day, day


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
