"""Sheets to sign as PDF: with a line and a code for each person, or with blank lines for a group that is counted."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.template.loader import render_to_string

from foundation.documents.printing import print_pdf
from policies.codes import in_square, said
from policies.pdf import ACCENT, accent_css, styles_of

SPARE_LINES = 3  # on the sheet of a group: somebody always writes on the wrong line


@dataclass(frozen=True, kw_only=True)
class LinePrint:
    """One person's line: the name as printed, and the code."""

    name: str
    code: str

    @property
    def said(self) -> str:
        return said(self.code)


@dataclass(frozen=True, kw_only=True)
class SheetPrint:
    """A sheet in words: of which text, what is confirmed by signing, and who signs."""

    school: str
    policy: str
    version: str
    in_force_from: str
    words: str
    number: str
    about: str = ""
    statements: Sequence[str] = ()
    lines: Sequence[LinePrint] = ()
    blank_lines: int = 0
    accent: str = ACCENT

    @property
    def blanks(self) -> range:
        return range(1, self.blank_lines + 1)


def print_sheet(sheet: SheetPrint) -> bytes:
    """The sheet as tagged PDF. Raises PrintError."""
    html = render_to_string("policies/pdf/sheet.html", {"sheet": sheet})
    squares = {f"square-{line.code}": _square(line.code) for line in sheet.lines}
    return print_pdf(html, styles=[*styles_of("print.css", "sheet.css"), accent_css(sheet.accent)], assets=squares)


def _square(code: str) -> bytes:
    """The square code of a line as a picture. It still reads with a quarter of it under a coffee ring."""
    drawn = io.BytesIO()
    segno.make(in_square(code), error="q", micro=False, boost_error=False).save(drawn, kind="png", scale=6, border=2)
    return drawn.getvalue()
