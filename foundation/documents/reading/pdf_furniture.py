"""Running heads and feet and page numbers of a PDF: told by standing in the same place page after page."""

import re
from collections import Counter, defaultdict

from foundation.documents.reading.furniture import is_page_number
from foundation.documents.reading.pdf_lines import Line

EDGE_LINES, SAME_HEIGHT = 4, 4.0
_LONE = re.compile(r"^\W*(\d{1,3}|[ivx]{1,5})\W*$")


def set_aside_furniture(pages: list[list[Line]], heights: list[float]) -> list[str]:
    """Mark what is page furniture, and give back what it says, once each."""
    said: dict[str, str] = {}
    places: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    edges = [_edge_lines(lines) for lines in pages]
    for number, lines in enumerate(edges):
        for line in lines:
            for height in _heights(line):
                places[_shape(line), height].add(number)
    for number, lines in enumerate(edges):
        for line in lines:
            often = max(len(places[_shape(line), height]) for height in _heights(line))
            if _is_number(line, number, heights[number]) or _is_repeated(line, often, len(pages), heights[number]):
                line.furniture = True
    _inner(pages)
    for lines in pages:
        for line in lines:
            line.furniture = line.furniture or (
                bool(line.segments) and all(piece.ink.artifact for piece in line.pieces)
            )
            if line.furniture and not is_page_number(line.text) and not _LONE.match(line.text):
                said.setdefault(_shape(line), " ".join(line.text.split()))
    return list(said.values())


def _edge_lines(lines: list[Line]) -> list[Line]:
    written = [line for line in lines if line.segments]
    return written if len(written) <= 2 * EDGE_LINES else written[:EDGE_LINES] + written[-EDGE_LINES:]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split()).casefold())


def _heights(line: Line) -> tuple[int, int]:
    """Two coarse places down the page, so that what is near shares at least one."""
    return round(line.y / SAME_HEIGHT), -round((line.y + SAME_HEIGHT / 2) / SAME_HEIGHT) - 10_000


def _is_number(line: Line, page: int, height: float) -> bool:
    """Whether it is a page number at the head or foot of the page."""
    if not (line.y < 0.12 * height or line.y > 0.9 * height):
        return False
    lone = _LONE.match(line.text)
    return is_page_number(line.text) or bool(lone and (not lone[1].isdigit() or abs(int(lone[1]) - page - 1) <= 12))


def _is_repeated(line: Line, often: int, pages: int, height: float) -> bool:
    """Whether enough pages have it in this place: two are enough where it stands in the margin."""
    if len(line.text) > 200 or pages < 2:
        return False
    margin = line.y < 0.1 * height or line.y > 0.91 * height
    return often >= (max(2, 0.3 * pages) if margin else max(3, 0.5 * pages))


def _inner(pages: list[list[Line]]) -> None:
    """A line beyond furniture is furniture: nothing of the text stands between it and the edge of the page."""
    shapes = Counter(_shape(line) for lines in pages for line in lines if line.furniture)
    for lines in pages:
        for run in (lines, lines[::-1]):
            last = max((at for at, line in enumerate(run[:EDGE_LINES]) if line.furniture), default=-1)
            for line in run[: last + 1]:
                line.furniture = line.furniture or (bool(line.segments) and shapes[_shape(line)] > 0)
