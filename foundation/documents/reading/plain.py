"""Plain text: lines put back into paragraphs, list items and tables, whatever program broke them."""

import html
import itertools
import re

from foundation.documents.reading.blocks import Block, Source
from foundation.documents.reading.characters import squeezed, visible
from foundation.documents.reading.furniture import without_furniture

BULLET = re.compile(
    r"^[ \t]*(?:(?:[-*+·•‐‑–—▪◦●○■□➢►▶✓✔❖◆⁃∙§¤]|[^\w\s\"'“”‘’()\[\]<>£$€#@&/\\"
    r"|.,:;!?=%~^_`{}´]\ufe0f?)[ \t]+|o[ \t]+|[·•▪●➢✓✔]\s*(?=\w))"
)
LETTERED = re.compile(r"^[ \t]*(?:\(([a-z]|[ivx]{1,5}|\d{1,2})\)|([a-z]|[ivx]{1,5})[.)])[ \t]+(?=\S)")
_NUMBERED_TAB = re.compile(r"^\s*(\(?(\d{1,2}(\.\d{1,2})*|[A-Za-z]|[ivxIVX]{1,5})[.):]?|[^\w\s<])\t+")
_RULE = re.compile(r"^\s*([-=_~*#.])\1{2,}\s*$")
_UNDER = re.compile(r"^\s*([-=~])\1{2,}\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|+-]*-{2,}[\s:|+-]*\|[\s:|+-]*$")
_TAGS = re.compile(
    r"(?i)</?(p|br|input|b|i|strong|em|u|span|div|td|th|tr|table|tbody|ul|ol|li|font|sup|sub|a)\b[^<>]*>"
)
_ATX = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_MARKED = re.compile(r"^(\*\*|__)(?=\S)(.+?)(?<=\S)\1(:?)$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])(\*)(?=[^\s*])(.+?)(?<=[^\s*])\3(?![\w*])")
_END = re.compile(r"[.:;!?][\"'”’)\]]*$")
NARROW, WIDE = 55, 130
_LABEL = re.compile(r"^\s*[A-Z][^:.]{1,40}:(\s|$)")


def read_plain(text: str) -> Source:
    """Text taken apart; nothing is known of its looks but capitals, marks of emphasis and underlining."""
    lines, ends = without_furniture(visible(text))
    blocks = _joined_over_pages(_blocks(_unwrapped(lines, ends)))
    return Source(blocks, formatted=any(block.level is not None or block.bold for block in blocks))


def _unwrapped(lines: list[str], ends: set[int]) -> list[str]:
    """Lines put together where one was broken only because the next word did not fit."""
    width = _width(lines)
    if not width:
        return lines
    joined: list[str] = []
    for place, line in enumerate(lines):
        before = joined[-1] if joined else ""
        last = lines[place - 1] if place else ""
        if before.strip() and last.strip() and line.strip() and place not in ends and _goes_on(last, line, width):
            joined[-1] = f"{before.rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return joined


