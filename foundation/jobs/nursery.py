"""Where killable children are born: a clean Python without our environment and, where possible, without a network.

It never sees a document itself. Asked over a socket it forks a child, hands it the files it was sent, ends it when the
asker hangs up, and says how it ended (see `foundation.jobs.born`). One may be kept that has loaded beforehand what its
children will need; a process that keeps none starts one for each child.
"""

import contextlib
import functools
import json
import logging
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BORN = "foundation.jobs.born"
CODE = struct.Struct(">i")
log = logging.getLogger(__name__)


class Nursery:
    """One such Python. It ends when everybody who holds its line has let go of it."""

    def __init__(self, prepare: str = "") -> None:
        """`prepare` is the `module:function` of ours that is called in it before the first child is born."""
        self.prepare = prepare
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [*without_network(), sys.executable, "-P", "-s", "-m", BORN, prepare]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - the command is ours
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                start_new_session=True,
            )

    def born(self, words: Sequence[str], home: Path, files: Sequence[int]) -> socket.socket:
        """Have a child born in the folder `home` with these three files for input, output and errors.

        What comes back says by `CODE` how it ended; hanging up ends it. Raises OSError when the nursery is gone.
        """
        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as stack:
            stack.callback(ours.close)
            socket.send_fds(self.line, [json.dumps([str(home), *words]).encode()], [*files, theirs.fileno()])
            stack.pop_all()
        return ours

    def close(self) -> None:
        """Let go of it; waits for its end where it was started by this process."""
        self.line.close()
        self.process.wait()


_kept: list[Nursery] = []  # one at most
_changing = threading.Lock()


def keep(prepare: str) -> Nursery:
    """Keep one for this process and for all that are forked from it, so that their children find everything loaded."""
    for gone in _kept:
        gone.line.close()
        gone.process.poll()  # so that it does not stay on the list of processes
    _kept[:] = [Nursery(prepare)]
    return _kept[0]


def let_go() -> None:
    """Keep none any longer."""
    while _kept:
        _kept.pop().close()


@contextlib.contextmanager
def at_hand(words: Sequence[str], home: Path, files: Sequence[int]) -> Iterator[socket.socket]:
    """A child of the kept nursery, of a new one in its place when it is gone, or of one for this child alone."""
    if _kept:
        with _born(words, home, files) as line:
            yield line
        return
    alone = Nursery()
    try:
        with alone.born(words, home, files) as line:
            yield line
    finally:
        alone.close()


def _born(words: Sequence[str], home: Path, files: Sequence[int]) -> socket.socket:
    kept = _kept[0]
    try:
        return kept.born(words, home, files)
    except OSError:
        with _changing:
            if _kept[0] is kept:
                log.warning("The nursery of limited children was gone and is started anew.")
                keep(kept.prepare)
        return _kept[0].born(words, home, files)


def _environment() -> dict[str, str]:
    """Nothing but what Python and the font library need; above all no secret."""
    kept = ("PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "1",
    }


@functools.cache
def without_network() -> tuple[str, ...]:
    """The words that start a command without a network, or none where the machine does not allow it."""
    tool = shutil.which("unshare")
    for words in (("--net",), ("--map-current-user", "--net")) if tool else ():
        tried = subprocess.run([str(tool), *words, "true"], capture_output=True, check=False)  # noqa: S603
        if tried.returncode == 0:
            return (str(tool), *words)
    log.warning("Jobs run with a network: this machine does not allow them to be started without one.")
    return ()
