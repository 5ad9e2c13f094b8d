"""Tables of moves: which status may follow which, by which verb."""

from dataclasses import dataclass


class NotAllowed(Exception):
    """The move cannot be made now; the text is a plain sentence shown to the user."""


@dataclass(frozen=True)
class Moves:
    """verb -> (statuses it starts from, the status it leads to), with the sentence for a refusal."""

    table: dict[str, tuple[frozenset[str], str]]
    noun: str

    def check(self, verb: str, status: str) -> str:
        """Return the status that `verb` leads to from `status`; raise NotAllowed where it cannot start there."""
        starts, leads_to = self.table[verb]
        if status not in starts:
            words = status.replace("_", " ")
            raise NotAllowed(f"This {self.noun} is {words} now, so this can no longer be done. Look at it again.")
        return leads_to
