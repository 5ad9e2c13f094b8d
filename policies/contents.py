"""The contents of a version: its clauses with a title, two levels deep."""

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
