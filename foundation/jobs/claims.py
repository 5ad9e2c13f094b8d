"""Work that is owed: rows with a due time, each held by one worker at a time, for as long as its lease runs.

A claim is one `UPDATE ... WHERE`, so that of two workers exactly one gets the row (SQLite has no skip_locked). Who
holds a row has its `claim`; when the lease has run out and another took the row, the first can no longer write to it.
The record of what is owed is the row. The broker only wakes somebody up, and may lose or repeat that.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

O = TypeVar("O", bound="Owed")  # noqa: E741 - one owed row


class OwedQuerySet(models.QuerySet[O]):
    """Rows that wait for a worker."""

    def owed(self, at: datetime) -> "OwedQuerySet[O]":
        """Due at that time, not finished, and held by nobody (or by somebody whose lease has run out)."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
        return self.filter(free, status__in=self.model.OPEN, due_at__lte=at)


class Owed(models.Model):
    """A row of work. The model adds its `status` and says in OPEN which statuses are still to be worked on."""

    OPEN: ClassVar[tuple[str, ...]] = ()

    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


def claim(rows: "OwedQuerySet[O]", pk: int, *, at: datetime, lease: timedelta, **fields: Any) -> O | None:
    """Take one owed row of `rows` for as long as `lease`, setting `fields`; None when it is not (or no longer) owed.

    Counts the attempt. Runs by itself, outside a longer transaction, so that others see the claim at once.
    """
    mine = uuid4()
    taken = rows.owed(at).filter(pk=pk).update(claim=mine, lease_until=at + lease, attempts=F("attempts") + 1, **fields)
    return rows.model._default_manager.get(pk=pk, claim=mine) if taken else None


def is_held(row: Owed) -> bool:
    """Whether the row is still held by who claimed it as `row` (nobody took it over)."""
    return row.claim is not None and _held(row).exists()


def extend(row: Owed, *, at: datetime, lease: timedelta, **fields: Any) -> bool:
    """Hold the row for longer, setting `fields` (progress); False when somebody else has taken it over."""
    return bool(_held(row).update(lease_until=at + lease, **fields))


def release(row: Owed, **fields: Any) -> bool:
    """Let the row go, setting `fields` (its new status, when it is due again); False when it was taken over.

    Called inside the transaction of what the work wrote, with False rolling it back, the work counts once.
    """
    return bool(_held(row).update(lease_until=None, claim=None, **fields))


def _held(row: Owed) -> models.QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk, claim=row.claim)
