"""D1 and D2: a million rows of a log destroyed among five million, beside one DELETE; what a writer feels meanwhile.

On PostgreSQL and on the embedded database. A writer adds rows in a process of its own, one after another or one every
few milliseconds: its waiting is measured while nothing else happens, during ours, and during one DELETE.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from benchmarks.table import Row, at_most, exactly
from foundation.audit import trail
from foundation.core.actors import Clock
from foundation.schools.models import School
from monitoring.models import UsageExtract, UsageRow
from monitoring.retention.rows import CHUNK_ALONG, STROKE, RowsGone, destroy_rows
from tests.cast import Cast
from tests.monitoring.checked import a_line, a_log, confirmed, under_way

ALL, DUE, PAIRS = 5_000_000, 1_000_000, 5
BY, NOW = Clock("benchmark"), timezone.now()
LIMIT = NOW - timedelta(days=365)
TABLE = UsageRow._meta.db_table
WAITS = {0: 7, 3: 21}  # pairs, by milliseconds between two inserts: of those that rest a purge meets a tenth
BARE = f"""
DO $$
DECLARE
    _since timestamptz := current_setting('countersign.since')::timestamptz;
    _next record;
BEGIN
    FOR _ IN 1..{CHUNK_ALONG // STROKE} LOOP
        SELECT max(at) AS until, array_agg(place) AS places INTO _next FROM (
            SELECT ctid AS place, at FROM {TABLE}
            WHERE school_id = (SELECT school_id FROM {TABLE} LIMIT 1) AND at < '{LIMIT.isoformat()}' AND at >= _since
            ORDER BY at, id LIMIT {STROKE}
        ) AS part;
        _since := _next.until;
        EXIT WHEN _since IS NULL;
        DELETE FROM {TABLE} WHERE ctid = ANY (_next.places);
    END LOOP;
    PERFORM set_config('countersign.since', coalesce(_since::text, ''), true);
END $$
"""  # noqa: S608 - our own table
COLUMNS = "extract_id, school_id, at, host, category, was_blocked, seconds"


def rows() -> Iterator[Row]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # filling takes longer than any page may
    cast = Cast.make(NOW)
    extract = confirmed(cast, under_way(cast), a_log([a_line(NOW)]))
    fill(extract, DUE, is_due=True)
    fill(extract, ALL - DUE, is_due=False)
    settle()
    yield from (on_postgres(extract) if connection.vendor == "postgresql" else on_sqlite(extract))


def on_postgres(extract: UsageExtract) -> Iterator[Row]:
    ours: list[tuple[float, float]] = []
    for rest, pairs in WAITS.items():
        stalls = []
        for _ in range(pairs):
            took: list[float] = []
            idle = felt(lambda: Event().wait(1.5), rest)
            during = felt(partial(_destroyed_in, extract.school, took), rest)
            stalls.append((percentile(during, 99) * 1000, percentile(idle, 99) * 1000))
            again(extract)
            ours.append((took[0], timed(one_delete)))
            again(extract)
        pace = f"one every {rest} ms" if rest else "one after another"
        yield at_most("D1", f"p99 of inserts meanwhile, {pace}", stalls, "ms", 2, ("during", "idle"))
    yield at_most("D1", f"{DUE:,} of {ALL:,} rows destroyed", ours, "s", 2, ("in chunks, with the trail", "one DELETE"))
    yield from audited(extract)


def on_sqlite(extract: UsageExtract) -> Iterator[Row]:
    took: dict[str, float] = {}
    ours = felt(lambda: took.update(ours=timed(lambda: destroyed(extract.school))))
    again(extract)
    one = felt(lambda: took.update(one=timed(one_delete)))
    again(extract)
    longest = [(max(ours) * 1000, max(one) * 1000)]
    yield at_most("D1", "longest wait of an insert, embedded", longest, "ms", 1 / 3, ("in chunks", "one DELETE"))
    ratio = took["ours"] / took["one"]
    said = f"in chunks {took['ours']:.2f} s", f"one DELETE {took['one']:.2f} s"
    what = f"{DUE:,} of {ALL:,} rows destroyed, embedded"
    # It takes longer on purpose: between chunks it waits for whoever else wants to write.
    yield exactly("D1", what, *said, ratio=ratio, target="reported", met=True)


def audited(extract: UsageExtract) -> Iterator[Row]:
    """D2: ours with an entry in the trail for each chunk, beside the same strokes and nothing else."""
    pairs = []
    for _ in range(PAIRS):
        ours = timed(lambda: destroyed(extract.school))
        again(extract)
        pairs.append((ours, timed(bare)))
        again(extract)
    yield at_most(
        "D2", f"{DUE:,} rows in chunks of {CHUNK_ALONG:,}", pairs, "s", 1.2, ("with the trail", "without proof")
    )


def _destroyed_in(school: School, took: list[float]) -> None:
    took.append(timed(lambda: destroyed(school)))


def due_rows(school: School) -> QuerySet[Any]:
    return UsageRow.objects.filter(school=school, at__lt=LIMIT)


def destroyed(school: School) -> None:
    """As retention does it: chunk by chunk, each recorded."""

    def written(gone: RowsGone) -> None:
        said = {"count": gone.count, "first": gone.first, "last": gone.last, "sha256": gone.sha256}
        trail.record("usage_rows_destroyed", school, by=BY, at=NOW, school=school, **said)

    total = sum(gone.count for gone in destroy_rows(lambda: due_rows(school), written=written, along="at"))
    if total != DUE:
        raise RuntimeError(f"{total} rows were destroyed.")


def one_delete() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE at < %s", [LIMIT])  # noqa: S608 - our own table


def bare() -> None:
    """The same strokes of the same chunks: nothing counted, hashed or recorded."""
    since: Any = LIMIT - timedelta(days=10_000)
    while since is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('countersign.since', %s, true)", [since.isoformat()])
            cursor.execute(BARE)
            cursor.execute("SELECT nullif(current_setting('countersign.since'), '')::timestamptz")
            (since,) = cursor.fetchone()


def fill(extract: UsageExtract, count: int, *, is_due: bool) -> None:
    """So many rows, the older ones first, as a log has them."""
    start = LIMIT - timedelta(seconds=count + 60) if is_due else LIMIT + timedelta(seconds=60)
    keys = f"{extract.pk}, {extract.school_id}"
    if connection.vendor == "postgresql":
        made = f"SELECT {keys}, %s + n * interval '1 second', 's' || n %% 5000 || '.example', 'News', false, 5"
        source = f"FROM generate_series(1, {count}) AS n"
    else:
        moment = "strftime('%%Y-%%m-%%d %%H:%%M:%%f', %s, n || ' seconds')"
        made = f"SELECT {keys}, {moment}, 's' || (n %% 5000) || '.example', 'News', 0, 5"
        source = "FROM numbers"
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "  # noqa: S608
    begin = "" if connection.vendor == "postgresql" else numbers
    with connection.cursor() as cursor:
        since = start.replace(tzinfo=None) if begin else start
        cursor.execute(f"{begin}INSERT INTO {TABLE} ({COLUMNS}) {made} {source}", [since])


def again(extract: UsageExtract) -> None:
    """What was destroyed is there again, and the tables are settled."""
    fill(extract, DUE, is_due=True)
    settle()


def settle() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM ANALYZE {TABLE}")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def timed(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def felt(act: Callable[[], object], rest: int = 3) -> list[float]:
    """How long each insert of a writer took, in seconds, while `act` ran; it rests so many milliseconds between two."""
    command = [sys.executable, "-m", "benchmarks.writer", str(rest)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603
        if writer.stdout is None or writer.stdout.readline() != "ready\n":
            raise RuntimeError("The writer did not begin.")
        try:
            act()
        finally:
            said, _ = writer.communicate(timeout=60)
    waits: list[float] = json.loads(said)
    return waits


def percentile(values: list[float], share: int) -> float:
    """The value that so many of a hundred do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
