"""Rows into the table of log lines, by the thousand: COPY where the database has it."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from monitoring.models import UsageExtract, UsageRow
from monitoring.usage.remembered import Remembered
from monitoring.usage.sieve import Row

COPY = (
    'COPY "monitoring_usagerow" ("extract_id", "school_id", "at", "host", "category", "was_blocked", "seconds")'
    " FROM STDIN"
)
AT_ONCE = 2_000


def store(extract: UsageExtract, rows: Sequence[Row]) -> None:
    """Write the rows of an extract, inside the transaction that says how far the log was read."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(as_text(extract, rows))
        return
    made = (
        UsageRow(
            extract_id=extract.pk,
            school_id=extract.school_id,
            at=at,
            host=host,
            category=category,
            was_blocked=was_blocked,
            seconds=seconds,
        )
        for at, host, category, was_blocked, seconds in rows
    )
    UsageRow.objects.bulk_create(made, batch_size=AT_ONCE)


def _copy(text: str) -> None:
    with connection.cursor() as cursor:
        driver: Any = cursor.cursor  # psycopg's own, which knows COPY
        with driver.copy(COPY) as copy:
            copy.write(text)


def as_text(extract: UsageExtract, rows: Sequence[Row]) -> str:
    """The rows as PostgreSQL reads them in COPY."""
    keys = f"{extract.pk}\t{extract.school_id}"
    said = Remembered(escaped)
    nothing = "\\N"
    return "".join(
        f"{keys}\t{at.isoformat()}\t{said[host]}\t{said[category]}\t{'t' if was_blocked else 'f'}"
        f"\t{nothing if seconds is None else seconds}\n"
        for at, host, category, was_blocked, seconds in rows
    )


def escaped(text: str) -> str:
    """What would end a cell or a row of COPY, as it stands inside one."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
