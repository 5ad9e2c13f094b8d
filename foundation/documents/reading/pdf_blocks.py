"""Lines put back into paragraphs, list items and tables, over the ends of lines, columns and pages."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import squeezed, visible
from foundation.documents.reading.pdf_lines import LEADERS, Line, marked_up
from foundation.documents.reading.plain import BULLET, LETTERED, table_html

_END = re.compile(r"[.:;!?][\"'”’)\]]*$")
_DIVIDED = re.compile(r"([^\W\d_]{2,})[-\u2010\u00ad]$")
_FIRST = re.compile(r"^([^\W\d_]+)")
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}[.):]|\d{1,2}(?:\.\d{1,2}){1,4}[.):]?|[A-Z][.):]|[IVX]{1,4}[.):])\s+\S")
_BARE = re.compile(r"^\d{1,2}\s+[A-Z]")
_LABEL = re.compile(r"^[A-Z][^:.]{1,40}:(\s|$)")
_HYPHENED = re.compile(
    r"(?i)^(self|non|co|well|multi|anti|cross|long|short|full|half|year|high|low|peer|off|one|two|three|face|decision"
    r"|semi|post|vice|record|risk)$"
)


@dataclass
class Measures:
    """What is usual in the document: the size of its text and how far lines stand apart, in sizes."""

    size: float
    pitch: float
    whole: frozenset[str]
    hyphened: frozenset[str]

    @classmethod
    def of(cls, lines: list[Line]) -> "Measures":
        sizes, steps = Counter[float](), Counter[float]()
        for line in lines:
            if line.segments and not line.table:
                sizes[line.size] += len(line.text)
        usual = sizes.most_common(1)[0][0] if sizes else 12.0
        for one, two in itertools.pairwise(lines):
            if (
                not (one.table or two.table)
                and one.page == two.page
                and one.size == two.size == usual
                and one.y > two.y
            ):
                steps[round((one.y - two.y) / usual, 2)] += 1
        words = Counter(
            word for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=\W|$)", line.text.lower())
        )
        return cls(
            usual,
            _usual_step(steps),
            frozenset(word for word in words if "-" not in word),
            frozenset(word for word in words if "-" in word),
        )


def _usual_step(steps: Counter[float]) -> float:
    """The smallest distance of lines that comes often."""
    often = [step for step, times in steps.items() if times >= max(1, 0.15 * steps.total()) and 0.8 < step < 3]
    return min(often, default=1.3)


def blocks_of(lines: list[Line]) -> list[Block]:
    """All blocks in reading order; sizes as shares of the usual one."""
    usual = Measures.of(lines)
    blocks: list[Block] = []
    last: Line | None = None
    for group in _groups(lines, usual):
        block = _table(group) if group[0].table else _paragraph(group, usual)
        if block.text.strip(" •"):
            block.gap = last is None or _gap(group[0], last, usual)
            blocks.append(block)
            last = group[-1]
    _set_depths(blocks)
    return blocks


def _groups(lines: list[Line], usual: Measures) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group, line, usual):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(group: list[Line], line: Line, usual: Measures) -> bool:
    """Whether a line belongs to the paragraph of the lines before it."""
    last = group[-1]
    if last.table or line.table or _is_listed(last) or _begins(line, last):
        return False
    if abs(last.size - line.size) > 0.6 or last.bold != line.bold or last.underlined != line.underlined:
        return False
    if len(line.segments) > 1 and not line.marked:
        return False
    turned = line.page != last.page or line.y > last.y or line.left > last.right
    if turned:
        return _over_the_page(last, line)
    if last.y - line.y > max(usual.pitch * 1.22, usual.pitch + 0.22) * line.size:
        return False
    if _indented(group, line):
        return False
    return _is_full(last, line) or (line.text[:1].islower() and not _END.search(last.text))


def _over_the_page(last: Line, line: Line) -> bool:
    """A sentence cut in two by the end of a page or column."""
    if _END.search(last.text):
        return False
    return line.text[:1].islower() or (_is_full(last, line) and not line.bold)


def _is_full(last: Line, line: Line) -> bool:
    """Whether the next word did not fit at the end of the line before."""
    word = line.text.split()[0] if line.text.split() else ""
    letter = (line.x1 - line.x0) / max(1, len(line.text))
    return last.x1 + (len(word) + 1) * letter * 0.98 > last.right or bool(_DIVIDED.search(last.text))


def _indented(group: list[Line], line: Line) -> bool:
    """A first line set in from the one before, or an item's text followed by text that stands further out."""
    last = group[-1]
    if line.x0 > last.x0 + 0.9 * line.size and len(group) > 1 and _END.search(last.text) and not last.marked:
        return True
    return last is group[0] and last.marked and line.x0 < last.segments[0].x0 - 2


