"""What stood on a day as tables: the same ones on the page, on paper and in a file."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from foundation.core.panels import house_rules
from policies.as_at import AsAt, Line, RoleThen, lines, lines_of
from policies.cover import in_words
from policies.forms.as_at import NarrowForm

Cell = str | int | date | None


@dataclass(frozen=True)
class TableRow:
    """The first cell heads the row; `url` is where it leads."""

    cells: Sequence[Cell]
    url: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under the heads of their columns; `empty` is said in their place."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[TableRow]
    empty: str

    def lines(self, rows: Iterable[TableRow]) -> list["ShownRow"]:
        """Rows of it in words."""
        return [ShownRow(row.cells[0], row.url, self._rest(row)) for row in rows]

    def _rest(self, row: TableRow) -> list[tuple[str, str]]:
        return list(zip(self.columns[1:], map(_words, row.cells[1:]), strict=True))


@dataclass(frozen=True)
class ShownRow:
    """A row in words: its head, where that leads, and each other cell with the head of its column."""

    head: Cell
    url: str
    rest: Sequence[tuple[str, str]]


def _words(cell: Cell) -> str:
    return in_words(cell) if isinstance(cell, date) else "-" if cell in (None, "") else str(cell)


def table(key: str, then: AsAt, narrow: NarrowForm) -> Table:
    """One of TABLES, narrowed."""
    title, columns, rows, empty = TABLES[key]
    return Table(key, title, columns, list(rows(then, narrow)), empty)


def _policies(then: AsAt, narrow: NarrowForm) -> Iterator[TableRow]:
    for policy in then.policies:
        wanted = [line for line in lines_of(policy) if narrow.has_line(line)]
        given = sum(line.given is not None for line in wanted)
        since = None if policy.was_brought_in else policy.since
        review = f"{policy.review} (overdue)" if policy.is_overdue else policy.review
        cells = (policy.title, policy.number, since or "Before it was brought in", policy.until, review)
        yield TableRow((*cells, len(wanted), given), reverse("version", args=[policy.version.uid]))


def _people(then: AsAt, narrow: NarrowForm) -> Iterator[TableRow]:
    wanted = [line for line in lines(then) if narrow.has_line(line)]
    asked = Counter(line.person.pk for line in wanted)
    given = Counter(line.person.pk for line in wanted if line.given)
    for person in filter(narrow.has_person, then.people):
        away = "Away" if person.pk in then.away else ""
        groups = ", ".join(sorted(person.groups))
        cells = (person.name, person.job_title, groups, person.starts_on, person.leaves_on, away)
        yield TableRow((*cells, asked[person.pk], given[person.pk]), reverse("outstanding-person", args=[person.uid]))


def _given(then: AsAt, narrow: NarrowForm) -> Iterator[TableRow]:
    for line in sorted(filter(narrow.has_line, lines(then)), key=_by_name):
        given = line.given
        how = (given.on, given.how, given.entered_on) if given else ("Not yet", "", None)
        address = reverse("receipt", args=[given.uid]) if given else ""
        yield TableRow((line.person.name, line.policy.title, line.policy.number, *how), address)


def _by_name(line: Line) -> tuple[str, str]:
    return line.person.name.lower(), line.policy.title.lower()


def _held(held: Callable[[AsAt], Sequence[RoleThen]]) -> Callable[[AsAt, NarrowForm], Iterator[TableRow]]:
    def rows(then: AsAt, _: NarrowForm) -> Iterator[TableRow]:
        for role in held(then):
            yield TableRow((role.what, role.name, role.since, role.until))

    return rows


def _rules(then: AsAt, _: NarrowForm) -> Iterator[TableRow]:
    for rule in then.rules:
        section = house_rules.entries.get(rule.section)
        title = section.title if section else rule.section
        words = {"True": "Yes", "False": "No", "": "Nothing"}.get(rule.then, rule.then)
        yield TableRow((_label(section, rule.rule), title, words, localdate(rule.changed_on)))


def _label(section: Any, name: str) -> str:
    """What the settings call the rule."""
    fields = section.model._meta.get_fields() if section else ()
    named = next((str(getattr(field, "verbose_name", "")) for field in fields if field.name == name), "")
    said = named or name.replace("_", " ")
    return said[:1].upper() + said[1:]


PRINTED = ("policies", "roles", "seats", "rules", "people", "acknowledgements")  # the longest last
ROLES = ("Held", "By", "From", "Until")
Rows = Callable[[AsAt, NarrowForm], Iterator[TableRow]]
TABLES: dict[str, tuple[str, Sequence[str], Rows, str]] = {
    "policies": (
        "Policies in force",
        ("Policy", "Version", "In force from", "Until", "Review", "Asked", "Acknowledged"),
        _policies,
        "No policy was in force here.",
    ),
    "acknowledgements": (
        "Who had acknowledged what",
        ("Name", "Policy", "Version", "Acknowledged", "How", "Entered later, on"),
        _given,
        "Nobody fits what you chose.",
    ),
    "people": (
        "On the roll",
        ("Name", "Job title", "Groups", "From", "Last day", "That day", "Asked", "Acknowledged"),
        _people,
        "Nobody fits what you chose.",
    ),
    "roles": ("Roles", ROLES, _held(lambda then: then.roles), "Nobody held a role."),
    "seats": ("Seats on bodies", ROLES, _held(lambda then: then.seats), "Nobody had a seat."),
    "rules": (
        "House rules that were different",
        ("Rule", "Part of the settings", "It was", "Changed on"),
        _rules,
        "Every house rule was as it is now.",
    ),
}
