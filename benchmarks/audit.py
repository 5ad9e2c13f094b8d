"""H1: what the trail costs: an entry in its school's chain, beside a plain insert of the same row."""

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from benchmarks.table import Row, at_least, exactly
from foundation.audit import trail
from foundation.audit.models import Entry
from foundation.audit.trail import verify
from foundation.core.actors import Clock
from foundation.core.change import change

WRITERS, SCHOOLS, EACH, PAIRS = 50, 100, 24, 5
BY = Clock("benchmark")
SAID = {"policy": "Keys and visitors policy", "edition": 3, "content_hash": "a" * 64, "person": "b" * 36}


@dataclass
class Thing:
    """What an entry speaks of."""

    uid: UUID = field(default_factory=uuid4)


SCHOOL_ROWS = [Thing() for _ in range(SCHOOLS)]


def audited(number: int) -> None:
    with change():
        trail.record("acknowledged", Thing(), by=BY, at=timezone.now(), school=SCHOOL_ROWS[number % SCHOOLS], **SAID)


def plain(_: int) -> None:
    """The same columns, as long, without a place in a chain and in no transaction of its own."""
    Entry.objects.create(
        school_uid=uuid4(),
        number=1,
        at=timezone.now(),
        verb="acknowledged",
        about_label="Thing",
        about_uid=uuid4(),
        by_kind=BY.actor_kind,
        by_uid=BY.actor_uid,
        payload=str({"by": BY.actor_name, **SAID}),
        salt=secrets.token_hex(16),
        payload_hash="c" * 64,
        previous="d" * 64,
        hash="e" * 64,
    )


def changing(number: int) -> None:
    """The plain insert inside a change, as every write of the product is."""
    with change():
        plain(number)


def rows() -> Iterator[Row]:
    what = f"{WRITERS} writers, {SCHOOLS} chains"
    with ThreadPoolExecutor(WRITERS) as writers:
        for write in (audited, plain, changing):
            rate(writers, write)
        rates = [[rate(writers, write) for write in (audited, plain, changing)] for _ in range(PAIRS)]
        bare, whole = [(one[0], one[1]) for one in rates], [(one[0], one[2]) for one in rates]
        yield at_least("H1", what, bare, "/s", 0.4, ("in the chain", "plain insert"))
        yield at_least("H1", f"{what}, both in a change", whole, "/s", 0.4, ("in the chain", "insert in a change"))
        together(writers, lambda _: connection.close(), 1)
    checked = [verify(school.uid) for school in SCHOOL_ROWS]
    count, faults = sum(number for number, _ in checked), sum(len(found) for _, found in checked)
    wanted = (PAIRS + 1) * WRITERS * EACH
    met = (count, faults) == (wanted, 0)
    said = f"{count:,} entries, {faults} faults"
    yield exactly(
        "H1", "chains verify afterwards", said, f"{wanted:,} written", ratio=count / wanted, target="0 faults", met=met
    )


def rate(writers: ThreadPoolExecutor, write: Callable[[int], None]) -> float:
    """Writes in a second, all writers at once."""
    start = time.perf_counter()
    together(writers, write, EACH)
    return WRITERS * EACH / (time.perf_counter() - start)


def together(writers: ThreadPoolExecutor, write: Callable[[int], object], each: int) -> None:
    """Every writer begins when all are there, and writes so often, to a school after the other."""
    ready = Barrier(WRITERS)

    def work(writer: int) -> None:
        ready.wait(timeout=30)
        for turn in range(each):
            write(writer + turn * 7)

    list(writers.map(work, range(WRITERS)))
