"""One job in one killable process: what reads or prints untrusted documents runs here and nowhere else.

`run_limited` has a process born for each job by a clean Python (see `foundation.jobs.nursery`), in its own session and
an empty folder, with limits on processor time, memory, file size, open files and wall time, with nothing of our
environment in it and, where the machine allows it, without a network. The parent hands bytes in and takes bytes out;
nothing else crosses. A limited number run at once on the machine. The target is a plain function of bytes that needs no
settings.
"""

import contextlib
import fcntl
import logging
import os
import re
import selectors
import signal
import socket
import stat
import struct
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from foundation.jobs.nursery import CODE, at_hand

MIB = 1024 * 1024
TARGET = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+:[A-Za-z_]\w*")
DONE, REFUSED, NO_MEMORY, FAILED = b"+", b"-", b"m", b"!"
FRAME = struct.Struct(">cQ")
AT_ONCE = max(2, os.cpu_count() or 2)
PATIENCE = 0.02
TO_END = 5.0  # seconds for a killed child to be gone
NOBODY_KNOWS = 255  # the exit code when the nursery is gone
log = logging.getLogger(__name__)


class ChildError(Exception):
    """The job gave no result; `sentence` says why, in words that can be shown to the user."""

    default = "This could not be done. Try again, or with another file."

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.default
        super().__init__(self.sentence)


class ChildRefused(ChildError):
    """The target looked at its input and will not take it; raised by the target with its own sentence."""


class ChildTimedOut(ChildError):
    """The job passed its limit of processor or wall time and was ended."""

    default = "This took too long and was stopped. It may be too large or built in an unusual way."


class ChildOutOfMemory(ChildError):
    """The job asked for more memory than it may have."""

    default = "This needs more memory than is allowed. It may be too large or built in an unusual way."


class ChildFailed(ChildError):
    """The job ended without an answer, or its answer was too long."""


class ChildBusy(ChildError):
    """As many jobs as the machine allows were running until the wait was over."""

    default = "The system is busy with other documents. Try again in a minute."


def run_limited(
    target: str,
    payload: bytes,
    *,
    cpu: int = 10,
    memory: int = 512 * MIB,
    wall: float = 15,
    output_cap: int = 64 * MIB,
    wait: float = 30,
) -> bytes:
    """Run `package.module:function` on `payload` in a fresh process and give back the bytes it returned.

    `cpu`, `wall` and `wait` (for a free place) are seconds, `memory` and `output_cap` bytes.
    Raises ChildRefused with the target's own sentence, or another ChildError.
    """
    if not TARGET.fullmatch(target):
        raise ValueError(f"Not the name of a function: {target!r}")
    with _place(wait), tempfile.TemporaryDirectory(prefix="countersign-job-") as folder:
        given, said, home = (Path(folder, name) for name in ("given", "said", "home"))
        given.write_bytes(payload)
        home.mkdir()
        words = [target, *(str(int(limit)) for limit in (cpu, memory, wall + 1, output_cap))]
        read, write = os.pipe()
        with given.open("rb") as stdin, said.open("wb") as stderr, open(read, "rb") as out, open(write, "wb") as stdout:
            deadline = time.monotonic() + wall
            with at_hand(words, home, [stdin.fileno(), stdout.fileno(), stderr.fileno()]) as child:
                stdout.close()
                answer, code = _watch(child, out.fileno(), deadline, output_cap)
        return _read(answer, code, target, said)


@contextlib.contextmanager
def _place(wait: float) -> Iterator[None]:
    """Hold one of the places for jobs on this machine; the lock goes with the process that holds it."""
    folder = Path(tempfile.gettempdir(), f"countersign-places-{os.getuid()}")
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid():
        raise ChildFailed
    with contextlib.ExitStack() as stack:
        places = [stack.enter_context((folder / str(number)).open("ab")) for number in range(AT_ONCE)]
        deadline = time.monotonic() + wait
        while not any(_locked(place) for place in places):
            if time.monotonic() > deadline:
                raise ChildBusy
            time.sleep(PATIENCE)
        yield


def _locked(place: BinaryIO) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _watch(child: socket.socket, out: int, deadline: float, cap: int) -> tuple[bytes | None, int]:
    """Collect the answer (None when it was cut off) and the exit code; nothing of the group is left alive."""
    answer = _collect(out, deadline, cap)
    if answer is not None and len(answer) <= cap + FRAME.size and not _readable(child, deadline):
        answer = None
    child.shutdown(socket.SHUT_WR)  # whatever is left of it is to end
    child.settimeout(TO_END)
    told = b""
    with contextlib.suppress(OSError):
        told = child.recv(CODE.size)
    return answer, CODE.unpack(told)[0] if told else NOBODY_KNOWS


def _collect(out: int, deadline: float, cap: int) -> bytes | None:
    answer = bytearray()
    while len(answer) <= cap + FRAME.size:
        if not _readable(out, deadline):
            return None
        part = os.read(out, MIB)
        if not part:
            break
        answer += part
    return bytes(answer)


def _readable(line: socket.socket | int, deadline: float) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(line, selectors.EVENT_READ)
        return bool(selector.select(max(0.0, deadline - time.monotonic())))


def _read(answer: bytes | None, code: int, target: str, said: Path) -> bytes:
    """The result in the answer; what went wrong is logged without a word of the document."""
    if answer is None or code in (-signal.SIGXCPU, -signal.SIGALRM):
        raise ChildTimedOut
    kind, length = FRAME.unpack(answer[: FRAME.size]) if len(answer) >= FRAME.size else (FAILED, 0)
    body = answer[FRAME.size :]
    if len(body) != length:
        kind = FAILED
    if kind == DONE:
        return body
    if kind == REFUSED:
        raise ChildRefused(body.decode())
    if kind == NO_MEMORY or (code == -signal.SIGKILL and not answer):
        raise ChildOutOfMemory
    log.error("%s failed (exit %s): %s", target, code, said.read_text(errors="replace")[-2000:])
    raise ChildFailed
