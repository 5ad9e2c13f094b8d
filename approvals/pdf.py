"""A request as PDF. What is printed comes in as words ready to show; nothing here asks the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string

from foundation.documents.printing import print_pdf
from policies.pdf import ACCENT, accent_css, styles_of


@dataclass(frozen=True, kw_only=True)
class AnswerPrint:
    """A question with its answer; with `options`, all that could be ticked, each with whether it is.

    `is_long`: there is room for sentences where it is answered by hand.
    """

    question: str
    answer: str = ""
    is_long: bool = False
    options: Sequence[tuple[str, bool]] = ()


@dataclass(frozen=True, kw_only=True)
class SectionPrint:
    """A heading of the form with what is asked below it."""

    heading: str
    answers: list[AnswerPrint] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class StepPrint:
    """Somebody's place in the chain: what they said, or boxes to tick and lines to write on."""

    whose: str
    what: str
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    boxes: Sequence[tuple[str, Sequence[str]]] = ()

    @property
    def is_blank(self) -> bool:
        return not self.facts


@dataclass(frozen=True, kw_only=True)
class RequestPrint:
    """Everything a printed request shows, in words ready to show."""

    school: str
    heading: str
    about: str
    mark: str
    asked: Sequence[tuple[str, str]]
    sections: Sequence[SectionPrint]
    steps: Sequence[StepPrint]
    earlier: Sequence[StepPrint] = ()
    pictures: Sequence[tuple[str, str]] = ()
    fingerprint: str = ""
    accent: str = ACCENT


def print_request(form: RequestPrint) -> bytes:
    """The request as tagged PDF. Raises PrintError."""
    html = render_to_string("approvals/paper/request.html", {"form": form})
    return print_pdf(html, styles=[*styles_of("print.css", "request.css"), accent_css(form.accent)])
