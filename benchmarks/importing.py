"""U1: a log of a million lines brought in, beside PostgreSQL's own COPY of the very rows that came of it.

Ours opens the sealed pieces, reads and judges every line, and commits every ten thousand with how far it is; the other
side writes the finished text in one statement.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.table import Row, at_least, exactly
from foundation.jobs.kinds import JobAgain
from monitoring.models import UsageExtract, UsageRow
from monitoring.transitions.extracts import confirm_log, keep_log, say_layout
from monitoring.usage import importing, storing
from monitoring.usage.looking_over import head_of, layout_for, pieces_of
from tests.cast import Cast
from tests.monitoring.checked import HEADINGS, under_way

LINES, PAIRS, IN_A_CHUNK = 1_000_000, 3, 10_000
EARLY = 100_000  # lines after which memory is looked at for the first time
RSS = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def rows() -> Iterator[Row]:
    extract = waiting_log()
    yield memory(extract)
    text = as_copied(extract)
    pairs = []
    for _ in range(PAIRS):
        ours = LINES / brought_in(extract)
        empty()
        pairs.append((ours, LINES / copied(text)))
        empty()
    yield at_least("U1", f"{LINES:,} lines into the log", pairs, "lines/s", 0.25, ("brought in", "COPY"))


def waiting_log() -> UsageExtract:
    """A log of one person, all of it of the days of the check; every line is kept. It is never whole in memory."""
    cast = Cast.make(timezone.now())
    check = under_way(cast)
    by, start = check.carried_by, cast.at - timedelta(days=15)
    assert by is not None  # noqa: S101 - who carries the check out
    extract = keep_log(check, "log.csv", _chunks(start), by=by, at=cast.at)
    head = head_of(pieces_of(extract), extract.size)
    extract = say_layout(extract, layout_for(check.school, head), ["tteacher"], by=by)
    confirm_log(extract, head, by=by, at=cast.at)
    return UsageExtract.objects.get(pk=extract.pk)


def _chunks(start: datetime) -> Iterator[bytes]:
    yield f"{HEADINGS}\n".encode()
    for first in range(0, LINES, IN_A_CHUNK):
        yield "".join(
            f"{start + timedelta(seconds=n):%Y-%m-%d %H:%M:%S},tteacher,https://s{n % 5000}.example/page/{n}?q=secret,"
            f"Category {n % 40},{'Blocked' if n % 9 == 0 else 'Allowed'},{n % 90}\n"
            for n in range(first, first + IN_A_CHUNK)
        ).encode()


def fresh(extract: UsageExtract) -> UsageExtract:
    """As it was before a line was read."""
    again = UsageExtract.objects.select_related("school", "of__subject").get(pk=extract.pk)
    counts = ("read_count", "kept_count", "other_people_count", "other_days_count", "left_out_count")
    kept: dict[str, Any] = {
        **dict.fromkeys(counts, 0),
        "unreadable_count": 0,
        "unreadable": [],
        "first_at": None,
        "last_at": None,
    }
    for name, value in {**kept, "offset": extract.offset, "line": extract.line}.items():
        setattr(again, name, value)
    again.save()
    return again


def brought_in(extract: UsageExtract) -> float:
    """Seconds from the first line to the last commit."""
    mine, start = fresh(extract), time.perf_counter()
    _read_all(mine)
    took = time.perf_counter() - start
    if UsageRow.objects.count() != LINES:
        raise RuntimeError("Lines are missing.")
    return took


def _read_all(extract: UsageExtract, looked: Callable[[], object] = lambda: None) -> None:
    def progress(done: int, total: int, words: str = "") -> None:
        looked()

    while extract.offset < extract.size:
        try:
            extract = importing.read_on(extract, progress)
        except JobAgain:
            extract.refresh_from_db()


def as_copied(extract: UsageExtract) -> str:
    """The rows that came of it, as COPY reads them."""
    found = UsageRow.objects.order_by("pk").values_list("at", "host", "category", "was_blocked", "seconds")
    text = storing.as_text(extract, list(found))
    empty()
    return text


def copied(text: str) -> float:
    start = time.perf_counter()
    with transaction.atomic():
        storing._copy(text)
    return time.perf_counter() - start


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE monitoring_usagerow")


def memory(extract: UsageExtract) -> Row:
    """How much the process holds at the end, beside after the first hundred thousand lines."""
    mine = fresh(extract)
    seen: list[tuple[int, int]] = []
    _read_all(mine, lambda: seen.append((UsageExtract.objects.get(pk=extract.pk).read_count, resident())))
    if UsageRow.objects.count() != LINES:
        raise RuntimeError("Lines are missing.")
    early = max(size for count, size in seen if count <= EARLY)
    most = max(size for _, size in seen)
    said = f"{most / 1024:.0f} MB at most", f"{early / 1024:.0f} MB after {EARLY:,}"
    ratio = most / early
    return exactly("U1", f"memory while {LINES:,} lines come in", *said, ratio=ratio, target="<= 1.1", met=ratio <= 1.1)


def resident() -> int:
    """Kilobytes of this process in memory now."""
    found = RSS.search(Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) if found else 0
