"""The embedded default: a database file put back from before a purge, whose purges were open in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


def run(home: Path, *words: str) -> str:
    """A process with a data folder of its own, and neither PostgreSQL nor Redis."""
    own = {"COUNTERSIGN_HOME": str(home), "DATABASE_URL": "", "REDIS_URL": "", "PYTHONPATH": str(settings.BASE_DIR)}
    env = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, *words], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def step(home: Path, *names: str) -> str:
    return run(home, "-m", "tests.monitoring.retention.on_sqlite", *names)


@pytest.mark.clause("ACR-21")
def test_a_database_file_from_before_a_purge_is_purged_again_on_the_next_start(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy.sqlite3"
    home.mkdir()
    before = step(home, "make", "fill", "tell")
    (database,) = home.glob("*.sqlite3")
    shutil.copy(database, copy)
    purged = step(home, "purge", "tell")
    names, due, certificates, still_open, *_ = purged.split("|")
    assert (names, due, still_open) == ("Somebody who left,Tessa Teacher", "0", "0")
    assert int(certificates) >= 2
    for left in home.glob(f"{database.name}-*"):
        left.unlink()
    shutil.copy(copy, database)
    assert step(home, "tell").split("|")[:4] == before.split("|")[:4]
    assert step(home, "start", "tell") == purged
    assert step(home, "purge", "tell") == purged
