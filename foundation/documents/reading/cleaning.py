"""Clause HTML from anywhere (an upload, the editor) made safe, plain and small enough to show and print.

The limits are there because tiny HTML can stop a printer: a cell over a million columns, a hundred nested tables.
"""

import re
from collections.abc import Iterator

import nh3
from lxml import etree, html

from foundation.documents.reading.characters import visible
from foundation.documents.reading.model import CannotRead

LETTERS, WORDS, NODES, DEPTH, ROWS, CELLS_ACROSS, SPAN, WORD = 1_000_000, 100_000, 20_000, 30, 1_000, 50, 50, 1_000
TAGS = {
    *("p", "br", "strong", "b", "em", "i", "u", "s", "sub", "sup", "blockquote", "hr", "a", "ul", "ol", "li"),
    *("dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "h3", "h4", "h5", "h6"),
}
REMOVED_WHOLE = {
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "title"),
    *("textarea", "select", "button", "audio", "video", "canvas", "noembed", "noframes", "xmp", "plaintext"),
}
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
LINK = re.compile(r"(?i)(https?://[^/\\\s]|mailto:[^\s:/]+@)[^\s\"'<>\\]*")
MOST_ATTRIBUTES = 100
TOO_LONG = "This text is too long for one policy. Divide it, or take out what does not belong in it."
TOO_DEEP = "Lists or tables stand inside one another too deeply. Write them in fewer layers."
TOO_MANY = "This text has too many parts. Divide it, or take out tables that do not belong in it."
TABLE_TOO_LARGE = "A table has too many rows or columns to be printed. Keep it as a file of its own."
WORD_TOO_LONG = "A word has more than a thousand letters without a space. Take it out."


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value.strip() if len(value) <= 2000 and LINK.fullmatch(value.strip()) else None
    if name in ("colspan", "rowspan", "start"):
        most = SPAN if name != "start" else 10_000
        return str(min(int(value), most)) if value.isascii() and value.isdigit() and len(value) < 10 else None
    if name == "scope":
        return value if value in ("row", "col", "rowgroup", "colgroup") else None
    return value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=REMOVED_WHOLE,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)


def clean_clause_html(text: str) -> str:
    """The HTML with allowed tags only: no styles, ids, classes, pictures or scripts; links to the web or by mail.

    Raises CannotRead with a plain sentence where it is too long, too deep or has a table too large.
    """
    if len(text) > LETTERS:
        raise CannotRead(TOO_LONG)
    refuse_costly(text)
    clean = _cleaner.clean(visible(text).replace("\x0c", " "))
    if clean.strip():
        _check(clean)
    return clean


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(r"[\s/]*[^\s/>=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*)?)?")
_VOID = {"br", "hr", "img", "input", "wbr", "meta", "link", "col", "source", "area", "base", "embed", "track", "param"}
_CLOSED_FOR_YOU = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dd",
    "dt",
    "tbody",
    "thead",
    "tfoot",
    "colgroup",
    "option",
    "body",
    "html",
}
_REPEATED = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}


def _attributes(text: str, at: int) -> int:
    """How many attributes follow the name of a tag, as far as it matters."""
    count = 0
    while count <= MOST_ATTRIBUTES and (found := _ATTRIBUTE.match(text, at)):
        at, count = found.end(), count + 1
    return count


def refuse_costly(text: str) -> None:
    """Turn away what would cost too much even to parse; a browser's rules repeat open bold marks in every paragraph."""
    open_tags: dict[str, int] = {}
    count = deep = repeated = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        count += 1
        if _attributes(text, match.end()) > MOST_ATTRIBUTES:
            raise CannotRead(TOO_MANY)
        if name in _VOID or name in _CLOSED_FOR_YOU:
            continue
        change = (-1 if open_tags.get(name, 0) else 0) if match[1] else 1
        open_tags[name] = open_tags.get(name, 0) + change
        deep += change
        repeated += change if name in _REPEATED else 0
        if deep > 5 * DEPTH or repeated > DEPTH:
            raise CannotRead(TOO_DEEP)
    if count > 5 * NODES:
        raise CannotRead(TOO_MANY)


def _check(clean: str) -> None:
    try:
        root = html.fragment_fromstring(clean, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise CannotRead(TOO_DEEP) from error
    for nodes, (depth, node) in enumerate(_walk(root), 1):
        if depth > DEPTH:
            raise CannotRead(TOO_DEEP)
        if nodes > NODES:
            raise CannotRead(TOO_MANY)
        if node.tag == "table":
            _check_table(node)
    words = " ".join(root.itertext()).split()
    if len(words) > WORDS:
        raise CannotRead(TOO_LONG)
    if any(len(word) > WORD for word in words):
        raise CannotRead(WORD_TOO_LONG)


def _walk(root: html.HtmlElement) -> Iterator[tuple[int, html.HtmlElement]]:
    waiting = [(0, root)]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        waiting.extend((depth + 1, child) for child in node)


def _check_table(table: html.HtmlElement) -> None:
    rows = list(table.iter("tr"))
    across = max((sum(int(cell.get("colspan", "1")) for cell in row) for row in rows), default=0)
    if len(rows) > ROWS or across > CELLS_ACROSS:
        raise CannotRead(TABLE_TOO_LARGE)
