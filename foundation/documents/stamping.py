"""Words put over pages that are printed already: page numbers of a pack, the mark of a text that is superseded.

They are artifacts, so that nobody has them read out on every page, in a font that is in the file: PDF/UA asks for
both.
"""

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream

PAIR = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>")
FONT = Name.CountersignStamp
MARGIN = {"left": 76.5, "right": 68.0, "bottom": 25.5, "top": 31.0}  # points, as in print.css
SMALL, LARGE = 8.0, 11.0
QUIET, RED = b"0.337 0.369 0.400", b"0.541 0.110 0.110"


class Stamps:
    """Letters taken from a printed sheet of them."""

    def __init__(self, sheet: Pdf) -> None:
        self.sheet = sheet
        fonts: Any = sheet.pages[0].obj.Resources.Font
        self.font = max((fonts[name] for name in fonts), key=lambda font: len(_codes(font)))
        self.codes = _codes(self.font)
        self.widths = dict(_widths(self.font.DescendantFonts[0]))
        self.copies: dict[int, Any] = {}
        self.feet: dict[tuple[int, int], tuple[str, Stream]] = {}

    def foot(self, pdf: Pdf, page: Any, words: str) -> None:
        """Small words in the lower right corner of the page, in place of those that were put there before."""
        known, stamp = self.feet.get(page.obj.objgen, ("", None))
        if known == words:
            return
        x = float(page.mediabox[2]) - MARGIN["right"] - self._width(words, SMALL)
        line = self._line(words, SMALL, QUIET, x, MARGIN["bottom"])
        drawn = _artifact(b"/Subtype /Footer /Attached [/Bottom]", line)
        if stamp is None:
            stamp = self._put(pdf, page, drawn)
        else:
            stamp.write(drawn)
        self.feet[page.obj.objgen] = words, stamp

    def head(self, pdf: Pdf, page: Any, words: str) -> None:
        """Large words in a frame at the head of the page."""
        y = float(page.mediabox[3]) - MARGIN["top"]
        wide = self._width(words, LARGE)
        frame = b"q %s RG 1.2 w %.1f %.1f %.1f %.1f re S Q " % (RED, MARGIN["left"], y - 5, wide + 14, LARGE + 7)
        line = self._line(words, LARGE, RED, MARGIN["left"] + 7, y)
        self._put(pdf, page, _artifact(b"/Subtype /Header /Attached [/Top]", frame + line))

    def _width(self, words: str, size: float) -> float:
        return sum(self.widths.get(self._code(letter), 556.0) for letter in words) * size / 1000

    def _code(self, letter: str) -> int:
        """The glyph of a letter; of one that the sheet does not have, a question mark's."""
        return self.codes.get(letter, self.codes["?"])

    def _line(self, words: str, size: float, colour: bytes, x: float, y: float) -> bytes:
        drawn, at = [], x
        for word in words.split():
            codes = b"".join(b"%04x" % self._code(letter) for letter in word)
            drawn.append(b"1 0 0 1 %.2f %.2f Tm <%s> Tj" % (at, y, codes))
            at += self._width(word, size) + size * 0.28
        return b"q %s rg BT %s %.1f Tf %s ET Q" % (colour, bytes(FONT), size, b" ".join(drawn))

    def _put(self, pdf: Pdf, page: Any, drawn: bytes) -> Stream:
        """Behind what the page draws, which is closed off: its turned and moved paper must not move the words."""
        if id(pdf) not in self.copies:
            self.copies[id(pdf)] = pdf.copy_foreign(self.font), pdf.make_indirect(Stream(pdf, b"q"))
        font, opening = self.copies[id(pdf)]
        resources = page.obj.Resources
        if "/Font" not in resources:
            resources.Font = Dictionary()
        resources.Font[str(FONT)] = font
        body = page.obj.Contents
        bodies = list(body) if isinstance(body, Array) else [body]
        stamp = pdf.make_indirect(Stream(pdf, drawn))
        page.obj.Contents = Array([opening, *bodies, stamp])
        return stamp


def _artifact(kind: bytes, drawn: bytes) -> bytes:
    return b"Q /Artifact <</Type /Pagination %s>> BDC %s EMC" % (kind, drawn)


def _codes(font: Any) -> dict[str, int]:
    """The glyph of each letter, from the font's own map."""
    pairs = PAIR.findall(font.ToUnicode.read_bytes())
    return {bytes.fromhex(text.decode()).decode("utf-16-be"): int(code, 16) for code, text in pairs}


def _widths(font: Any) -> Iterator[tuple[int, float]]:
    """The width of each glyph, in thousandths of the size: a list of runs (ISO 32000-1, 9.7.4.3)."""
    runs = list(font.W)
    while runs:
        first, second = int(runs.pop(0)), runs.pop(0)
        if isinstance(second, Array):
            yield from ((first + place, float(width)) for place, width in enumerate(second))
        else:
            width = float(runs.pop(0))
            yield from ((code, width) for code in range(first, int(second) + 1))
