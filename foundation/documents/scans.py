"""Scans and photographs of paper: each page as a picture to look at, and the square codes on it.

What was sent is untrusted, so it is taken apart in the limited child, a few pages at a time.
"""

import base64
import json
from dataclasses import dataclass

from foundation.jobs.child import run_limited

AT_ONCE = 4  # pages for one child: a few seconds
MOST_PAGES = 60
CPU_SECONDS, WALL_SECONDS = 20, 30


@dataclass(frozen=True)
class ScannedPage:
    """One page: a JPEG of a size to look at, and the text of the square codes on it, from top to bottom."""

    picture: bytes
    squares: tuple[str, ...]


@dataclass(frozen=True)
class Scanned:
    """Some pages of a scan, and how many it has."""

    total: int
    pages: list[ScannedPage]


def read_scan(data: bytes, first: int = 0) -> Scanned:
    """The next few pages of a PDF or picture, from the page counted `first` (0 is the first one).

    Raises ChildError with a sentence: for what is damaged, locked, empty, or too long.
    """
    payload = json.dumps({"first": first, "most": AT_ONCE}).encode() + b"\n" + data
    answer = run_limited("foundation.documents.scans_child:read", payload, cpu=CPU_SECONDS, wall=WALL_SECONDS)
    found = json.loads(answer)
    pages = [ScannedPage(base64.b64decode(one["picture"]), tuple(one["squares"])) for one in found["pages"]]
    return Scanned(found["total"], pages)
