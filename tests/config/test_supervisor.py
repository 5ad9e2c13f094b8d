"""Several programs kept together, tried with real ones."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config.supervisor import AlreadyUp, only_one
from tests.waiting import until

PATIENT = "import signal; signal.pause()"
TIDY = """
import pathlib, signal
def end(*_): pathlib.Path("tidied").touch(); raise SystemExit
signal.signal(signal.SIGTERM, end); pathlib.Path("there").touch(); signal.pause()
"""
STUBBORN = """
import pathlib, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path("there").touch()
while True: signal.pause()
"""
SLOW = """
import pathlib, signal, threading
def end(*_): threading.Event().wait(0.4); pathlib.Path("tidied").touch(); raise SystemExit
signal.signal(signal.SIGTERM, end); pathlib.Path("there").touch(); signal.pause()
"""
Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    started: list[subprocess.Popen[str]] = []

    def start(**named: str) -> subprocess.Popen[str]:
        words = [f"{name}={code}" for name, code in named.items()]
        command = [sys.executable, "-m", "tests.config.supervised", str(tmp_path), *words]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_asked_to_stop_it_lets_every_part_end_by_itself(run: Run, tmp_path: Path) -> None:
    process = run(tidy=TIDY, patient=PATIENT)
    until((tmp_path / "there").exists)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert said.splitlines() == ["Stopping. What is in hand is finished first."]
    assert (tmp_path / "tidied").exists()


def test_one_asking_that_arrives_twice_is_one(run: Run, tmp_path: Path) -> None:
    process = run(slow=SLOW)
    until((tmp_path / "there").exists)
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    process.stdout.readline()  # ready
    process.stdout.readline()  # stopping
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert (tmp_path / "tidied").exists()


def test_when_a_part_ends_it_says_which_and_stops_the_others(run: Run, tmp_path: Path) -> None:
    process = run(patient=PATIENT, brief="raise SystemExit(3)")
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "The brief ended by itself (code 3), so everything is stopped." in said


def test_a_part_that_does_not_stop_is_ended_after_the_grace(run: Run, tmp_path: Path) -> None:
    process = run(stubborn=STUBBORN)
    until((tmp_path / "there").exists)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert "The stubborn did not stop in time and was ended." in said
    assert process.returncode == 0


def test_when_the_supervisor_itself_is_killed_its_parts_are_told_to_stop(run: Run, tmp_path: Path) -> None:
    process = run(tidy=TIDY)
    until((tmp_path / "there").exists)
    process.kill()
    until((tmp_path / "tidied").exists, within=20)


def test_only_one_holds_the_lock(tmp_path: Path) -> None:
    with only_one(tmp_path / "lock"), pytest.raises(AlreadyUp, match=r"^\d+$"), only_one(tmp_path / "lock"):
        pass
    with only_one(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text().isdigit()
