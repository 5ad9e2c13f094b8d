"""One job in one killable process: what reads or prints untrusted documents runs here and nowhere else.

`run_limited` starts a fresh Python for each job, in its own session and an empty folder, with limits on processor time,
memory, file size, open files and wall time, with nothing of our environment in it and, where the machine allows it,
without a network. The parent hands bytes in and takes bytes out; nothing else crosses. A limited number run at once on
the machine. The target is a plain function of bytes that needs no settings.
"""

import contextlib
import fcntl
import functools
import importlib
import logging
import os
import re
import resource
import selectors
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

MIB = 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+:[A-Za-z_]\w*")
DONE, REFUSED, NO_MEMORY, FAILED = b"+", b"-", b"m", b"!"
FRAME = struct.Struct(">cQ")
OPEN_FILES = 256
AT_ONCE = max(2, os.cpu_count() or 2)
PATIENCE = 0.02
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
        given, said = Path(folder, "given"), Path(folder, "said")
        given.write_bytes(payload)
        home = Path(folder, "home")
        home.mkdir()
        limits = [str(int(limit)) for limit in (cpu, memory, wall + 1, output_cap)]
        command = [*_without_network(), sys.executable, "-P", "-s", "-m", __spec__.name, target, *limits]
        with given.open("rb") as stdin, said.open("wb") as stderr:
            process = subprocess.Popen(  # noqa: S603 - the command is ours, the input is in a file
                command,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=home,
                env=_environment(home),
                start_new_session=True,
            )
            answer, code = _watch(process, time.monotonic() + wall, output_cap)
        return _read(answer, code, target, said)


def _environment(home: Path) -> dict[str, str]:
    """Nothing but what Python and the font library need; above all no secret."""
    kept = ("PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "HOME": str(home),
        "TMPDIR": str(home),
        "MALLOC_ARENA_MAX": "1",
    }


@functools.cache
def _without_network() -> tuple[str, ...]:
    """The words that start a command without a network, or none where the machine does not allow it."""
    tool = shutil.which("unshare")
    for words in (("--net",), ("--map-current-user", "--net")) if tool else ():
        tried = subprocess.run([str(tool), *words, "true"], capture_output=True, check=False)  # noqa: S603
        if tried.returncode == 0:
            return (str(tool), *words)
    log.warning("Jobs run with a network: this machine does not allow them to be started without one.")
    return ()


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


def _watch(process: subprocess.Popen[bytes], deadline: float, cap: int) -> tuple[bytes | None, int]:
    """Collect the answer (None when it was cut off) and the exit code; nothing of the group is left alive."""
    try:
        answer = _collect(process, deadline, cap)
        if answer is not None and len(answer) <= cap + FRAME.size and not _ended(process, deadline):
            answer = None
    finally:
        # The leader is not yet waited for, so its number cannot belong to anyone else.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        if process.stdout:
            process.stdout.close()
    return answer, code


def _ended(process: subprocess.Popen[bytes], deadline: float) -> bool:
    """Whether the process ended by itself in time; it is left to be waited for."""
    while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if time.monotonic() > deadline:
            return False
        time.sleep(PATIENCE / 10)
    return True


def _collect(process: subprocess.Popen[bytes], deadline: float, cap: int) -> bytes | None:
    answer = bytearray()
    assert process.stdout is not None  # noqa: S101 - opened as a pipe above
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(answer) <= cap + FRAME.size:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                return None
            part = os.read(process.stdout.fileno(), MIB)
            if not part:
                break
            answer += part
    return bytes(answer)


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


def _limit(cpu: int, memory: int, wall: int, output: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most + 1 if what == resource.RLIMIT_CPU else most))
    signal.alarm(wall)  # if the parent is gone, nobody else ends this process


def _answer(function: Callable[[bytes], bytes], payload: bytes) -> tuple[bytes, bytes]:
    try:
        return DONE, function(payload)
    except ChildRefused as refused:
        return REFUSED, refused.sentence.encode(errors="replace")
    except MemoryError:
        return NO_MEMORY, b""
    except BaseException as error:  # WeasyPrint's fatal errors are not Exceptions; all must be told
        frames = traceback.format_list(traceback.extract_tb(error.__traceback__)[-12:])
        sys.stderr.write(f"{type(error).__name__}\n{''.join(frames)}")
        return FAILED, b""


def main(words: list[str]) -> None:
    """In the child: set the limits, then run the target on what stands at standard input."""
    target, *limits = words
    _limit(*(int(limit) for limit in limits))
    # Whatever a library prints must not get into the answer.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        module, _, name = target.partition(":")
        try:
            function = getattr(importlib.import_module(module), name)
        except MemoryError:
            out.write(FRAME.pack(NO_MEMORY, 0))
            return
        kind, body = _answer(function, sys.stdin.buffer.read())
        out.write(FRAME.pack(kind, len(body)))
        out.write(body)


if __name__ == "__main__":
    # By its own name, so that the target raises the very class that is caught here.
    importlib.import_module("foundation.jobs.child").main(sys.argv[1:])
