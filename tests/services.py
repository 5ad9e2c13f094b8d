"""A throw-away PostgreSQL and Redis for one test run; started before Django reads its settings.

Loaded with `-p tests.services`. What the environment names already (DATABASE_URL, REDIS_URL) is used as it is,
so the workers of a parallel run share what the first process started.
"""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.waiting import until

POSTGRES = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}
ENVIRONMENT = {
    "COUNTERSIGN_TEST": "1",
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # the browser's own loop runs in the test's thread
}
CHOSEN_ELSEWHERE = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SITE_URL", "EMAIL_URL", "COUNTERSIGN_KEYS", "DEBUG")

running = contextlib.ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start what is missing and say where it is, by environment variables."""
    early_config.add_cleanup(running.close)
    atexit.register(running.close)
    for name in CHOSEN_ELSEWHERE:
        os.environ.pop(name, None)
    os.environ.update(ENVIRONMENT)
    folder = Path(tempfile.mkdtemp(prefix="countersign-tests-"))
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)  # the database's own user has to get through
    os.environ["COUNTERSIGN_HOME"] = str(folder / "home")
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if "REDIS_URL" not in os.environ:
        os.environ["REDIS_URL"] = start_redis(folder)
    elif worker:  # a database of its own, as on PostgreSQL: no worker sees another's cache or queue
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{int(worker[2:]) + 1}"
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = start_postgres(folder)


def start_redis(folder: Path) -> str:
    """Start Redis on a free port, keeping nothing; its address."""
    program = _found("redis-server", [], "redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--databases", "64"]
    _start([program, *where, "--save", "", "--appendonly", "no"], signal.SIGTERM, folder / "redis.log")
    until(lambda: _listens(port), within=60, what="Redis answers")
    return f"redis://127.0.0.1:{port}/0"


def start_postgres(folder: Path, **other: str) -> str:
    """Start PostgreSQL in an empty folder, reached by a socket in it; its address. Nothing in it is kept.

    `other` are settings beside or instead of those for tests.
    """
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name), reverse=True)
    initdb, postgres = (_found(name, places, "postgresql") for name in ("initdb", "postgres"))
    data = folder / "postgres"
    data.mkdir(mode=0o700)
    if os.getuid() == 0:
        shutil.chown(data, "postgres", "postgres")
    make = ["--auth=trust", "--username=countersign", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run([*_as_postgres(), initdb, *make, str(data)], capture_output=True, text=True, check=False)
    if made.returncode:
        raise pytest.UsageError(f"PostgreSQL could not be set up: {made.stderr.strip()}")
    chosen = POSTGRES | other | {"unix_socket_directories": str(data)}
    options = [f"--{name}={value}" for name, value in chosen.items()]
    # SIGQUIT: at once. What it holds is thrown away.
    _start([*_as_postgres("QUIT"), postgres, "-D", str(data), *options], signal.SIGQUIT, folder / "postgres.log")
    until(lambda: _answers(data), within=60, what="PostgreSQL answers")
    return f"postgres:///countersign?host={data}&user=countersign"


def _found(name: str, places: list[Path], package: str) -> str:
    program = next((str(place / name) for place in places if (place / name).exists()), None) or shutil.which(name)
    if program is None:
        raise pytest.UsageError(f"{name} is not on this machine: apt-get install {package}")
    return program


def _as_postgres(end_with: str = "TERM") -> list[str]:
    """PostgreSQL will not run as root. It also ends when this process is killed."""
    user = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
    return ["/usr/bin/setpriv", *user, f"--pdeathsig={end_with}"]


def _start(command: list[str], ending: signal.Signals, log: Path) -> None:
    """Run until the end of the tests, in a session of its own: Ctrl-C goes to the tests, which then stop it."""
    if command[0] != "/usr/bin/setpriv":
        command = ["/usr/bin/setpriv", "--pdeathsig=TERM", *command]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=log.parent, start_new_session=True
        )

    def stop() -> None:
        process.send_signal(ending)
        process.wait(20)

    running.callback(stop)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _answers(folder: Path) -> bool:
    try:
        psycopg.connect(host=str(folder), user="countersign", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True
