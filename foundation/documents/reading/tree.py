"""Clauses: each heading with the blocks under it as clean HTML."""

import re
from collections import Counter

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import key
from foundation.documents.reading.cleaning import clean_clause_html
from foundation.documents.reading.headings import Heading
from foundation.documents.reading.model import ReadClause


def clauses_of(blocks: list[Block], headings: list[Heading]) -> list[ReadClause]:
    """The clauses in reading order, after an untitled one with what stands before the first heading."""
    first = headings[0].at if headings else len(blocks)
    clauses = []
    preamble = _body(blocks[:first])
    if preamble:
        clauses.append(ReadClause("", "", 1, preamble, "preamble"))
    used: Counter[str] = Counter(["preamble"])
    for position, heading in enumerate(headings):
        end = headings[position + 1].at if position + 1 < len(headings) else len(blocks)
        number = heading.number.shown if heading.number else ""
        body = _body(blocks[heading.at + heading.blocks : end])
        clauses.append(ReadClause(number, heading.title, heading.level, body, _anchor(number, heading.title, used)))
    return clauses


def _anchor(number: str, title: str, used: Counter[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", key(f"{number} {title}"))[:60].strip("-") or "clause"
    slug = slug if slug[0].isalpha() else f"clause-{slug}"
    used[slug] += 1
    return slug if used[slug] == 1 else f"{slug}--{used[slug]}"


def _body(blocks: list[Block]) -> str:
    written: list[str] = []
    open_lists: list[str] = []
    for block in (block for block in blocks if not block.dropped):
        if block.kind == "item" and not re.match(r"\d+\.\d", block.number):
            _item(written, open_lists, block)
            continue
        _close(written, open_lists, 0)
        number = f"{block.number} " if block.number else ""
        content = f"{number}{block.html}"
        written.append(block.html if block.kind == "table" else f"<p>{content}</p>")
    _close(written, open_lists, 0)
    return clean_clause_html("".join(written))


def _item(written: list[str], open_lists: list[str], block: Block) -> None:
    tag = "ol" if block.ordered else "ul"
    depth = min(block.depth, len(open_lists)) + 1
    _close(written, open_lists, depth)
    if len(open_lists) == depth and open_lists[-1] != tag:
        _close(written, open_lists, depth - 1)
    if len(open_lists) < depth:
        start = re.match(r"(\d{1,3})\W*$", block.number)
        written.append(f'<{tag} start="{start[1]}">' if start and start[1] != "1" and tag == "ol" else f"<{tag}>")
        open_lists.append(tag)
    else:
        written.append("</li>")
    written.append(f"<li>{block.html}")


def _close(written: list[str], open_lists: list[str], depth: int) -> None:
    while len(open_lists) > depth:
        written.append(f"</li></{open_lists.pop()}>")
