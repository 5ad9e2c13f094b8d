"""The styles of a Word document, each with what it takes over from the one it is based on."""

import re
from dataclasses import dataclass

from lxml import etree

from foundation.documents.reading.numbering import W, value

_HEADING = re.compile(r"(?i)^(?:heading|überschrift|titre)\s*(\d)")


@dataclass(frozen=True)
class Look:
    """What a style or a run says about how text looks; None where it says nothing."""

    bold: bool | None = None
    italic: bool | None = None
    underlined: bool | None = None
    hidden: bool | None = None
    caps: bool | None = None
    size: float | None = None

    def over(self, under: "Look") -> "Look":
        """This look, with what it leaves open taken from the one under it."""
        mine, theirs = vars(self), vars(under)
        return Look(**{name: theirs[name] if mine[name] is None else mine[name] for name in mine})


@dataclass(frozen=True)
class Style:
    """A paragraph style with everything it takes over."""

    name: str = ""
    level: int | None = None
    look: Look = Look()
    list_name: str = ""
    list_depth: int = 0
    contents: bool = False


def look_of(properties: etree._Element | None) -> Look:
    """The look in a w:rPr."""
    if properties is None:
        return Look()
    size = value(properties, W + "sz")
    underline = value(properties, W + "u")
    return Look(
        bold=_switch(properties, "b"),
        italic=_switch(properties, "i"),
        underlined=None if not underline else underline != "none",
        hidden=_switch(properties, "vanish"),
        caps=_switch(properties, "caps"),
        size=int(size) / 2 if size.isascii() and size.isdigit() and len(size) < 5 else None,
    )


def _switch(properties: etree._Element, name: str) -> bool | None:
    found = properties.find(W + name)
    return None if found is None else found.get(W + "val", "true") not in ("0", "false", "off", "none")


class Styles:
    """All paragraph and character styles, by id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._known: dict[str, Style] = {}
        self._raw = {} if root is None else {item.get(W + "styleId", ""): item for item in root.iter(W + "style")}
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.default = look_of(defaults)
        normal = [
            name for name, item in self._raw.items() if item.get(W + "default") and item.get(W + "type") == "paragraph"
        ]
        self._normal = normal[0] if normal else ""

    def get(self, name: str | None) -> Style:
        """The style of that id, or the document's usual one."""
        return self._resolve(name or self._normal, 0)

    def _resolve(self, name: str, steps: int) -> Style:
        if name in self._known:
            return self._known[name]
        raw = self._raw.get(name)
        if raw is None or steps > 20:
            return Style(look=self.default)
        based = value(raw, W + "basedOn")
        under = self._resolve(based, steps + 1) if based else Style(look=self.default)
        self._known[name] = style = _joined(raw, under)
        return style


def _joined(raw: etree._Element, under: Style) -> Style:
    name = value(raw, W + "name")
    properties = raw.find(W + "pPr")
    list_name = value(properties, f"{W}numPr/{W}numId") or under.list_name
    depth = value(properties, f"{W}numPr/{W}ilvl")
    return Style(
        name=name,
        level=level_named(name, value(properties, W + "outlineLvl"), under.level),
        look=look_of(raw.find(W + "rPr")).over(under.look),
        list_name=list_name,
        list_depth=int(depth) if depth.isdigit() else under.list_depth,
        contents=bool(re.match(r"(?i)(toc|contents|table of contents|inhalt)", name)) or under.contents,
    )


def level_named(name: str, outline: str, under: int | None) -> int | None:
    """1 to 9 for a heading, 0 for the title, None for text; Word's outline level 9 means text."""
    heading = _HEADING.match(name)
    if heading:
        return int(heading[1])
    if name.lower() in ("title", "document title", "policy title"):
        return 0
    if outline.isdigit():
        return int(outline) + 1 if int(outline) < 9 else None
    return None if name.lower() in ("subtitle", "body text", "normal") else under
