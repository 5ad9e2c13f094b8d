"""The whole database as one figure, and requests that leave nothing behind."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

LOOKS = ("audit_look",)  # the only rows that reading may write
RANDOM = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # uids
    r"|[0-9a-f]{20,}"  # hashes, salts, tokens
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:\+\d\d(?::\d\d)?)?"  # moments
    r"|<[^<>]*@[^<>]*>"  # Message-IDs
    r"|(?<=:)20\d{12}(?!\d)"  # moments in the keys of jobs
    r"|(?<=,)[0-9A-HJKMNP-TV-Z]{12}(?=,)"  # codes of printed sheets
)
FAR = 1_000_000_000
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def rows_of(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608 - our own tables
        return list(cursor.fetchall())


def fingerprint(but: Collection[str] = (), of: Collection[str] | None = None) -> dict[str, str]:
    """Of each table, or each of these, how many rows it has and a hash over all of them."""
    parts = [
        f"SELECT '{table}', count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"  # noqa: S608
        f' FROM "{table}" t'
        for table in (tables() if of is None else sorted(of))
        if table not in but
    ]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [table for table in before if before[table] != after.get(table)]


def wait_without_end() -> None:
    """Let this transaction wait for as long as a print takes on a busy machine: else the database ends it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def number_apart() -> None:
    """Give each table numbers of its own, so that a key of one row is never a key of a row of another table."""
    for place, sequence in enumerate(_sequences(), start=1):
        _restart(sequence, place * 100_000)


def number_anew() -> None:
    """Have the next rows numbered the same whenever this is called (undone with the transaction)."""
    for sequence in _sequences():
        _restart(sequence, FAR)


def _sequences() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def _restart(sequence: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER SEQUENCE "{sequence}" RESTART WITH {number}')


def contents(names: Collection[str]) -> dict[str, list[str]]:
    """The rows of these tables as text, with what differs each time (uids, hashes, moments) taken out."""
    return {name: sorted(RANDOM.sub("~", str(row)) for (row,) in rows_of(name)) for name in names}


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables in which rows are added, changed or removed inside."""
    found: set[str] = set()

    def noted(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if table := WRITES.match(sql):
            found.add(table[1])
        return execute(sql, *args)

    with connection.execute_wrapper(noted):
        yield found


def holds(text: str, among: Iterable[str] | None = None) -> bool:
    """Whether any row of these tables, or of the whole database, has this text in it."""
    names = sorted(tables() if among is None else among)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            return any(text in str(row) for table in names for row in cursor.execute(f'SELECT * FROM "{table}"'))  # noqa: S608
    parts = [f'SELECT 1 FROM "{table}" t WHERE position(%s in t::text) > 0' for table in names]  # noqa: S608
    if not parts:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({' UNION ALL '.join(parts)})", [text] * len(parts))
        return bool(cursor.fetchone()[0])
