"""Pieces of text put into lines, and the lines of a page into reading order, column by column."""

import html
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from foundation.documents.reading.pdf_glyphs import Edge, Page, Piece

MARKER = re.compile(
    r"^(?:[^\w\s\"'“”‘’()\[\]<>£$€#@&.,:;!?=%~_]|o|\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):]?|\(\w{1,4}\))$"
)
LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{8,}")
MARKER_GAP, CELL_GAP = 6.0, 1.2
SAME_LINE, RAISED, FEW_LETTERS = 0.42, 0.65, 4
FEWEST, FILLED, MOST_OF = 3, 0.72, 0.3


@dataclass
class Segment:
    """Pieces of one line with no wide gap between them."""

    pieces: list[Piece]

    @property
    def x0(self) -> float:
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        return max(piece.x1 for piece in self.pieces)

    @property
    def text(self) -> str:
        return joined(self.pieces)


@dataclass
class Line:
    """A line of one column; `left` and `right` are the edges of that column, `table` its cells if it is a table.

    A row of a table that a page cuts in two is `open_above` or `open_below`.
    """

    y: float
    segments: list[Segment]
    page: int = 0
    left: float = 0.0
    right: float = 0.0
    table: list[list[str]] = field(default_factory=list)
    underlined: bool = False
    furniture: bool = False
    open_above: bool = False
    open_below: bool = False

    @property
    def pieces(self) -> list[Piece]:
        return [piece for segment in self.segments for piece in segment.pieces]

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return self.segments[-1].x1

    @property
    def size(self) -> float:
        return max(self.pieces, key=lambda piece: len(piece.text)).ink.size

    @property
    def text(self) -> str:
        """The words, with a tab where a gap divides them."""
        return "\t".join(segment.text for segment in self.segments)

    @property
    def marked(self) -> bool:
        """Whether it begins with a bullet or a number of its own."""
        return bool(len(self.segments) > 1 and MARKER.match(self.segments[0].text))

    @property
    def bold(self) -> bool:
        """Whether all its words are bold; a mark in front does not count."""
        pieces = [piece for piece in self.pieces if re.search(r"\w", piece.text)]
        pieces = [piece for piece in pieces if not MARKER.match(piece.text)] or pieces
        return bool(pieces) and all(piece.ink.bold for piece in pieces)


def joined(pieces: Sequence[Piece]) -> str:
    """The words of pieces beside one another."""
    said = pieces[0].text
    for one, two in itertools.pairwise(pieces):
        said += f" {two.text}" if two.x0 - one.x1 > 0.16 * min(one.ink.size, two.ink.size) else two.text
    return said


def marked_up(pieces: Sequence[Piece]) -> str:
    """The same as HTML, with what is bold among other words marked."""
    said, before = "", None
    for bold, group in itertools.groupby(pieces, key=lambda piece: piece.ink.bold):
        run = list(group)
        text = html.escape(joined(run), quote=False)
        gap = " " if before and run[0].x0 - before.x1 > 0.16 * run[0].ink.size else ""
        said += gap + (f"<strong>{text}</strong>" if bold else text)
        before = run[-1]
    return said


