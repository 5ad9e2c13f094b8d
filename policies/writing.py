"""A clause as people write it in a plain box (Markdown), and as it is kept (clean HTML)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from lxml import html as lxml_html
from markdown_it import MarkdownIt
from markdownify import markdownify

from foundation.documents.print_limits import print_trouble
from foundation.documents.reading.cleaning import clean_clause_html
from policies.content import ClauseText
from policies.models import Clause

_markdown = MarkdownIt("js-default", {"html": False, "linkify": False}).enable("table").disable("image")


def to_html(written: str) -> str:
    """Clean HTML of what was written. Raises CannotRead with a sentence where it is too long or too deep."""
    return clean_clause_html(_markdown.render(written))


def to_markdown(html: str) -> str:
    """What to show in the box for a clause as it is kept."""
    return markdownify(html, heading_style="ATX", bullets="-").strip()


def plain(html: str) -> str:
    """The words of a clause, without their form."""
    return " ".join(lxml_html.fragment_fromstring(html, create_parent="div").text_content().split())


ALIKE = 0.6


def carry_anchors(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> list[ClauseText]:
    """The new clauses with the anchors of the old ones that live on in them, so that citations hold.

    A clause lives on where its title is the same, or where most of its words are.
    """
    free = {clause.anchor: clause for clause in old}
    carried: list[ClauseText] = []
    for clause in new:
        match = _same_title(clause, free.values())
        if match:
            del free[match.anchor]
        carried.append(replace(clause, anchor=match.anchor if match else ""))
    for place, clause in enumerate(carried):
        match = None if clause.anchor else _alike(clause, list(free.values()))
        if match:
            del free[match.anchor]
            carried[place] = replace(clause, anchor=match.anchor)
    return carried


def _same_title(clause: ClauseText, among: Iterable[ClauseText]) -> ClauseText | None:
    title = clause.title.casefold().strip()
    same = [one for one in among if one.title.casefold().strip() == title]
    return next((one for one in same if one.number == clause.number), same[0] if same else None)


def _alike(clause: ClauseText, among: Sequence[ClauseText]) -> ClauseText | None:
    words = plain(clause.html).split()
    if not words:
        return None
    best, share = None, ALIKE
    for one in among:
        matcher = SequenceMatcher(None, plain(one.html).split(), words)
        if matcher.real_quick_ratio() > share and matcher.quick_ratio() > share and matcher.ratio() > share:
            best, share = one, matcher.ratio()
    return best


def unprintable(clauses: Iterable[ClauseText | Clause]) -> str:
    """Why this text cannot be printed as one document, in a sentence; "" where it can."""
    return print_trouble((f"{one.number} {one.title}", one.html) for one in clauses)
