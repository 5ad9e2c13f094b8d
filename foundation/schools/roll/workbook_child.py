"""Inside the limited child only: loads what reads Excel.

Values are taken as Excel last showed them: nothing is calculated, and nothing outside the file is asked. What a formula
never gave is handed on as the formula, so that its row and column are named; so are errors such as #REF!.
"""

import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from foundation.documents.reading.model import CannotRead
from foundation.documents.reading.package import LOCKED, TOO_LARGE, UNUSUAL, check_zip, unpacked
from foundation.jobs.child import ChildRefused

MOST_ROWS = 20_001  # with the headings
MOST_COLUMNS = 60
LONGEST_CELL = 2_001  # one more than may be, so that it is noticed
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ZEROS = re.compile(r"0{2,20}")
NOT_EXCEL = "This is a zip file, but no Excel workbook. Send a workbook (.xlsx) or CSV."
DAMAGED = "This Excel file is damaged. Open it in Excel, save it again as .xlsx, and send the new file."
WORDS = {
    LOCKED: "This workbook has a password. Take the password off in Excel, save it again, and send the new file.",
    TOO_LARGE: "This Excel file unpacks to more than 20 MB. A roll has one row for each person.",
    UNUSUAL: "This Excel file is built in an unusual way and was not opened. Save it again in Excel as .xlsx.",
}
MACROS = "This workbook has macros (small programs) in it. Save it as .xlsx without them, or as CSV."
EMPTY = "The workbook is empty: no sheet that is shown has anything in it."
MANY_COLUMNS = f"The file has more than {MOST_COLUMNS} columns."


def read(data: bytes) -> bytes:
    """Rows, what is wrong with single ones, and remarks, as JSON. Raises ChildRefused with a sentence."""
    _check(data)
    warnings.simplefilter("ignore")  # of openpyxl, about what it leaves out
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        found = _first_sheet(book, zipfile.ZipFile(io.BytesIO(data)))
    except (
        AttributeError,  # what openpyxl meets in parts that are missing or turned about
        IndexError,
        InvalidFileException,
        KeyError,
        OverflowError,
        TypeError,
        ValueError,
        SyntaxError,
        etree.XMLSyntaxError,
        zipfile.BadZipFile,
        EOFError,
    ) as error:
        raise ChildRefused(DAMAGED) from error
    return json.dumps(found).encode()


def _check(data: bytes) -> None:
    """Its sums, its kind, and no markup that can grow, before anything is unpacked for good."""
    try:
        archive = check_zip(data)
        names = archive.namelist()
        if "[Content_Types].xml" not in names:
            raise ChildRefused(NOT_EXCEL)
        kinds = unpacked(archive, "[Content_Types].xml").decode(errors="replace").casefold()
        for name in names:
            if name.endswith((".xml", ".rels")) and DOCTYPE.search(unpacked(archive, name).replace(b"\0", b"")):
                raise ChildRefused(WORDS[UNUSUAL])
    except CannotRead as refused:
        raise ChildRefused(WORDS.get(str(refused), DAMAGED)) from refused
    if "macroenabled" in kinds or any(re.search(r"(?i)vbaproject", name) for name in names):
        raise ChildRefused(MACROS)
    if "spreadsheetml.sheet.main+xml" not in kinds and "spreadsheetml.template.main+xml" not in kinds:
        raise ChildRefused(NOT_EXCEL)


def _first_sheet(book: Any, archive: zipfile.ZipFile) -> dict[str, Any]:
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown:
        outline = _outline(archive.read(sheet._worksheet_path))
        rows = list(_rows(sheet, outline))
        if rows:
            hidden = [one.title for one in book.worksheets if one.sheet_state != "visible"]
            others = [one.title for one in shown if one is not sheet]
            wrong = outline.wrong(rows[0][0])
            return {"rows": rows, "wrong": wrong, "remarks": _remarks(sheet.title, others, hidden, outline)}
    raise ChildRefused(EMPTY)


