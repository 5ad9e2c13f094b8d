"""What bringing in a file would do: who is added, who is changed and how, who is left out and why.

Nothing is written here. The plan is made afresh from the file and the roll whenever it is looked at; its `mark` changes
when either has changed, and what is confirmed is the plan of one mark.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from foundation.schools.models import Person, School
from foundation.schools.roll.columns import FIELDS, is_refused
from foundation.schools.roll.onroll import DETAILS, OnRoll, fingerprint, folded
from foundation.schools.roll.reading import Table
from foundation.schools.roll.rows import Problem, Row, read_rows
from foundation.schools.roll.values import day_orders, is_ambiguous

NEW = "new"
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Change:
    """Somebody on the roll and what a row changes of them: (what, before, after) in words."""

    row: Row
    person: Person
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Likeness:
    """A row that may be somebody on the roll: the same name, nothing else to tell by."""

    row: Row
    people: list[Person]


@dataclass
class Plan:
    """Everything the preview shows."""

    added: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0
    likenesses: list[Likeness] = field(default_factory=list)
    new_groups: list[str] = field(default_factory=list)
    not_in_file: list[Person] = field(default_factory=list)
    asks_day_order: bool = False
    groups_answered: bool = False
    remarks: list[str] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)

    @property
    def asks_groups(self) -> bool:
        """Whether it has still to be said which unknown groups are made."""
        return bool(self.new_groups) and not self.groups_answered

    @property
    def mark(self) -> str:
        """Changes with anything that would be written."""
        return hashlib.sha256(json.dumps(self.items, sort_keys=True).encode()).hexdigest()


@dataclass
class Maker:
    """Makes one plan."""

    school: School
    roll: OnRoll
    seed: UUID  # new people get their uid from this and their row, so that a row is added once
    today: date
    answers: Mapping[str, Any]
    plan: Plan = field(default_factory=Plan)
    taken: dict[UUID, int] = field(default_factory=dict)
    uids: dict[int, UUID] = field(default_factory=dict)

    def make(self, table: Table, columns: Mapping[str, int]) -> Plan:
        """The plan for a table whose columns are chosen."""
        dates = [
            line.cells[columns[name]] for name in ("starts_on", "leaves_on") if name in columns for line in table.lines
        ]
        order = str(self.answers.get("day_order", ""))
        self.plan.asks_day_order = is_ambiguous(dates) and not order
        rows = read_rows(table, columns, order or ("mdy" if day_orders(dates) == {"mdy"} else "dmy"))
        self.plan.groups_answered = "groups" in self.answers
        self.plan.remarks = [*table.remarks, *_refusals(table)]
        _find_twins(rows)
        for row in rows:
            self._identify(row)
        self._managers([row for row in rows if not row.is_left_out])
        for row in rows:
            self._settle(row)
        self.plan.problems = sorted((p for row in rows for p in row.problems), key=lambda p: (p.row, p.column))
        self.plan.left_out = sum(row.is_left_out for row in rows)
        self._rest()
        return self.plan

    def _identify(self, row: Row) -> None:
        """Whom a row is about: somebody on the roll, or somebody new."""
        person = None if row.is_left_out else self._match(row)
        if row.is_left_out:
            return
        self._groups(row)
        if person is None or person.email.lower() != row.values.get("email", ""):
            self._check_domain(row)
        if person is None:
            self.uids[row.number] = uuid5(self.seed, str(row.number))
        elif person.uid in self.taken:
            row.wrong("", f"Row {self.taken[person.uid]} is about the same person, {person.name}.")
        else:
            self.taken[person.uid] = row.number
            self.uids[row.number] = person.uid

    def _settle(self, row: Row) -> None:
        """What a row does: adds, changes, or nothing."""
        if row.is_left_out:
            return
        person = self.roll.people.get(self.uids[row.number])
        if person is not None:
            self._compare(row, person)
            return
        self._check_new(row)
        if not row.is_left_out:
            self.plan.added.append(row)

    def _match(self, row: Row) -> Person | None:
        """The person on the roll: by reference, then by e-mail; one of the same name only when that was answered."""
        by_reference = self.roll.by_reference.get(folded(row.values.get("reference", "")))
        by_email = self.roll.by_email.get(row.values.get("email", ""))
        if by_reference and by_email and by_reference.pk != by_email.pk:
            row.wrong(
                FIELDS["email"], f"The reference is {by_reference.name}'s and the e-mail address {by_email.name}'s."
            )
            return None
        found = by_reference or by_email
        if found is not None or not row.name:
            return found
        alike = [
            person for person in self.roll.called(row.name, row.values.get("groups", [])) if _could_be(row, person)
        ]
        answer = self.answers.get("matches", {}).get(str(row.number), "")
        if not alike or answer == NEW:
            return None
        chosen = next((person for person in alike if str(person.uid) == answer), None)
        if chosen is None:
            self.plan.likenesses.append(Likeness(row, alike))
            row.wrong(FIELDS["name"], f"{row.name} may be on the roll already. Answer who is meant.")
        return chosen

    def _groups(self, row: Row) -> None:
        """Known groups under their own names; unknown ones as it was answered."""
        known = []
        for name in row.values.get("groups", []):
            kept = self.roll.groups.get(folded(name))
            if kept is None and folded(name) not in {folded(one) for one in self.plan.new_groups}:
                self.plan.new_groups.append(name)
            if kept is not None or folded(name) in self._made_groups:
                known.append(kept or self._made_groups[folded(name)])
            else:
                row.wrong(FIELDS["groups"], f"There is no group called “{name}”.", stops=False)
        if "groups" in row.values:
            row.values["groups"] = known

    @property
    def _made_groups(self) -> dict[str, str]:
        return {folded(name): name for name in self.answers.get("groups", [])}

    def _check_domain(self, row: Row) -> None:
        """Point out an address that is not the school's: it may be a private one."""
        domain, address = self.school.email_domain.lower(), row.values.get("email", "")
        if domain and address and not address.endswith((f"@{domain}", f".{domain}")):
            row.wrong(FIELDS["email"], f"{address} is not an address at {domain}.", stops=False)

    def _check_new(self, row: Row) -> None:
        if "starts_on" not in row.values:
            row.values["starts_on"] = self.today
            row.wrong(FIELDS["starts_on"], "There is no first day, so it will be today.", stops=False)
        leaves = row.values.get("leaves_on")
        if leaves is not None and leaves < row.values["starts_on"]:
            row.wrong(FIELDS["leaves_on"], "The last day is before the first day.")

    def _compare(self, row: Row, person: Person) -> None:
        changes = list(_differences(row, person))
        manager = row.values.get("manager")
        if manager is not None and manager != self.roll.managers.get(person.line_manager_id or 0):
            before = self.roll.people.get(self.roll.managers.get(person.line_manager_id or 0, NOBODY))
            changes.append((FIELDS["line_manager"], before.name if before else "", row.values["manager_name"]))
        else:
            row.values.pop("manager", None)
        starts = row.values.get("starts_on", person.starts_on)
        leaves = row.values.get("leaves_on", person.leaves_on)
        if leaves is not None and leaves < starts:
            row.wrong(FIELDS["leaves_on"], f"The last day would be before the first day, {starts:%-d %B %Y}.")
            return
        if person.leaves_on is not None and person.leaves_on < self.today and "leaves_on" not in row.values:
            row.wrong("", f"{person.name} left on {person.leaves_on:%-d %B %Y} and stays left.", stops=False)
        if changes:
            self.plan.changed.append(Change(row, person, changes))
        else:
            self.plan.unchanged += 1

    def _managers(self, rows: list[Row]) -> None:
        """Line managers by reference, e-mail or name, on the roll or in the file."""
        in_file: dict[str, UUID] = {}
        for name in ("name", "email", "reference"):
            in_file |= {folded(row.values[name]): self.uids[row.number] for row in rows if row.values.get(name)}
        for row in rows:
            said = row.values.pop("line_manager", "")
            manager = self._manager(said, in_file) if said else None
            if manager is not None and manager != self.uids[row.number]:
                row.values |= {"manager": manager, "manager_name": said}
            elif said:
                row.wrong(FIELDS["line_manager"], f"“{said[:60]}” is nobody who could be found.", stops=False)

    def _manager(self, said: str, in_file: Mapping[str, UUID]) -> UUID | None:
        word = folded(said)
        person = self.roll.by_reference.get(word) or self.roll.by_email.get(word)
        named = self.roll.by_name.get(word, [])
        if person is None and len(named) == 1:
            person = named[0]
        return person.uid if person is not None else in_file.get(word)

    def _rest(self) -> None:
        """What nobody in the file is about, and the work in the order it is done."""
        plan = self.plan
        plan.not_in_file = [
            person
            for person in self.roll.people.values()
            if person.uid not in self.taken and (person.leaves_on is None or person.leaves_on >= self.today)
        ]
        unknown = {folded(name) for name in plan.new_groups}
        plan.items = [{"do": "group", "name": name} for key, name in self._made_groups.items() if key in unknown]
        plan.items += [self._item("add", row) for row in plan.added]
        plan.items += [self._item("change", one.row, one.person) for one in plan.changed]
        plan.items += list(self._manager_items())

    def _item(self, do: str, row: Row, person: Person | None = None) -> dict[str, Any]:
        details = {name: _written(row.values[name]) for name in DETAILS if name in row.values}
        item = {"do": do, "row": row.number, "uid": str(self.uids[row.number]), "details": details}
        if "groups" in row.values:
            item["groups"] = row.values["groups"]
        return item | ({"was": fingerprint(person)} if person else {})

    def _manager_items(self) -> Iterator[dict[str, Any]]:
        for row in [*self.plan.added, *(one.row for one in self.plan.changed)]:
            if "manager" in row.values:
                uid, manager = self.uids[row.number], row.values["manager"]
                yield {"do": "manager", "row": row.number, "uid": str(uid), "manager": str(manager)}


