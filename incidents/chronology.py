"""A case in the order in which things happened, ready to send: with roles in place of names (HAY-06).

Names that the case knows are replaced wherever they stand in what was written. What somebody wrote of a person whom the
case does not know is not found: the page says so, and it is read through before it is sent.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.schools.models import Person, Role, RoleKind
from incidents.models import Case, CasePerson, Entry, Relation, Report

TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+)?"
AN_HOUR = timedelta(hours=1)
SOMEBODY = "somebody named in this case"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CALLED = {
    Relation.AFFECTED: "the person affected",
    Relation.COMPLAINED_OF: "the person complained of",
    Relation.AUTHOR: "the author",
    Relation.WITNESS: "the witness",
}


@dataclass(frozen=True)
class Line:
    """Something that happened: when, what kind of thing, who did it by their role, and what was written."""

    happened_at: datetime
    written_at: datetime
    what: str
    who: str
    words: str
    corrections: Sequence[str]

    @property
    def is_late(self) -> bool:
        """Whether it was written down well after it happened."""
        return self.written_at - self.happened_at > AN_HOUR


@dataclass(frozen=True)
class Chronology:
    """The lines in order, and who stands behind each role: the key stays at the school."""

    lines: Sequence[Line]
    key: Sequence[tuple[str, str]]


def chronology(case: Case) -> Chronology:
    """Five queries, however long the case."""
    entries = list(case.entries.select_related("by").order_by("happened_at", "pk"))
    reports = list(case.reports.select_related("reporter"))
    named = list(case.people.select_related("person").order_by("added_at", "pk"))
    writers = [one.reporter for one in reports if one.reporter is not None]
    roles = _roles(case, named, [*writers, *(one.by for one in entries if one.by is not None)])
    hide = _hiding(roles)
    lines = [*(_reported(report, roles, hide) for report in reports), *_written(entries, roles, hide)]
    key = [(_begun(role), name) for name, role in roles.items() if name]
    return Chronology(sorted(lines, key=lambda line: line.happened_at), key)


def _begun(words: str) -> str:
    """As a sentence begins."""
    return words[:1].upper() + words[1:]


def _reported(report: Report, roles: Mapping[str, str], hide: Callable[[str], str]) -> Line:
    """What was reported, as it was told."""
    on = f" It happened on {report.happened_on:%-d %B %Y}." if report.happened_on else ""
    place = f" Where: {hide(report.place)}." if report.place else ""
    who = roles.get(report.reporter.name, "") if report.reporter is not None else "somebody from outside"
    words = f"{report.get_kind_display()}.{on}{place}\n{_begun(hide(report.saw))}"
    return Line(report.at, report.at, "Reported", _begun(who), words, ())


def _written(entries: Sequence[Entry], roles: Mapping[str, str], hide: Callable[[str], str]) -> Iterator[Line]:
    """The timeline, each line with what corrects it."""
    corrections: dict[int, list[str]] = {}
    for one in entries:
        if one.corrects_id is not None:
            corrections.setdefault(one.corrects_id, []).append(_begun(hide(one.words)))
    for one in entries:
        if one.corrects_id is None:
            who = roles.get(one.by_name, "by itself" if one.by_id is None else "a member of staff")
            what, corrected = str(one.get_what_display()), corrections.get(one.pk, [])
            yield Line(one.happened_at, one.at, what, _begun(who), _begun(hide(one.words)), corrected)


def _roles(case: Case, named: Sequence[CasePerson], writers: Iterable[Person]) -> dict[str, str]:
    """What each name of the case is called instead: how they stand to it, the role they hold, or a letter."""
    roles: dict[str, str] = {}
    counts = {relation: sum(one.relation == relation for one in named) for relation in CALLED}
    numbers = dict.fromkeys(CALLED, 0)
    for one in named:
        relation = Relation(one.relation)
        numbers[relation] += 1
        number = f" {numbers[relation]}" if counts[relation] > 1 else ""
        pupil = "the pupil affected" if one.is_pupil and relation == Relation.AFFECTED else CALLED[relation]
        roles.setdefault(one.named, f"{pupil}{number}")
    people = {person.pk: person for person in [*([case.lead] if case.lead else []), *writers]}
    held: dict[int, list[str]] = {}
    for kind, key in Role.objects.filter(person__in=people, school=case.school).values_list("kind", "person"):
        held.setdefault(key, []).append(str(RoleKind(kind).label).lower())
    others = iter(_letters())
    for person in people.values():
        kinds = held.get(person.pk)
        if person.name not in roles:
            roles[person.name] = f"the {kinds[0]}" if kinds else f"member of staff {next(others)}"
    return roles


def _letters() -> Iterator[str]:
    yield from LETTERS
    yield from (f"{one}{two}" for one in LETTERS for two in LETTERS)


def _hiding(roles: dict[str, str]) -> Callable[[str], str]:
    """What puts its role in place of every name, and of first names and surnames by themselves.

    A surname or a first name that two people of the case have stands for neither.
    """
    whole = {name.casefold(): role for name, role in roles.items() if name}
    parts: dict[str, set[str]] = {}
    for name, role in roles.items():
        words = name.split()
        for word in {words[0], words[-1]} if len(words) > 1 else ():
            if len(word) > 2:
                parts.setdefault(word, set()).add(role)
    alone = {word: found.pop() if len(found) == 1 else SOMEBODY for word, found in parts.items()}
    first_pass, second_pass = _pattern(whole, re.IGNORECASE), _pattern(alone, 0)

    def hide(words: str) -> str:
        words = first_pass.sub(lambda found: whole[found[1].casefold()], words)
        return second_pass.sub(lambda found: alone[found[1]], words)

    return hide


def _pattern(names: Iterable[str], flags: int) -> re.Pattern[str]:
    """Any of these as whole words, with the title that stands before."""
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w){TITLE}({longest_first})(?!\w)", flags)
