"""What a class of record is: its roots, what goes with them, when they begin to count, and within which bounds.

A root is a row that is looked at by itself ("the case"); its parts go with it ("its timeline"). The register names
both, and a test proves that every model with a retention class stands in it once. All that is done to them is generic.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from foundation.core.panels import Registry
from monitoring.retention.period import Period


class How(Enum):
    """What destroying a root means."""

    DELETE = "delete"  # the row and its parts go, each leaves a tombstone
    EMPTY = "empty"  # somebody who left: the row stays where proofs refer to it, without what tells who it was
    ROWS = "rows"  # rows by the million, or without uid: they go by range, and their chunk says which
    PAYLOAD = "payload"  # an entry of the trail: who, when and what kind stay


@dataclass(frozen=True)
class Root:
    """Rows of one model: from when they count (a path or an expression; null: not yet), and which of them.

    `school` is the path to the school (or its uid); `above` are paths from rows without uid to what they belong to,
    `uids` their columns that hold the uid of a record or a person, `along` the column by which an index finds the
    oldest of very many. `needed_by` are the keys (model, field) of records that say of whom they are by the row alone:
    it is emptied when they are gone.
    """

    label: str
    began: Any
    where: Q = field(default_factory=Q)
    how: How = How.DELETE
    school: str = "school"
    above: tuple[str, ...] = ()
    uids: tuple[str, ...] = ()
    along: str = ""
    needed_by: tuple[tuple[str, str], ...] = ()

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)


@dataclass(frozen=True)
class RecordClass:
    """One line of the retention schedule. Lowest and highest are in the unit of the default period.

    `parts` says by which key (or keys: whichever goes first) a row belongs to what it goes with; `stays` which rows are
    kept as long as the school is here; `run_by` which older task removes them, where it is not the purge of the night.
    """

    code: str
    title: str
    covers: str
    begins: str
    source: str
    default: Period | None
    lowest: int = 1
    highest: int = 1200
    asks: bool = False
    roots: tuple[Root, ...] = ()
    parts: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    stays: tuple[str, ...] = ()
    run_by: str = ""
    ceiling: str = ""  # a house rule of monitoring that is a ceiling in days
    can_change: bool = True

    @property
    def in_days(self) -> bool:
        return self.default is not None and self.default.days > 0

    def part_keys(self, label: str) -> tuple[str, ...]:
        """The keys by which rows of this model go with what they point at."""
        keys = self.parts.get(label, ())
        return (keys,) if isinstance(keys, str) else keys

    def labels(self) -> list[str]:
        """Every model that the class answers for."""
        return [*dict.fromkeys(root.label for root in self.roots), *self.parts, *self.stays]


register: Registry[RecordClass] = Registry()


def add(record_class: RecordClass) -> RecordClass:
    """Put a class into the register."""
    return register.register(record_class.code, record_class)


def class_of(code: str) -> RecordClass:
    """The class with this code. Raises KeyError."""
    return register.entries[code]
