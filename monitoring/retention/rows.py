"""Rows by the million, without uid, signals or incoming keys: destroyed in chunks.

One DELETE of a million rows keeps every writer of an SQLite database waiting until it ends, and leaves PostgreSQL with
a transaction as long as the disk is slow. A chunk takes a fraction of a second, or is cut off after one, and the next
begins where it ended: by primary key, or, on PostgreSQL, along the column of dates by which an index finds what is due.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.sql import DeleteQuery

from foundation.core.change import change

CHUNK, CHUNK_ALONG, STROKE = 10_000, 1_000_000, 1_000
LONGEST, PAUSE = 1.0, 0.11  # seconds: a chunk along moments; between two chunks on SQLite
STROKES = """
DECLARE
    _end timestamptz := clock_timestamp() + interval '{longest} seconds';
    _since timestamptz := '{since}';
    _next record;
    _went bigint;
    _gone bigint := 0;
    _count bigint := 0;
    _first bigint;
    _last bigint;
    _keys text[] := '{{}}';
BEGIN
    LOOP
        SELECT count(*), min(key), max(key), max(moment) AS until, array_agg(place) AS places,
            array_to_string(array_agg(key), chr(10)) AS keys
        INTO _next FROM (
            SELECT {table}.ctid AS place, {table}.{key} AS key, {table}.{moment} AS moment
            FROM {rows} AND {table}.{moment} >= _since ORDER BY {table}.{moment}, {table}.{key} LIMIT {stroke}
        ) AS part;
        DELETE FROM {table} WHERE ctid = ANY (_next.places);
        GET DIAGNOSTICS _went = ROW_COUNT;
        _gone := _gone + _went;
        _count := _count + _next.count;
        _first := least(_first, _next.min);
        _last := greatest(_last, _next.max);
        _keys := _keys || _next.keys;
        _since := _next.until;
        EXIT WHEN _next.count < {stroke} OR _count >= {chunk} OR clock_timestamp() > _end;
    END LOOP;
    PERFORM set_config('countersign.gone', json_build_array(
        CASE WHEN _next.count = {stroke} THEN _since END, _gone, _count, _first, _last,
        encode(sha256(convert_to(array_to_string(_keys, chr(10)), 'UTF8')), 'hex')
    )::text, true);
END
"""


class RowsMoved(Exception):
    """Rows came or went while a chunk was destroyed; the chunk was rolled back, and can be tried again."""


@dataclass(frozen=True)
class RowsGone:
    """One chunk that was destroyed: how many rows, from which primary key to which, SHA-256 over all keys.

    Each key on a line, in the order they were destroyed in: by key, or by moment and then by key.
    """

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


def _destroy_along(
    rows: Callable[[], QuerySet[Any]], along: str, chunk: int, written: Callable[[RowsGone], None] | None
) -> Iterator[RowsGone]:
    since: str | None = "-infinity"  # else each chunk would begin by passing all that went before
    while since is not None:
        with change():
            try:
                gone, since = _remove_in_strokes(rows(), along, since, chunk)
            except EmptyResultSet:  # nothing was asked for
                return
            if not gone.count:
                return
            if written is not None:
                written(gone)
        yield gone


def _remove_in_strokes(rows: QuerySet[Any], along: str, since: str, chunk: int) -> tuple[RowsGone, str | None]:
    """A thousand rows are read and removed, again and again, by the database itself.

    It gives what went, and the moment from which on there may be more: none where nothing is left. Raises RowsMoved
    where a row was changed or removed by somebody else in between: the count misses it.

    Whoever writes meanwhile waits until all that was written to the database's log before is on the disk, and shares
    its processors: what is read at once is removed at once, by its place. Each end of a chunk costs them more than
    the rows do, so it has many. No place is given to another row meanwhile: PostgreSQL keeps what the whole of it
    could see when it began.
    """
    line: Any = connections[rows.db]
    meta = rows.model._meta
    deletion: Any = rows.filter(**{f"{along}__isnull": False}).query.chain(DeleteQuery)  # so it has a condition at all
    asked = line.ops.compose_sql(*deletion.get_compiler(rows.db).as_sql()).removeprefix("DELETE FROM ")
    table, moment, key = (line.ops.quote_name(name) for name in (meta.db_table, along, meta.pk.column))
    sizes = {"chunk": chunk, "stroke": min(STROKE, chunk), "longest": LONGEST}
    strokes = STROKES.format(rows=asked, table=table, moment=moment, key=key, since=since, **sizes)
    with line.cursor() as cursor:
        cursor.execute("DO %s", [strokes])
        cursor.execute("SELECT current_setting('countersign.gone')")
        until, gone, *facts = json.loads(cursor.fetchone()[0])
    read = RowsGone(*facts)
    if read.count != gone:
        raise RowsMoved
    return read, until


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
        if connections[due.db].vendor == "sqlite":
            Event().wait(PAUSE)  # who waits to write looks again every tenth of a second, and would find it taken


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
