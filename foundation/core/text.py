"""Text as it was typed, without what nobody types."""

import re
from collections.abc import Collection
from itertools import chain, count

# Controls, and the marks that turn text round or hide it: never part of a word that a school writes.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def tidy(text: str) -> str:
    """Text without control characters and direction overrides; line ends as one newline."""
    return UNWANTED.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    )


def first_free(base: str, taken: Collection[str]) -> str:
    """The word as it is, or with the first number from 2 on that makes it one that nothing has yet."""
    return next(name for name in chain([base], (f"{base}-{n}" for n in count(2))) if name not in taken)
