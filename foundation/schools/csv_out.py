"""Lists as files for a spreadsheet, in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# What makes a spreadsheet read a cell as a formula, the full-width forms included.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BLANK = " \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\ufeff"


def plain_cell(value: object) -> str:
    """The value as text that a spreadsheet shows as it is; a leading apostrophe where it would calculate."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(BLANK).startswith(STARTS_FORMULA) else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV: all cells quoted, CRLF, formulas neutralised."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([plain_cell(column) for column in columns])
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download in UTF-8 with a byte order mark, so that spreadsheets read accents."""
    answer = HttpResponse(csv_text(columns, rows).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
