"""The register of policies that a school must have: what the list says for its kind, and what the school holds.

The list is data: the one we ship (`data/statutory.csv`), or the school's own, uploaded and looked over. Every line
names its source. A line is answered by the clerk, or by a policy of the same title; one only like it is offered.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import FilteredRelation, Q
from django.utils.timezone import localdate

from foundation.core.rules import permitted
from foundation.schools.dates import PartDate, months_after
from foundation.schools.models import School
from policies.models import Policy, StatutoryAnswer, StatutoryList, Version

SHIPPED = Path(__file__).with_name("data") / "statutory.csv"
LIKE_ENOUGH = 0.5  # share of the words that two titles have in common
SMALL_WORDS = "a an and at for in its of on or our s the to with"
NO_NAME = frozenset(f"{SMALL_WORDS} policy policies procedure procedures school schools statement".split())
SHOWS = ("missing", "overdue", "website", "held")


@dataclass(frozen=True)
class Line:
    """One line of the list. `schools` and `website` are kinds of school; dates are days as ISO, or nothing."""

    key: str
    title: str
    also: Sequence[str] = ()
    schools: Sequence[str] = ()
    months: int | None = None
    website: Sequence[str] = ()
    website_source: str = ""
    source: str = ""
    source_dated: str = ""
    checked_on: str = ""
    starts_on: str = ""
    ends_on: str = ""
    note: str = ""

    @classmethod
    def of(cls, kept: Any) -> "Line | None":
        """The line as it was kept; None for what is none."""
        if not isinstance(kept, Mapping) or not kept.get("key") or not kept.get("title"):
            return None
        found = {field.name: kept[field.name] for field in fields(cls) if field.name in kept}
        if not isinstance(found.get("months"), int):
            found["months"] = None
        return cls(**found)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def holds(self, kind: str, on: date) -> bool:
        """Whether a school of this kind needs it on that day."""
        day = on.isoformat()
        return kind in self.schools and self.starts_on <= day and (not self.ends_on or day <= self.ends_on)

    @property
    def titles(self) -> list[str]:
        return [self.title, *self.also]

    @property
    def checked(self) -> date | None:
        try:
            return date.fromisoformat(self.checked_on)
        except ValueError:
            return None

    @property
    def cycle(self) -> str:
        """How often it is to be reviewed, in words."""
        if not self.months:
            return ""
        years, rest = divmod(self.months, 12)
        if rest:
            return f"every {self.months} months"
        return "every year" if years == 1 else f"every {years} years"


@dataclass(frozen=True)
class Held:
    """A policy of the school with what the register asks of it."""

    uid: Any
    title: str
    is_public: bool
    number: str | None
    review_due_on: date | None
    review: str
    in_force_on: date | None
    key: int


@dataclass(frozen=True)
class Entry:
    """A line with its answer: `how` it was found is "clerk", "title" or "" for nothing."""

    line: Line
    policy: Held | None
    how: str
    offered: Held | None
    not_needed_why: str
    due_on: date | None
    today: date
    must_be_public: bool

    @property
    def is_held(self) -> bool:
        return self.policy is not None and self.policy.number is not None

    @property
    def is_missing(self) -> bool:
        return not self.is_held and not self.not_needed_why

    @property
    def is_overdue(self) -> bool:
        return self.is_held and self.due_on is not None and self.due_on < self.today

    @property
    def is_off_website(self) -> bool:
        """It must be on the website and is not on the public page."""
        return self.is_held and self.must_be_public and self.policy is not None and not self.policy.is_public

    @property
    def has_no_review(self) -> bool:
        """No review date was set: what is shown follows from the list's interval."""
        return self.is_held and self.policy is not None and self.policy.review_due_on is None

    def shows_in(self, show: str) -> bool:
        states = {
            "missing": self.is_missing,
            "overdue": self.is_overdue,
            "website": self.is_off_website,
            "held": self.is_held,
        }
        return states.get(show, True)


@cache
def shipped() -> tuple[Line, ...]:
    """The list that comes with the product."""
    with SHIPPED.open(newline="", encoding="utf-8") as file:
        return tuple(line_of(row) for row in csv.DictReader(file))


def line_of(row: Mapping[str, str]) -> Line:
    """A line from a row of a file that is known to be good."""
    return Line(
        key=row["Key"],
        title=row["Policy"],
        also=split(row["Also called"]),
        schools=split(row["Schools"]),
        months=int(row["Review every (months)"]) if row["Review every (months)"] else None,
        website=split(row["Website"]),
        website_source=row["Website source"],
        source=row["Source"],
        source_dated=row["Source dated"],
        checked_on=row["Checked on"],
        starts_on=row["From"],
        ends_on=row["Until"],
        note=row["Note"],
    )


def split(cell: str) -> tuple[str, ...]:
    """The parts of a cell that lists several things with semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def in_use(school: School) -> tuple[StatutoryList | None, Sequence[Line]]:
    """The school's own list where it has one, else none and the shipped lines."""
    own = StatutoryList.objects.filter(school=school, status=StatutoryList.Status.IN_USE)
    found = own.select_related("file", "taken_by").first()
    return found, lines_of(found) if found else shipped()


