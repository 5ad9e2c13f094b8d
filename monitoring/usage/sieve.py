"""What of a log is taken: lines of the person checked, within the days of the check, to sites that may be looked at.

Everything else is refused at the door and counted. Of an address only the site is taken: not the page, and nothing of
what was searched for or typed.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from foundation.core.text import tidy
from monitoring.usage import moments
from monitoring.usage.columns import Layout
from monitoring.usage.reading import BROKEN, Batch, cells_of, unguarded
from monitoring.usage.remembered import Remembered

HOME = ZoneInfo("Europe/London")
LONGEST_HOST, LONGEST_CATEGORY, MOST_SECONDS = 253, 80, 7 * 86_400
KEPT, OTHER_PEOPLE, OTHER_DAYS, LEFT_OUT, UNREADABLE = "kept", "other_people", "other_days", "left_out", "unreadable"
COUNTED = (OTHER_PEOPLE, OTHER_DAYS, LEFT_OUT)
SHORT, NO_MOMENT, NO_SITE = "The line has too few cells.", "The moment cannot be read.", "No site stands in it."

Row = tuple[datetime, str, str, bool, int | None]  # at, host, category, was blocked, seconds


@dataclass
class Sifted:
    """What came of some lines: the rows to keep, how many went where, and why some could not be read, by line."""

    rows: list[Row] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    unreadable: list[tuple[int, str]] = field(default_factory=list)


class Sieve:
    """Judges lines by what the check is of."""

    def __init__(
        self, layout: Layout, *, names: Collection[str], days: tuple[date, date], left_out: Collection[str]
    ) -> None:
        self.layout = layout
        self.names = {name.strip().casefold() for name in names if name.strip()}
        self.left_out = {host.strip().casefold() for host in left_out}
        first, last = (datetime.combine(day, datetime.min.time(), HOME) for day in (days[0], days[1]))
        self.since, self.until = first.astimezone(UTC), (last + timedelta(days=1)).astimezone(UTC)
        self.moment = moments.reader(layout.written, layout.zone)
        self.theirs, self.sites = Remembered(self._is_theirs), Remembered(site_of)
        self.are_left_out, self.were_blocked = Remembered(self._is_left_out), Remembered(self._is_blocked)
        self.categories, self.lengths = Remembered(_category), Remembered(seconds_of)
        columns = layout.columns
        self.at, self.user, self.site = columns["at"], columns["user"], columns["site"]
        self.clock = columns.get("clock")
        self.others = columns.get("category"), columns.get("action"), columns.get("seconds")
        self.width = 1 + max(self.at, self.user, self.site, self.clock or 0)

    def sift(self, batch: Batch, first_line: int) -> Sifted:
        """Judge the lines of a batch; `first_line` is the number of the first. Empty lines are not counted as read."""
        found = Sifted()
        keep = found.rows.append
        for place, row in enumerate(cells_of(batch.texts, self.layout.delimiter)):
            verdict = BROKEN if row is None else self._judge(row)
            if not isinstance(verdict, str):
                keep(verdict)
            elif verdict in COUNTED:
                found.counts[verdict] += 1
            elif place in batch.wrong or row is None or any(row):
                found.counts[UNREADABLE] += 1
                found.unreadable.append((first_line + place, batch.wrong.get(place, verdict)))
        if found.rows:
            found.counts[KEPT] = len(found.rows)
        return found

    def _judge(self, row: Sequence[str]) -> Row | str:
        """What is kept of a line, or where it belongs; a sentence where it cannot be read."""
        if len(row) < self.width:
            return SHORT
        if not self.theirs[row[self.user]]:
            return OTHER_PEOPLE
        at = self.moment(row[self.at] if self.clock is None else f"{row[self.at].strip()} {row[self.clock].strip()}")
        if at is None:
            return NO_MOMENT
        if not self.since <= at < self.until:
            return OTHER_DAYS
        host = self.sites[authority(row[self.site])]
        if not host:
            return NO_SITE
        if self.are_left_out[host]:
            return LEFT_OUT
        category, action, length = ("" if place is None or place >= len(row) else row[place] for place in self.others)
        return at, host, self.categories[category], self.were_blocked[action], self.lengths[length]

    def _is_theirs(self, user: str) -> bool:
        """As the filter calls them, with or without the domain in front: SCHOOL\\tteacher is tteacher."""
        said = unguarded(user).strip().casefold()
        return said in self.names or said.rpartition("\\")[2] in self.names

    def _is_left_out(self, host: str) -> bool:
        parts = host.split(".")
        return any(".".join(parts[place:]) in self.left_out for place in range(len(parts)))

    def _is_blocked(self, action: str) -> bool:
        said = unguarded(action.strip()).casefold()
        return any(word in said for word in self.layout.blocked)


def _category(cell: str) -> str:
    return " ".join(tidy(unguarded(cell.strip())).split())[:LONGEST_CATEGORY]


def host_of(cell: str) -> str:
    """The site of an address in small letters, without page, question, name and port; "" where there is none."""
    return site_of(authority(cell))


def authority(cell: str) -> str:
    """What of an address stands before its page: the part that comes again and again in a log."""
    _, found, rest = cell.partition("://")
    text = rest if found else cell.strip().removeprefix("//")
    for sign in "/?#":
        text = text.partition(sign)[0]
    return text


def site_of(text: str) -> str:
    """The site alone, in small letters; "" where it is none."""
    text = unguarded(text).strip().casefold().rpartition("@")[2]
    if text.startswith("["):
        text = text.partition("]")[0].strip("[")
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    host = text.strip(".")
    return host if host and len(host) <= LONGEST_HOST and host.isprintable() and not set(host) & set(' "\\<>') else ""


def seconds_of(cell: str) -> int | None:
    """A duration as 95, 95.4 or 0:01:35; None where it is none."""
    parts = cell.strip().partition(".")[0].split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdecimal() and len(part) < 8 for part in parts):
        return None
    total = 0
    for part in parts:
        total = total * 60 + int(part)
    return total if total <= MOST_SECONDS else None
