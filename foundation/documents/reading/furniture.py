"""What a page carries that is not text: page numbers, and headers and footers repeated on every page."""

import re
from collections import Counter

_PAGE = re.compile(
    r"(?i)^\W*(?:p\s?a\s?g\s?e\W*\d{1,3}(\s*(of|/)\s*\d{1,3})?|\d{1,3}\s*\W?\s*p\s?a\s?g\s?e|\d{1,3}\s*(of"
    r"|/)\s*\d{1,3})\W*$"
)
_PAGE_IN_LINE = re.compile(r"(?i)\bpage\s*\|?\s*\d+|\b\d+\s*\|\s*page\b|[\s|]\d{1,3}\s*$|^\d{1,3}\s+\w")
_NUMBER = re.compile(r"^\W*(\d{1,3})\W*$")
_TELLING = re.compile(
    r"(?i)\b(policy|policies|procedure|school|academy|college|trust|version|v\d|reviewed|approved|page"
    r"|confidential)\b|©|www\.|\.uk\b"
)
_BULLET = re.compile(r"^\s*(?:[^\w\s\"'(\[<#|]|o\s|[a-z0-9]{1,3}[.)]\s)")
LONGEST, OFTEN = 120, 3


def without_furniture(text: str) -> tuple[list[str], set[int]]:
    """The lines without page furniture, and the places (line numbers) where a page ended.

    A line is furniture when it is a page number, or when it comes again and again (numbers aside) and either stands at
    the edge of a page or says what headers say. The first time such a line says something, it is kept.
    """
    pages = [page.split("\n") for page in text.split("\f")]
    edges = {(number, at) for number, page in enumerate(pages) for at in _edge_lines(page)} if len(pages) > 1 else set()
    flat = [(number, at, line) for number, page in enumerate(pages) for at, line in enumerate(page)]
    often = Counter(_shape(line) for _, _, line in flat if line.strip())
    at_edge = Counter(_shape(line) for number, at, line in flat if (number, at) in edges)
    lone = _page_numbers([line for _, _, line in flat])
    kept: list[str] = []
    ends: set[int] = set()
    seen: set[str] = set()
    for place, (number, at, line) in enumerate(flat):
        if at == 0 and number:
            ends.add(len(kept))
        shape = _shape(line)
        if _PAGE.match(line) or place in lone:
            ends.add(len(kept))
            continue
        if line.strip() and _is_repeated(line, often[shape], at_edge[shape], len(pages)):
            if shape in seen or _PAGE_IN_LINE.search(line):
                ends.add(len(kept))
                continue
            seen.add(shape)
        kept.append(line)
    return kept, ends


def is_page_number(line: str) -> bool:
    """Whether the line says which page this is and nothing else."""
    return bool(_PAGE.match(line))


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()).casefold())


def _edge_lines(page: list[str]) -> list[int]:
    filled = [at for at, line in enumerate(page) if line.strip()]
    return filled[:2] + filled[-2:]


def _is_repeated(line: str, often: int, at_edge: int, pages: int) -> bool:
    if len(line) > LONGEST or _BULLET.match(line) or ("\t" in line.strip() and line.count("|")):
        return False
    if pages > 2 and at_edge >= max(2, pages // 2) and at_edge >= often - 1:
        return True
    return often >= OFTEN and bool(_TELLING.search(line)) and not line.rstrip().endswith((":", ";", "."))


def _page_numbers(lines: list[str]) -> set[int]:
    """Lines with nothing but a number, where these numbers go up one by one through the document."""
    found = [(place, int(match[1])) for place, line in enumerate(lines) if (match := _NUMBER.match(line))]
    chain: list[tuple[int, int]] = []
    for place, number in found:
        if not chain or number == chain[-1][1] + 1:
            chain.append((place, number))
    return {place for place, _ in chain} if len(chain) > 1 else set()
