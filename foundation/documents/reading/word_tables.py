"""Word's tables as HTML, with cells that cover several columns or rows."""

from lxml import etree

from foundation.documents.reading.numbering import W, value, whole


def table_html(rows: list[list[tuple[etree._Element, str, str]]]) -> str:
    """Rows with merged cells as HTML has them."""
    written: list[str] = []
    grid = [_columns(row) for row in rows]
    for number, row in enumerate(rows):
        line = ""
        for (cell, tag, content), (column, width) in zip(row, grid[number], strict=True):
            if _continues(cell):
                continue
            down = 1
            while number + down < len(rows) and any(
                at == column and _continues(below[0])
                for below, (at, _) in zip(rows[number + down], grid[number + down], strict=True)
            ):
                down += 1
            spans = (f' colspan="{width}"' if width > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
            line += f"<{tag}{spans}>{content}</{tag}>"
        written.append(f"<tr>{line}</tr>")
    heads = [number for number, row in enumerate(rows) if row and all(tag == "th" for _, tag, _ in row)]
    if heads[:1] == [0] and len(rows) > 1:
        return f"<table><thead>{written[0]}</thead><tbody>{''.join(written[1:])}</tbody></table>"
    return f"<table><tbody>{''.join(written)}</tbody></table>"


def _columns(row: list[tuple[etree._Element, str, str]]) -> list[tuple[int, int]]:
    """For each cell the column it starts in and how many it covers."""
    found, column = [], 0
    for cell, _, _ in row:
        width = max(1, whole(value(cell.find(W + "tcPr"), W + "gridSpan", "1"), 1))
        found.append((column, width))
        column += width
    return found


def _continues(cell: etree._Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val", "continue") != "restart"