def _refusals(table: Table) -> Iterator[str]:
    for header in table.headers:
        if is_refused(header):
            yield f"The column “{header}” is left out: roles, rights and passwords are not taken from a file."


def _find_twins(rows: list[Row]) -> None:
    """A reference or address that stands in two rows is right in at most one of them: the later ones are left out."""
    for name in ("reference", "email"):
        first: dict[str, int] = {}
        for row in rows:
            value = folded(str(row.values.get(name, "")))
            if value and value in first:
                row.wrong(FIELDS[name], f"“{row.values[name]}” stands in row {first[value]} already.")
            elif value:
                first[value] = row.number


def _could_be(row: Row, person: Person) -> bool:
    """Not somebody whose reference or address differs from the row's own."""
    reference, email = row.values.get("reference", ""), row.values.get("email", "")
    differs = bool(reference and person.reference) or bool(email and person.email)
    return not differs


def _differences(row: Row, person: Person) -> Iterator[tuple[str, str, str]]:
    for name in DETAILS:
        if name in row.values and row.values[name] != getattr(person, name):
            yield FIELDS[name], _said(getattr(person, name)), _said(row.values[name])
    if "groups" in row.values:
        before = sorted(group.name for group in person.groups.all())
        if before != sorted(row.values["groups"]):
            yield FIELDS["groups"], ", ".join(before), ", ".join(row.values["groups"])


def _said(value: Any) -> str:
    return f"{value:%-d %B %Y}" if isinstance(value, date) else str(value or "")


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