def _begins(line: Line, last: Line) -> bool:
    """Whether a line opens something of its own: an item, a number, a label with its value."""
    text = line.text
    if line.marked or BULLET.match(text) or LETTERED.match(text) or _NUMBERED.match(text):
        return True
    return bool(_LABEL.match(text) or _BARE.match(text)) and not _is_full(last, line)


def _is_listed(line: Line) -> bool:
    """A line of a list of contents, or of a form, which is never followed by its own rest."""
    return bool(LEADERS.search(line.text)) or bool(re.search(r"\t\d{1,3}$", line.text))


def _gap(line: Line, last: Line, usual: Measures) -> bool:
    if line.table or last.table or line.page != last.page or line.y > last.y:
        return True
    return last.y - line.y > (usual.pitch + 0.2) * max(line.size, last.size)


def _table(group: list[Line]) -> Block:
    rows = [[visible(cell) for cell in row] for row in group[0].table]
    text = " ".join(cell for row in rows for cell in row if cell)
    return Block("table", text, html=table_html(rows), rows=rows)


def _paragraph(group: list[Line], usual: Measures) -> Block:
    """The paragraph or list item that these lines are."""
    text = visible(_join((line.text for line in group), usual))
    block = Block("text", text, html=squeezed(visible(_join((_html(line) for line in group), usual))))
    block.bold = all(line.bold for line in group)
    block.underlined = all(line.underlined for line in group)
    block.size = max(line.size for line in group) / usual.size
    for pattern, ordered in ((BULLET, False), (LETTERED, True)):
        mark = pattern.match(text)
        if mark:
            block.kind, block.ordered, block.depth = "item", ordered, round(group[0].x0)
            block.text, block.html = squeezed(text[mark.end() :]), _without_mark(block.html)
            return block
    cells = [squeezed(cell) for cell in text.split("\t") if cell.strip()]
    apart = len(cells) > 1 and not group[0].marked
    block.text, block.rows = ("\t" if apart else " ").join(cells), [cells] if apart else []
    return block


def _without_mark(shown: str) -> str:
    """HTML without the bullet or letter it begins with."""
    return re.sub(
        r"^(<strong>)?\s*(?:\(?\w{1,5}[.)]|o|[^\w\s<&])\s*(</strong>)?\s*",
        lambda m: m[1] or "" if not m[2] else "",
        shown,
        count=1,
    )


def _html(line: Line) -> str:
    return "\t".join(marked_up(segment.pieces) for segment in line.segments)


def _join(lines: Iterable[str], usual: Measures) -> str:
    """Lines as one, with words that were divided at the end of a line put together again."""
    said = ""
    for line in lines:
        plain = re.sub(r"</?strong>", "", said)
        divided, first = _DIVIDED.search(plain), _FIRST.match(re.sub(r"^<strong>", "", line))
        if divided and first and first[1][0].islower():
            said = (
                re.sub(r"[-\u2010\u00ad]((?:</strong>)?)$", r"\1", said)
                if _is_one_word(divided[1], first[1], usual)
                else said
            )
            said = (
                re.sub(r"</strong>$", "", said) + re.sub(r"^<strong>", "", line)
                if said.endswith("</strong>") and line.startswith("<strong>")
                else said + line
            )
        else:
            said = f"{said} {line}" if said else line
    return said


def _is_one_word(one: str, two: str, usual: Measures) -> bool:
    """Whether the hyphen only divided: by what the document writes elsewhere, else by what is usual in English."""
    joined, hyphened = f"{one}{two}".lower(), f"{one}-{two}".lower()
    if joined in usual.whole:
        return True
    if hyphened in usual.hyphened:
        return False
    return not _HYPHENED.match(one)


def _set_depths(blocks: list[Block]) -> None:
    """How deep each item stands, by how far in its mark is."""
    stack: list[int] = []
    for block in blocks:
        if block.kind != "item":
            stack = [] if block.kind == "table" or block.bold else stack
            continue
        x = block.depth
        while stack and x < stack[-1] - 5:
            stack.pop()
        if not stack or x > stack[-1] + 5:
            stack.append(x)
        block.depth = min(len(stack) - 1, 8)
