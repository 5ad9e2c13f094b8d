"""Waiting for another process: ask again until it is so, up to a deadline."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(ask: Callable[[], T], *, within: float = 30, every: float = 0.03, what: str = "") -> T:
    """The first true answer of `ask`; TimeoutError when there is none within so many seconds."""
    deadline = time.monotonic() + within
    pause = threading.Event()
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Not within {within:g} seconds: {what or ask}")
        pause.wait(every)
    return answer
