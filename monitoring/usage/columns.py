"""Which column of a filter's export is what: guessed by headings and first lines, said by who brings it in, remembered.

No filter writes as another does. What is guessed is shown with the first lines before anything is taken.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from monitoring.usage import moments

FIELDS = {
    "at": "When (day and time, or the day)",
    "clock": "Time of day, where it stands in a column of its own",
    "user": "Who (the name that the filter uses)",
    "site": "Site or address",
    "category": "Category",
    "action": "What the filter did (allowed, blocked)",
    "seconds": "How long",
}
NEEDED = ("at", "user", "site")
# Headings as the usual filters and firewalls write them, without case, spaces and signs.
KNOWN = {
    "at": "at when date datetime timestamp time datetimestamp eventtime logtime receivetime starttime requesttime"
    " accesstime generatedtime dateandtime timegenerated occurred day accessed firstseen utctime localtime",
    "clock": "clock timeofday hour",
    "user": "user username who login loginname account accountname useremail email emailaddress principal identity"
    " userprincipalname srcuser sourceuser clientuser staff person userid authuser cusername",
    "site": "site url host hostname domain website address destination destinationhost dsthost webaddress requesturl"
    " fqdn uri link page dst requestedurl requestedsite siteaddress cshost desthost targeturl",
    "category": "category categories urlcategory webcategory theme contentcategory policycategory sitecategory"
    " categoryname topic group",
    "action": "action status result verdict outcome decision blocked isblocked disposition filteraction policyaction"
    " response blockedorallowed actiontaken",
    "seconds": "seconds duration timespent elapsed browsetime sessionduration durations sec browsingtime dwelltime",
}
BY_HEADING = {word: name for name, words in KNOWN.items() for word in words.split()}
BLOCKED = ("block", "denied", "deny", "drop", "reject", "refuse", "forbidden", "quarantine", "403", "true", "yes")
DAY_HEADINGS, TIME_HEADINGS = ("date", "day"), ("time", "timeofday", "hour", "clock")


@dataclass(frozen=True)
class Layout:
    """How a log is written: its columns by place, the sign between cells, moments and zone, words that say blocked."""

    columns: Mapping[str, int] = field(default_factory=dict)
    delimiter: str = ","
    written: str = moments.ISO
    zone: str = "Europe/London"
    blocked: Sequence[str] = BLOCKED
    is_sure: bool = True  # whether the order of day and month follows from the lines

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {**asdict(self), "columns": dict(self.columns), "blocked": list(self.blocked)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Layout":
        return cls(**kept)

    @property
    def missing(self) -> list[str]:
        """The columns without which no line can be judged."""
        return [FIELDS[name] for name in NEEDED if name not in self.columns]


def plain(heading: str) -> str:
    """A heading without case, spaces and signs."""
    return "".join(char for char in heading.casefold() if char.isalnum())


def mark_of(headings: Sequence[str], delimiter: str) -> str:
    """By which a file with the same headings is known again."""
    said = "\x1f".join([delimiter, *map(plain, headings)])
    return hashlib.sha256(said.encode()).hexdigest()


def guess(headings: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> Layout:
    """What the headings and the first lines say; the first column that fits counts."""
    columns: dict[str, int] = {}
    for place, heading in enumerate(map(plain, headings)):
        name = BY_HEADING.get(heading)
        if name and name not in columns:
            columns[name] = place
    known = list(map(plain, headings))
    days, clocks = ([known.index(one) for one in names if one in known] for names in (DAY_HEADINGS, TIME_HEADINGS))
    if days and clocks:
        columns |= {"at": days[0], "clock": clocks[0]}
    samples = [moment_of(row, columns) for row in rows]
    written, is_sure = moments.guessed(samples)
    return Layout(columns, delimiter, written, is_sure=is_sure)


def moment_of(row: Sequence[str], columns: Mapping[str, int]) -> str:
    """The words of a row that say when: one cell, or day and time from two."""
    places = [columns[name] for name in ("at", "clock") if name in columns]
    return " ".join(row[place].strip() for place in places if place < len(row))


def remembered(kept: Mapping[str, Any], guessed: Layout) -> Layout:
    """What was said of a file with the same headings before; whether the dates fit is judged by this file's lines."""
    before = Layout.from_json(kept)
    is_sure = guessed.is_sure and guessed.written == before.written
    return Layout(before.columns, before.delimiter, before.written, before.zone, before.blocked, is_sure=is_sure)
