"""Lists made regular: PDF/UA allows nothing but items in a list, and what people paste has everything in it."""

import re

from lxml.html import HtmlElement

NUMBERING = {"1", "a", "A", "i", "I"}


def settle_lists(root: HtmlElement) -> None:
    """Lists hold items and nothing else, items stand in lists, and numbering keeps its start and its kind."""
    for part in [*root.iter("dt"), *root.iter("dd"), *root.iter("dl")]:
        part.tag = "div" if part.tag == "dl" else "p"
    for kind in list(root.iter("ul", "ol")):
        _settle_numbering(kind)
        _only_items(kind)
        if not len(kind):
            kind.drop_tree()
    for item in list(root.iter("li")):
        if item.getparent().tag not in ("ul", "ol"):
            item.tag = "p"


def _settle_numbering(kind: HtmlElement) -> None:
    if kind.get("type") not in NUMBERING:
        kind.attrib.pop("type", None)
    start = _number(kind.attrib.pop("start", ""))
    if start is not None:
        kind.set("style", f"counter-reset: list-item {start - 1}")
    for item in kind.iterchildren("li"):
        value = _number(item.attrib.pop("value", ""))
        if value is not None:
            item.set("style", f"counter-set: list-item {value - 1}")


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None


def _only_items(kind: HtmlElement) -> None:
    """Whatever stands in a list beside its items goes into the item before it, or becomes one."""
    parts = [(None, kind.text), *((child, child.tail) for child in kind)]
    kind.text = None
    item = None
    for child, after in parts:
        if child is not None:
            child.tail = None
            if child.tag == "li":
                item = child
            else:
                item = _item(kind, item)
                item.append(child)
        if after and after.strip():
            item = _item(kind, item)
            _add_words(item, after.strip())


def _item(kind: HtmlElement, last: HtmlElement | None) -> HtmlElement:
    """The last item seen, or a new one at the start of the list."""
    if last is None:
        last = kind.makeelement("li")
        kind.insert(0, last)
    return last


def _add_words(item: HtmlElement, words: str) -> None:
    if len(item):
        item[-1].tail = f"{item[-1].tail or ''} {words}"
    else:
        item.text = f"{item.text or ''} {words}"
