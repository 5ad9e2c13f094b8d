"""A log before anything is taken of it: its headings, its first lines, and what would become of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from foundation.core.keyring import KeyringError
from foundation.documents import files
from foundation.documents.models import File
from foundation.schools.models import School
from monitoring.house_rules import rules_of
from monitoring.models import Check, ColumnMapping, UsageExtract
from monitoring.usage import moments
from monitoring.usage.arriving import PIECE, NotALog
from monitoring.usage.columns import BY_HEADING, Layout, guess, mark_of, plain, remembered
from monitoring.usage.period import period_of
from monitoring.usage.reading import MOST_COLUMNS, Batch, Piece, batches, cells_of, delimiter_of
from monitoring.usage.sieve import Row, Sieve

SHOWN = 12  # lines shown on the page
LOOKED_AT = 200  # lines by which formats are guessed
LONGEST_HEAD = 20  # lines above the headings that some filters write
LONGEST_CELL = 120


@dataclass(frozen=True)
class Head:
    """The beginning of a log: its headings, the first lines below them, and where those begin."""

    headings: tuple[str, ...]
    rows: list[list[str]]
    delimiter: str
    offset: int  # the byte behind the headings
    line: int  # how many lines are read with them

    @property
    def mark(self) -> str:
        return mark_of(self.headings, self.delimiter)

    @property
    def guessed(self) -> Layout:
        return guess(self.headings, self.rows, self.delimiter)


def pieces_of(extract: UsageExtract) -> Piece:
    """The sealed pieces of a log, opened one at a time. Raises NotALog where one cannot be opened."""
    return opened([UUID(piece) for piece in extract.pieces])


def opened(pieces: Sequence[UUID]) -> Piece:
    """Sealed pieces by their places."""

    def piece(place: int) -> bytes:
        try:
            return files.open_sealed(File.objects.get(uid=pieces[place]))
        except (files.FileBroken, KeyringError, IndexError) as broken:
            raise NotALog("The file cannot be opened any more. Bring it in again.") from broken

    return piece


def head_of(piece: Piece, size: int) -> Head:
    """The headings and the first lines. Raises NotALog where there is no table in it."""
    offset = 0
    for number, batch in enumerate(batches(piece, size, piece_size=PIECE, most=1), start=1):
        offset = batch.end
        delimiter = delimiter_of(batch.texts[0])
        cells = cells_of(batch.texts, delimiter)[0] or []
        if is_heading(cells):
            return _below(piece, size, cells, delimiter, offset, number)
        if number >= LONGEST_HEAD:
            break
    raise NotALog(
        "No row of headings was found at the top: one with a date or time, a user, and a site or address. Export the"
        " log with its headings."
    )


def is_heading(cells: Sequence[str]) -> bool:
    """At least three cells, and among them words that stand above columns of logs."""
    known = {BY_HEADING[one] for one in map(plain, cells) if one in BY_HEADING}
    return 3 <= len(cells) <= MOST_COLUMNS and len(known & {"at", "user", "site", "clock", "action", "category"}) >= 2


def _below(piece: Piece, size: int, cells: list[str], delimiter: str, offset: int, number: int) -> Head:
    headings = tuple(" ".join(cell.split())[:LONGEST_CELL] for cell in cells)
    first = next(batches(piece, size, piece_size=PIECE, offset=offset, most=LOOKED_AT), Batch([], {}, offset))
    rows = [row for row in cells_of(first.texts, delimiter) if row and any(row)]
    if not rows:
        raise NotALog("The file has headings but no lines below them.")
    return Head(headings, rows, delimiter, offset, number)


def layout_for(school: School, head: Head) -> Layout:
    """What was said of a file with the same headings before, or what is guessed."""
    kept = ColumnMapping.objects.filter(school=school, headings=head.mark).first()
    return remembered(kept.layout, head.guessed) if kept is not None else head.guessed


def names_seen(head: Head, layout: Layout) -> list[str]:
    """The names of people in the first lines, to see how the filter writes them; none where no column has them."""
    place = layout.columns.get("user", -1)
    found = {row[place].strip() for row in head.rows if 0 <= place < len(row)}
    return sorted(found - {""})


def likely_names(email: str) -> list[str]:
    """How filters usually call somebody: the e-mail address, and what stands in front of the @."""
    local = email.partition("@")[0]
    return [one for one in dict.fromkeys((email, local)) if one]


@dataclass(frozen=True)
class Preview:
    """What would become of the first lines: so many read, how many kept and not, the first of those kept."""

    read: int
    counts: dict[str, int]
    rows: list[Row]
    unreadable: list[tuple[int, str]]
    names: list[str]
    days: tuple[date, date]
    is_sure: bool
    overlaps: bool  # whether another log of the check has lines of the same days


def preview_of(extract: UsageExtract, head: Head, on: date) -> Preview:
    """Judge the first lines as the job will judge all of them."""
    layout = Layout.from_json(extract.layout)
    days = period_of(extract.of, on)
    names = extract.user_names.splitlines()
    sieve = Sieve(layout, names=names, days=days, left_out=rules_of(extract.school).left_out)
    piece = pieces_of(extract)
    first = next(batches(piece, extract.size, piece_size=PIECE, offset=head.offset, most=LOOKED_AT))
    sifted = sieve.sift(first, head.line + 1)
    seen = [] if sifted.rows else names_seen(head, layout)[:SHOWN]
    return Preview(
        read=sum(sifted.counts.values()),
        counts=dict(sifted.counts),
        rows=sifted.rows[:SHOWN],
        unreadable=sifted.unreadable[:SHOWN],
        names=seen,
        days=days,
        is_sure=head.guessed.is_sure or layout.written == moments.ISO,
        overlaps=_overlaps(extract.of, [row[0] for row in sifted.rows]),
    )


def _overlaps(check: Check, times: list[datetime]) -> bool:
    """Whether a log that was brought in for the check spans one of these moments."""
    if not times:
        return False
    spans = check.extracts.filter(status=UsageExtract.Status.KEPT, first_at__lte=max(times), last_at__gte=min(times))
    return spans.exists()
