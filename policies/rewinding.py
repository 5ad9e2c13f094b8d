"""What was different on a past day: the trail read backwards, from each change since to what stood before it.

Rows hold what is now. Every change of a person, a group, a policy or a house rule is in the trail with what was before
it; the first change after the day has what stood on the day. Where retention has destroyed the words of an entry, that
is said and nothing is made up.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import make_aware

from foundation.audit.models import Entry
from foundation.schools.verbs import Verb as SchoolVerb
from policies.verbs import Verb

CHANGES = (
    *(SchoolVerb.PERSON_CHANGED, SchoolVerb.GROUP_CHANGED, SchoolVerb.RULES_CHANGED),
    *(Verb.POLICY_CHANGED, Verb.VERSION_REVIEWED),
)


def end_of(on: date) -> datetime:
    """The first moment that is no longer that day."""
    return make_aware(datetime.combine(on + timedelta(days=1), time.min))


@dataclass(frozen=True)
class RuleThen:
    """A house rule that was another one then, in the words of the trail."""

    section: str
    rule: str
    then: str
    changed_on: datetime


@dataclass
class Rewound:
    """What stood before the first change since, by the row it is of and the name of the fact."""

    before: dict[tuple[UUID, str], str] = field(default_factory=dict)
    rules: list[RuleThen] = field(default_factory=list)
    silent: int = 0  # changes since whose words were destroyed
    _renamed: dict[str, str] = field(default_factory=dict)  # what a group is called later: what it was called then

    @classmethod
    def to(cls, entries: Iterable[Entry], on: date) -> "Rewound":
        """The end of a day, from the changes since then or longer, in their order."""
        found, end = cls(), end_of(on)
        for entry in entries:
            if entry.at < end:
                continue
            payload = _payload(entry)
            if payload is None:
                found.silent += 1
            else:
                found._take(entry, payload)
        return found

    def _take(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        if entry.verb == SchoolVerb.RULES_CHANGED:
            self._take_rules(entry, payload)
            return
        for name, before in _befores(payload):
            if name in ("groups", "audience"):
                before = ", ".join(self._renamed.get(group, group) for group in before.split(", ") if group)
            self.before.setdefault((entry.about_uid, name), before)
        if entry.verb == SchoolVerb.GROUP_CHANGED and "name" in payload.get("changed", {}):
            then, later = payload["changed"]["name"]
            self._renamed[later] = self._renamed.pop(then, then)

    def _take_rules(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        section, known = str(payload.get("section", "")), {(row.section, row.rule) for row in self.rules}
        for rule, (then, _) in payload.get("changed", {}).items():
            if (section, rule) not in known:
                self.rules.append(RuleThen(section, rule, str(then), entry.at))

    def said(self, of: UUID, name: str, now: str) -> str:
        """A fact as it stood, where it has changed since, else as it is."""
        return self.before.get((of, name), now)

    def groups(self, of: UUID, name: str, now: Collection[tuple[UUID, str]]) -> frozenset[str]:
        """Groups by what they were called then: of a person (`groups`) or a policy (`audience`)."""
        words = self.before.get((of, name))
        if words is not None:
            return frozenset(filter(None, words.split(", ")))
        return frozenset(self.said(uid, "name", called) for uid, called in now)


def _payload(entry: Entry) -> Mapping[str, Any] | None:
    """What an entry says; None where its words were destroyed, or tampered with (which `verify_trail` tells)."""
    try:
        said = json.loads(entry.payload)
    except json.JSONDecodeError:
        return None
    return said if isinstance(said, dict) else None


def _befores(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The name and former value of each fact that an entry changed, in either form in which entries keep them."""
    for name, (before, _) in payload.get("changed", {}).items():
        yield name, str(before)
    before, after = payload.get("before"), payload.get("after")
    if isinstance(before, str) and "review" in payload:
        yield "review", before
    if isinstance(before, dict) and isinstance(after, dict):
        yield from ((name, str(was)) for name, was in before.items() if was != after.get(name))
