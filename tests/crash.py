"""Kill a process at its Nth step, for every N: no statement, commit or word to the mail server is left out."""

import os
import signal
import smtplib
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from tests.waiting import until

MOST_STEPS = 400


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Run `act` in a child that is killed just before its so-manieth step; False when it came to its end.

    When this returns, the database has let go of the child and undone what it left open.
    Steps are database statements, commits, and each word sent to or read from a mail server.
    """
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        _run_and_leave(step, act)
    _, status = os.waitpid(pid, 0)
    until(lambda: not _is_served(pid), within=60, what="the database lets go of the killed process")
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the child failed by itself; its traceback stands above"
    return False


def _is_served(pid: int) -> bool:
    """Whether the database still has a session of this process: it goes on a while after the process was killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = %s)", [session_of(pid)])
        return bool(cursor.fetchone()[0])


def session_of(pid: int) -> str:
    """What the database calls the session of this process."""
    return f"to be killed: {pid}"


def crash_points(act: Callable[[], object]) -> Iterator[int]:
    """Yields after each kill, from the first step on, until the child survives; what was owed is checked between."""
    for step in range(1, MOST_STEPS):
        if not killed_at(step, act):
            assert step > 1, "nothing was ever killed"
            return
        yield step
    raise AssertionError("The child never came to its end.")


def _run_and_leave(step: int, act: Callable[[], object]) -> None:
    left = step

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*args: Any, **kwargs: Any) -> Any:
            count()
            return original(*args, **kwargs)

        return stepping

    def statement(execute: Callable[..., Any], *args: Any) -> Any:
        count()
        return execute(*args)

    os.environ["PGAPPNAME"] = session_of(os.getpid())  # read by the driver
    del connections[DEFAULT_DB_ALIAS]  # may be the parent's: it closes those it has under a browser's loop alone
    try:
        smtplib.SMTP.send = counted(smtplib.SMTP.send)  # type: ignore[method-assign]  # in the child alone
        smtplib.SMTP.getreply = counted(smtplib.SMTP.getreply)  # type: ignore[method-assign]
        connection._commit = counted(connection._commit)  # type: ignore[attr-defined]  # not in the stubs
        with connection.execute_wrapper(statement):
            act()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
