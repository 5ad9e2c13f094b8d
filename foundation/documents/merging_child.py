"""Runs in the child process: a front is printed, the parts are put behind it, and every page is told its number."""

import base64
import io
import json
import multiprocessing
import re
from collections import Counter
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, TypedDict

import pikepdf

from foundation.documents.merged import Merged, marked
from foundation.documents.printing import SIZES, Given, with_report
from foundation.documents.stamping import LETTERS, Stamps
from foundation.jobs.child import ChildRefused

NUMBER = re.compile(r' data-part="([0-9]{1,5})">')
ALL = re.compile(r" data-pages>")
STYLE = "html { font: 8pt 'Liberation Sans', 'DejaVu Sans', sans-serif; font-variant-ligatures: none }"
FORK = multiprocessing.get_context("fork")


class Head(TypedDict):
    front: Given
    front_pages: int
    titles: list[str]
    sizes: list[int]
    title: str
    author: str
    footer: str


def bind(payload: bytes) -> bytes:
    """The report of what was refused, then the whole. Raises ChildRefused with a sentence for the user."""
    line, _, rest = payload.partition(b"\n")
    head: Head = json.loads(line)
    with _Printer(head["front"], head["front_pages"]) as printer:
        whole, counts, at = Merged(head["title"], head["author"]), [], 0
        for title, size in zip(head["titles"], head["sizes"], strict=True):
            with pikepdf.open(io.BytesIO(rest[at : at + size])) as part:
                whole.add(part, title)
                counts.append(len(part.pages))
            at += size
        front, letters, refused = printer.printed(counts)
    whole.add(pikepdf.open(io.BytesIO(front)))
    pdf = whole.finish(_stamps(letters), head["footer"])
    return with_report(Counter(refused), SIZES.pack(whole.pages) + pdf)


def mark(payload: bytes) -> bytes:
    """A report, then the document with a mark at the head of every page."""
    line, _, pdf = payload.partition(b"\n")
    return with_report(Counter(), marked(pdf, json.loads(line)["mark"], _stamps(_letters(_printing()))))


class _Printer:
    """A second process, beside the putting together: it loads the printer, and once it is told on how many pages each
    part lies it prints the front. Its limits are those of this one, and it ends with it."""

    def __init__(self, given: Given, pages: int) -> None:
        self.line, theirs = FORK.Pipe()
        self.process = FORK.Process(target=_print_front, args=(theirs, self.line, given, pages), daemon=True)
        self.process.start()
        theirs.close()

    def __enter__(self) -> "_Printer":
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()
        self.process.join()

    def printed(self, counts: list[int]) -> tuple[bytes, bytes, dict[str, int]]:
        """The front, the sheet of letters, and what was refused on the way."""
        self.line.send(counts)
        done, *answer = self.line.recv()
        if not done:
            raise ChildRefused(answer[0])
        return answer[0], answer[1], answer[2]


def _print_front(line: Connection, theirs: Connection, given: Given, pages: int) -> None:
    theirs.close()
    printing = _printing()
    letters = _letters(printing)
    fetcher = printing.AppFetcher({name: base64.b64decode(data) for name, data in given["assets"].items()})
    counts = line.recv()
    try:
        front = _front(printing, fetcher, given, counts, pages)
    except ChildRefused as refused:
        line.send((False, refused.sentence))
        return
    line.send((True, front, letters, dict(fetcher.refused)))


def _front(printing: Any, fetcher: Any, given: Given, counts: list[int], pages: int) -> bytes:
    """The front with the pages on which the parts begin; again when its own pages were not as many as thought."""
    for _ in range(2):
        front: bytes = printing.printed({**given, "html": _told(given["html"], counts, pages)}, fetcher)
        with pikepdf.open(io.BytesIO(front)) as opened:
            counted = len(opened.pages)
        if counted == pages:
            break
        pages = counted
    return front


def _printing() -> Any:
    """The printer, loaded only by the process that prints: it is as large as all the rest."""
    return import_module("foundation.documents.printing_child")


def _told(html: str, counts: list[int], front: int) -> str:
    """The front's page with the numbers in their places."""
    begins = [front + 1 + sum(counts[:place]) for place in range(len(counts) + 1)]
    html = NUMBER.sub(lambda found: f">{begins[int(found[1])]}", html)
    return ALL.sub(f">{begins[-1] - 1}", html)


def _letters(printing: Any) -> bytes:
    """A sheet of letters to stamp with: a font of this machine, cut down to them by the printer."""
    html = f"<html lang=en-GB><head><title>Letters</title></head><body><p>{' '.join(LETTERS)}</p></body></html>"
    given = Given(html=html.replace(" < ", " &lt; ").replace(" & ", " &amp; "), styles=[STYLE], words={}, assets={})
    return bytes(printing.printed(given, printing.AppFetcher({})))


def _stamps(letters: bytes) -> Stamps:
    return Stamps(pikepdf.open(io.BytesIO(letters)))
