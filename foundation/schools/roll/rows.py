"""One row of the file as what it says of a person, with every problem named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from foundation.schools.roll.columns import FIELDS
from foundation.schools.roll.reading import Line, Table
from foundation.schools.roll.values import Wrong, read_day, read_email, read_groups, read_text, read_working_days

LONGEST = {"name": 120, "first_name": 60, "last_name": 60, "reference": 40, "job_title": 80, "employer": 80}
LONGEST |= {"line_manager": 254}


@dataclass(frozen=True)
class Problem:
    """What is wrong where. One that `stops` leaves its row out; the others leave out the cell, or are only to know."""

    row: int
    column: str
    words: str
    stops: bool = True


@dataclass
class Row:
    """What one row says. Only cells that say something are in `values`: an empty cell changes nothing."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def is_left_out(self) -> bool:
        return any(problem.stops for problem in self.problems)

    def wrong(self, column: str, words: str, *, stops: bool = True) -> None:
        self.problems.append(Problem(self.number, column, words, stops))


def read_rows(table: Table, columns: Mapping[str, int], order: str) -> list[Row]:
    """Every row of the table, read by the columns chosen; `order` is that of day and month in numbers."""
    readers = _readers(order)
    return [_read(line, table, columns, readers) for line in table.lines]


def _readers(order: str) -> dict[str, Callable[[str], Any]]:
    readers: dict[str, Callable[[str], Any]] = {
        "email": read_email,
        "groups": read_groups,
        "starts_on": lambda cell: read_day(cell, order),
        "leaves_on": lambda cell: read_day(cell, order),
        "working_days": read_working_days,
    }
    return readers | {name: partial(read_text, longest=longest) for name, longest in LONGEST.items()}


def _read(line: Line, table: Table, columns: Mapping[str, int], readers: Mapping[str, Callable[[str], Any]]) -> Row:
    row = Row(line.number)
    if line.wrong:
        row.wrong("", line.wrong)
        return row
    for name, place in columns.items():
        cell = line.cells[place]
        if not cell:
            continue
        try:
            row.values[name] = readers[name](read_text(cell, 2_000) if name != "line_manager" else cell)
        except Wrong as problem:
            row.wrong(table.headers[place] or FIELDS[name], str(problem))
    _join_name(row)
    _check(row)
    return row


def _join_name(row: Row) -> None:
    first, last = row.values.pop("first_name", ""), row.values.pop("last_name", "")
    if first or last:
        row.values["name"] = f"{first} {last}".strip()


def _check(row: Row) -> None:
    if not row.name and not any(problem.column for problem in row.problems):
        row.wrong(FIELDS["name"], "There is no name in this row.")
    elif row.name and not any(char.isalpha() for char in row.name):
        row.wrong(FIELDS["name"], f"“{row.name[:40]}” has no letters in it.")
    starts, leaves = row.values.get("starts_on"), row.values.get("leaves_on")
    if isinstance(starts, date) and isinstance(leaves, date) and leaves < starts:
        row.wrong(FIELDS["leaves_on"], "The last day is before the first day.")
