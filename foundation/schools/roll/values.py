"""What a cell says: a day, working days, groups, an address."""

import re
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from foundation.schools.dates import PartDate, Precision

NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: 0?0:00(?::00)?)?")
ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?")
SERIAL = re.compile(r"\d{5}(?:\.0+)?")
EARLIEST, LATEST = 1950, 2100
FORMULA = re.compile(r"[=@\uff1d\uff20]|[+\-\uff0b\uff0d](?=\S)")
DAY_WORDS = {"mon": 1, "tue": 2, "tues": 2, "wed": 3, "weds": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6}
DAY_WORDS |= {"sun": 7, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6}
DAY_WORDS |= {"sunday": 7, "m": 1, "tu": 2, "w": 3, "th": 4, "f": 5, "sa": 6, "su": 7}
WHOLE_WEEK = frozenset(("full time", "full-time", "fulltime", "all", "ft", "5 days", "every day", "weekdays"))


class Wrong(ValueError):
    """A cell cannot be taken; the text says why."""


def day_orders(cells: Iterable[str]) -> set[str]:
    """The orders of day and month that the dates in numbers allow: "dmy", "mdy", both, or none that fits all."""
    orders = {"dmy", "mdy"}
    for cell in cells:
        found = NUMBERS.fullmatch(cell)
        if not found or int(found[1]) == int(found[2]):
            continue
        if int(found[1]) > 12:
            orders.discard("mdy")
        elif int(found[2]) > 12:
            orders.discard("dmy")
    return orders


def is_ambiguous(cells: Iterable[str]) -> bool:
    """Whether some date reads as two different days, and no other date in the file tells which is meant."""
    cells = list(cells)
    either = [cell for cell in cells if (found := NUMBERS.fullmatch(cell)) and _either(int(found[1]), int(found[2]))]
    return bool(either) and len(day_orders(cells)) == 2


def _either(first: int, second: int) -> bool:
    return first != second and first <= 12 and second <= 12


def read_day(cell: str, order: str) -> date:
    """The day that a cell names. Raises Wrong with a sentence."""
    if SERIAL.fullmatch(cell):
        raise Wrong(
            f"“{cell}” is a spreadsheet's number, not a date. Give the column the format of a date and save again."
        )
    try:
        found = _in_numbers(cell, order) or _in_words(cell)
    except ValueError as problem:
        raise Wrong(f"“{cell[:40]}” is not a date. Write it like 1 September 2026 or 01/09/2026.") from problem
    if not EARLIEST <= found.year <= LATEST:
        raise Wrong(f"The year of “{cell[:40]}” is not between {EARLIEST} and {LATEST}.")
    return found


def _in_numbers(cell: str, order: str) -> date | None:
    found = NUMBERS.fullmatch(cell)
    if not found:
        return None
    day, month = (found[1], found[2]) if order == "dmy" else (found[2], found[1])
    year = int(found[3]) if len(found[3]) == 4 else 2000 + int(found[3]) - (100 if int(found[3]) >= 70 else 0)
    return date(year, int(month), int(day))


def _in_words(cell: str) -> date:
    moment = ISO_MOMENT.fullmatch(cell)
    found = PartDate.parse(moment[1] if moment else cell)
    if found.day is None or found.precision != Precision.DAY:
        raise ValueError(cell)
    return found.day


def read_working_days(cell: str) -> str:
    """Days of the week as digits, Monday first. Raises Wrong."""
    text = cell.casefold().replace("\u2013", "-").replace(" to ", "-")
    if text in WHOLE_WEEK:
        return "12345"
    if re.fullmatch(r"[1-7]+", text):
        return "".join(sorted(set(text)))
    days: set[int] = set()
    for part in re.split(r"[,;/&+ ]+|\band\b", re.sub(r"\s*-\s*", "-", text)):
        if part:
            days |= _span(part, cell)
    if not days:
        raise Wrong(f"“{cell[:40]}” names no days of the week. Write them like Mon, Tue, Fri or Monday to Friday.")
    return "".join(str(day) for day in sorted(days))


def _span(part: str, cell: str) -> set[int]:
    first, _, last = part.partition("-")
    start, end = DAY_WORDS.get(first.strip(" .")), DAY_WORDS.get((last or first).strip(" ."))
    if start is None or end is None or end < start:
        raise Wrong(f"“{cell[:40]}” names no days of the week. Write them like Mon, Tue, Fri or Monday to Friday.")
    return set(range(start, end + 1))


def read_email(cell: str) -> str:
    """An address in small letters. Raises Wrong."""
    address = cell.casefold().removeprefix("mailto:").strip()
    try:
        validate_email(address)
    except ValidationError as problem:
        raise Wrong(f"“{cell[:60]}” is not an e-mail address.") from problem
    if len(address) > 254 or not address.isascii():
        raise Wrong(f"“{cell[:60]}” is not an e-mail address that mail can be sent to.")
    return address


def read_groups(cell: str) -> list[str]:
    """The names of groups in a cell, each once, in their order."""
    names: dict[str, str] = {}
    for name in re.split(r"[;|,\n]", cell):
        if name := " ".join(name.split()):
            if len(name) > 60:
                raise Wrong(f"“{name[:40]}…” is longer than a group's name may be (60 characters).")
            names.setdefault(name.casefold(), name)
    return list(names.values())


def read_text(cell: str, longest: int) -> str:
    """Plain words, not a formula, not too long. Raises Wrong."""
    if FORMULA.match(cell):
        raise Wrong(f"“{cell[:40]}” begins like a formula of a spreadsheet. Write the words themselves.")
    if len(cell) > longest:
        raise Wrong(f"This has {len(cell)} characters and may have {longest}.")
    return cell
