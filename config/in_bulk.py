"""Rows written many at a time, where no act made them."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model

BATCH = 2000
Row = TypeVar("Row", bound=Model)


def bulk(rows: Iterable[Row]) -> list[Row]:
    """Write rows of one table, so many at a time."""
    every = list(rows)
    return list(type(every[0])._default_manager.bulk_create(every, batch_size=BATCH)) if every else []
