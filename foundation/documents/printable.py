"""A page and the words for it, brought into the shape that can be printed well and within limits.

Runs in the child process. What people wrote is cleaned against a short list of elements, its headings are lifted below
the heading it stands under, lists and tables are made regular (PDF/UA asks for both), and what would keep the printer
busy for minutes is refused with a sentence. Limits come from what the printer was seen to do in a few seconds.
"""

import re
from collections.abc import Iterable, Mapping

import lxml.html
import nh3
from lxml.etree import Comment, ProcessingInstruction
from lxml.html import HtmlElement

from foundation.documents.print_limits import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    MOST_ELEMENTS,
    MOST_LINES,
    MOST_LINKS,
    MOST_WORDS,
    PRINTED_ROWS,
)
from foundation.documents.printable_lists import settle_lists
from foundation.documents.printable_tables import settle_tables
from foundation.jobs.child import ChildRefused

DEEPEST = 24
DEEPEST_READ = 200
DEEPEST_TABLE = 2
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "blockquote", "pre", "div", "hr"}
HARMFUL = ("style", "script", "link", "base", "iframe", "object", "embed")
LINES = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "br", "hr", "tr")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "ins", "del", "s", "small", "strong", "sub", "sup", "u", "img"}
WRAPPERS = INLINE - {"br", "img"} | {"div", "blockquote"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start", "type"},
    "li": {"value"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
CLEANER = nh3.Cleaner(
    tags=BLOCKS | TABLES | INLINE | {"dl", "dt", "dd"},
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel", "app"},
    link_rel=None,
)
BREAKS = re.compile(r"[ \t\n\r\f]+")  # not the spaces that do not break
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
VOID = {"br", "hr", "img"}
LINKS = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
MARKS += r"\u200b-\u200f\u202a-\u202e\u2060-\u2069"  # and what cannot be seen
MARKED = re.compile(f"[{MARKS}]{{9,}}")
UNPRINTABLE = re.compile(r"[\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
TOO_LONG = "This document is too long to print as one. Split it into several documents."
TOO_DEEP = "Parts of this document lie too deep inside one another to be printed."
LONG_WORD = "This document holds a word or a row of signs of more than 2,000 letters, which cannot be printed."
MANY_MARKS = "This document holds a letter with very many accents or invisible signs, which cannot be printed."


def page(html: str, words: Mapping[str, str], assets: Iterable[str] = ()) -> HtmlElement:
    """The page with the cleaned words in their places. Raises ChildRefused with a sentence for the user."""
    tree = lxml.html.document_fromstring(UNPRINTABLE.sub("", html))
    _make_harmless(tree)
    for place in _having(tree, "data-words"):
        text = words.get(place.attrib.pop("data-words"), "")
        level = int(place.attrib.pop("data-level", "1"))
        _put(place, fragment(text, set(assets)), level)
    _refuse_what_is_too_much(tree)
    _settle_links(tree)
    settle_headings(tree)
    return tree


def _make_harmless(tree: HtmlElement) -> None:
    """Nothing in a page may fetch or style: styles come from our files, pictures by their own names."""
    for element in [*tree.iter(*HARMFUL), *_having(tree, "http-equiv")]:
        element.drop_tree()
    for name in ("style", "rel"):
        for element in _having(tree, name):
            element.attrib.pop(name)


def _having(tree: HtmlElement, name: str) -> list[HtmlElement]:
    return [element for element in tree.iter() if name in element.attrib]


def fragment(text: str, assets: set[str]) -> HtmlElement:
    """What somebody wrote, as a `div` of clean, regular HTML."""
    if text.count("<") > 3 * MOST_ELEMENTS:
        raise ChildRefused(TOO_LONG)
    clean = CLEANER.clean(UNPRINTABLE.sub("", text))
    _refuse_depth(clean)
    if clean.count("<") > 2 * MOST_ELEMENTS:
        raise ChildRefused(TOO_LONG)
    root = lxml.html.fragment_fromstring(clean, create_parent="div")
    for element in list(root.iter()):
        if element.tag in (Comment, ProcessingInstruction):
            element.drop_tree()
    _settle_pictures(root, assets)
    _flatten(root)
    settle_lists(root)
    settle_tables(root)
    return root


def _refuse_depth(clean: str) -> None:
    """Cleaned HTML is balanced, so its depth can be counted before any tree is built."""
    depth = 0
    for end, name in TAG.findall(clean):
        if name not in VOID:
            depth += -1 if end else 1
        if depth > DEEPEST_READ:
            raise ChildRefused(TOO_DEEP)


def _flatten(root: HtmlElement) -> None:
    """Wrappers deeper than the printer can go are taken off; their words stay. Raises ChildRefused for the rest."""
    tables: dict[HtmlElement, int] = {root: 0}
    depths: dict[HtmlElement, int] = {root: 0}
    wrappers = []
    for element in root.iterdescendants():
        above = element.getparent()
        wraps = depths[above] >= DEEPEST and element.tag in WRAPPERS
        depths[element] = depths[above] + (not wraps)
        tables[element] = tables[above] + (element.tag == "table")
        if wraps:
            wrappers.append(element)
        elif depths[element] > DEEPEST + 4 or tables[element] > DEEPEST_TABLE:
            raise ChildRefused(TOO_DEEP)
    for element in wrappers:
        element.drop_tag()


def _settle_pictures(root: HtmlElement, assets: set[str]) -> None:
    """A picture is one of ours and has a text; otherwise its text stands in its place."""
    for picture in list(root.iter("img")):
        text = " ".join(picture.get("alt", "").split())
        if not text or picture.get("src", "").removeprefix("app:") not in assets:
            picture.tail = text + (picture.tail or "")
            picture.drop_tree()


def _put(place: HtmlElement, root: HtmlElement, level: int) -> None:
    """Put the words in their place, their headings one below `level`."""
    first = min((HEADINGS.index(str(h.tag)) for h in root.iter(*HEADINGS)), default=0)
    for heading in list(root.iter(*HEADINGS)):
        heading.tag = HEADINGS[min(5, HEADINGS.index(str(heading.tag)) - first + level)]
    place.text = root.text
    for child in list(root):
        place.append(child)


def settle_headings(tree: HtmlElement) -> None:
    """No level is skipped, no heading is empty, none stands where a heading cannot (PDF/UA-1, 7.4.2)."""
    before = 0
    for heading in list(tree.iter(*HEADINGS)):
        if not str(heading.text_content()).strip():
            heading.drop_tree()
        elif heading.getparent().tag in ("li", "td", "th", "caption", "a", "p"):
            heading.tag = "strong" if heading.getparent().tag in ("a", "p", "caption") else "p"
        else:
            before = min(int(str(heading.tag)[1]), before + 1)
            heading.tag = f"h{before}"


def _settle_links(tree: HtmlElement) -> None:
    """A link has words and goes to a place in the document or to an address outside; others are plain words."""
    places = {element.get("id") for element in _having(tree, "id")}
    for link in list(tree.iter("a")):
        target = link.get("href", "")
        inside = target.startswith("#") and target[1:] in places
        if not str(link.text_content()).strip() or not (inside or LINKS.match(target)) or len(target) > LONGEST_WORD:
            link.drop_tag()


def _refuse_what_is_too_much(tree: HtmlElement) -> None:
    text = str(tree.text_content())
    if len(text) > MOST_CHARACTERS or len(text.split()) > MOST_WORDS:
        raise ChildRefused(TOO_LONG)
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS or sum(1 for _ in tree.iter(*LINES)) > MOST_LINES:
        raise ChildRefused(TOO_LONG)
    if sum(1 for _ in tree.iter("tr")) > PRINTED_ROWS:
        raise ChildRefused(f"Tables of more than {PRINTED_ROWS:,} rows in all cannot be printed.")
    if sum(1 for _ in tree.iter("a")) > MOST_LINKS:
        raise ChildRefused(f"Documents of more than {MOST_LINKS:,} links cannot be printed.")
    if any(len(word) > LONGEST_WORD for part in tree.itertext() for word in BREAKS.split(part)):
        raise ChildRefused(LONG_WORD)
    if MARKED.search(text):
        raise ChildRefused(MANY_MARKS)


def replace_signs(tree: HtmlElement, missing: Iterable[str]) -> None:
    """A sign that no font has is printed as an empty box: PDF/UA allows no unknown glyph, and a gap would hide it."""
    boxes = str.maketrans(dict.fromkeys(missing, "\N{WHITE SQUARE}"))
    for element in tree.iter():
        element.text = element.text and element.text.translate(boxes)
        element.tail = element.tail and element.tail.translate(boxes)
        if element.get("alt"):
            element.set("alt", element.get("alt").translate(boxes))
