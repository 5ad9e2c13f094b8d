"""The numbers that Word counts by itself, as they stand on the page."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN: tuple[tuple[int, str], ...] = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written, number = written + letters * (number // value), number % value
    return written


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


FORMATS: dict[str, Callable[[int], str]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
}


def value(element: etree._Element | None, path: str, default: str = "") -> str:
    """The w:val of the first element found, or the default."""
    found = element.find(path) if element is not None else None
    return default if found is None else found.get(W + "val", default)


def whole(text: str, default: int) -> int:
    """A number Word wrote, kept within reason."""
    return min(int(text), 9_999) if text.isascii() and text.isdigit() and len(text) < 10 else default


@dataclass
class Level:
    """One level of a list: how its numbers look."""

    format: str
    text: str
    start: int
    legal: bool


@dataclass
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: etree._Element | None) -> "Numbering":
        numbering = cls()
        for abstract in root.iter(W + "abstractNum") if root is not None else ():
            numbering.levels[abstract.get(W + "abstractNumId", "")] = {
                whole(level.get(W + "ilvl", "0"), 0): _level(level) for level in abstract.iter(W + "lvl")
            }
        for number in root.iter(W + "num") if root is not None else ():
            name = number.get(W + "numId", "")
            numbering.lists[name] = value(number, W + "abstractNumId")
            for override in number.iter(W + "lvlOverride"):
                start = value(override, W + "startOverride")
                if start:
                    depth = whole(override.get(W + "ilvl", "0"), 0)
                    numbering.restarts.setdefault(name, {})[depth] = whole(start, 1)
        return numbering

    def level(self, name: str, depth: int) -> Level | None:
        """How that level of that list looks; None for a paragraph that is in no list."""
        return self.levels.get(self.lists.get(name, ""), {}).get(depth)

    def count(self, name: str, depth: int) -> str:
        """Count one more paragraph and give its number as shown; empty for a bullet."""
        look = self.level(name, depth)
        if look is None:
            return ""
        abstract = self.lists[name]
        counted = self.counted.setdefault(abstract, {})
        if name not in self.started:
            self.started.add(name)
            for restarted, start in self.restarts.get(name, {}).items():
                counted[restarted] = start - 1
        counted[depth] = counted.get(depth, look.start - 1) + 1
        for deeper in [level for level in counted if level > depth]:
            del counted[deeper]
        if look.format in ("bullet", "none"):
            return ""
        shown = look.text
        for upper in range(depth + 1):
            shown = shown.replace(f"%{upper + 1}", self._shown(abstract, upper, look.legal))
        return shown.strip()

    def _shown(self, abstract: str, depth: int, legal: bool) -> str:
        look = self.levels[abstract].get(depth)
        start = look.start if look else 1
        number = self.counted[abstract].get(depth, start)
        written = str if legal or look is None else FORMATS.get(look.format, str)
        return written(max(number, 1)) if number else "0"


def _level(level: etree._Element) -> Level:
    return Level(
        format=value(level, W + "numFmt", "decimal"),
        text=value(level, W + "lvlText"),
        start=whole(value(level, W + "start", "1"), 1),
        legal=level.find(W + "isLgl") is not None,
    )
