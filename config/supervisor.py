"""Starts several programs together, and stops them together.

Each runs in a session of its own, so that Ctrl-C reaches only us. To stop, we tell only the main process of each:
what it has in hand it finishes, and tells its own children itself. Only what is left after the grace is killed.
"""

import fcntl
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ONE_ASKING = 2.0  # seconds; make and the terminal may pass on one Ctrl-C twice


class AlreadyUp(Exception):
    """Another supervisor holds this lock; the text is the number of its process."""


@dataclass(frozen=True)
class Part:
    """One program to keep running: its name for people, and its command."""

    name: str
    command: Sequence[str]


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock while running; the system lets go of it when we end, however that is. Raises AlreadyUp."""
    with lock.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            held.seek(0)
            raise AlreadyUp(held.read().strip()) from error
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


class Supervisor:
    """Runs its parts until one ends or somebody asks to stop; `say` gets each sentence for the person watching."""

    def __init__(self, parts: Sequence[Part], *, folder: Path, say: Callable[[str], None], grace: float = 30) -> None:
        self.parts, self.folder, self.say, self.grace = parts, folder, say, grace
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.asked = 0
        self._last_asked = -ONE_ASKING
        self._awake, self._waker = os.pipe()
        os.set_blocking(self._awake, False)
        os.set_blocking(self._waker, False)

    def run(self, *, ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Start, wait until `ready`, tell `when_ready`, watch, stop. 0 when asked to stop, 1 when a part ended."""
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        for number in (*ASKED_TO_STOP, signal.SIGCHLD):
            signal.signal(number, self._noted)
        try:
            for part in self.parts:
                self.processes[part.name] = self._started(part)
            waiting = True
            while not self.asked and not self._ended():
                if waiting and ready():
                    waiting = False
                    when_ready()
                self._rest(0.2 if waiting else 5)
            return self._why()
        finally:
            self._stop()

    def _started(self, part: Part) -> subprocess.Popen[bytes]:
        # Where the system can, a part is told to stop even when we are killed and cannot tell it.
        setpriv = shutil.which("setpriv")
        prefix = [setpriv, "--pdeathsig=TERM"] if setpriv else []
        command = [*prefix, *part.command]
        return subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603

    def _noted(self, number: int, _: FrameType | None) -> None:
        if number != signal.SIGCHLD and time.monotonic() > self._last_asked + ONE_ASKING:
            self.asked += 1
            self._last_asked = time.monotonic()

    def _rest(self, seconds: float) -> None:
        """Sleep until something happens: a signal, the end of a part."""
        select.select([self._awake], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._awake, 512)

    def _ended(self) -> list[str]:
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def _why(self) -> int:
        if self.asked:
            self.say("Stopping. What is in hand is finished first.")
            return 0
        for name in self._ended():
            code = self.processes[name].returncode
            self.say(f"The {name} ended by itself (code {code}), so everything is stopped.")
        return 1

    def _stop(self) -> None:
        """Ask all to end, wait for the grace or until asked again, then end what is left."""
        asked_before = self.asked
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + self.grace
        while self._running() and time.monotonic() < deadline and self.asked <= asked_before:
            self._rest(0.2)
        for name in self._running():
            self.say(f"The {name} did not stop in time and was ended.")
        for process in self.processes.values():
            # Its leader may be gone and a child of it left; the session is ours, so the group is too.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _running(self) -> list[str]:
        return [name for name, process in self.processes.items() if process.poll() is None]
