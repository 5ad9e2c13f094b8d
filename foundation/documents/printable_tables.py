"""Tables made regular: every row as wide as the widest, no cell over another, header cells that say what they head."""

import itertools

from lxml.html import HtmlElement

from foundation.documents.print_limits import PRINTED_ROWS
from foundation.jobs.child import ChildRefused

MOST_COLUMNS = 50
MOST_CELLS = 6_000
SPAN = 50
FITTING_LETTERS = 70
TOGETHER_ROWS = 6
TOGETHER_WORDS = 150
WIDE = "Tables of more than 50 columns cannot be printed."
MANY = "Tables of more than 6,000 cells cannot be printed."


def settle_tables(root: HtmlElement) -> None:
    """Make every table in `root` regular, and take out those without a cell. Raises ChildRefused."""
    for table in list(root.iter("table")):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        if not any(len(row) for row in rows):
            table.drop_tree()
            continue
        if sum(len(row) for row in rows) > MOST_CELLS or len(rows) > PRINTED_ROWS:
            raise ChildRefused(MANY)
        _settle_caption(table)
        _square(rows)
        _settle_headers(table, rows)
        if _letters(rows) > FITTING_LETTERS:
            table.set("class", "tight")


def _letters(rows: list[HtmlElement]) -> int:
    """How wide the table is at least, in letters: the longest word of each column."""
    longest: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row):
            word = max(map(len, str(cell.text_content()).split()), default=0)
            longest[column] = max(longest.get(column, 3), word)
    return sum(longest.values())


def _settle_caption(table: HtmlElement) -> None:
    for caption in list(table.iterchildren("caption")):
        if not str(caption.text_content()).strip():
            caption.drop_tree()
    for caption in list(table.iterchildren("caption"))[1:]:
        caption.drop_tree()


def _span(cell: HtmlElement, name: str) -> int:
    text = cell.attrib.pop(name, "1")
    return min(SPAN, max(1, int(text[:4]))) if text.isascii() and text[:4].isdigit() else 1


def _square(rows: list[HtmlElement]) -> None:
    """Lay the cells out on a grid; spans end at the group of rows, and short rows are filled with empty cells.

    A cell that reaches down over many rows could be cut by the end of a page, which leaves two irregular tables: its
    words stay in the first row and empty cells follow below. Over a few short rows it stays, and they stay together.
    """
    hanging: dict[int, int] = {}  # column: rows that a cell from above still reaches down
    cut: set[int] = set()  # columns in which empty cells stand for it
    for place, row in enumerate(rows):
        below = {column: left - 1 for column, left in hanging.items() if left > 1}
        column = 0
        for cell in list(row):
            column = _pass(row, cell, column, hanging, cut)
            across, down = _spans(rows, place, cell, column, hanging)
            columns = range(column, column + across)
            below |= dict.fromkeys(columns, down - 1) if down > 1 else {}
            if down > 1 and not _stay_together(rows[place : place + down]):
                cell.attrib.pop("rowspan")
                cut.update(columns)
            else:
                cut.difference_update(columns)
            column += across
        _pass(row, None, column, hanging, cut)
        hanging = below
    _fill(rows)


def _pass(row: HtmlElement, before: HtmlElement | None, column: int, hanging: dict[int, int], cut: set[int]) -> int:
    """The next free column; where a cell from above was cut, an empty one is put into this row."""
    while column in hanging:
        if column in cut:
            empty = row.makeelement("td", {"class": "below"})
            row.insert(len(row) if before is None else row.index(before), empty)
        column += 1
    return column


def _spans(
    rows: list[HtmlElement], place: int, cell: HtmlElement, column: int, hanging: dict[int, int]
) -> tuple[int, int]:
    group = rows[place].getparent()
    left = sum(1 for row in rows[place : place + SPAN] if row.getparent() is group)
    across, down = _span(cell, "colspan"), min(left, _span(cell, "rowspan"))
    while across > 1 and any(column + extra in hanging for extra in range(1, across)):
        across -= 1
    for name, span in (("colspan", across), ("rowspan", down)):
        if span > 1:
            cell.set(name, str(span))
    return across, down


def _stay_together(rows: list[HtmlElement]) -> bool:
    words = sum(len(str(row.text_content()).split()) for row in rows)
    together = len(rows) <= TOGETHER_ROWS and words <= TOGETHER_WORDS
    for row in rows[:-1] if together else ():
        row.set("class", "together")
    return together


def _fill(rows: list[HtmlElement]) -> None:
    taken = [0] * (len(rows) + SPAN)
    for place, row in enumerate(rows):
        for cell in row:
            for under in range(int(cell.get("rowspan", "1"))):
                taken[place + under] += int(cell.get("colspan", "1"))
    if max(taken) > MOST_COLUMNS:
        raise ChildRefused(WIDE)
    for place, row in enumerate(rows):
        for _ in range(max(taken) - taken[place]):
            row.append(row.makeelement("th" if all(cell.tag == "th" for cell in row) and len(row) else "td"))


def _settle_headers(table: HtmlElement, rows: list[HtmlElement]) -> None:
    """Every cell has a header or no cell has: a head over all columns, or a header cell at the start of every row.

    First rows of header cells alone become the head, which is printed again on every page. Other header cells, which
    head nothing that could be told, stay bold.
    """
    head = table.find("thead")
    if head is None:
        heads = list(itertools.takewhile(lambda row: all(cell.tag == "th" for cell in row), rows))
        head = _head(table, rows, heads) if _ends_within(heads) and 0 < len(heads) < len(rows) else None
    for cell in head.iter("td") if head is not None else ():
        cell.tag = "th"
    if head is None and not all(row[0].tag == "th" for row in rows):
        for row in rows:
            for cell in row.iterchildren("th"):
                cell.tag = "td"
                cell.set("class", "bold")


def _head(table: HtmlElement, rows: list[HtmlElement], heads: list[HtmlElement]) -> HtmlElement:
    head = table.makeelement("thead")
    first = rows[0] if rows[0].getparent() is table else rows[0].getparent()
    first.addprevious(head)
    head.extend(heads)
    return head


def _ends_within(heads: list[HtmlElement]) -> bool:
    """Whether no cell of these rows reaches below them."""
    return all(int(cell.get("rowspan", "1")) <= len(heads) - place for place, row in enumerate(heads) for cell in row)
