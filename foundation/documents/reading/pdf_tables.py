"""Tables: those with ruled lines by their grid, those without by cells that stand under one another."""

import re
from collections.abc import Sequence
from dataclasses import replace

from foundation.documents.reading.pdf_glyphs import Edge, Page, Piece
from foundation.documents.reading.pdf_lines import LEADERS, Line, Segment, joined, lines_of

NEAR = 3.0
CELLS = 6_000
_PAGE_NUMBER = re.compile(r"^\d{1,3}$")


def ruled_tables(page: Page) -> tuple[list[Line], list[Piece]]:
    """The tables drawn on the page as one line each, and the pieces that stand in none of them."""
    rest = page.pieces
    tables: list[Line] = []
    for along, down in _grids(page):
        top, foot = max(edge.end for edge in down), min(edge.start for edge in down)
        drawn = _places(along)
        ys, xs = _places([*along, Edge(top, 0, 0), Edge(foot, 0, 0)]), _places(down)
        if len(ys) < 2 or len(xs) < 2 or (len(ys), len(xs)) == (2, 2) or len(ys) * len(xs) > CELLS:
            continue
        inside = [
            piece
            for piece in rest
            if xs[0] - NEAR < piece.x0 < xs[-1] and ys[0] - NEAR < piece.y + 0.2 * piece.ink.size < ys[-1] + NEAR
        ]
        cells = _cells(page, inside, xs, ys, down, along)
        if sum(bool(cell) for row in cells for cell in row) < (2 if len(xs) == 2 else 1):
            continue
        taken = {id(piece) for piece in inside}
        rest = [piece for piece in rest if id(piece) not in taken]
        place = Piece("", xs[0], xs[-1], ys[-1], inside[0].ink)
        ends = {"open_above": ys[-1] - drawn[-1] > NEAR, "open_below": drawn[0] - ys[0] > NEAR}
        tables.append(Line(ys[-1], [Segment([place])], table=cells, **ends))
    return tables, rest


def _places(edges: Sequence[Edge]) -> list[float]:
    """Where ruled lines stand; those that nearly coincide are one."""
    found: list[float] = []
    for place in sorted(edge.at for edge in edges):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return found


def _grids(page: Page) -> list[tuple[list[Edge], list[Edge]]]:
    """Ruled lines that touch one another, taken together."""
    along, down = _merged(page.along), _merged(page.down)
    if not along or not down or len(along) * len(down) > 400_000:
        return []
    group = {id(edge): id(edge) for edge in (*along, *down)}

    def root(of: int) -> int:
        while group[of] != of:
            group[of] = group[group[of]]
            of = group[of]
        return of

    for row in along:
        for column in down:
            if row.start - NEAR <= column.at <= row.end + NEAR and column.start - NEAR <= row.at <= column.end + NEAR:
                group[root(id(row))] = root(id(column))
    found: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for at, edges in enumerate((along, down)):
        for edge in edges:
            found.setdefault(root(id(edge)), ([], []))[at].append(edge)
    return sorted(
        (grid for grid in found.values() if grid[0] and grid[1]), key=lambda grid: -max(edge.at for edge in grid[0])
    )


