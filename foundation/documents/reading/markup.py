"""HTML and Markdown taken apart, after everything dangerous in them is gone."""

import html
import re

import nh3
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from foundation.documents.reading.blocks import Block, Source
from foundation.documents.reading.characters import squeezed, visible
from foundation.documents.reading.cleaning import REMOVED_WHOLE, clean_clause_html, refuse_costly
from foundation.documents.reading.model import ReadWarning

_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "pre", "caption", "address"}
_HOLDERS = {"div", "section", "article", "main", "ul", "ol", "dl", "center", "form", "figure", "figcaption", "details"}
_HOLDERS |= {"fieldset", "summary", "body"}
_INLINE = {"a", "b", "strong", "em", "i", "u", "s", "sub", "sup", "span", "br", "font", "small", "code", "hr", "label"}
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}
_cleaner = nh3.Cleaner(
    tags=_BLOCKS | _HOLDERS | _INLINE | _TABLE,
    clean_content_tags=(REMOVED_WHOLE | {"nav", "header", "footer"}),
    attributes={"*": set(), "a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
_TITLE = re.compile(r"(?is)<title[^>]*>(.{0,500}?)</title")
_FURNITURE = re.compile(r"(?i)<(header|footer|nav)\b")
# A numbered line over a rule is a heading to its writer and a list to Markdown.
_NUMBERED_RULE = re.compile(r"(?m)^(\d{1,2}[.)] [^\n]{1,100})\n([=-])\2{2,} *$")
_LEVELS = {f"h{number}": number for number in range(1, 7)}


def read_markdown(text: str) -> Source:
    """Markdown, by way of HTML."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 30}).enable(["table", "strikethrough"])
    text = _NUMBERED_RULE.sub(lambda match: f"{'#' if match[2] == '=' else '##'} {match[1]}", visible(text))
    return read_html(str(parser.render(text)))


def read_html(text: str) -> Source:
    """HTML taken apart. Raises CannotRead where it is nested too deeply or has too many parts."""
    text = visible(text).replace("\x0c", " ")
    refuse_costly(text)
    titled = _TITLE.search(text)
    warnings = (
        [ReadWarning("left-out-pictures", "Pictures were left out.")]
        if re.search(r"(?i)<(img|svg|picture)\b", text)
        else []
    )
    if _FURNITURE.search(text):
        warnings.append(ReadWarning("left-out-navigation", "Page headers, footers and menus were left out."))
    root = lxml_html.fragment_fromstring(_cleaner.clean(text), create_parent="div")
    walker = _Walker()
    walker.walk(root, 0)
    walker.flush()
    title = squeezed(html.unescape(titled[1])) if titled else ""
    return Source(walker.blocks, warnings, title=title)


class _Walker:
    """Goes through the elements in order, gathering what stands loose between blocks into paragraphs."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.loose = ""

    def flush(self) -> None:
        loose, self.loose = self.loose, ""
        for part in re.split(r"(?:<br\s*/?>\s*){2,}", loose):
            self._add(part, None)

    def walk(self, element: lxml_html.HtmlElement, depth: int) -> None:
        self.loose += html.escape(element.text or "", quote=False)
        for child in element:
            self._child(child, depth)
            self.loose += html.escape(child.tail or "", quote=False)

    def _child(self, child: lxml_html.HtmlElement, depth: int) -> None:
        tag = child.tag
        if tag in _LEVELS:
            self.flush()
            self._add(_inner(child), _LEVELS[tag])
        elif tag == "table":
            self.flush()
            self._table(child)
        elif tag in ("ul", "ol"):
            self.flush()
            self._list(child, depth)
        elif tag in _BLOCKS | _HOLDERS:
            self.flush()
            if any(inner.tag in _BLOCKS | _HOLDERS | {"table"} for inner in child.iterdescendants()):
                self.walk(child, depth)
                self.flush()
            else:
                self.loose = _inner(child)
                self.flush()
        elif any(inner.tag in _BLOCKS | _HOLDERS | {"table"} for inner in child.iterdescendants()):
            self.walk(child, depth)
        else:
            self.loose += _outer(child)

    def _add(self, inner: str, level: int | None) -> None:
        inner = re.sub(r"[ \t\n]+", " ", inner).strip().replace("<br/>", "<br>")
        while inner.startswith("<br>"):
            inner = inner[4:].lstrip()
        while inner.endswith("<br>"):
            inner = inner[:-4].rstrip()
        first, line, rest = inner.partition("<br>")
        if level is None and line and _all_bold(first) and not _all_bold(rest):
            self._add(first, None)
            self._add(rest, None)
            return
        text = _text(inner)
        if text:
            self.blocks.append(Block("text", text, html=inner, level=level, bold=_all_bold(inner)))

    def _list(self, element: lxml_html.HtmlElement, depth: int) -> None:
        ordered = element.tag == "ol"
        start = element.get("start", "1")
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1
        for child in element:
            if child.tag != "li":
                self._child(child, depth)
                self.flush()
                continue
            before = len(self.blocks)
            self.walk(child, depth + 1)
            self.flush()
            for block in self.blocks[before:]:
                if block.level is not None and ordered:  # Markdown takes "1. Title" over a rule for a list
                    block.number = block.number or f"{number}."
                    break
                if block.kind == "text" and block.level is None:
                    block.kind, block.depth, block.ordered = "item", min(depth, 8), ordered
                    block.number = f"{number}." if ordered else ""
                    break
            number += 1

    def _table(self, table: lxml_html.HtmlElement) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        if len(rows) == 1 and len(cells[0]) == 1:
            self.walk(cells[0][0], 0)
            self.flush()
            return
        plain = [[_text(_inner(cell)) for cell in row] for row in cells]
        text = " ".join(cell for row in plain for cell in row if cell)
        if text:
            self.blocks.append(Block("table", squeezed(text), html=clean_clause_html(_outer(table)), rows=plain))


def _outer(element: lxml_html.HtmlElement) -> str:
    return str(lxml_html.tostring(element, encoding="unicode", with_tail=False))


def _inner(element: lxml_html.HtmlElement) -> str:
    return html.escape(element.text or "", quote=False) + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in element
    )


def _text(inner: str) -> str:
    lines = re.split(r"<br\s*/?>|</p>|</li>", inner)
    plain = (squeezed(html.unescape(re.sub(r"<[^<>]*>", "", line))) for line in lines)
    return "\n".join(line for line in plain if line)


def _all_bold(inner: str) -> bool:
    outside = re.sub(r"(?is)<(b|strong)>.*?</\1>", "", inner)
    return "<b>" in inner + "<b>" * ("<strong>" in inner) and not re.sub(r"<[^<>]*>|[\s:]", "", html.unescape(outside))
