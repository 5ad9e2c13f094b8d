"""The file of a case as PDF. What is printed comes in as words ready to show; nothing here asks the database.

One of many words is printed in parts, which are then put together: the printer takes so much at once and no more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string

from foundation.documents.merging import Front, Part, bind
from foundation.documents.printing import PrintError, print_pdf
from policies.pdf import ACCENT, accent_css, styles_of

WORDS_AT_ONCE = 12_000  # printed in a few seconds, so also while somebody waits for the page
LETTERS_IN_A_WORD = 6
AROUND_A_LINE, AROUND_A_BREAK = 12, 3  # words that a line, and a break within it, count for: each is laid out by itself
MOST_PARTS = 40
TOO_LONG = "This case is too long to be printed. Take everything as one archive: it can be read without this site."
FOOTER = "Page {page} of {pages}"
PLACES = ("facts", "rows", "lines")
NO_NUMBERS = "@page { @bottom-right { content: none } }"  # those of the whole are put over the parts


@dataclass(frozen=True, kw_only=True)
class LinePrint:
    """Something said or done: when and what, the words, and who wrote it."""

    title: str
    words: str
    note: str = ""


Item = LinePrint | Sequence[str]


@dataclass(frozen=True, kw_only=True)
class SectionPrint:
    """A heading with facts, a table or lines below it; `none` is said where there is nothing."""

    heading: str
    facts: Sequence[tuple[str, str]] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: Sequence[LinePrint] = ()
    none: str = ""
    hashes: bool = False  # the last column is a hash

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.rows or self.lines)


@dataclass(frozen=True, kw_only=True)
class CasePrint:
    """Everything a printed case shows; `left_out` says what its reader is not given."""

    school: str
    about: str
    mark: str
    made: str
    sections: Sequence[SectionPrint]
    left_out: str = ""
    part: str = ""  # what it is called as a part of a long file
    accent: str = ACCENT


def is_long(made: CasePrint) -> bool:
    """Whether it is more than is printed while somebody waits."""
    return sum(_weight(section) for section in made.sections) > WORDS_AT_ONCE


def print_case(made: CasePrint) -> bytes:
    """The case file as tagged PDF. Raises PrintError."""
    return print_pdf(_html(made), styles=_styles(made))


def print_long_case(made: CasePrint, progress: Callable[[int, int, str], None]) -> bytes:
    """A case file of any length as one tagged PDF, printed in parts. Raises PrintError."""
    parts = list(_parts(made))
    if len(parts) > MOST_PARTS:
        raise PrintError(TOO_LONG)
    if len(parts) == 1:
        return print_case(made)
    printed = []
    for number, part in enumerate(parts[1:], start=1):
        progress(number, len(parts) + 1, f"Printing part {number + 1} of {len(parts)}")
        printed.append(Part(part.part, print_pdf(_html(part), styles=[*_styles(part), NO_NUMBERS])))
    progress(len(parts), len(parts) + 1, "Putting the parts together")
    front = Front(_html(parts[0]), [*_styles(made), NO_NUMBERS])
    return bind(front, printed, title=made.about, author=made.school, footer=FOOTER).pdf


def _html(made: CasePrint) -> str:
    return render_to_string("incidents/pdf/case.html", {"form": made})


def _styles(made: CasePrint) -> list[str]:
    return [*styles_of("print.css", "case.css"), accent_css(made.accent)]


def _parts(made: CasePrint) -> Iterator[CasePrint]:
    """The file in pieces, none of more than is printed at once; each is headed by what it begins with."""
    held: list[SectionPrint] = []
    room, number = WORDS_AT_ONCE, 1
    for piece in (piece for section in made.sections for piece in _pieces(section)):
        if held and _weight(piece) > room:
            yield _part(made, held, number)
            held, room, number = [], WORDS_AT_ONCE, number + 1
        held.append(piece)
        room -= _weight(piece)
    yield _part(made, held, number)


def _part(made: CasePrint, sections: Sequence[SectionPrint], number: int) -> CasePrint:
    part = f"Part {number}: {sections[0].heading}" if number > 1 else ""
    return replace(made, sections=sections, part=part)


def _pieces(section: SectionPrint) -> Iterator[SectionPrint]:
    """A section by itself, or, where it is long, some of what stands in it at a time."""
    if _weight(section) <= WORDS_AT_ONCE // 2:
        yield section
        return
    taken: list[tuple[str, Item]] = []
    room, heading = WORDS_AT_ONCE // 2, section.heading
    for place, one in _items(section):
        if taken and _weighs(one) > room:
            yield _piece(section, heading, taken)
            taken, room, heading = [], WORDS_AT_ONCE // 2, f"{section.heading}, continued"
        taken.append((place, one))
        room -= _weighs(one)
    yield _piece(section, heading, taken)


def _piece(section: SectionPrint, heading: str, taken: Sequence[tuple[str, Item]]) -> SectionPrint:
    held: Any = {place: [one for where, one in taken if where == place] for place in PLACES}
    return replace(section, heading=heading, **held)


def _items(section: SectionPrint) -> Iterator[tuple[str, Item]]:
    """What stands in a section, with the place where it stands."""
    for place in PLACES:
        for one in getattr(section, place):
            yield place, one


def _weight(section: SectionPrint) -> int:
    """About how many words a section has, with what laying out each line costs."""
    return sum(_weighs(one) for _, one in _items(section))


def _weighs(one: Item) -> int:
    texts = (one.title, one.words, one.note) if isinstance(one, LinePrint) else one
    return AROUND_A_LINE + sum(len(text) // LETTERS_IN_A_WORD + AROUND_A_BREAK * text.count("\n") for text in texts)
