"""`python -m benchmarks`: every benchmark on throw-away databases, as one table. `--only A1 M1` runs some.

Starts its own PostgreSQL and Redis, as the tests do, but with the usual care for what is written. Each benchmark runs
in a process of its own with a limit on its time, and everything ends with this process.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.sizes import SIZES, TRUSTS
from benchmarks.table import Row, print_head, print_row
from tests import services

# The tests save on safety for speed; what is measured here may not, and writes its log as docs/operations.md asks for.
CAREFUL = {
    "wal_level": "replica",
    "max_wal_senders": "10",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "lz4",
    "wal_buffers": "2MB",
    "autovacuum": "on",
    "shared_buffers": "512MB",
}
PREPARATION = 240.0  # seconds at most


@dataclass(frozen=True)
class Benchmark:
    """A module that gives rows: for which goals, on which database ("" for the embedded default), for how long."""

    goals: Sequence[str]
    module: str
    database: str
    seconds: float


BENCHMARKS = (
    Benchmark(("A1",), "acknowledging", "acknowledging", 120),
    Benchmark(("A1",), "acknowledging", "", 120),
    Benchmark(("M1",), "completion", "large", 180),
    Benchmark(("W1", "W2"), "pages", "large", 120),
    Benchmark(("W1", "W2"), "asking", "large", 120),
    Benchmark(("H1",), "audit", "audit", 120),
    Benchmark(("I1",), "compare", "empty", 120),
    Benchmark(("U1",), "importing", "importing", 600),
    Benchmark(("D1", "D2"), "purging", "purging", 900),
    Benchmark(("D1",), "purging", "", 900),
    Benchmark(("P1", "P2", "P3"), "packs", "empty", 1200),
)


class Unfinished(Exception):
    """A program of ours failed or took too long; the text says which and why."""


class Site:
    """Where everything of this run lives: one folder, one PostgreSQL, one Redis."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = services.start_postgres(folder, **CAREFUL)
        self.redis = services.start_redis(folder)
        self.made: set[str] = set()

    def environment(self, database: str) -> dict[str, str]:
        """For a process that works on this database; each kind of database has a data folder of its own."""
        kept = {name: value for name, value in os.environ.items() if name not in services.CHOSEN_ELSEWHERE}
        kept |= {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "COUNTERSIGN_TEST": "", "PORT": "", "WEB_WORKERS": ""}
        kept["COUNTERSIGN_HOME"] = str(self.folder / ("home" if database else "embedded"))
        address = self.postgres.replace("/countersign?", f"/{database}?") if database else ""
        return kept | {"DATABASE_URL": address, "REDIS_URL": self.redis if database else ""}

    def prepare(self, database: str) -> None:
        """Make a database as an installation has it, and fill it where it stands for a trust."""
        if database in self.made:
            return
        if database not in ("", "empty"):
            self.prepare("empty")
        self.made.add(database)
        if database:
            self._create(database)
        if database in ("", "empty"):
            self._manage(database, "prepare")
        if database in TRUSTS:
            sizes = [f"{name}={number}" for name, number in zip(SIZES, TRUSTS[database], strict=True)]
            self._manage(database, "make_trust", *sizes)
            self._sql(database, "VACUUM ANALYZE")

    def _create(self, database: str) -> None:
        copied = "" if database == "empty" else " TEMPLATE empty"
        self._sql("postgres", f'CREATE DATABASE "{database}"{copied}')

    def _sql(self, database: str, command: str) -> None:
        host = str(self.folder / "postgres")
        with psycopg.connect(host=host, user="countersign", dbname=database, autocommit=True) as line:
            line.execute(command)

    def _manage(self, database: str, *command: str) -> None:
        said = ["manage.py", *command]
        for _ in lines_of(said, self.environment(database), PREPARATION):
            pass


def lines_of(command: Sequence[str], environment: dict[str, str], seconds: float) -> Iterator[str]:
    """What a program of ours prints, line by line. It and all it started end after so many seconds at most.

    Raises Unfinished when it fails or has not ended by then.
    """
    folder = Path(__file__).parent.parent
    setpriv = ["/usr/bin/setpriv", "--pdeathsig=TERM"]
    with tempfile.TemporaryFile("w+") as wrong:
        process = subprocess.Popen(  # noqa: S603 - a program of ours
            [*setpriv, sys.executable, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=wrong,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise Unfinished(f"{' '.join(command)} was ended after {seconds:.0f} seconds.") from late
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.returncode:
            wrong.seek(0)
            raise Unfinished(f"{' '.join(command)} ended with {process.returncode}:\n{wrong.read()[-3000:]}")
    yield from said.splitlines()


def main() -> None:
    goals = sorted({goal for one in BENCHMARKS for goal in one.goals})
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description="Goals beside what is measured.")
    asked.add_argument("--only", nargs="+", choices=goals, default=goals, metavar="GOAL", help=", ".join(goals))
    wanted = asked.parse_args().only
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as name, services.running:
        Path(name).chmod(0o755)  # the database's own user has to get through
        missed, unfinished = run(Site(Path(name)), wanted)
    print(f"{missed} of the targets not met; {time.monotonic() - start:.0f} seconds in all.")  # noqa: T201
    sys.exit("\n".join(unfinished) or 0)


def run(site: Site, wanted: Sequence[str]) -> tuple[int, list[str]]:
    """Print the table row by row; how many targets were not met, and what could not be measured."""
    missed, unfinished = 0, []
    print_head()
    for one in BENCHMARKS:
        if not set(one.goals) & set(wanted):
            continue
        try:
            for row in measured(site, one):
                if row.goal in wanted:
                    print_row(row)
                    missed += not row.is_met
        except Unfinished as why:
            unfinished.append(str(why))
    return missed, unfinished


def measured(site: Site, one: Benchmark) -> Iterator[Row]:
    """Make the databases it works on, where they are not there yet, and run it."""
    for database in TRUSTS if one.database in TRUSTS else (one.database,):
        site.prepare(database)
    for line in lines_of(["-m", "benchmarks.child", one.module], site.environment(one.database), one.seconds):
        yield Row.from_json(line)


if __name__ == "__main__":
    main()
