"""What stood on a day, on paper: every table of it, tagged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from foundation.documents.printing import print_pdf
from policies.as_at import AsAt
from policies.as_at_tables import ShownRow, Table
from policies.pdf import ACCENT, accent_css, styles_of

MOST = 500  # rows of one table: more are a file, not a sheet of paper


@dataclass(frozen=True, kw_only=True)
class AsAtPrint:
    """Everything the print shows; `narrowed` says to whom it was narrowed."""

    school: str
    then: AsAt
    asked_at: datetime
    tables: Sequence[Table]
    narrowed: str = ""
    accent: str = ACCENT

    def shown(self) -> Iterator[tuple[Table, list[ShownRow], int]]:
        """Each table with the rows that are printed, and how many are not."""
        for one in self.tables:
            yield one, one.lines(one.rows[:MOST]), max(0, len(one.rows) - MOST)


def print_as_at(made: AsAtPrint) -> bytes:
    """The day as tagged PDF. Raises PrintError."""
    html = render_to_string("policies/pdf/as_at.html", {"made": made})
    return print_pdf(html, styles=[*styles_of("print.css", "as_at.css"), accent_css(made.accent)])