def lines_of(page: Page, pieces: Sequence[Piece]) -> list[Line]:
    """The pieces as lines from the top of the page down, each across the whole page."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.y, piece.x0)):
        row = rows[-1] if rows else None
        if row and row[0].y - piece.y <= SAME_LINE * max(piece.ink.size, max(one.ink.size for one in row)):
            row.append(piece)
        else:
            rows.append([piece])
    return [_line(page, row) for row in _with_raised(rows)]


def _with_raised(rows: list[list[Piece]]) -> list[list[Piece]]:
    """Letters set a little above or below a line ("1st", the number of a footnote) put into it."""
    taken: set[int] = set()
    for at, row in enumerate(rows):
        for near in (at - 1, at + 1):
            if 0 <= near < len(rows) and not {at, near} & taken and _is_raised(row, rows[near]):
                rows[near] += row
                taken.add(at)
    return [row for at, row in enumerate(rows) if at not in taken]


def _is_raised(row: list[Piece], line: list[Piece]) -> bool:
    """Whether these are a few letters each, right behind words of that line and less than a line away from it."""
    size = max(piece.ink.size for piece in line)
    if len(row) > len(line) or abs(row[0].y - line[0].y) > RAISED * size:
        return False
    ends = [piece.x1 for piece in line]
    return all(
        len(piece.text) <= FEW_LETTERS
        and piece.ink.size <= size
        and any(abs(piece.x0 - end) < 0.15 * size for end in ends)
        for piece in row
    )


def _line(page: Page, row: list[Piece]) -> Line:
    row.sort(key=lambda piece: piece.x0)
    first = row[0]
    for x, y in page.dots:
        if 0 < first.x0 - x < 2.5 * first.ink.size and first.y < y < first.y + first.ink.size:
            row.insert(0, Piece("•", x - 0.3 * first.ink.size, x, first.y, first.ink))
            break
    segments = [Segment([row[0]])]
    for one, two in itertools.pairwise(row):
        if two.x0 - segments[-1].x1 > CELL_GAP * max(one.ink.size, two.ink.size):
            segments.append(Segment([two]))
        else:
            segments[-1].pieces.append(two)
    main = max(row, key=lambda piece: (piece.ink.size, len(piece.text)))
    underlined = any(_is_under(edge, row, main) for edge in page.along)
    return Line(main.y, segments, underlined=underlined)


def _is_under(edge: Edge, row: list[Piece], main: Piece) -> bool:
    """Whether a ruled line stands right under these words and is as long as they are."""
    left, right = row[0].x0, max(piece.x1 for piece in row)
    near = -1.0 <= main.y - edge.at <= 0.3 * main.ink.size
    return (
        near and abs(edge.start - left) < 0.2 * (right - left) + 2 and abs(edge.end - right) < 0.1 * (right - left) + 3
    )


def in_reading_order(lines: list[Line], depth: int = 0) -> list[Line]:
    """Lines of two columns taken apart: the left one first, then the right one, between lines that cross both."""
    if not lines:
        return []
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    gutter = _gutter(lines, left, right) if depth < 3 else None
    if gutter is None:
        for line in lines:
            line.left, line.right = left, right
        return lines
    ordered: list[Line] = []
    for crosses, group in itertools.groupby(lines, key=lambda line: _crosses(line, gutter)):
        band = list(group)
        if crosses or not _is_columns(band, gutter, left, right):
            for line in band:
                line.left, line.right = left, right
            ordered += band
            continue
        for side in (0, 1):
            ordered += in_reading_order(list(_side(band, gutter, side)), depth + 1)
    return ordered


def _crosses(line: Line, gutter: float) -> bool:
    return any(segment.x0 < gutter < segment.x1 for segment in line.segments)


def _side(band: list[Line], gutter: float, side: int) -> Iterator[Line]:
    for line in band:
        segments = [segment for segment in line.segments if (segment.x0 > gutter) == bool(side)]
        if segments:
            whole = len(segments) == len(line.segments)
            yield replace(line, segments=segments, underlined=line.underlined and whole)


def _gutter(lines: list[Line], left: float, right: float) -> float | None:
    """The place in the middle of the page that the fewest lines cross, where there are columns beside it."""
    width = right - left
    starts = (
        {round(segment.x0) for line in lines for segment in line.segments if 0.25 < (segment.x0 - left) / width < 0.75}
        if width > 150
        else set()
    )
    best: tuple[int, float] | None = None
    for start in sorted(starts)[:200]:
        gutter = start - 3.0
        crossing = sum(_crosses(line, gutter) for line in lines)
        beginning = sum(any(abs(segment.x0 - start) < 2 for segment in line.segments) for line in lines)
        if beginning >= FEWEST and (best is None or (crossing, -beginning) < best):
            best, found = (crossing, -beginning), gutter
    return found if best else None


def _is_columns(band: list[Line], gutter: float, left: float, right: float) -> bool:
    """Whether both sides are running text: enough lines, most of them as wide as the column."""
    for side in (0, 1):
        mine = list(_side(band, gutter, side))
        inner, outer = (left, gutter) if side == 0 else (gutter, right)
        wide = [line for line in mine if not line.table and line.x1 - line.x0 > FILLED * (outer - inner)]
        if len(wide) < FEWEST or len(wide) < MOST_OF * len(mine):
            return False
        if (
            any(len(line.segments) > 1 and not line.marked for line in mine[: len(mine) // 2])
            and side == 0
            and _ragged(mine)
        ):
            return False
    return True


def _ragged(lines: list[Line]) -> bool:
    return 2 * sum(len(line.segments) > 1 and not line.marked for line in lines) > len(lines)