def lines_of(kept: StatutoryList) -> list[Line]:
    rows = kept.rows if isinstance(kept.rows, list) else []
    return [line for row in rows if (line := Line.of(row)) is not None]


def problems_of(kept: StatutoryList) -> list[tuple[int, str]]:
    """What is wrong in it: the row's number (0 for the file) and a sentence."""
    found = kept.problems if isinstance(kept.problems, list) else []
    return [(pair[0], pair[1]) for pair in found if isinstance(pair, list) and len(pair) == 2]


def words_of(title: str) -> frozenset[str]:
    """What a title says, without the words that any policy has, and without a final s."""
    words = re.findall(r"[a-z]+", title.casefold().replace("'", "").replace("\u2019", ""))
    return frozenset(word.rstrip("s") if len(word) > 3 else word for word in words if word not in NO_NAME)


def register(user: Any, school: School, on: date) -> list[Entry]:
    """Every line that holds for the school, with what of its policies the user may see; three queries."""
    _, lines = in_use(school)
    return entries(
        [line for line in lines if line.holds(school.kind, on)],
        held_by(user, school, on),
        {answer.key: answer for answer in StatutoryAnswer.objects.filter(school=school)},
        kind=school.kind,
        on=on,
    )


def held_by(user: Any, school: School, on: date) -> list[Held]:
    """The school's policies that the user may see and that are not withdrawn."""
    shelf = permitted(user, "policies.see_policy", Policy.objects.filter(school=school, withdrawn_at=None), on)
    names = ("number", "review_due_on", "review_on", "review_precision", "in_force_at", "brought_in_at")
    current = FilteredRelation("versions", condition=Q(versions__status=Version.Status.IN_FORCE))
    rows = shelf.annotate(current=current).values("pk", "uid", "title", "is_public", *(f"current__{n}" for n in names))
    return [_held(row) for row in rows.order_by("title")]


def _held(row: Mapping[str, Any]) -> Held:
    review_on, since = row["current__review_on"], row["current__in_force_at"]
    return Held(
        uid=row["uid"],
        title=row["title"],
        is_public=row["is_public"],
        number=row["current__number"],
        review_due_on=row["current__review_due_on"],
        review=str(PartDate.of(review_on, row["current__review_precision"] or "day")) if review_on else "",
        in_force_on=localdate(since) if since and not row["current__brought_in_at"] else None,
        key=row["pk"],
    )


def entries(
    lines: Iterable[Line], held: Sequence[Held], answers: Mapping[str, StatutoryAnswer], *, kind: str, on: date
) -> list[Entry]:
    """Each line with its answer: the clerk's, else the policy of the same title, else one that is like it."""
    by_key = {policy.key: policy for policy in held}
    said = [(policy, words_of(policy.title)) for policy in held]
    return [_entry(line, by_key, said, answers.get(line.key), kind, on) for line in lines]


def _entry(
    line: Line,
    by_key: Mapping[int, Held],
    said: Sequence[tuple[Held, frozenset[str]]],
    answer: StatutoryAnswer | None,
    kind: str,
    on: date,
) -> Entry:
    policy = by_key.get(answer.policy_id) if answer and answer.policy_id else None
    how, why = ("clerk" if policy else ""), (answer.not_needed_why if answer else "")
    titled = None if policy or why else _titled(line, said)
    offered = None if policy or why or titled else _like(line, said)
    found = policy or titled
    return Entry(
        line=line,
        policy=found,
        how=how or ("title" if titled else ""),
        offered=offered,
        not_needed_why=why,
        due_on=_due_on(line, found),
        today=on,
        must_be_public=kind in line.website,
    )


def _titled(line: Line, said: Sequence[tuple[Held, frozenset[str]]]) -> Held | None:
    """The policy whose title says the same; one in force before one that is only being written."""
    names = [words_of(title) for title in line.titles]
    same = [policy for policy, words in said if words and words in names]
    return min(same, key=lambda policy: policy.number is None, default=None)


def _like(line: Line, said: Sequence[tuple[Held, frozenset[str]]]) -> Held | None:
    """The policy whose title has most words in common with one of the line's titles, if it has enough."""
    names = [words_of(title) for title in line.titles]
    marks = [(max(_share(words, name) for name in names), policy) for policy, words in said if words]
    best, policy = max(marks, key=lambda one: one[0], default=(0.0, None))
    return policy if best >= LIKE_ENOUGH else None


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _due_on(line: Line, policy: Held | None) -> date | None:
    """By when it is to be reviewed: as the school set it, else so many months after it came into force."""
    if policy is None:
        return None
    if policy.review_due_on or not line.months or policy.in_force_on is None:
        return policy.review_due_on
    return months_after(policy.in_force_on, line.months)


@dataclass(frozen=True)
class Figures:
    """How the school stands: of so many lines."""

    all: int
    held: int
    missing: int
    overdue: int
    website: int

    @classmethod
    def of(cls, found: Sequence[Entry]) -> "Figures":
        counts = {show: sum(entry.shows_in(show) for entry in found) for show in SHOWS}
        return cls(all=len(found), **counts)
