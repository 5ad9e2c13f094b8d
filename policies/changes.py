"""What changed between two versions of a policy, clause by clause (ALL-01)."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.documents.comparing import Block, Change, Kind, compare
from policies.models import Version


@dataclass(frozen=True)
class Fold:
    """Clauses in a row that are the same in both texts; folded on the page, named in its summary."""

    changes: Sequence[Change]

    @property
    def said(self) -> str:
        """Which clauses, as short as can be."""
        count = len(self.changes)
        names = [name_of(change) for change in (self.changes[0], self.changes[-1])]
        if count == 1:
            return f"Unchanged: {names[0]}"
        return f"{count} clauses unchanged: {names[0]} to {names[1]}"


@dataclass(frozen=True)
class Comparison:
    """Two texts side by side: changed clauses and folds of unchanged ones in the new order, and the statements."""

    parts: Sequence[Change | Fold]
    added_statements: Sequence[str]
    removed_statements: Sequence[str]

    @property
    def changed(self) -> int:
        """How many clauses differ."""
        return sum(1 for part in self.parts if isinstance(part, Change))

    @property
    def is_same(self) -> bool:
        return not (self.changed or self.added_statements or self.removed_statements)


def name_of(change: Change) -> str:
    """The clause's number and title as they are now, or as they were."""
    block = change.new or change.old
    assert block is not None  # noqa: S101 - a change is of at least one block
    return f"{block.number} {block.title}".strip() or "a clause without a title"


def comparison(old: Version, new: Version) -> Comparison:
    """What became of every clause and every statement of the old version; four queries."""
    was, now = ([statement.text for statement in version.statements.all()] for version in (old, new))
    return Comparison(
        parts=_folded(compare(_blocks(old), _blocks(new))),
        added_statements=[text for text in now if text not in was],
        removed_statements=[text for text in was if text not in now],
    )


def _blocks(version: Version) -> list[Block]:
    return [Block(clause.anchor, clause.number, clause.title, clause.html) for clause in version.clauses.all()]


def _folded(changes: Sequence[Change]) -> list[Change | Fold]:
    parts: list[Change | Fold] = []
    same: list[Change] = []
    for change in changes:
        if change.kind == Kind.SAME and not change.only_format:
            same.append(change)
            continue
        if same:
            parts.append(Fold(same))
            same = []
        parts.append(change)
    return [*parts, Fold(same)] if same else parts
