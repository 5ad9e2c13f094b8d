"""What a nursery runs, and what its children do first: take on limits, then answer.

The nursery reads nothing of what its children are given. It forks, waits, and ends a whole group when its leader has
ended or whoever asked for it has hung up.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from foundation.jobs.child import DONE, FAILED, FRAME, NO_MEMORY, REFUSED, ChildRefused
from foundation.jobs.nursery import CODE

LINE, FILES = 0, 4  # the line of a nursery is its standard input; a request brings three files and a line of its own
LONGEST_REQUEST = 64 * 1024
OPEN_FILES = 256
DEEP = 33_000  # words of memory that the calls of a child stand on; about as many are left beyond them


@dataclass(frozen=True)
class Born:
    """A child: its number, which is its group's too, and the lines that tell of its end and to its asker."""

    number: int
    end: int
    asker: socket.socket

    def kill(self) -> None:
        """It has not been waited for, so the number cannot belong to anyone else."""
        for killed in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                killed(self.number, signal.SIGKILL)


class Ward:
    """Everything that a nursery waits for."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.waiting = selectors.DefaultSelector()
        self.waiting.register(line, selectors.EVENT_READ, self.ask)
        self.children: dict[int, Born] = {}
        self.is_open = True

    def run(self) -> None:
        """Until nobody holds the other end of the line."""
        while self.is_open:
            for key, _ in self.waiting.select():
                if key.fileobj in self.waiting.get_map():  # not gone by what came before it
                    key.data()
        for child in list(self.children.values()):
            child.kill()
            self.ended(child)

    def ask(self) -> None:
        """A child is asked for, or nobody will ask any longer."""
        asked, files, _, _ = socket.recv_fds(self.line, LONGEST_REQUEST, FILES)
        if not asked:
            self.is_open = False
            return
        number = os.fork()
        if not number:
            _live(asked, files)
        for file in files[:-1]:
            os.close(file)
        child = Born(number, os.pidfd_open(number), socket.socket(fileno=files[-1]))
        self.children[number] = child
        self.waiting.register(child.end, selectors.EVENT_READ, lambda: self.ended(child))
        self.waiting.register(child.asker, selectors.EVENT_READ, lambda: self.hung_up(child))

    def hung_up(self, child: Born) -> None:
        self.waiting.unregister(child.asker)
        child.kill()

    def ended(self, child: Born) -> None:
        """The leader has ended: so does what it started, and whoever asked for it is told how."""
        child.kill()
        _, status = os.waitpid(child.number, 0)
        for heard in (child.end, child.asker):
            with contextlib.suppress(KeyError):
                self.waiting.unregister(heard)
        with contextlib.suppress(OSError):
            child.asker.send(CODE.pack(os.waitstatus_to_exitcode(status)))
        os.close(child.end)
        child.asker.close()
        del self.children[child.number]


def _live(asked: bytes, files: list[int]) -> None:
    """In the child, from its first moment to its last."""
    code = 1
    try:
        os.setsid()
        for place, file in enumerate(files[:3]):
            os.dup2(file, place)
        os.closerange(3, OPEN_FILES)
        home, target, *limits = json.loads(asked)
        os.chdir(home)
        os.environ.update(HOME=home, TMPDIR=home)
        main(target, *(int(limit) for limit in limits))
        code = 0
    except BaseException:  # whatever it is, nothing of the nursery's own must go on in this process
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main(target: str, cpu: int, memory: int, wall: int, output: int) -> None:
    """Set the limits, then run the target on what stands at standard input."""
    _limit(cpu, memory, wall, output)
    # Whatever a library prints must not get into the answer.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        try:
            function = function_of(target)
        except MemoryError:
            out.write(FRAME.pack(NO_MEMORY, 0))
            return
        with open(0, "rb", closefd=False) as given:
            kind, body = _answer(function, given.read())
        out.write(FRAME.pack(kind, len(body)))
        out.write(body)


def function_of(target: str) -> Callable[..., bytes]:
    module, _, name = target.partition(":")
    found: Callable[..., bytes] = getattr(importlib.import_module(module), name)
    return found


def _limit(cpu: int, memory: int, wall: int, output: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most + 1 if what == resource.RLIMIT_CPU else most))
    signal.alarm(wall)  # if the nursery is gone, nobody else ends this process


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


# Python takes memory for calls 16 kB at a time and gives it back with the call that needed it: a loop that stands just
# at such an edge has the system do both thousands of times. A call that seems to need much brings room for those below.
_answer.__code__ = _answer.__code__.replace(co_stacksize=DEEP)


if __name__ == "__main__":
    if prepare := sys.argv[1]:
        function_of(prepare)()
        gc.collect()
        gc.freeze()  # what is loaded stays as it is, so that children share its memory
    Ward(socket.socket(fileno=LINE)).run()
    os._exit(0)  # with nothing to tidy up
