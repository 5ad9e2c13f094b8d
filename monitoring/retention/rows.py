"""Rows by the million, without uid, signals or incoming keys: destroyed in chunks.

One DELETE of a million rows keeps every writer of an SQLite database waiting until it ends, and leaves PostgreSQL with
one long transaction. A chunk takes a fraction of a second, and the next begins where it ended: by primary key, or, on
PostgreSQL, along the column of dates by which an index finds what is due.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

from django.db import connection, connections
from django.db.models import Aggregate, CharField, Count, Exists, Max, Min, OuterRef, QuerySet
from django.db.models.sql import DeleteQuery

from foundation.core.change import change

CHUNK, CHUNK_ALONG, STROKE = 10_000, 100_000, 4_000
PAUSE, BREATH = 0.11, 0.0005  # seconds
STROKES = """
DECLARE
    _since timestamptz := '-infinity';
    _until timestamptz;
    _went bigint;
    _gone bigint := 0;
BEGIN
    LOOP
        SELECT {column} INTO _until FROM {rows} AND {column} > _since ORDER BY {column} OFFSET {stroke} - 1 LIMIT 1;
        DELETE FROM {rows} AND {column} > _since AND {column} <= coalesce(_until, 'infinity');
        GET DIAGNOSTICS _went = ROW_COUNT;
        _gone := _gone + _went;
        EXIT WHEN _until IS NULL;
        _since := _until;
        PERFORM pg_sleep({breath});
    END LOOP;
    PERFORM set_config('countersign.gone', _gone::text, true);