@dataclass
class Outline:
    """What the sheet says beside its values: formulas without one, merged cells, what is hidden."""

    unanswered: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first column, row, last column, row
    hidden_rows: int = 0
    hidden_columns: int = 0

    def wrong(self, headings: int) -> dict[int, str]:
        """Row -> why its cells do not stand for themselves. Raises ChildRefused where the headings are merged."""
        found: dict[int, str] = {}
        for left, top, right, bottom in self.merged:
            said = f"Cells {get_column_letter(left)}{top} to {get_column_letter(right)}{bottom} are merged"
            if top <= headings <= bottom:
                raise ChildRefused(
                    f"{said}. The first row has to say what is in each column: take out what is above it."
                )
            first = top if right > left else top + 1
            for row in range(first, min(bottom, first + MOST_ROWS) + 1):
                found.setdefault(row, f"{said}, so this row has no value of its own there. Take the merging apart.")
        return found


def _outline(markup: bytes) -> Outline:
    found = Outline()
    parser = etree.iterparse(
        io.BytesIO(markup), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    for _, element in parser:
        name = str(element.tag).rpartition("}")[2]
        if name == "c":
            _note_formula(element, found)
        elif name == "row":
            found.hidden_rows += element.get("hidden") in ("1", "true")
            element.clear()
        elif name == "col":
            first, last = int(element.get("min", 1)), int(element.get("max", 1))
            found.hidden_columns += (min(last, MOST_COLUMNS) - first + 1) * (element.get("hidden") in ("1", "true"))
        elif name == "mergeCell":
            found.merged.append(_span(element.get("ref", "")))
    return found


def _note_formula(cell: Any, found: Outline) -> None:
    parts = {str(part.tag).rpartition("}")[2]: part for part in cell}
    if "f" not in parts:
        return
    found.formulas += 1
    value = parts.get("v")
    if "is" not in parts and (value is None or (not value.text and cell.get("t") != "str")):
        column, row, _, _ = _span(cell.get("r", "A1"))
        found.unanswered[row, column] = f"={parts['f'].text or ''}"


def _span(words: str) -> tuple[int, int, int, int]:
    """First column, first row, last column, last row of cells such as B2:C9."""
    left, top, right, bottom = range_boundaries(words)
    return left or 1, top or 1, right or 1, bottom or 1


def _rows(sheet: Any, outline: Outline) -> Iterator[tuple[int, list[str]]]:
    """The rows with anything in them, by their numbers."""
    sheet.reset_dimensions()  # what a file says of its size need not be so
    kept = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_cell(cell, outline.unanswered.get((number, place), "")) for place, cell in enumerate(row, start=1)]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise ChildRefused(MANY_COLUMNS)
        kept += 1
        yield number, cells
        if kept > MOST_ROWS:
            return


def _cell(cell: Any, unanswered: str) -> str:
    value = cell.value
    if value is None:
        return unanswered
    if cell.data_type == "e":
        return f"={value}"
    return _said(value, str(getattr(cell, "number_format", "") or ""))[:LONGEST_CELL]


def _said(value: Any, shown_as: str) -> str:
    """A value as it is written in a file of words: days as 2026-09-01, numbers with the noughts they are shown with."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and ZEROS.fullmatch(shown_as):
        return str(value).zfill(len(shown_as))
    return str(value)


def _remarks(read: str, others: list[str], hidden: list[str], outline: Outline) -> list[str]:
    remarks = []
    if others or hidden:
        remarks.append(f"Of several sheets, “{_short(read)}” is read.")
    if others:
        remarks.append(f"Not read: {', '.join(f'“{_short(name)}”' for name in others[:5])}.")
    if hidden:
        remarks.append(f"Not read, because hidden: {', '.join(f'“{_short(name)}”' for name in hidden[:5])}.")
    if outline.hidden_rows or outline.hidden_columns:
        remarks.append("Some rows or columns are hidden in the workbook. They are read like the others.")
    if outline.formulas:
        remarks.append("Some cells are formulas. What they last showed is taken.")
    return remarks


def _short(name: str) -> str:
    return name[:40]
