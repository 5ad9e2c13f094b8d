"""Reading a log from any byte on: lines, then cells. One line is one row, so that what is wrong stays in its line."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST_LINE = 64 * 1024  # bytes; a cell of megabytes is thrown away as it comes
MOST_COLUMNS = 100
DELIMITERS = (",", ";", "\t", "|")
TOO_LONG = "The line is too long to be one of a log."
BROKEN = "A quotation mark is not closed in this line."

# place -> the bytes of that piece.
Piece = Callable[[int], bytes]


@dataclass(frozen=True)
class Batch:
    """Some lines in order: their texts ("" for those in `wrong`, by place, with why), and the byte behind the last."""

    texts: list[str]
    wrong: Mapping[int, str]
    end: int


def batches(piece: Piece, size: int, *, piece_size: int, offset: int = 0, most: int) -> Iterator[Batch]:
    """The lines that begin at byte `offset` of the log, so many at a time, with one piece in memory at a time."""
    waiting: list[bytes | None] = []
    end = offset
    for raw, length in _raw_lines(piece, size, piece_size, offset):
        waiting.append(raw)
        end += length
        if len(waiting) == most:
            yield _batch(waiting, end)
            waiting = []
    if waiting:
        yield _batch(waiting, end)


def _raw_lines(piece: Piece, size: int, piece_size: int, offset: int) -> Iterator[tuple[bytes | None, int]]:
    """Each line, and how many bytes it takes with its end; None for one that is too long."""
    place, start = divmod(offset, piece_size)
    rest, dropped = b"", 0
    while place * piece_size < size:
        parts = (rest + piece(place)[start:]).split(b"\n")
        place, start, rest = place + 1, 0, parts.pop()
        for raw in parts:
            is_too_long = bool(dropped) or len(raw) > LONGEST_LINE
            yield None if is_too_long else raw, dropped + len(raw) + 1
            dropped = 0
        if len(rest) > LONGEST_LINE:  # it counts, and is not kept while it goes on
            dropped, rest = dropped + len(rest), b""
    if rest or dropped:
        yield None if dropped else rest, dropped + len(rest)


def _batch(raws: list[bytes | None], end: int) -> Batch:
    wrong = {place: TOO_LONG for place, raw in enumerate(raws) if raw is None}
    whole = [raw or b"" for raw in raws]
    try:
        texts = b"\n".join(whole).decode("utf-8").split("\n")
    except UnicodeDecodeError:
        texts = [decoded(raw) for raw in whole]
    return Batch(texts, wrong, end)


def decoded(raw: bytes) -> str:
    """The text of a line: UTF-8, or the older Windows encoding where it is not."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def cells_of(texts: Sequence[str], delimiter: str) -> list[list[str] | None]:
    """The cells of each line, in order; None for a line that is no row of CSV."""
    csv.field_size_limit(LONGEST_LINE * 2)
    try:
        rows: list[list[str]] = list(csv.reader(texts, delimiter=delimiter, strict=True))
    except csv.Error:
        rows = []
    if len(rows) == len(texts):
        return list(rows)
    return [_alone(text, delimiter) for text in texts]


def _alone(text: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def delimiter_of(text: str) -> str:
    """The sign that stands most often in the first row outside quotation marks."""
    outside = "".join(text.split('"')[0::2])
    return max(DELIMITERS, key=outside.count)


def unguarded(cell: str) -> str:
    """Without the apostrophe by which a spreadsheet was kept from calculating."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell
