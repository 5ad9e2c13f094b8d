"""The assurance page on paper, tagged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string

from foundation.documents.printing import print_pdf
from monitoring.assurance.sections import Section
from policies.pdf import ACCENT, accent_css, styles_of


@dataclass(frozen=True, kw_only=True)
class AssurancePrint:
    """Everything the print shows."""

    school: str
    on: date
    asked_at: datetime
    sections: Sequence[Section]
    accent: str = ACCENT


def print_assurance(made: AssurancePrint) -> bytes:
    """The day as tagged PDF. Raises PrintError."""
    html = render_to_string("monitoring/assurance/print.html", {"made": made})
    return print_pdf(html, styles=[*styles_of("print.css", "as_at.css"), accent_css(made.accent)])
