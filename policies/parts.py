"""A clause with all that is below it: what a permanent link shows, and what can be published by itself (STM-03)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policies.contents import Shown, shown
from policies.models import Clause


@dataclass(frozen=True)
class Place:
    """A clause and its sub-clauses, in order; the first is the clause itself."""

    clauses: Sequence[Clause]

    @property
    def anchor(self) -> str:
        return self.clauses[0].anchor

    @property
    def name(self) -> str:
        """Number and title, as people say it."""
        first = self.clauses[0]
        return f"{first.number} {first.title}".strip() or "A clause without a title"

    @property
    def title(self) -> str:
        return self.clauses[0].title or self.name

    @property
    def shown(self) -> list[Shown]:
        """As on the page of a policy; the clause itself is the heading of its page, those below it come next."""
        return [Shown(self.clauses[0], 1), *shown(self.clauses[1:])]


def place_of(clauses: Iterable[Clause], anchor: str) -> Place | None:
    """The clause of that anchor with what is below it: all that follow and stand on a deeper level."""
    found: list[Clause] = []
    for clause in clauses:
        if found and (clause.level <= found[0].level or clause.is_appendix != found[0].is_appendix):
            break
        if found or clause.anchor == anchor:
            found.append(clause)
    return Place(found) if found else None
