"""Version tables: version, date created, owner, date approved, review date, under whatever names."""

import re

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import key, squeezed
from foundation.documents.reading.model import VersionRow

_COLUMNS = (
    ("version", re.compile(r"^(version|ver|issue|edition|revision|v|no)( (no|number))?$")),
    ("review", re.compile(r"review (date|due)|next review|date (of|for) (next )?review|^review$|due for review")),
    ("approved", re.compile(r"approv|ratif|adopt|agreed")),
    (
        "created",
        re.compile(
            r"creat|written|^date$|^date (of )?(issue|issued|published|amended|change|changed|reviewed|update"
            r"|updated|version)|issued|^last (updated|reviewed)|^date reviewed|amended on"
        ),
    ),
    (
        "owner",
        re.compile(r"owner|author|^lead|responsible|written by|^by$|^name$|amended by|reviewed by|changed by|editor"),
    ),
    ("note", re.compile(r"note|change|comment|reason|summary|detail|descri|amendment|status")),
)


def is_version_table(block: Block) -> bool:
    """Whether the head of the table has a version column and at least one other of the kind."""
    if len(block.rows) < 2 or len(block.rows[0]) < 2:
        return False
    columns = _columns(block)
    return "version" in columns and len(columns) >= 2 and bool({"review", "approved", "created"} & set(columns))


def _columns(block: Block) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(block.rows[0]):
        name = next((name for name, pattern in _COLUMNS if name not in found and pattern.search(key(cell))), None)
        if name and cell:
            found[name] = at
    return found


def version_rows(block: Block) -> list[VersionRow]:
    """The rows below the head as written."""
    columns = _columns(block)
    rows = []
    for row in block.rows[1:]:
        cells = {name: squeezed(row[at]) if at < len(row) else "" for name, at in columns.items()}
        if any(cells.values()):
            rows.append(VersionRow(**cells))
    return rows


def blanks(block: Block) -> list[tuple[str, str]]:
    """For each empty cell of the approved and review columns: the version and the head of the column."""
    columns = _columns(block)
    found = []
    for row in block.rows[1:]:
        if any(cell.strip() for cell in row):
            for name in ("created", "owner", "approved", "review"):
                if name in columns and not (row[columns[name]] if columns[name] < len(row) else "").strip():
                    found.append((squeezed(row[columns["version"]]), squeezed(block.rows[0][columns[name]])))
    return found
