"""Words put over pages that are printed already: page numbers of a pack, the mark of a text that is superseded.

They are artifacts, so that nobody has them read out on every page, in a font that is in the file: PDF/UA asks for
both.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Any

from foundation.documents.pdf_syntax import REFERENCE, NotOurs, Taken, number_of, ref, taken_apart
from foundation.documents.pdf_writing import Writing

PAIR = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>")
FONT = b"/CountersignStamp"
MARGIN = {"left": 76.5, "right": 68.0, "bottom": 25.5, "top": 31.0}  # points, as in print.css
SMALL, LARGE = 8.0, 11.0
QUIET, RED = b"0.337 0.369 0.400", b"0.541 0.110 0.110"


class Stamps:
    """Letters taken from a printed sheet of them, written into a file that is in the making."""

    def __init__(self, sheet: bytes, file: Writing) -> None:
        taken = taken_apart(sheet, file.next - 1)
        file.take(taken.size)
        fonts = {number: text for number, text in taken.objects.items() if b"/Subtype /Type0" in text}
        maps = {number: _codes(taken, taken.get(ref(number))) for number in fonts}
        self.font = max(maps, key=lambda number: len(maps[number]))
        self.codes = maps[self.font]
        (drawn_as,) = taken.get(ref(self.font))[b"/DescendantFonts"]
        self.widths = dict(_widths(taken.get(drawn_as)[b"/W"]))
        self.file, self.opening = file, file.take()
        self.laid_out: set[bytes] = set()
        file.stream(self.opening, b"<</Length 1>>", b"q")
        _write_font(taken, self.font, file)

    def room(self, taken: Taken, page: dict[bytes, Any]) -> int:
        """Make room for a stamp on the page; the number of the stream that it is to be drawn by.

        It goes behind what the page draws, which is closed off: its turned and moved paper must not move the words.
        """
        self._lay_out(taken, page)
        body, stamp = page.get(b"/Contents", []), self.file.take()
        page[b"/Contents"] = [ref(self.opening), *(body if isinstance(body, list) else [body]), ref(stamp)]
        return stamp

    def _lay_out(self, taken: Taken, page: dict[bytes, Any]) -> None:
        """Our font among those that the page may use; pages share them."""
        place = page.get(b"/Resources", {})
        if isinstance(place, bytes) and place in self.laid_out:
            return
        resources = taken.get(place) if isinstance(place, bytes) else place
        fonts, ours = resources.get(b"/Font", {}), {FONT: ref(self.font)}
        if isinstance(fonts, bytes):
            taken.put(fonts, taken.get(fonts) | ours)
        else:
            resources[b"/Font"] = fonts | ours
        if isinstance(place, bytes):
            taken.put(place, resources)
            self.laid_out.add(place)
        else:
            page[b"/Resources"] = resources

    def foot(self, stamp: int, width: float, words: str) -> None:
        """Small words in the lower right corner of a page of this width."""
        x = width - MARGIN["right"] - self._width(words, SMALL)
        line = self._line(words, SMALL, QUIET, x, MARGIN["bottom"])
        self._draw(stamp, _artifact(b"/Subtype /Footer /Attached [/Bottom]", line))

    def head(self, stamp: int, height: float, words: str) -> None:
        """Large words in a frame at the head of a page of this height."""
        y = height - MARGIN["top"]
        wide = self._width(words, LARGE)
        frame = b"q %s RG 1.2 w %.1f %.1f %.1f %.1f re S Q " % (RED, MARGIN["left"], y - 5, wide + 14, LARGE + 7)
        line = self._line(words, LARGE, RED, MARGIN["left"] + 7, y)
        self._draw(stamp, _artifact(b"/Subtype /Header /Attached [/Top]", frame + line))

    def _draw(self, stamp: int, drawn: bytes) -> None:
        self.file.stream(stamp, b"<</Length %d>>" % len(drawn), drawn)

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
        return b"q %s rg BT %s %.1f Tf %s ET Q" % (colour, FONT, size, b" ".join(drawn))


def _write_font(taken: Taken, font: int, file: Writing) -> None:
    """The font with all that it refers to, and nothing else of the sheet."""
    found: dict[int, bytes] = {}
    waiting = [font]
    while waiting:
        number = waiting.pop()
        if number in taken.streams:
            file.stream(number, *taken.streams[number])
        elif number not in found:
            found[number] = taken.objects[number]
            waiting += [int(other) for other in REFERENCE.findall(found[number])]
    file.objects(found)


def _artifact(kind: bytes, drawn: bytes) -> bytes:
    return b"Q /Artifact <</Type /Pagination %s>> BDC %s EMC" % (kind, drawn)


def _codes(taken: Taken, font: dict[bytes, Any]) -> dict[str, int]:
    """The glyph of each letter, from the font's own map."""
    try:
        pairs = PAIR.findall(zlib.decompress(taken.streams[number_of(font[b"/ToUnicode"])][1]))
    except (KeyError, zlib.error):
        raise NotOurs from None
    return {bytes.fromhex(text.decode()).decode("utf-16-be"): int(code, 16) for code, text in pairs}


def _widths(row: list[Any]) -> Iterator[tuple[int, float]]:
    """The width of each glyph, in thousandths of the size: a list of runs (ISO 32000-1, 9.7.4.3)."""
    runs = list(row)
    while runs:
        first, second = int(runs.pop(0)), runs.pop(0)
        if isinstance(second, list):
            yield from ((first + place, float(width)) for place, width in enumerate(second))
        else:
            width = float(runs.pop(0))
            yield from ((code, width) for code in range(first, int(second) + 1))
