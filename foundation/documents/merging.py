"""Printed documents put together into one, and marks put over a printed page, in a killable child process.

Every part stays as it was printed: its pages, its structure tree, its links, their places and its outline all go into
the whole, so that a pack of PDF/UA-1 documents is one PDF/UA-1 document. A front is printed on the way, because only
there is it known on which page each part begins; page numbers of the whole are put over the pages as artifacts. Two
processes share the work: one puts the parts together while the other prints the front.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from foundation.documents.letters import sheet_of_letters
from foundation.documents.printing import SIZES, Given, Page, PrintError, given, run, without_report
from foundation.jobs.child import MIB

CPU_SECONDS = 90
WALL_SECONDS = 150
MEMORY = 1024 * MIB
LONGEST = 192 * MIB
TOO_LARGE = "This pack is too large to be put together. Make several packs with fewer policies."
TOO_LATE = "This pack took too long to be put together and was stopped. Make several packs with fewer policies."


@dataclass(frozen=True)
class Part:
    """A printed document that goes into the whole under this title of the outline."""

    title: str
    pdf: bytes


@dataclass(frozen=True)
class Front(Page):
    """The pages that stand first.

    `inside` are pages that follow it and need no number, so that it can be printed with theirs. An empty element with
    `data-part="2"` is given the page on which the third part begins, `data-place="figures"` that of a place of this
    name inside, `data-pages` how many pages there are in all; a link to `PART_LINKS` and the number of a part or the
    name of a place goes there.
    """

    pages: int = 3  # how many it is likely to have without the inside; when that is wrong it is printed twice
    inside: Sequence[Page] = field(default=())


PART_LINKS = "https://part.invalid/"


@dataclass(frozen=True)
class Bound:
    """The whole, and on how many pages."""

    pdf: bytes
    pages: int


def bind(front: Front, parts: Sequence[Part], *, title: str, author: str, footer: str) -> Bound:
    """The front and the parts as one tagged PDF.

    `footer` stands on every page, with `{page}` and `{pages}` of the whole in it. The same input gives the same bytes.
    Raises PrintError.
    """
    head = {
        "front": _given(front),
        "front_pages": front.pages,
        "inside": [_given(page) for page in front.inside],
        "titles": [part.title for part in parts],
        "sizes": [len(part.pdf) for part in parts],
        "title": title,
        "author": author,
        "footer": footer,
    }
    answer = without_report(_run("bind", head, [part.pdf for part in parts]))
    (pages,) = SIZES.unpack(answer[: SIZES.size])
    return Bound(answer[SIZES.size :], pages)


def mark(pdf: bytes, words: str) -> bytes:
    """A printed document with a mark at the head of every page and in its title. Raises PrintError."""
    return without_report(_run("mark", {"mark": words}, [pdf]))


def _given(page: Page) -> Given:
    return given(page.html, page.styles, page.words, page.assets)


def _run(what: str, head: dict[str, object], bodies: Sequence[bytes]) -> bytes:
    letters = sheet_of_letters()
    payload = b"\n".join((json.dumps({**head, "letters": len(letters)}).encode(), b"".join([letters, *bodies])))
    if len(payload) > LONGEST:
        raise PrintError(TOO_LARGE)
    target = f"foundation.documents.merging_child:{what}"
    return run(target, payload, cpu=CPU_SECONDS, memory=MEMORY, wall=WALL_SECONDS, cap=2 * LONGEST, late=TOO_LATE)