def _width(lines: list[str]) -> int:
    """How wide the text was set, or 0 where a line is a whole paragraph."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip() and "\t" not in line.strip())
    if len(lengths) < 4:
        return 0
    width = lengths[int(len(lengths) * 0.95) - 1]
    pairs = [(one, two) for one, two in itertools.pairwise(lines) if one.strip() and two.strip()]
    broken = [one for one, two in pairs if len(one.rstrip()) >= 0.7 * width and not _starts_item(two)]
    open_ended = [line for line in broken if not _END.search(line.rstrip())]
    return width if NARROW <= width <= WIDE and len(broken) >= 3 and 2 * len(open_ended) >= len(broken) else 0


def _goes_on(line: str, following: str, width: int) -> bool:
    if _starts_item(following) or "\t" in line.strip() or "\t" in following.strip() or "|" in following:
        return False
    if _LABEL.match(following) or _RULE.match(following) or _RULE.match(line) or _ATX.match(line):
        return False
    line, following = line.rstrip(), following.strip()
    if len(line) + 1 + len(following.split()[0]) > 0.92 * width:
        return True
    return following[0].islower() and not _END.search(line) and len(line) > 0.45 * width


def _starts_item(line: str) -> bool:
    numbered = re.match(r"^\s*(\d{1,2}(\.\d{1,2})*[.)]?|[A-Z][.)]|[IVX]+[.)])\s+\S", line)
    return bool(BULLET.match(line) or LETTERED.match(line) or numbered or _ATX.match(line))


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    gap = True
    for place, raw in enumerate(lines):
        after = lines[place + 1] if place + 1 < len(lines) else ""
        if not raw.strip():
            gap = True
            continue
        if _RULE.match(raw) or _TABLE_RULE.match(raw):
            if blocks and not gap and _UNDER.match(raw) and blocks[-1].kind == "text" and blocks[-1].words <= 14:
                blocks[-1].underlined = blocks[-1].bold = True
                gap = True
            continue
        block = _line(raw, blocks[-1] if blocks else None, gap, after)
        if block is not None:
            block.gap = gap
            blocks.append(block)
        gap = False
    return _rows_gathered(blocks)


def _line(raw: str, before: Block | None, gap: bool, after: str) -> Block | None:
    """The block that this line starts; None where it belongs to the cell of the row before."""
    in_table = before is not None and before.kind == "row"
    bare = _TAGS.sub(" ", raw)
    line = squeezed(bare)
    if not line:
        return None
    if in_table and before is not None and re.match(r"(?i)^\s*<(p|input|br)\b", raw) and "\t" not in raw.strip():
        before.rows[0][-1] = f"{before.rows[0][-1]}\n{line}".strip()
        return None
    cells = _cells(bare, in_table and not gap, after)
    if cells:
        return Block("row", " ".join(filter(None, cells)), rows=[cells])
    if in_table and not gap and len(line.split()) <= 12 and _cells(_TAGS.sub(" ", after), True, ""):
        return Block("row", line, rows=[[line]])
    return _paragraph(bare, line)


def _paragraph(bare: str, line: str) -> Block:
    bullet = BULLET.match(bare)
    if bullet and not _MARKED.match(line):
        rest = line
        while found := BULLET.match(rest):
            rest = rest[found.end() :]
        return Block("item", _unmarked(rest), html=_inline(rest), depth=_depth(bare))
    lettered = LETTERED.match(bare)
    if lettered:
        rest = squeezed(bare[lettered.end() :])
        return Block("item", _unmarked(rest), html=_inline(rest), depth=_depth(bare), ordered=True)
    atx = _ATX.match(line)
    if atx:
        return Block("text", _unmarked(atx[2]), html=_inline(atx[2]), level=len(atx[1]))
    marked = _MARKED.match(line)
    bold = bool(marked and "**" not in marked[2])
    cells = [squeezed(cell) for cell in re.split(r"\t+| {4,}", bare.strip()) if cell.strip()]
    return Block("text", _unmarked(line), html=_inline(line), bold=bold, rows=[cells] if len(cells) > 1 else [])


def _depth(line: str) -> int:
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    return min(indent // 4, 4)


def _unmarked(text: str) -> str:
    return _EMPHASIS.sub(lambda match: match[2] or match[4], text)


def _inline(text: str) -> str:
    def shown(match: re.Match[str]) -> str:
        return f"<strong>{match[2]}</strong>" if match[2] else f"<em>{match[4]}</em>"

    return _EMPHASIS.sub(shown, html.escape(text, quote=False))


def _cells(bare: str, in_table: bool, after: str) -> list[str]:
    """The cells of a line that is a row of a table, else none."""
    line = bare.rstrip()
    if (line.strip().startswith("|") and line.count("|") >= 2) or (
        line.count("|") >= 1 and (_TABLE_RULE.match(after) or in_table)
    ):
        return [squeezed(cell) for cell in line.strip().strip("|").split("|")]
    if _NUMBERED_TAB.match(line) and line.strip().count("\t") == 1:
        return []
    if "\t" in line.strip() or (in_table and line.startswith("\t")):
        cells = [squeezed(cell) for cell in line.split("\t")]
        several = len(cells) > 2 or "\t" in after.strip() or in_table
        return cells if several and (len(cells) > 1 or in_table) else []
    wide = [squeezed(cell) for cell in re.split(r" {3,}", line.strip())]
    beside = re.split(r" {3,}", after.strip())
    return wide if len(wide) > 2 and (len(beside) > 2 or in_table) and not BULLET.match(line) else []


def _rows_gathered(blocks: list[Block]) -> list[Block]:
    """Rows that follow one another as one table each."""
    gathered: list[Block] = []
    for block in blocks:
        last = gathered[-1] if gathered else None
        if block.kind == "row" and last and last.kind == "table" and (not block.gap or len(block.rows[0]) > 1):
            last.rows.append(block.rows[0])
            last.text += f" {block.text}"
        elif block.kind == "row":
            block.kind = "table"
            gathered.append(block)
        else:
            gathered.append(block)
    for block in gathered:
        if block.kind == "table":
            block.html = table_html(block.rows)
    return gathered


def table_html(rows: list[list[str]]) -> str:
    """A plain table; the first row is its head where every cell of it says something short."""
    across = max(len(row) for row in rows)
    head = len(rows) > 1 and len(rows[0]) == across > 1 and all(cell and len(cell) < 60 for cell in rows[0])
    written = []
    for number, row in enumerate(rows):
        tag = "th" if head and number == 0 else "td"
        cells = [html.escape(cell, quote=False).replace("\n", "<br>") for cell in row]
        if len(cells) == 1 < across:
            written.append(f'<tr><td colspan="{across}">{cells[0]}</td></tr>')
            continue
        cells += [""] * (across - len(cells))
        written.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
    top = f"<thead>{written.pop(0)}</thead>" if head else ""
    return f"<table>{top}<tbody>{''.join(written)}</tbody></table>"


def _joined_over_pages(blocks: list[Block]) -> list[Block]:
    """A sentence that a page break cut in two is one paragraph again."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        goes_on = last and last.kind in ("text", "item") and last.words >= 7 and not _END.search(last.text)
        if last and goes_on and block.kind == "text" and block.text[:1].islower() and last.level is None and block.gap:
            last.text, last.html = f"{last.text} {block.text}", f"{last.html} {block.html}"
        else:
            joined.append(block)
    return joined
