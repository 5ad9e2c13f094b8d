"""One business change: one transaction, whose last act writes what the change left to be written.

Trail entries are collected while the change runs and written as the last act of the outermost change:
taking the lock of a school's chain early and then doing more work deadlocks on PostgreSQL.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

_first_acts: list[Callable[[], None]] = []


@dataclass
class _Open:
    """What a change under way has left to be written, and what takes back what a rollback does not."""

    last_acts: list[tuple[Callable[[list[Any]], None], Any]] = field(default_factory=list)
    undo: list[Callable[[], None]] = field(default_factory=list)

    def take_back(self, acts_kept: int = 0, undo_kept: int = 0) -> None:
        del self.last_acts[acts_kept:]
        while len(self.undo) > undo_kept:
            self.undo.pop()()


_open: ContextVar[_Open | None] = ContextVar("open_change", default=None)


def _under_way() -> _Open:
    under_way = _open.get()
    if under_way is None:
        raise RuntimeError("Only inside change(): a record belongs to the transaction of what it speaks of.")
    return under_way


def first_act(act: Callable[[], None]) -> Callable[[], None]:
    """Register what every outermost change does first, inside its transaction."""
    _first_acts.append(act)
    return act


def collect(act: Callable[[list[Any]], None], item: Any) -> None:
    """Keep `item` for `act`, which is called once, with all its items, just before the outermost change commits.

    Raises RuntimeError outside a change.
    """
    _under_way().last_acts.append((act, item))


def undo_with(act: Callable[[], None]) -> None:
    """Have `act` called when the current change fails: it takes back what a rollback does not, such as a file.

    Not called when the commit itself fails: then nobody can be sure that nothing was kept.
    Raises RuntimeError outside a change.
    """
    _under_way().undo.append(act)


@contextmanager
def change() -> Iterator[None]:
    """Run a transition's body in one transaction; nested changes join the outer one."""
    outer = _open.get()
    if outer is not None:
        kept = len(outer.last_acts), len(outer.undo)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            outer.take_back(*kept)
            raise
        return
    opened = _Open()
    token = _open.set(opened)
    try:
        with transaction.atomic(), _taken_back(opened):
            for first in _first_acts:
                first()
            yield
            by_act: dict[Callable[[list[Any]], None], list[Any]] = {}
            for act, item in opened.last_acts:
                by_act.setdefault(act, []).append(item)
            for act, items in by_act.items():
                act(items)
    finally:
        _open.reset(token)


@contextmanager
def _taken_back(opened: _Open) -> Iterator[None]:
    try:
        yield
    except BaseException:
        opened.take_back()
        raise
