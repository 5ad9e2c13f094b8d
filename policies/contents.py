"""A version's clauses as they are shown: their headings, and the contents two levels deep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from policies.models import Clause

DEEPEST = 2


@dataclass
class Entry:
    """A clause in the contents, with those below it."""

    clause: Clause
    below: list["Entry"] = field(default_factory=list)


def contents(clauses: Iterable[Clause]) -> Sequence[Entry]:
    """Clauses without a title and those deeper than the second level are left out (QEI-01)."""
    top: list[Entry] = []
    for clause in clauses:
        if not clause.title or clause.level > DEEPEST:
            continue
        if clause.level == 1 or not top:
            top.append(Entry(clause))
        else:
            top[-1].below.append(Entry(clause))
    return top


@dataclass(frozen=True)
class Shown:
    """A clause with the level of its heading: 2 below the title of the page, and never one left out on the way down."""

    clause: Clause
    heading: int


def shown(clauses: Iterable[Clause]) -> list[Shown]:
    """The clauses in order. One without a title has no heading, so that what is below it moves up."""
    found: list[Shown] = []
    last = 1
    for clause in clauses:
        heading = min(clause.level + 1, last + 1)
        last = heading if clause.title else last
        found.append(Shown(clause, heading))
    return found
