"""When a line of a log was written: ISO, day first, month first, or seconds since 1970, in the filter's own time zone.

A day and an hour are turned into UTC once and remembered: a log has a million lines and few hours.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from monitoring.usage.remembered import Remembered

ISO, DAY_FIRST, MONTH_FIRST, EPOCH = "iso", "dmy", "mdy", "epoch"
FORMATS = {
    ISO: "Year first: 2026-04-03 14:05:09",
    DAY_FIRST: "Day first: 3/4/2026 14:05 is 3 April",
    MONTH_FIRST: "Month first: 3/4/2026 14:05 is 4 March",
    EPOCH: "Seconds (or milliseconds) since 1970: 1775221509",
}
ZONES = {
    "Europe/London": "The time in this country, with summer time",
    "UTC": "UTC (Greenwich) all year",
}
SECONDS = {f":{second:02}": timedelta(seconds=second) for second in range(60)}
FIRST_YEAR, LAST_YEAR = 1990, 2100
ISO_SHAPE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.+))?")
SLASH_SHAPE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:,?[T ]+(.+))?")
CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)? ?([AaPp])?\.?[Mm]?\.? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
EPOCH_SHAPE = re.compile(r"(\d{9,10})(?:\.\d{1,9})?|(\d{12,13})")

Read = Callable[[str], datetime | None]


def reader(written: str, zone: str) -> Read:
    """How to read moments written in this format; None for what is no moment. In UTC, to the second."""
    if written == EPOCH:
        return _seconds
    home = ZoneInfo(zone)
    kept: Remembered[datetime | None] = Remembered(lambda text: _moment(text, written, home))

    def read(text: str) -> datetime | None:
        # 2026-04-03 14:05:09 by its minute, to which the seconds are added: so few moments are worked out.
        more = SECONDS.get(text[16:])
        if more is None:
            return kept[text]
        minute = kept[text[:16]]
        return minute if minute is None else minute + more

    return read


def _seconds(text: str) -> datetime | None:
    shape = EPOCH_SHAPE.fullmatch(text.strip())
    if shape is None or not text.isascii():
        return None
    found = datetime.fromtimestamp(int(shape[1]) if shape[1] else int(shape[2]) // 1000, tz=UTC)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _moment(text: str, written: str, home: tzinfo) -> datetime | None:
    parts = _day_and_rest(text.strip(), written)
    if parts is None:
        return None
    year, month, day, rest = parts
    clock = _clock(rest, home)
    if clock is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    hour, minute, second, zone = clock
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day_and_rest(text: str, written: str) -> tuple[int, int, int, str] | None:
    if not text.isascii():
        return None
    if written == ISO:
        shape = ISO_SHAPE.fullmatch(text)
        return (int(shape[1]), int(shape[2]), int(shape[3]), shape[4] or "") if shape else None
    shape = SLASH_SHAPE.fullmatch(text)
    if shape is None:
        return None
    year = int(shape[3]) + (2000 if len(shape[3]) == 2 else 0)
    day, month = (int(shape[1]), int(shape[2])) if written == DAY_FIRST else (int(shape[2]), int(shape[1]))
    return year, month, day, shape[4] or ""


def _clock(text: str, home: tzinfo) -> tuple[int, int, int, tzinfo] | None:
    """Hours, minutes, seconds, and the zone where the line names its own; midnight where there is none."""
    if not text:
        return 0, 0, 0, home
    shape = CLOCK.fullmatch(text.strip())
    if shape is None:
        return None
    hour, half = int(shape[1]), (shape[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return hour, int(shape[2]), int(shape[3] or 0), _zone(shape[5], home)


def _zone(said: str | None, home: tzinfo) -> tzinfo:
    if not said:
        return home
    if said in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if said[0] == "-" else 1
    hours, minutes = int(said[1:3]), int(said[-2:])
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(sign * away) if away < timedelta(hours=24) else UTC


def guessed(samples: Iterable[str]) -> tuple[str, bool]:
    """The format in which most of these are written, and whether that is sure: 3/4/2026 could be either."""
    texts = [text.strip() for text in samples if text.strip()]
    for written, shape in ((EPOCH, EPOCH_SHAPE), (ISO, ISO_SHAPE)):
        if texts and 2 * sum(shape.fullmatch(text) is not None for text in texts) > len(texts):
            return written, True
    shapes = [shape for shape in map(SLASH_SHAPE.fullmatch, texts) if shape]
    if any(int(shape[2]) > 12 for shape in shapes):
        return MONTH_FIRST, not any(int(shape[1]) > 12 for shape in shapes)
    return DAY_FIRST, any(int(shape[1]) > 12 for shape in shapes)
