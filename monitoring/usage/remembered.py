"""What was found for a text is remembered: the same few sites, names and minutes come a million times."""

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")
MOST = 20_000  # texts; then all are forgotten and remembered anew, so that a log of any size takes the same memory


class Remembered(dict[str, V]):
    """`remembered[text]` is what `find` gives for it, asked once for as long as it is remembered."""

    def __init__(self, find: Callable[[str], V]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, text: str) -> V:
        if len(self) >= MOST:
            self.clear()
        self[text] = found = self.find(text)
        return found