def over_pages(lines: list[Line]) -> list[Line]:
    """Tables that go on at the top of the next page are one; a row that was cut in two is whole again."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last and last.table and line.table and line.page == last.page + 1 and _is_rest(last, line):
            rows = line.table[1:] if line.table[0] == last.table[0] else line.table
            if last.open_below and line.open_above and rows:
                last.table[-1] = [f"{one} {two}".strip() for one, two in zip(last.table[-1], rows[0], strict=True)]
                rows = rows[1:]
            found[-1] = replace(line, table=last.table + rows)
        else:
            found.append(line)
    return found


def _is_rest(last: Line, line: Line) -> bool:
    """Whether two tables have the same columns."""
    return len(last.table[0]) == len(line.table[0]) and abs(last.x0 - line.x0) < NEAR and abs(last.x1 - line.x1) < NEAR


def _merged(edges: list[Edge]) -> list[Edge]:
    """Stretches of one ruled line put together."""
    found: list[Edge] = []
    for edge in sorted(edges, key=lambda edge: (round(edge.at), edge.start)):
        last = found[-1] if found else None
        if last and abs(last.at - edge.at) < 1.6 and edge.start <= last.end + NEAR:
            last.end = max(last.end, edge.end)
        else:
            found.append(Edge(edge.at, edge.start, edge.end))
    return found


def _cells(
    page: Page, inside: list[Piece], xs: list[float], ys: list[float], down: list[Edge], along: list[Edge]
) -> list[list[str]]:
    """The words of each cell; what spans several stands in the first of them."""
    held: dict[tuple[int, int], list[Piece]] = {}
    for piece in inside:
        middle = piece.y + 0.3 * piece.ink.size
        row = max((at for at, y in enumerate(ys[:-1]) if y - NEAR / 2 <= middle), default=0)
        column = max((at for at, x in enumerate(xs[:-1]) if x - NEAR <= piece.x0), default=0)
        while column and not _stands(down, xs[column], middle):
            column -= 1
        while row < len(ys) - 2 and not _stands(along, ys[row + 1], (xs[column] + xs[column + 1]) / 2):
            row += 1
        held.setdefault((row, column), []).append(piece)
    return [
        [_words(page, held.get((row, column), [])) for column in range(len(xs) - 1)]
        for row in reversed(range(len(ys) - 1))
    ]


def _stands(edges: list[Edge], at: float, across: float) -> bool:
    return any(abs(edge.at - at) <= NEAR and edge.start - NEAR <= across <= edge.end + NEAR for edge in edges)


def _words(page: Page, pieces: list[Piece]) -> str:
    return " ".join(line.text.replace("\t", " ") for line in lines_of(page, pieces)) if pieces else ""


def spaced_tables(lines: list[Line]) -> list[Line]:
    """Lines whose cells stand under one another, at least three in a row or two of three cells, as tables."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        rows = _rows_from(lines, at)
        cells = max((len(line.segments) for line in rows), default=0)
        if len(rows) >= 3 or (len(rows) == 2 and cells >= 3):
            found.append(_table(rows))
            at += len(rows)
        else:
            found.append(lines[at])
            at += 1
    return found


def _rows_from(lines: list[Line], at: int) -> list[Line]:
    """The lines from here that are rows of one table."""
    first = lines[at]
    if not _is_row(first):
        return []
    starts = [segment.x0 for segment in first.segments]
    rows = [first]
    for line in lines[at + 1 :]:
        own = [segment.x0 for segment in line.segments]
        aligned = all(any(abs(x - start) < 5 for start in starts) for x in own)
        near = 0 < rows[-1].y - line.y < 4 * first.size
        wraps = len(own) == 1 and own[0] > starts[0] + 5
        if line.table or not aligned or not near or not (_is_row(line) or wraps):
            break
        rows.append(line)
    while rows and not _is_row(rows[-1]):
        rows.pop()
    return rows


def _is_row(line: Line) -> bool:
    marked = line.marked and len(line.segments) == 2
    if line.table or len(line.segments) < 2 or marked or LEADERS.search(line.text):
        return False
    return not _PAGE_NUMBER.match(line.segments[-1].text)


def _table(rows: list[Line]) -> Line:
    starts: list[float] = []
    for x in sorted(segment.x0 for line in rows for segment in line.segments):
        if not starts or x - starts[-1] > 6:
            starts.append(x)
    cells: list[list[str]] = []
    for line in rows:
        row = [""] * len(starts)
        for segment in line.segments:
            place = max((at for at, start in enumerate(starts) if start <= segment.x0 + 6), default=0)
            row[place] = f"{row[place]} {joined(segment.pieces)}".strip()
        if cells and not row[0]:
            cells[-1] = [f"{one} {two}".strip() for one, two in zip(cells[-1], row, strict=True)]
        else:
            cells.append(row)
    return Line(rows[0].y, rows[0].segments, table=cells, left=rows[0].left, right=rows[0].right)