END
"""


class RowsMoved(Exception):
    """Rows came or went while a chunk was destroyed; the chunk was rolled back, and can be tried again."""


@dataclass(frozen=True)
class RowsGone:
    """One chunk that was destroyed: how many rows, from which primary key to which, SHA-256 over all of them."""

    count: int
    first: int
    last: int
    sha256: str


def destroy_rows(
    rows: Callable[[], QuerySet[Any]],
    *,
    chunk: int = 0,
    written: Callable[[RowsGone], None] | None = None,
    after: int = 0,
    destroy: Callable[[QuerySet[Any]], int] | None = None,
    along: str = "",
) -> Iterator[RowsGone]:
    """Destroy what `rows()` gives, in chunks, each in a transaction of its own; yields each chunk when it is committed.

    `rows` is called inside each chunk's transaction: it takes the lock that keeps holds out, reads them again, and
    gives the rows still due. `written` is called in the same transaction with what went (to record it). Destruction
    begins behind the primary key `after` and goes upwards. It may be stopped after any chunk, and begun again.
    `destroy` is what is done to a chunk's rows instead of removing them (it returns how many). `along` names a column
    of moments that an index of the table ends with, if there is one; along it what was left is found without `after`.
    """
    if along and connection.vendor == "postgresql":
        yield from _destroy_along(rows, along, chunk or CHUNK_ALONG, written)
    else:
        yield from _destroy_by_key(rows, chunk or CHUNK, written, after, destroy or _remove)


class KeysHash(Aggregate):
    """SHA-256 over the keys of some rows in their order, each on a line, reckoned by PostgreSQL."""

    output_field = CharField()
    lines = "array_to_string(array_agg(%(expressions)s ORDER BY %(expressions)s), chr(10))"  # string_agg is far slower
    template = f"encode(sha256(convert_to({lines}, 'UTF8')), 'hex')"


def _destroy_along(
    rows: Callable[[], QuerySet[Any]], along: str, chunk: int, written: Callable[[RowsGone], None] | None
) -> Iterator[RowsGone]:
    """From one moment to another: the index finds where a chunk ends, and all rows of its last moment go with it."""
    since: datetime | None = None  # else each chunk would begin by passing all that went before
    while True:
        with change():
            due = rows() if since is None else rows().filter(**{f"{along}__gt": since})
            since = due.order_by(along).values_list(along, flat=True)[chunk - 1 : chunk].first()
            part = due.order_by() if since is None else due.order_by().filter(**{f"{along}__lte": since})
            facts = part.aggregate(count=Count("pk"), first=Min("pk"), last=Max("pk"), sha256=KeysHash("pk"))
            if not facts["count"]:
                return
            if remove_in_strokes(part, along) != facts["count"]:
                raise RowsMoved
            gone = RowsGone(**facts)
            if written is not None:
                written(gone)
        yield gone
        if since is None:
            return


def remove_in_strokes(rows: QuerySet[Any], along: str) -> int:
    """A few thousand rows and a breath, again and again, by the database itself; how many went.

    Whoever commits meanwhile waits until all that was written to the database's log before is on the disk, and shares
    its processors: in one go, an insert in a hundred would wait twice as long and longer.
    """
    line: Any = connections[rows.db]
    deletion: Any = rows.filter(**{f"{along}__isnull": False}).query.chain(DeleteQuery)  # so it has a condition at all
    bare = line.ops.compose_sql(*deletion.get_compiler(rows.db).as_sql()).removeprefix("DELETE FROM ")
    column = f"{line.ops.quote_name(rows.model._meta.db_table)}.{line.ops.quote_name(along)}"
    strokes = STROKES.format(rows=bare, column=column, stroke=STROKE, breath=BREATH)
    with line.cursor() as cursor:
        cursor.execute("DO %s", [strokes])
        cursor.execute("SELECT current_setting('countersign.gone')::bigint")
        (gone,) = cursor.fetchone()
    return int(gone)


def _destroy_by_key(
    rows: Callable[[], QuerySet[Any]],
    chunk: int,
    written: Callable[[RowsGone], None] | None,
    after: int,
    destroy: Callable[[QuerySet[Any]], int],
) -> Iterator[RowsGone]:
    end: int | None = None
    while True:
        with change():
            asked = rows()
            if end is None:
                end = _end_of(asked)
            due = by_key(asked).order_by("pk").filter(pk__gt=after, **({"pk__lte": end} if end else {}))
            gone = _destroy_chunk(due, chunk, destroy)
            if gone is None:
                return
            if written is not None:
                written(gone)
        yield gone
        if gone.count < chunk:
            return
        after = gone.last
        _let_others_write(due.db)


def _let_others_write(database: str) -> None:
    """Between chunks on SQLite: who waits to write looks again every tenth of a second, and would find it taken."""
    if connections[database].vendor == "sqlite":
        Event().wait(PAUSE)


def by_key(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows, walked along the primary key.

    SQLite would gather all that are due by another index, sort them, and begin anew with each chunk.
    """
    if connections[rows.db].vendor != "sqlite":
        return rows
    same = rows.order_by().filter(pk=OuterRef("pk"))
    walked: QuerySet[Any] = rows.model._base_manager.using(rows.db).filter(Exists(same))
    return walked


def _end_of(rows: QuerySet[Any]) -> int:
    """On SQLite the last key to walk to: else the end of the walk passes every row that stays; 0 elsewhere."""
    if connections[rows.db].vendor != "sqlite":
        return 0
    return rows.order_by().aggregate(last=Max("pk"))["last"] or 0


def _remove(rows: QuerySet[Any]) -> int:
    return rows._raw_delete(rows.db)


def _destroy_chunk(rows: QuerySet[Any], chunk: int, destroy: Callable[[QuerySet[Any]], int]) -> RowsGone | None:
    keys: list[int] = list(rows.values_list("pk", flat=True)[:chunk])
    if not keys:
        return None
    # By the whole range, which the database reads off its index, and not key by key.
    if destroy(rows.filter(pk__range=(keys[0], keys[-1])).order_by()) != len(keys):
        raise RowsMoved  # a row was committed into the range in between: nothing of this chunk is gone
    digest = hashlib.sha256("\n".join(map(str, keys)).encode()).hexdigest()
    return RowsGone(len(keys), keys[0], keys[-1], digest)
