"""The site as it is served: the product's own web server on a free port of this machine."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config.management.commands.up import answers, parts
from tests.waiting import until

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """Serve the site; gives its port and the process that started the others. It ends with us, whatever happens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = list(parts("127.0.0.1", port)[0].command)
    setpriv = shutil.which("setpriv")
    if setpriv:
        command = [setpriv, "--pdeathsig=TERM", *command]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        until(lambda: answers("127.0.0.1", port), within=60, what="the site answers")
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(5)


def cpu_seconds(main: int) -> float:
    """Processor time of the process and its children until now. A child that ends in between is not counted."""
    return sum(_ticks(fields) for pid, fields in _processes() if main in (pid, int(fields[1]))) / TICKS


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:  # it has just ended
                continue
            yield int(folder.name), stat.rpartition(")")[2].split()


def _ticks(fields: list[str]) -> int:
    """User and system time: the 14th and 15th field of proc(5), here counted from the state, which is the third."""
    return int(fields[11]) + int(fields[12])
