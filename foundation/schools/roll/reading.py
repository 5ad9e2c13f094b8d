"""Reading a file with the roll, CSV or Excel: which encoding, which delimiter, which rows.

Nothing here knows what the columns mean. What is too large is refused with a sentence before it is taken apart.
"""

import csv
import io
from dataclasses import dataclass, field

from foundation.core.text import tidy
from foundation.schools.roll.workbook import NoWorkbook, is_workbook, read_workbook

LARGEST = 5 * 1024 * 1024  # bytes: a roll of 20,000 with every column filled
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000  # characters
NO_MARKS = "A cell with a comma needs quotation marks."
NO_HEADING = "Give each column that is used a heading, or empty its cells."
TOO_MANY_ROWS = f"The file has more than {MOST_ROWS:,} rows. A roll has one row for each person."
DELIMITERS = (",", ";", "\t", "|")
BINARY = {b"%PDF": "a PDF"}


class Unreadable(Exception):
    """The file cannot be taken as a table; the text says why."""


@dataclass(frozen=True)
class Line:
    """One row of the file: its number as a spreadsheet counts, its cells, and what is wrong with its shape."""

    number: int
    cells: tuple[str, ...]
    wrong: str = ""


@dataclass(frozen=True)
class Table:
    """The first row as headers, and the rows below it."""

    headers: tuple[str, ...]
    lines: list[Line]
    remarks: list[str] = field(default_factory=list)


def read_table(data: bytes) -> Table:
    """The table in a CSV file or a workbook. Raises Unreadable with a sentence for who sent it."""
    if len(data) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 1024 // 1024} MB. A roll has one row for each person.")
    return _table_of_workbook(data) if is_workbook(data) else _table_of_text(data)


def _table_of_workbook(data: bytes) -> Table:
    """The first sheet that is shown and not empty, its cells as words."""
    try:
        book = read_workbook(data)
    except NoWorkbook as problem:
        raise Unreadable(str(problem)) from problem
    if len(book.rows) > MOST_ROWS + 1:
        raise Unreadable(TOO_MANY_ROWS)
    (_, first), *below = (
        (number, [_cell(cell, number, place) for place, cell in enumerate(cells, start=1)])
        for number, cells in book.rows
    )
    headers = tuple(_unguarded(cell) for cell in first)
    lines = [_line(number, row, len(headers), NO_HEADING, book.wrong.get(number, "")) for number, row in below]
    if not lines:
        raise Unreadable("The file has headings but no rows below them.")
    return Table(headers, lines, book.remarks)


def _table_of_text(data: bytes) -> Table:
    text, remarks = decoded(data)
    if not text.strip():
        raise Unreadable("The file is empty.")
    rows = _rows(text)
    start = next(number for number, row in enumerate(rows) if any(row))
    headers = tuple(_unguarded(cell) for cell in rows[start])
    while headers and not headers[-1]:
        headers = headers[:-1]
    if len(headers) > MOST_COLUMNS:
        raise Unreadable(f"The file has more than {MOST_COLUMNS} columns.")
    lines = [
        _line(number, row, len(headers)) for number, row in enumerate(rows[start + 1 :], start=start + 2) if any(row)
    ]
    if not lines:
        raise Unreadable("The file has headings but no rows below them.")
    return Table(headers, lines, remarks)


def decoded(data: bytes) -> tuple[str, list[str]]:
    """The text of the file, and what its reader should know. Raises Unreadable for what is no text."""
    kind = next((name for start, name in BINARY.items() if data.startswith(start)), None)
    if kind:
        raise Unreadable(f"This is {kind}, not CSV. In the spreadsheet choose “Save as” and then CSV.")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _in(data, encoding), []
    if encoding := _wide(data):
        return _in(data, encoding), []
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
        remarks = ["The file had empty characters in it, which are left out."]
    else:
        remarks = []
    try:
        return data.decode("utf-8"), remarks
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, [
            *remarks,
            "The file is in the older Windows encoding. Look at names with accents before going on.",
        ]


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of the beginning is nothing."""
    start = data[:200]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if len(start) < 4 or max(even, odd) < len(start) // 4:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _in(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise Unreadable("The file is damaged: it begins in one encoding and does not go on in it.") from broken


def _rows(text: str) -> list[list[str]]:
    """All rows, with cells tidied; how many and how long is watched while reading."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[str]] = []
    csv.field_size_limit(LARGEST)
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            if len(rows) > MOST_ROWS:
                raise Unreadable(TOO_MANY_ROWS)
            rows.append([_cell(cell, reader.line_num, place) for place, cell in enumerate(row, start=1)])
    except csv.Error as broken:
        raise Unreadable(
            f"A quotation mark opens near line {reader.line_num} and is not closed as it should be. Close it or take"
            " it out."
        ) from broken
    return rows


def _cell(cell: str, line: int, place: int) -> str:
    if len(cell) > LONGEST_CELL:
        raise Unreadable(
            f"Column {place} near line {line} has {len(cell):,} characters in one cell. A quotation mark may be open,"
            " or this is not a roll."
        )
    return " ".join(tidy(cell).split())


def _delimiter(text: str) -> str:
    """The sign that stands most often in the first row outside quotation marks."""
    first = next((line for line in text.split("\n", 50) if line.strip()), "")
    outside = "".join(first.split('"')[0::2])
    return max(DELIMITERS, key=outside.count)


def _line(number: int, row: list[str], width: int, why_longer: str = NO_MARKS, wrong: str = "") -> Line:
    cells = [_unguarded(cell) for cell in row]
    if any(cells[width:]) and not wrong:
        wrong = f"This row has {len(row)} cells and the headings are {width}. {why_longer}"
    return Line(number, tuple((cells + [""] * width)[:width]), wrong)


def _unguarded(cell: str) -> str:
    """Without the apostrophe by which our own files keep a cell from being a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell
