"""A roll from Excel: read in the limited child, then the same table as from CSV."""

import json
from dataclasses import dataclass
from typing import Any

from foundation.jobs.child import ChildError, run_limited

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP, NO_ZIP, OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
LOCKED = "This workbook has a password. Take the password off in Excel, save it again, and send the new file."
OLD = "This is an old Excel file (.xls), whatever its name says. Save it as .xlsx or as CSV."
CPU_SECONDS, WALL_SECONDS = 9, 12


class NoWorkbook(Exception):
    """The file cannot be taken as a workbook; the text is the sentence for who sent it."""


@dataclass(frozen=True)
class Workbook:
    """The rows of one sheet that are not empty: (number, cells), what is wrong with single rows, and remarks."""

    rows: list[tuple[int, list[str]]]
    wrong: dict[int, str]
    remarks: list[str]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a workbook, or would be one if they could be opened."""
    return data.startswith((ZIP, NO_ZIP, OLE))


def read_workbook(data: bytes) -> Workbook:
    """The first sheet with anything in it that is not hidden. Raises NoWorkbook."""
    if data.startswith(OLE):
        raise NoWorkbook(LOCKED if "EncryptedPackage".encode("utf-16-le") in data else OLD)
    try:
        answer = run_limited("foundation.schools.roll.workbook_child:read", data, cpu=CPU_SECONDS, wall=WALL_SECONDS)
    except ChildError as refused:
        raise NoWorkbook(refused.sentence) from refused
    found: dict[str, Any] = json.loads(answer)
    rows = [(int(number), list(cells)) for number, cells in found["rows"]]
    return Workbook(rows, {int(number): words for number, words in found["wrong"].items()}, found["remarks"])
