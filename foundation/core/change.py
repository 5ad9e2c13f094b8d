"""One business change: one transaction, whose last act writes what the change left to be written.

Trail entries are collected while the change runs and written as the last act of the outermost change:
taking the lock of a school's chain early and then doing more work deadlocks on PostgreSQL.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

_first_acts: list[Callable[[], None]] = []
_last_acts: ContextVar[list[tuple[Callable[[list[Any]], None], Any]] | None] = ContextVar("last_acts", default=None)


def first_act(act: Callable[[], None]) -> Callable[[], None]:
    """Register what every outermost change does first, inside its transaction."""
    _first_acts.append(act)
    return act


def collect(act: Callable[[list[Any]], None], item: Any) -> None:
    """Keep `item` for `act`, which is called once, with all its items, just before the outermost change commits.

    Raises RuntimeError outside a change.
    """
    collected = _last_acts.get()
    if collected is None:
        raise RuntimeError("Only inside change(): a record belongs to the transaction of what it speaks of.")
    collected.append((act, item))


@contextmanager
def change() -> Iterator[None]:
    """Run a transition's body in one transaction; nested changes join the outer one."""
    outer = _last_acts.get()
    if outer is not None:
        kept = len(outer)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del outer[kept:]
            raise
        return
    collected: list[tuple[Callable[[list[Any]], None], Any]] = []
    token = _last_acts.set(collected)
    try:
        with transaction.atomic():
            for first in _first_acts:
                first()
            yield
            by_act: dict[Callable[[list[Any]], None], list[Any]] = {}
            for act, item in collected:
                by_act.setdefault(act, []).append(item)
            for act, items in by_act.items():
                act(items)
    finally:
        _last_acts.reset(token)
