"""Which policies cite which law: from their lists of laws and from the words of the versions in force (QEI-02).

Citations are understood (`foundation.documents.reading.laws`), so "DPA 1998", "the Data Protection Act (1998)" and "the
1998 Act" are one. What became of a law is in a table that names the source of each row.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from foundation.documents.reading.laws import Cited, Law, citations, source_of, undated
from policies.models import Clause, LegalReference, Policy, Version

REPEALED, MISDATED, MISSPELT, UNDATED, KNOWN, UNKNOWN = (
    "repealed",
    "misdated",
    "misspelt",
    "undated",
    "known",
    "unknown",
)
TO_LOOK_AT = (REPEALED, MISDATED, MISSPELT, UNDATED)
LABELS = {
    REPEALED: "No longer in force",
    MISDATED: "Wrong year",
    MISSPELT: "Misspelt",
    UNDATED: "No year given",
    KNOWN: "In our table",
    UNKNOWN: "Not in our table",
}
SHOWS = ("look", "unknown")
NAMED = 6  # places of one policy that a page names
_ENDS_BLOCK = re.compile(r"</(?:p|li|td|th|h[1-6]|dt|dd|caption|blockquote)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Mention:
    """Where a law is cited: a clause of the version in force, or (without an anchor) the policy's list of laws."""

    policy_uid: UUID
    policy: str
    version_uid: UUID | None = None
    anchor: str = ""
    clause: str = ""
    words: str = ""


@dataclass
class Citing:
    """A policy that cites a law, with where; a page names the first few places."""

    uid: UUID
    title: str
    mentions: list[Mention] = field(default_factory=list)

    @property
    def first(self) -> list[Mention]:
        return self.mentions[:NAMED]

    @property
    def more(self) -> int:
        """How many places are not named."""
        return max(0, len(self.mentions) - NAMED)


@dataclass
class Entry:
    """A law as it is cited, with everywhere it is."""

    name: str
    year: int
    state: str
    law: Law | None = None
    other_years: Sequence[int] = ()
    mentions: dict[tuple[UUID, str], Mention] = field(default_factory=dict)  # by policy and anchor

    @property
    def said(self) -> str:
        """Its name with its year."""
        return f"{self.name} {self.year}" if self.year else self.name

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def is_to_look_at(self) -> bool:
        return self.state in TO_LOOK_AT

    @property
    def sentence(self) -> str:
        """What is to be looked at, in a sentence."""
        if self.state == REPEALED and self.law:
            instead = f" Its place was taken by the {self.law.repealed_by}." if self.law.repealed_by else ""
            return f"No longer in force since {spelt(self.law.repealed_on)}.{instead}"
        if self.state == MISDATED:
            years = " and ".join(str(year) for year in self.other_years)
            return f"There is none of {self.year} in our table; the {_kind(self.name)} is of {years}."
        if self.state == MISSPELT:
            written = ", ".join(dict.fromkeys(f"“{one.words}”" for one in self.mentions.values() if one.words))
            return f"Written {written}."
        if self.state == UNDATED:
            return "Which one is meant cannot be told: no year is given."
        return ""

    @property
    def policies(self) -> list["Citing"]:
        """The policies that cite it, by title, each with where."""
        found: dict[UUID, Citing] = {}
        for one in self.mentions.values():
            found.setdefault(one.policy_uid, Citing(one.policy_uid, one.policy)).mentions.append(one)
        return sorted(found.values(), key=lambda row: row.title.casefold())

    @property
    def source(self) -> str:
        """Where the table has it from, and when it was looked at there."""
        if self.law is None:
            return ""
        return source_of(self.law.source)

    @property
    def repeal_source(self) -> str:
        """Where the table has from that it ended."""
        return source_of(self.law.repeal_source) if self.law and self.law.repeal_source else ""

    @property
    def checked_on(self) -> date | None:
        return date.fromisoformat(self.law.checked_on) if self.law and self.law.checked_on else None


def spelt(day: str) -> str:
    """A day, month or year as the table has it, in words."""
    if len(day) != 10:
        return day
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"


def _kind(name: str) -> str:
    return "Act" if name.endswith("Act") else "law of that name"


def register(versions: QuerySet[Version], policies: QuerySet[Policy], on: date) -> list[Entry]:
    """Every law that these versions in force and these policies cite; what to look at first. Two queries."""
    found: dict[tuple[str, int, str], Entry] = {}
    for policy, mentions in _by_policy(_clauses(versions), _lists(policies)).items():
        for cited, mention in _cited_in(policy, mentions):
            state = state_of(cited, on)
            key = (cited.name.casefold(), cited.year, MISSPELT if state == MISSPELT else "")
            entry = found.setdefault(key, Entry(cited.name, cited.year, state, cited.law, cited.other_years))
            entry.mentions.setdefault((mention.policy_uid, mention.anchor), mention)
    return sorted(found.values(), key=lambda one: (not one.is_to_look_at, one.name.casefold(), one.year))


