"""Values at rest are closed anew with the key in use, so that an older key can be taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from foundation.core import keyring


@dataclass(frozen=True)
class Rotated:
    """How many values were given the key in use, and how many could not be opened."""

    count: int = 0
    broken: int = 0

    def __add__(self, other: "Rotated") -> "Rotated":
        return Rotated(self.count + other.count, self.broken + other.broken)


def rotate_column(rows: QuerySet[Any], column: str, about: Callable[[Any], str]) -> Rotated:
    """Give the values of one column the key in use. Safe to run again, and while people work.

    By the base manager, as what is append-only is closed anew too: what it says stays. What cannot be opened stays as
    it is: it may be its key alone that is missing.
    """
    count = broken = 0
    for row in rows.order_by("pk").iterator():
        closed = bytes(row.__dict__[column])
        try:
            if keyring.needs_rotation(closed):
                made = keyring.rotate(closed, about=about(row))
                count += rows.model._base_manager.filter(pk=row.pk, **{column: closed}).update(**{column: made})
        except keyring.KeyringError:
            broken += 1
    return Rotated(count, broken)
