"""Tables made regular: every row as wide as the widest, no cell over another, header cells that say what they head."""

from lxml.html import HtmlElement

from foundation.jobs.child import ChildRefused

PRINTED_ROWS = 1_000
MOST_COLUMNS = 40
MOST_CELLS = 6_000
SPAN = 40
FITTING_LETTERS = 70
WIDE = "Tables of more than 40 columns cannot be printed."
MANY = "Tables of more than 6,000 cells cannot be printed."


def settle_tables(root: HtmlElement) -> None:
    """Make every table in `root` regular, and take out those without a cell. Raises ChildRefused if one is too large."""
    for table in list(root.iter("table")):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        rows = [row for row in rows if len(row) or row.drop_tree()]
        if not rows:
            table.drop_tree()
            continue
        if sum(len(row) for row in rows) > MOST_CELLS or len(rows) > PRINTED_ROWS:
            raise ChildRefused(MANY)
        _settle_caption(table)
        _square(rows)
        _settle_headers(rows)
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
    """Lay the cells out on a grid; spans end at the group of rows, and short rows are filled with empty cells."""
    hanging: dict[int, int] = {}  # column: rows that a cell from above still reaches down
    widths = []
    for place, row in enumerate(rows):
        left = sum(1 for _ in _rest_of_group(rows, place))
        column, below = 0, {c: n - 1 for c, n in hanging.items() if n > 1}
        for cell in row:
            while column in hanging:
                column += 1
            across, down = _span(cell, "colspan"), min(left, _span(cell, "rowspan"))
            while across > 1 and any(column + extra in hanging for extra in range(1, across)):
                across -= 1
            _set_spans(cell, across, down)
            if down > 1:
                below |= dict.fromkeys(range(column, column + across), down - 1)
            column += across
        widths.append(max([column, *(c + 1 for c in hanging)]))
        hanging = below
    if max(widths) > MOST_COLUMNS:
        raise ChildRefused(WIDE)
    _fill(rows, max(widths))


def _set_spans(cell: HtmlElement, across: int, down: int) -> None:
    for name, span in (("colspan", across), ("rowspan", down)):
        if span > 1:
            cell.set(name, str(span))


def _rest_of_group(rows: list[HtmlElement], place: int) -> list[HtmlElement]:
    group = rows[place].getparent()
    return [row for row in rows[place : place + SPAN] if row.getparent() is group]


def _fill(rows: list[HtmlElement], width: int) -> None:
    taken = [0] * (len(rows) + SPAN)
    for place, row in enumerate(rows):
        for cell in row:
            for below in range(int(cell.get("rowspan", "1"))):
                taken[place + below] += int(cell.get("colspan", "1"))
        for _ in range(width - taken[place]):
            row.append(row.makeelement("td"))


def _settle_headers(rows: list[HtmlElement]) -> None:
    """A header cell heads its column where its row is all headers or stands in the head, and its row elsewhere."""
    for row in rows:
        heads = row.getparent().tag == "thead" or all(cell.tag == "th" for cell in row)
        for cell in row.iterchildren("th"):
            if cell.get("scope") not in ("row", "col"):
                cell.set("scope", "col" if heads else "row")