def state_of(cited: Cited, on: date) -> str:
    """What there is to say of a citation on that day."""
    law = cited.law
    if cited.is_misspelt:
        return MISSPELT
    if law is not None:
        return REPEALED if law.repealed_on and law.repealed_on <= on.isoformat() else KNOWN
    if cited.other_years:
        return MISDATED
    return UNKNOWN if cited.year or not _is_a_law(cited.name) else UNDATED


def _is_a_law(name: str) -> bool:
    return bool(re.search(r"\b(?:Act|Regulations|Order|Measure)$", name))


@lru_cache(maxsize=8192)
def understood(words: str) -> tuple[tuple[Cited, ...], tuple[Cited, ...]]:
    """Laws cited and laws named without a year. What is in force is read again and again, and never changes."""
    return tuple(citations(words)), tuple(undated(words))


Said = tuple[Mention, str]  # where, and the words there


def _clauses(versions: QuerySet[Version]) -> Iterator[Said]:
    """Each clause of the versions with its words, in order."""
    names = ("anchor", "number", "title", "html", "version__uid", "version__policy__uid", "version__policy__title")
    rows = Clause.objects.filter(version__in=versions.order_by()).order_by("version", "position").values(*names)
    for row in rows:
        where = Mention(
            policy_uid=row["version__policy__uid"],
            policy=row["version__policy__title"],
            version_uid=row["version__uid"],
            anchor=row["anchor"],
            clause=f"{row['number']} {row['title']}".strip(),
        )
        yield where, f"{row['title']}. {words_of(row['html'])}"


def words_of(clause_html: str) -> str:
    """The words of a clause; a block ends as a sentence does, so that no name runs on from one to the next."""
    return html.unescape(_TAG.sub("", _ENDS_BLOCK.sub("; ", clause_html)))


def _lists(policies: QuerySet[Policy]) -> Iterator[Said]:
    """Each reference of the policies' lists of laws."""
    rows = LegalReference.objects.filter(policy__in=policies.order_by())
    for uid, policy, title, year in rows.values_list("policy__uid", "policy__title", "title", "year"):
        yield Mention(uid, policy), f"{title} {year}" if year else title


def _by_policy(*sources: Iterable[Said]) -> Mapping[UUID, list[Said]]:
    found: dict[UUID, list[Said]] = {}
    for source in sources:
        for mention, words in source:
            found.setdefault(mention.policy_uid, []).append((mention, words))
    return found


def _cited_in(policy: UUID, said: Sequence[Said]) -> Iterator[tuple[Cited, Mention]]:
    """Every law cited in one policy, with where. A name without a year is the law of that name cited with one there."""
    dated: dict[str, list[Cited]] = {}
    loose: list[tuple[Cited, Mention]] = []
    for mention, words, found in _with_years_carried(said):
        for cited in found:
            if cited.law is not None or cited.other_years:
                dated.setdefault(cited.name, []).append(cited)
            yield cited, _with_words(mention, cited)
        without = understood(words)[1]
        loose += [(cited, mention) for cited in without]
        if not mention.anchor and not found and not without:
            yield Cited(words, 0, words), mention
    for cited, mention in loose:
        meant = dated.get(cited.name, [])
        if not meant:
            yield cited, _with_words(mention, cited)
        elif len({one.year for one in meant}) == 1:
            yield meant[0], mention


def _with_years_carried(said: Sequence[Said]) -> Iterator[tuple[Mention, str, list[Cited]]]:
    """Citations clause by clause, with those before in mind: "the 1998 Act" of clause 4 may be named in clause 2."""
    known: list[Cited] = []
    for mention, words in said:
        before = "; ".join(dict.fromkeys(f"the {one.name} {one.year}" for one in known if one.year))
        here = list(understood(words)[0])
        if re.search(r"\b[Tt]he\s+(?:19|20)\d\d\s+(?:Act|Regulations|Order)\b", words):
            pointed = [cited for cited in citations(f"{before}; {words}") if _is_pointed_at(cited, words)]
            here += [cited for cited in pointed if cited not in here]
        known += here
        yield mention, words, here


def _is_pointed_at(cited: Cited, words: str) -> bool:
    kind = cited.name.rpartition(" ")[2]
    return re.search(rf"\b[Tt]he\s+{cited.year}\s+{re.escape(kind)}\b", words) is not None


def _with_words(mention: Mention, cited: Cited) -> Mention:
    return Mention(mention.policy_uid, mention.policy, mention.version_uid, mention.anchor, mention.clause, cited.words)


def rows_of(entries: Iterable[Entry]) -> Iterator[tuple[Any, ...]]:
    """The register as rows of a file: one for each law and policy."""
    for entry in entries:
        for citing in entry.policies:
            where = "; ".join(mention.clause or "its list of laws" for mention in citing.mentions)
            yield entry.name, entry.year or "", entry.label, entry.sentence, citing.title, where, entry.source
