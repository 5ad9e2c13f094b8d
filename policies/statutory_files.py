"""A list of statutory policies in a file: read and looked over row by row, and written so that it can be changed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import slugify

from foundation.schools.models.school import SchoolKind
from foundation.schools.roll.reading import Line as FileLine
from foundation.schools.roll.reading import Table, Unreadable, read_table
from policies.statutory import Line, split

LARGEST, MOST_LINES = 500_000, 500  # bytes; lines
COLUMNS = (
    *("Key", "Policy", "Also called", "Schools", "Review every (months)", "Website", "Website source"),
    *("Source", "Source dated", "Checked on", "From", "Until", "Note"),
)
NEEDED = ("Policy", "Schools", "Source")
LONGEST = {"Policy": 150, "Source": 300, "Website source": 300, "Note": 500, "Also called": 1000}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
KINDS = {value: value for value in SchoolKind.values} | {
    str(label).casefold(): value for value, label in SchoolKind.choices
}


@dataclass(frozen=True)
class Reading:
    """The lines that could be read, and what is wrong: the row's number (0 for the file) and a sentence."""

    lines: Sequence[Line]
    problems: Sequence[tuple[int, str]]


def read_list(data: bytes) -> Reading:
    """The list in a CSV file. Nothing is raised: what is wrong is said by row."""
    if len(data) > LARGEST:
        return Reading([], [(0, f"The file is larger than {LARGEST // 1000} kB. A list has one row for each policy.")])
    try:
        table = read_table(data)
    except Unreadable as why:
        return Reading([], [(0, str(why))])
    places = {name.casefold(): place for place, name in enumerate(table.headers)}
    missing = [name for name in NEEDED if name.casefold() not in places]
    if missing:
        columns = ", ".join(f"“{name}”" for name in missing)
        return Reading([], [(0, f"The first row has to name the columns; {columns} is not there.")])
    if len(table.lines) > MOST_LINES:
        return Reading([], [(0, f"The file has more than {MOST_LINES} rows.")])
    return _read(table, places)


def _read(table: Table, places: Mapping[str, int]) -> Reading:
    lines: list[Line] = []
    problems: list[tuple[int, str]] = [(0, remark) for remark in table.remarks if "damaged" in remark]
    seen: dict[tuple[str, str], list[tuple[int, Line]]] = {}
    for row in table.lines:
        cells = {name: _cell(row, places.get(name.casefold())) for name in COLUMNS}
        wrong = [row.wrong] if row.wrong else []
        line = _line(cells, wrong)
        wrong += _twice(line, seen, row.number)
        problems += [(row.number, sentence) for sentence in wrong]
        lines.append(line)
    return Reading(lines, problems)


def _cell(row: FileLine, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _twice(line: Line, seen: dict[tuple[str, str], list[tuple[int, Line]]], number: int) -> Iterator[str]:
    """A line whose key another row has already for the same kind of school and the same time."""
    for kind in line.schools:
        others = seen.setdefault((line.key, kind), [])
        before = next((row for row, other in others if _meet(line, other)), 0)
        others.append((number, line))
        if before:
            yield f"“{line.title}” stands for {SchoolKind(kind).label.lower()} in row {before} already."
            return


def _meet(one: Line, other: Line) -> bool:
    """Whether there is a day on which both hold."""
    return _before(one.starts_on, other.ends_on) and _before(other.starts_on, one.ends_on)


def _before(start: str, end: str) -> bool:
    return not end or start <= end


def _line(cells: Mapping[str, str], wrong: list[str]) -> Line:
    for name in NEEDED:
        if not cells[name]:
            wrong.append(f"“{name}” is empty.")
    for name, longest in LONGEST.items():
        if len(cells[name]) > longest:
            wrong.append(f"“{name}” has more than {longest} letters.")
    schools = _kinds(cells["Schools"], "Schools", wrong)
    website = _kinds(cells["Website"], "Website", wrong)
    wrong += [f"“Website” names {SchoolKind(kind).label.lower()}, “Schools” does not." for kind in website - schools]
    starts_on, ends_on = (_day(cells[name], name, wrong) for name in ("From", "Until"))
    if starts_on and ends_on and ends_on < starts_on:
        wrong.append("“Until” is before “From”.")
    return Line(
        key=slugify(cells["Key"] or cells["Policy"])[:60],
        title=cells["Policy"][:150],
        also=split(cells["Also called"]),
        schools=sorted(schools),
        months=_months(cells["Review every (months)"], wrong),
        website=sorted(website),
        website_source=cells["Website source"],
        source=cells["Source"],
        source_dated=cells["Source dated"],
        checked_on=_day(cells["Checked on"], "Checked on", wrong),
        starts_on=starts_on,
        ends_on=ends_on,
        note=cells["Note"],
    )


def _kinds(cell: str, name: str, wrong: list[str]) -> set[str]:
    found: set[str] = set()
    for part in split(cell.replace(",", ";")):
        said = part.casefold()
        if said in ("all", "every school"):
            found |= set(SchoolKind.values)
        elif said in KINDS:
            found.add(KINDS[said])
        elif said not in ("no", "none"):
            known = "; ".join(str(label) for label in SchoolKind.labels)
            wrong.append(f"“{name}” names “{part[:60]}”, which is no kind of school. There are: {known}; all.")
    return found


def _months(cell: str, wrong: list[str]) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", cell) or not 1 <= int(cell) <= 120:
        wrong.append(f"“Review every (months)” says “{cell[:30]}”. Write a number from 1 to 120, or nothing.")
        return None
    return int(cell)


def _day(cell: str, name: str, wrong: list[str]) -> str:
    for form in DAYS if cell else ():
        try:
            return datetime.strptime(cell, form).date().isoformat()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    if cell:
        wrong.append(f"“{name}” says “{cell[:30]}”, which is no day. Write it as {date(2026, 9, 1).isoformat()}.")
    return ""


@dataclass(frozen=True)
class Difference:
    """What a new list changes: titles of lines."""

    added: Sequence[str]
    removed: Sequence[str]
    changed: Sequence[str]


def difference(old: Iterable[Line], new: Iterable[Line]) -> Difference:
    """Lines by key and kinds of school; changed where anything else differs."""
    was, now = ({_name(line): line for line in lines} for lines in (old, new))
    return Difference(
        added=sorted({line.title for name, line in now.items() if name not in was}),
        removed=sorted({line.title for name, line in was.items() if name not in now}),
        changed=sorted({line.title for name, line in now.items() if name in was and _said(line) != _said(was[name])}),
    )


def _name(line: Line) -> tuple[str, str]:
    return line.key, ";".join(sorted(line.schools))


def _said(line: Line) -> tuple[Any, ...]:
    return tuple(sorted(cell.split("; ")) for cell in cells_of(line))


def cells_of(line: Line) -> list[str]:
    """The line as a row of the file, in the order of COLUMNS."""
    several = ("; ".join(part) for part in (line.also, line.schools, line.website))
    also, schools, website = several
    return [
        *(line.key, line.title, also, schools, str(line.months or ""), website, line.website_source),
        *(line.source, line.source_dated, line.checked_on, line.starts_on, line.ends_on, line.note),
    ]
