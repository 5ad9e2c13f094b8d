"""Documents as tagged PDF (PDF/UA-1), made in a killable child process that can reach nothing outside its input.

Three things go in and are kept apart, so that nobody's words can become markup of ours: the page, made by our template;
the styles, from our files; and the words people wrote, which are put into the page's empty `data-words="name"`
elements only after they were cleaned and brought within limits in the child (see `printable`).
The same input gives the same bytes, so that a kept PDF can be proved by its hash.
"""

import base64
import json
import logging
import struct
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from foundation.jobs.child import MIB, ChildError, ChildRefused, ChildTimedOut, run_limited

CPU_SECONDS = 15
WALL_SECONDS = 30
MEMORY = 512 * MIB
LONGEST_INPUT = 8 * MIB
REPORT = SIZES = struct.Struct(">I")
TOO_LATE = "This document took too long to print and was stopped. It may be very long or hold very large tables."
log = logging.getLogger(__name__)


class PrintError(Exception):
    """No PDF could be made; `sentence` says why, in words that can be shown to the user."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True)
class Page:
    """A page of ours as `print_pdf` takes it."""

    html: str
    styles: Sequence[str]
    words: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, bytes] = field(default_factory=dict)


def print_pages(pages: Sequence[Page]) -> list[bytes]:
    """Several documents by one child, which has to be started and to load the printer only once. Raises PrintError."""
    payload = b"[%b]" % b",".join(_handed(page) for page in pages)
    cpu, wall = (seconds * max(1, len(pages)) for seconds in (CPU_SECONDS, WALL_SECONDS))
    answer = without_report(run("foundation.documents.printing_child:render_all", payload, cpu=cpu, wall=wall))
    made, at = [], SIZES.size * len(pages)
    for (size,) in SIZES.iter_unpack(answer[:at]):
        made.append(answer[at : at + size])
        at += size
    return made


def print_pdf(
    html: str,
    *,
    styles: Sequence[str],
    words: Mapping[str, str] | None = None,
    assets: Mapping[str, bytes] | None = None,
    cpu: int = CPU_SECONDS,
    wall: int = WALL_SECONDS,
) -> bytes:
    """The PDF of a page of ours.

    `html` is a whole page with `lang` and `title`, made by a template that escapes; scripts, styles and links to files
    in it have no effect. `styles` are CSS texts, `words` fragments of cleaned HTML by the name of their place in the
    page, `assets` pictures by name (`<img src="app:name">`), `cpu` and `wall` seconds. Raises PrintError.
    """
    payload = _handed(Page(html, styles, words or {}, assets or {}))
    return without_report(run("foundation.documents.printing_child:render", payload, cpu=cpu, wall=wall))


class Given(TypedDict):
    """A page as it is handed to the child."""

    html: str
    styles: list[str]
    words: dict[str, str]
    assets: dict[str, str]


def _handed(page: Page) -> bytes:
    handed = json.dumps(given(page.html, page.styles, page.words, page.assets)).encode()
    if len(handed) > LONGEST_INPUT:
        raise PrintError("This document is too large to print. Split it into several documents.")
    return handed


def given(html: str, styles: Sequence[str], words: Mapping[str, str], assets: Mapping[str, bytes]) -> Given:
    coded = {name: base64.b64encode(data).decode() for name, data in assets.items()}
    return Given(html=html, styles=list(styles), words=dict(words), assets=coded)


def run(
    target: str,
    payload: bytes,
    *,
    cpu: int = CPU_SECONDS,
    memory: int = MEMORY,
    wall: int = WALL_SECONDS,
    cap: int = 64 * MIB,
    late: str = TOO_LATE,
) -> bytes:
    """What the child makes of it; its errors as PrintError, with `late` as the sentence where it took too long."""
    try:
        return run_limited(target, payload, cpu=cpu, memory=memory, wall=wall, output_cap=cap)
    except ChildRefused as refused:
        raise PrintError(refused.sentence) from refused
    except ChildTimedOut as timed_out:
        raise PrintError(late) from timed_out
    except ChildError as failed:
        raise PrintError(failed.sentence) from failed


def without_report(answer: bytes) -> bytes:
    """The PDF alone; what was refused on the way is logged, by kind and never by address."""
    (length,) = REPORT.unpack(answer[: REPORT.size])
    refused: dict[str, int] = json.loads(answer[REPORT.size : REPORT.size + length])
    for kind, times in refused.items():
        log.warning("Printing refused to fetch from outside: %s, %d times.", kind, times)
    return answer[REPORT.size + length :]


def with_report(refused: Counter[str], pdf: bytes) -> bytes:
    """What the child answers: what it refused, by kind, and the PDF."""
    report = json.dumps(refused).encode()
    return REPORT.pack(len(report)) + report + pdf
