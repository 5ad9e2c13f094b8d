"""`manage.py up` on the embedded default: real processes, an SQLite file, a broker of files."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.waiting import until

ELSEWHERE = ("DATABASE_URL", "REDIS_URL")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return kept | {"COUNTERSIGN_HOME": str(home), "PORT": str(port), "WEB_WORKERS": "1"}


def manage(*words: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    for words in (["migrate", "--verbosity", "0"], ["createcachetable"]):
        subprocess.run(manage(*words), env=environment(folder, 8000), check=True)
    (folder / "log-ins.txt").write_text("clerk@acresfield.example  a password\n")
    return folder


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    port = free_port()
    process = subprocess.Popen(manage("up"), env=environment(home, port), stdout=subprocess.PIPE, text=True)
    try:
        until(lambda: answers(port), within=60, what="the site answers")
        yield process, port
    finally:
        process.terminate()
        process.communicate(timeout=60)


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=10).close()
    except urllib.error.HTTPError as error:
        error.close()
        return error.code < 500
    except OSError:
        return False
    return True


def refused(home: Path, port: int) -> str:
    tried = subprocess.run(
        manage("up"), env=environment(home, port), stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    assert tried.returncode == 1
    return tried.stderr


def test_a_second_one_on_the_same_data_says_so(site: tuple["subprocess.Popen[str]", int], home: Path) -> None:
    process, _ = site
    said = refused(home, free_port())
    assert said == f"CommandError: Countersign is running already with the data in {home} (process {process.pid}).\n"


def test_a_port_in_use_is_said_in_one_sentence(site: tuple["subprocess.Popen[str]", int], tmp_path: Path) -> None:
    _, port = site
    said = refused(tmp_path, port)
    assert said.startswith(f"CommandError: Port {port} is in use by another program.")
    assert said.count("\n") == 1


def test_a_database_older_than_the_program_is_refused(tmp_path: Path) -> None:
    assert "Run `manage.py migrate` first." in refused(tmp_path, free_port())


def test_it_prints_address_and_log_ins_and_term_stops_everything(home: Path, tmp_path: Path) -> None:
    port = free_port()
    (own := tmp_path / "home").mkdir()
    for name in ("countersign.sqlite3", "log-ins.txt"):
        (own / name).write_bytes((home / name).read_bytes())
    process = subprocess.Popen(manage("up"), env=environment(own, port), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(4)]
    assert said[0] == "clerk@acresfield.example  a password\n"
    assert said[2:] == [f"Countersign is running: http://127.0.0.1:{port}/\n", "Ctrl-C stops it.\n"]
    running = children(process.pid)
    assert len(running) == 3
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert not [pid for pid in running if Path(f"/proc/{pid}").exists()]
    assert not answers(port)


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
