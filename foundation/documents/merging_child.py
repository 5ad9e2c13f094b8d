"""Runs in the child process: a front is printed, the parts are put behind it, and every page is told its number."""

import gc
import io
import json
import multiprocessing
import re
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, TypedDict

from foundation.documents.printing import SIZES, Given, with_report
from foundation.jobs.child import ChildRefused

NUMBER = re.compile(r' data-part="([0-9]{1,5})">')
PLACE = re.compile(r' data-place="([a-z]{1,20})">')
ALL = re.compile(r" data-pages>")
FORK = multiprocessing.get_context("fork")


class Head(TypedDict):
    front: Given
    front_pages: int
    inside: list[Given]
    letters: int
    titles: list[str]
    sizes: list[int]
    title: str
    author: str
    footer: str


def bind(payload: bytes) -> bytes:
    """The report of what was refused, then the whole. Raises ChildRefused with a sentence for the user."""
    gc.disable()  # nearly all that is made here stays until the end, which is near
    line, _, rest = payload.partition(b"\n")
    head: Head = json.loads(line)
    with _Printer(head["front"], head["front_pages"], head["inside"]) as printer:
        merged, pikepdf = import_module("foundation.documents.merged"), import_module("pikepdf")
        letters, *parts = _cut(rest, [head["letters"], *head["sizes"]])
        whole, counts = merged.Merged(head["title"], head["author"]), []
        for title, pdf in zip(head["titles"], parts, strict=True):
            with pikepdf.open(io.BytesIO(pdf)) as part:  # one after the other: each takes far more room than its bytes
                whole.add(part, title)
                counts.append(len(part.pages))
        printer.tell(counts)
        stamps = merged.Stamps(pikepdf.open(io.BytesIO(letters)))
        before = head["front_pages"] + printer.answer()
        whole.number(stamps, head["footer"], before=before)  # while the front is printed
        own, refused = printer.answer()
    for pdf in reversed(own):
        whole.add(pikepdf.open(io.BytesIO(pdf)))
    whole.number(stamps, head["footer"])
    return with_report(Counter(refused), SIZES.pack(whole.pages) + whole.finish())


def mark(payload: bytes) -> bytes:
    """A report, then the document with a mark at the head of every page."""
    line, _, rest = payload.partition(b"\n")
    merged, head = import_module("foundation.documents.merged"), json.loads(line)
    letters, pdf = _cut(rest, [head["letters"], len(rest) - head["letters"]])
    return with_report(Counter(), merged.marked(pdf, head["mark"], letters))


def _cut(bodies: bytes, sizes: Sequence[int]) -> list[bytes]:
    made, at = [], 0
    for size in sizes:
        made.append(bodies[at : at + size])
        at += size
    return made


class _Printer:
    """A second process, beside the putting together: it loads the printer, prints what stands inside the front, and
    once it is told on how many pages each part lies, the front. Its limits are those of this one, and it ends with it.
    """

    def __init__(self, front: Given, pages: int, inside: list[Given]) -> None:
        self.line, theirs = FORK.Pipe()
        work = (theirs, self.line, front, pages, inside)
        self.process = FORK.Process(target=_print_front, args=work, daemon=True)
        self.process.start()
        theirs.close()

    def __enter__(self) -> "_Printer":
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()
        self.process.join()

    def tell(self, counts: list[int]) -> None:
        self.line.send(counts)

    def answer(self) -> Any:
        """On how many pages the inside lies; after that all of the front, in its order, and what was refused."""
        done, answer = self.line.recv()
        if not done:
            raise ChildRefused(answer)
        return answer


def _print_front(line: Connection, theirs: Connection, front: Given, pages: int, inside: list[Given]) -> None:
    theirs.close()
    # Loaded by the process that prints alone: the printer is as large as all the rest.
    printing = import_module("foundation.documents.printing_child")
    refused: Counter[str] = Counter()
    try:
        own = [printing.printed(given, refused) for given in inside]
        line.send((True, sum(one.pages for one in own)))
        first = _front(printing, front, refused, line.recv(), pages, own)
        line.send((True, ([first, *(one.pdf for one in own)], dict(refused))))
    except ChildRefused as no:
        line.send((False, no.sentence))


def _front(
    printing: Any, given: Given, refused: Counter[str], counts: list[int], pages: int, inside: Sequence[Any]
) -> bytes:
    """The front with the pages on which everything begins; again when its own were not as many as thought."""
    for _ in range(2):
        told = _told(given["html"], counts, pages, inside)
        front = printing.printed({**given, "html": told}, refused)
        if front.pages == pages:
            break
        pages = front.pages
    return bytes(front.pdf)


def _told(html: str, counts: list[int], front: int, inside: Sequence[Any]) -> str:
    """The front's page with the numbers in their places."""
    places: dict[str, int] = {}
    for one in inside:
        places |= {name: front + page for name, page in one.places.items()}
        front += one.pages
    begins = [front + 1 + sum(counts[:place]) for place in range(len(counts) + 1)]
    html = NUMBER.sub(lambda found: f">{begins[int(found[1])]}", html)
    html = PLACE.sub(lambda found: f">{places[found[1]]}", html)
    return ALL.sub(f">{begins[-1] - 1}", html)
