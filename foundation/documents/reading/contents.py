"""Lists of contents: found and set aside, so that their lines are not taken for headings."""

import re

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import key

_NAME = re.compile(r"(?i)^\W*(table of )?contents?(\s+page)?s?(\s+(page|page no\.?|pages?))?\W*$|^\W*index\W*$")
_PAGED = re.compile(r"^(.*?\S)(?:\s*(?:\.\s?){3,}\s*|\s*…+\s*|\t+|\s*_{3,}\s*|\s{2,}|\s+)(\d{1,3}(?:\s*-\s*\d{1,3})?)$")
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}$|…\s*\d{1,3}$|\t\d{1,3}$")
MOST, MOST_WORDS, LONGEST = 150, 30, 300


def set_aside_contents(blocks: list[Block]) -> list[str]:
    """Mark the blocks of contents lists as dropped and give back what they list."""
    entries: list[str] = []
    for place, block in enumerate(blocks[: max(60, len(blocks) // 2)]):
        if not block.dropped and _begins(block):
            entries += _take(blocks, place)
    return entries + _leaders(blocks)


def _begins(block: Block) -> bool:
    if block.kind == "table":
        first = [cell for cell in block.rows[0] if cell]
        return bool(first) and bool(_NAME.match(first[0])) and len(block.rows) > 1
    return block.kind == "text" and bool(_NAME.match(block.text))


def _take(blocks: list[Block], place: int) -> list[str]:
    """Drop from the word "Contents" to the last line that is still an entry."""
    later = {_bare(block.text): at for at, block in enumerate(blocks) if block.words <= MOST_WORDS}
    seen: set[str] = set()
    entries: list[str] = []
    last = place
    if blocks[place].kind == "table":
        entries = [_title(" ".join(row)) for row in blocks[place].rows[1:]]
        seen |= {_bare(entry) for entry in entries}
    for at in range(place + 1, min(place + MOST, len(blocks))):
        block = blocks[at]
        lines = [" ".join(filter(None, row)) for row in block.rows] if block.kind == "table" else [block.text]
        titles = [_title(line) for line in lines]
        if block.kind == "text" and _bare(titles[0]) in seen and not _paged(lines[0]):
            last = at - 1 if all(_short(between) for between in blocks[last:at]) else last
            break
        if not _short(block):
            break
        paged = all(_paged(line) for line in lines if line)
        again = block.kind != "table" and later.get(_bare(titles[0]) or "-", 0) > at
        if paged or again:
            last = at
            entries += titles
            seen |= {_bare(title) for title in titles}
        elif block.kind == "table" or block.level is not None:
            break
    if last > place or blocks[place].kind == "table":
        for block in blocks[place : last + 1]:
            block.dropped = True
    elif key(blocks[place].text) != "index":
        blocks[place].dropped = True
    return [entry for entry in entries if entry]


def _leaders(blocks: list[Block]) -> list[str]:
    """A list of contents without that word over it: lines that lead with dots to a page number."""
    runs: list[list[Block]] = [[]]
    for block in blocks:
        if not block.dropped and block.kind != "table" and _LEADER.search(block.text[-150:]):
            runs[-1].append(block)
        elif runs[-1]:
            runs.append([])
    entries = []
    for run in runs:
        if len(run) >= 3:
            for block in run:
                block.dropped = True
                entries.append(_title(block.text))
    return entries


def _paged(line: str) -> bool:
    return len(line) < LONGEST and bool(_PAGED.match(line.strip()))


def _title(line: str) -> str:
    found = _PAGED.match(line.strip()) if len(line) < LONGEST else None
    return (found[1] if found else line).strip(" .…_\t")


def _bare(title: str) -> str:
    return re.sub(r"^(\d+ )+", "", key(title))


def _short(block: Block) -> bool:
    return block.kind == "table" or (block.words <= 16 and not block.text.rstrip().endswith("."))
