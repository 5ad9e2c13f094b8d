"""Runs in the child process: a front is printed, the parts are put behind it, and every page is told its number."""

import contextlib
import gc
import json
import multiprocessing
import re
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, TypedDict

from foundation.documents.merged import Merged, marked
from foundation.documents.pdf_syntax import pages_in
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
    letters, *parts = _cut(rest, [head["letters"], *head["sizes"]])
    with contextlib.ExitStack() as stack:
        front = _Front(head, parts, stack)
        whole = Merged(head["title"], head["author"], letters)
        for title, pdf in zip(head["titles"], parts, strict=True):
            whole.add(pdf, title)
            front.go_on()
        for pdf in reversed(front.printed()):
            whole.add(pdf)
        made = whole.finish(head["footer"])  # while the printers end
    return with_report(front.refused, SIZES.pack(whole.count) + made)


def mark(payload: bytes) -> bytes:
    """A report, then the document with a mark at the head of every page."""
    line, _, rest = payload.partition(b"\n")
    head = json.loads(line)
    letters, pdf = _cut(rest, [head["letters"], len(rest) - head["letters"]])
    return with_report(Counter(), marked(pdf, head["mark"], letters))


def _cut(bodies: bytes, sizes: Sequence[int]) -> list[bytes]:
    made, at = [], 0
    for size in sizes:
        made.append(bodies[at : at + size])
        at += size
    return made


class _Printer:
    """A process beside the putting together that prints pages of ours. Its limits are those of this one, and it ends
    with it.
    """

    def __init__(self) -> None:
        self.line, theirs = FORK.Pipe()
        self.refused: Counter[str] = Counter()
        self.process = FORK.Process(target=_print, args=(theirs, self.line), daemon=True)
        self.process.start()
        theirs.close()

    def __enter__(self) -> "_Printer":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self.process.join()
        self.line.close()

    def end(self) -> None:
        self.process.kill()

    def ask(self, page: Given) -> None:
        self.line.send(page)

    def laid_out(self) -> Any:
        """How the page is laid out, before it is written. Raises ChildRefused."""
        is_done, answer = self.line.recv()
        if is_done:
            raise ChildRefused(answer)
        return answer

    def printed(self) -> Any:
        """The page as it was printed. Raises ChildRefused."""
        is_done = False
        while not is_done:  # it may have been laid out anew
            is_done, answer = self.line.recv()
        if isinstance(answer, str):
            raise ChildRefused(answer)
        made, self.refused = answer
        return made


def _print(line: Connection, theirs: Connection) -> None:
    theirs.close()
    # Loaded by the processes that print alone, unless the nursery has done so: it is as large as all the rest.
    printing = import_module("foundation.documents.printing_child")
    while True:
        page, refused = line.recv(), Counter[str]()
        try:
            made = printing.printed(page, refused, lambda laid: line.send((False, laid)))
        except ChildRefused as no:
            line.send((True, no.sentence))
        else:
            line.send((True, (made, refused)))


class _Front:
    """The front, which names the pages on which everything begins, and what stands inside it.

    It is printed as soon as it is known how that is laid out, and again when its own pages are not as many as thought.
    """

    def __init__(self, head: Head, parts: Sequence[bytes], stack: contextlib.ExitStack) -> None:
        self.page, self.pages = head["front"], head["front_pages"]
        self.inside = [stack.enter_context(_Printer()) for _ in head["inside"]]
        for printer, page in zip(self.inside, head["inside"], strict=True):
            printer.ask(page)
        self.first = stack.enter_context(_Printer())
        self.counts = [pages_in(pdf) for pdf in parts]
        self.told: list[Any] | None = None  # how the inside is laid out, as the front was told

    @property
    def refused(self) -> Counter[str]:
        return sum((printer.refused for printer in (self.first, *self.inside)), Counter[str]())

    def go_on(self) -> None:
        """Have the front printed if it is time for that."""
        if self.told is None and all(printer.line.poll() for printer in self.inside):
            self._tell([printer.laid_out() for printer in self.inside])

    def _tell(self, laid: list[Any]) -> None:
        self.told = laid
        self.first.ask({**self.page, "html": _numbered(self.page["html"], self.counts, self.pages, laid)})

    def printed(self) -> list[bytes]:
        """All of it in its order. Raises ChildRefused."""
        if self.told is None:
            self._tell([printer.laid_out() for printer in self.inside])
        own = [printer.printed() for printer in self.inside]
        first, laid = self.first.printed(), [one.laid for one in own]
        if first.laid.pages != self.pages or laid != self.told:
            self.pages = first.laid.pages
            self._tell(laid)
            first = self.first.printed()
        for printer in (self.first, *self.inside):
            printer.end()
        return [first.pdf, *(one.pdf for one in own)]


def _numbered(html: str, counts: list[int], front: int, inside: Sequence[Any]) -> str:
    """The front's page with the numbers in their places."""
    places: dict[str, int] = {}
    for one in inside:
        places |= {name: front + page for name, page in one.places.items()}
        front += one.pages
    begins = [front + 1 + sum(counts[:place]) for place in range(len(counts) + 1)]
    html = NUMBER.sub(lambda found: f">{begins[int(found[1])]}", html)
    html = PLACE.sub(lambda found: f">{places[found[1]]}", html)
    return ALL.sub(f">{begins[-1] - 1}", html)
