"""P1, P2, P3: a pack of 40 policies from kept parts and from nothing, beside other ways to make the same pages.

Each side runs in fresh processes (`benchmarks.pack_sides`), started and waited for in the same way; it tells how long
that took on the wall and on processors, and the memory of the largest of them. Ours and the other take turns.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import page
import pikepdf

from benchmarks.pack_texts import COUNT, html_of_all, policies, typst_of_all
from benchmarks.table import Row, at_most, exactly
from foundation.documents.printing import print_pages
from policies.pdf import policy_page
from tests.foundation.documents.pdf_parts import elements, links, outline, places

DEAR, CHEAP = 2, 5  # how often a side is measured that takes a minute, and one that takes seconds


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall and of processors, and MB of the largest process."""

    seconds: float
    processor: float
    memory: float


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="countersign-packs-") as name:
        folder = Path(name)
        _write(folder)
        kept, whole = _in_turn("ours", "weasyprint", folder, DEAR)
        yield from _kept_whole(folder)
        load = f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
        pages = len(pikepdf.open(folder / "ours.pdf").pages)
        what = f"{COUNT} policies, {pages} pages, from kept parts; {load}"
        yield _seconds("P1", f"{what}: one WeasyPrint document", kept, whole, 1 / 30, "WeasyPrint")
        yield _memory("P1", "memory of the largest process: one WeasyPrint document", kept, whole, 1 / 4, "WeasyPrint")
        for name, target in (("Chromium", 1 / 4), ("Typst", 0.6)):
            yield _seconds("P1", f"{what}: {name}", *_in_turn("ours", name.lower(), folder, CHEAP), target, name)
        cold, whole = _in_turn("cold", "weasyprint", folder, DEAR)
        yield _seconds("P2", f"{COUNT} policies from nothing, two processes", cold, whole, 0.6, "WeasyPrint")
        yield _memory("P2", "memory of the largest of its processes", cold, whole, 1 / 4, "WeasyPrint")


def _write(folder: Path) -> None:
    """The same texts for every side: kept prints, one page of HTML, one of Typst."""
    for place, made in enumerate(print_pages([policy_page(policy) for policy in policies()])):
        folder.joinpath(f"part-{place:02}.pdf").write_bytes(made)
    folder.joinpath("all.html").write_text(html_of_all())
    folder.joinpath("all.typ").write_text(typst_of_all())


def _side(name: str, folder: Path) -> Cost:
    command = [sys.executable, "-m", "benchmarks.pack_sides", name, str(folder)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    return Cost(**json.loads(run.stdout.splitlines()[-1]))


def _in_turn(ours: str, other: str, folder: Path, times: int) -> tuple[list[Cost], list[Cost]]:
    pairs = [(_side(ours, folder), _side(other, folder)) for _ in range(times)]
    return [mine for mine, _ in pairs], [theirs for _, theirs in pairs]


def _seconds(goal: str, what: str, ours: list[Cost], other: list[Cost], target: float, name: str) -> Row:
    pairs = [(mine.seconds, theirs.seconds) for mine, theirs in zip(ours, other, strict=True)]
    spent = [statistics.median(cost.processor for cost in side) for side in (ours, other)]
    told = f"{what} (processor time {spent[0]:.2f} and {spent[1]:.2f} s)"
    return at_most(goal, told, pairs, "s", target, ("pack", name))


def _memory(goal: str, what: str, ours: list[Cost], other: list[Cost], target: float, name: str) -> Row:
    pairs = [(mine.memory, theirs.memory) for mine, theirs in zip(ours, other, strict=True)]
    return at_most(goal, what, pairs, "MB", target, ("pack", name))


def _kept_whole(folder: Path) -> Iterator[Row]:
    """Everything of the parts is in the pack, which keeps every rule of PDF/UA-1."""
    whole = pikepdf.open(folder / "ours.pdf")
    parts = [pikepdf.open(path) for path in sorted(folder.glob("part-*.pdf"))]
    for name, count in (("elements", elements), ("links", links), ("named places", places), ("outline", outline)):
        there, wanted = len(count(whole)), sum(len(count(part)) for part in parts)
        said = f"{there:,} in the pack"
        yield exactly("P3", f"{name} of the parts, all kept", said, f"{wanted:,}", target="all", met=there >= wanted)
    broken = page.validate_pdf_bytes((folder / "ours.pdf").read_bytes(), profile="ua1").failures
    said = f"{len(broken)} of the pack"
    yield exactly("P3", "rules of PDF/UA-1 that are broken", said, "page-validation", target="0", met=not broken)
