"""Word documents: paragraphs, lists and tables with their looks and numbers, straight from the parts of the file.

Headers, footers, comments and deleted text are not part of a policy; pictures, boxes and hidden text are named.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from foundation.documents.reading.blocks import Block, Source
from foundation.documents.reading.characters import squeezed, visible
from foundation.documents.reading.model import CannotRead, ReadWarning
from foundation.documents.reading.numbering import Numbering, W, value, whole
from foundation.documents.reading.package import UNUSUAL, Package
from foundation.documents.reading.styles import Look, Styles, level_named, look_of
from foundation.documents.reading.word_tables import table_html

PARAGRAPHS, DEEPEST = 20_000, 12
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
LEFT_OUT = {
    "pictures": "Pictures were left out.",
    "boxes": "Text in boxes was left out. Copy it into the page if it is needed.",
    "deleted": "Text marked as deleted (tracked changes) was left out.",
    "inserted": "Text marked as inserted (tracked changes) was taken as accepted.",
    "hidden": "Hidden text was left out.",
    "comments": "Comments were left out.",
    "notes": "Footnotes were left out.",
    "embedded": "Files placed inside the document were left out.",
    "fields": "Text that Word fetches from elsewhere was taken as last shown.",
}
_THROUGH = {
    W + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "fldSimple", "dir", "bdo")
}
_FETCHING = re.compile(r"(?i)\b(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|DATABASE)\b")


@dataclass
class Run:
    """Text with one look."""

    text: str
    look: Look
    link: str = ""


class Word:
    """Walks one document."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.main = self.package.main_part()
        folder = self.main.rpartition("/")[0]
        self.styles = Styles(self.package.xml(f"{folder}/styles.xml"))
        self.numbering = Numbering.of(self.package.xml(f"{folder}/numbering.xml"))
        self.relations = self.package.relations(self.main)
        self.left_out: dict[str, None] = {}
        self.contents: list[str] = []

    def source(self) -> Source:
        """The whole body."""
        raw = self.package.bytes_of(self.main)
        if raw.count(b"<w:p") > 4 * PARAGRAPHS:
            raise CannotRead("This Word file has too many paragraphs for one policy. Divide it, and try again.")
        root = self.package.xml(self.main)
        body = None if root is None else root.find(W + "body")
        blocks = [] if body is None else list(self._blocks(body, 0))
        for number, (kind, _, _) in enumerate(self.relations.values()):
            if kind in ("aFChunk", "oleObject", "package") and number < PARAGRAPHS:
                self.left_out["embedded"] = None
        warnings = [ReadWarning(f"left-out-{code}", LEFT_OUT[code]) for code in self.left_out]
        sizes = Counter[float]()
        for block in blocks:
            sizes[block.size] += len(block.text)
        usual = sizes.most_common(1)[0][0] if sizes else 0.0
        for block in blocks:
            block.size = block.size / usual if usual and block.size else 1.0
        return Source(blocks, warnings, contents=self.contents)

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        if depth > DEEPEST:
            raise CannotRead(UNUSUAL)
        gap = True
        for element in parent:
            if element.tag == W + "p":
                found = self._paragraph(element)
                for block in found:
                    block.gap = gap
                    yield block
                gap = not found
            elif element.tag == W + "tbl":
                yield from self._table(element, depth)
            elif element.tag == W + "sdt" and "Table of Contents" in "".join(
                item.get(W + "val", "") for item in element.iter(W + "docPartGallery")
            ):
                self.contents += [squeezed("".join(map(str, item.itertext(W + "t")))) for item in element.iter(W + "p")]
            elif element.tag in _THROUGH or element.tag in (MC + "AlternateContent", MC + "Choice"):
                yield from self._blocks(element, depth + 1)
            elif element.tag in (W + "del", W + "moveFrom"):
                self.left_out["deleted"] = None

    def _paragraph(self, element: etree._Element) -> list[Block]:
        properties = element.find(W + "pPr")
        style = self.styles.get(value(properties, W + "pStyle"))
        runs = list(self._runs(element, style.look, "", 0))
        text = squeezed("".join(run.text for run in runs))
        if style.contents or not text:
            if style.contents and text:
                self.contents.append(text)
            return []
        level = level_named("", value(properties, W + "outlineLvl"), style.level)
        list_name = value(properties, f"{W}numPr/{W}numId") or style.list_name
        depth = whole(value(properties, f"{W}numPr/{W}ilvl"), style.list_depth)
        look = self.numbering.level(list_name, depth)
        number = self.numbering.count(list_name, depth)
        blocks = _split(runs)
        if look is not None and level is None and look.format != "none":
            blocks[0].kind, blocks[0].depth, blocks[0].ordered = "item", min(depth, 8), look.format != "bullet"
        blocks[0].level, blocks[0].number = level, number
        return blocks

    def _runs(self, parent: etree._Element, base: Look, link: str, depth: int) -> Iterator[Run]:
        if depth > 3 * DEEPEST:
            raise CannotRead(UNUSUAL)
        for element in parent:
            tag = element.tag
            if tag == W + "r":
                yield from self._run(element, base, link)
            elif tag == W + "hyperlink":
                kind, target, outside = self.relations.get(element.get(R + "id", ""), ("", "", False))
                yield from self._runs(element, base, target if kind == "hyperlink" and outside else "", depth + 1)
            elif tag in _THROUGH:
                if tag in (W + "ins", W + "moveTo"):
                    self.left_out["inserted"] = None
                yield from self._runs(element, base, link, depth + 1)
            elif tag in (W + "del", W + "moveFrom"):
                self.left_out["deleted"] = None

    def _run(self, run: etree._Element, base: Look, link: str) -> Iterator[Run]:
        properties = run.find(W + "rPr")
        look = look_of(properties).over(base)
        named = value(properties, W + "rStyle")
        if named:
            look = look_of(properties).over(self.styles.get(named).look.over(base))
        text = ""
        for element in run:
            tag = element.tag
            if tag == W + "t":
                text += element.text or ""
            elif tag in (W + "tab", W + "ptab"):
                text += "\t"
            elif tag == W + "br" and element.get(W + "type") != "page":
                text += "\n"
            elif tag == W + "noBreakHyphen":
                text += "-"
            elif tag == W + "sym":
                text += "•"
            else:
                self._note(element)
        if look.hidden:
            if text.strip():
                self.left_out["hidden"] = None
        elif text:
            yield Run(visible(text.upper() if look.caps else text), look, link)

    def _note(self, element: etree._Element) -> None:
        """Remember what kind of thing is being left out."""
        tag = element.tag
        if tag == W + "instrText" and _FETCHING.search(element.text or ""):
            self.left_out["fields"] = None
        elif tag == W + "delText":
            self.left_out["deleted"] = None
        elif tag == W + "commentReference":
            self.left_out["comments"] = None
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            self.left_out["notes"] = None
        elif tag in (W + "drawing", W + "pict", W + "object", MC + "AlternateContent"):
            boxed = next(element.iter(W + "txbxContent"), None)
            if boxed is None:
                self.left_out["pictures" if tag != W + "object" else "embedded"] = None
            elif "".join(map(str, boxed.itertext(W + "t"))).strip():
                self.left_out["boxes"] = None

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        rows = [row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl"), None) is table]
        cells = [[cell for cell in row if cell.tag == W + "tc"] for row in rows]
        if len(rows) == 1 and len(cells[0]) == 1:  # a frame around text, not a table
            yield from self._blocks(cells[0][0], depth + 1)
            return
        written, plain = [], []
        for row, line in zip(rows, cells, strict=True):
            head = row.find(f"{W}trPr/{W}tblHeader") is not None
            shown, texts = [], []
            for cell in line:
                content = list(self._blocks(cell, depth + 1))
                texts.append("\n".join(block.text for block in content))
                head_cell = head or (row is rows[0] and bool(content) and all(block.bold for block in content))
                shown.append((cell, "th" if head_cell else "td", _cell_html(content)))
            plain.append(texts)
            written.append(shown)
        text = " ".join(squeezed(cell) for line in plain for cell in line)
        if text.strip():
            yield Block("table", text, html=table_html(written), rows=plain)


def _split(runs: list[Run]) -> list[Block]:
    """One block, or two where a bold first line stands over plain text in the same paragraph."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Run(part, run.look, run.link))
    lines = [line for line in lines if "".join(run.text for run in line).strip()]
    bold = [all(run.look.bold for run in line if run.text.strip()) for line in lines]
    if len(lines) > 1 and bold[0] and not any(bold[1:]):
        return [_block([lines[0]]), _block(lines[1:])]
    return [_block(lines)]


def _block(lines: list[list[Run]]) -> Block:
    solid = [run for line in lines for run in line if run.text.strip()]
    return Block(
        "text",
        "\n".join("".join(run.text for run in line).strip() for line in lines),
        html="<br>".join("".join(_inline(run) for run in _joined(line)) for line in lines),
        bold=all(run.look.bold for run in solid),
        underlined=all(run.look.underlined for run in solid),
        size=min((run.look.size or 0.0 for run in solid), default=0.0),
    )


def _joined(line: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in line:
        if joined and (joined[-1].look, joined[-1].link) == (run.look, run.link):
            joined[-1].text += run.text
        else:
            joined.append(Run(run.text, run.look, run.link))
    return joined


def _inline(run: Run) -> str:
    text = html.escape(run.text, quote=False)
    if run.look.italic:
        text = f"<em>{text}</em>"
    if run.look.bold:
        text = f"<strong>{text}</strong>"
    return f'<a href="{html.escape(run.link)}">{text}</a>' if run.link else text


def _cell_html(content: list[Block]) -> str:
    if len(content) == 1 and content[0].kind == "text":
        return content[0].html
    return "".join(block.html if block.kind == "table" else f"<p>{block.html}</p>" for block in content)


def read_word(data: bytes) -> Source:
    """A .docx taken apart. Raises CannotRead."""
    return Word(data).source()
