"""Jobs for the killable child, good and bad."""

import os
import resource
import socket
import subprocess
import sys
import time

from foundation.jobs.child import ChildRefused

remembered: list[bytes] = []


def load() -> None:
    """What a nursery does before a child is born."""
    remembered.append(b"loaded")


def remember(payload: bytes) -> bytes:
    remembered.append(payload)
    return b" ".join(remembered)


def modules(_: bytes) -> bytes:
    return " ".join(sys.modules).encode()


def echo(payload: bytes) -> bytes:
    return payload


def surroundings(_: bytes) -> bytes:
    names = sorted(os.environ)
    return repr((names, os.getcwd(), os.listdir("."), "django" in sys.modules)).encode()


def session(_: bytes) -> bytes:
    return f"{os.getpid()} {os.getsid(0)}".encode()


def refuse(payload: bytes) -> bytes:
    raise ChildRefused(payload.decode())


def spin(_: bytes) -> bytes:
    while True:
        pass


def rest(_: bytes) -> bytes:
    time.sleep(60)
    return b""


def leave_one_behind(payload: bytes) -> bytes:
    left = subprocess.Popen(["/bin/sleep", "60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return str(left.pid).encode()


def eat(_: bytes) -> bytes:
    return b"x" * (2 * 1024**3)


def long_answer(payload: bytes) -> bytes:
    return b"x" * int(payload)


def large_file(_: bytes) -> bytes:
    with open("big", "wb") as file:
        file.write(b"x" * 20_000_000)
    return b"written"


def break_down(payload: bytes) -> bytes:
    raise RuntimeError(payload.decode())


def break_hard(_: bytes) -> bytes:
    os._exit(3)


def chatter(payload: bytes) -> bytes:
    print("a library says something")  # noqa: T201
    os.write(1, b"and once more")
    return payload


def exhaust_stack(payload: bytes) -> bytes:
    return exhaust_stack(payload)


def connect(payload: bytes) -> bytes:
    try:
        socket.create_connection(("127.0.0.1", int(payload)), timeout=2).close()
    except OSError:
        return b"no"
    return b"yes"


def call(_: bytes) -> bytes:
    """How many pages of memory the system gave while functions were called at every depth."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    _call(200)
    return b"%d" % (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)


def _call(left: int) -> None:
    for _ in range(1000):
        _leaf()
    if left:
        _call(left - 1)


def _leaf() -> int:
    """It needs more room than the call that it stands on, so that it comes upon every edge."""
    return max(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
