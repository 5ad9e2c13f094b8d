"""A name typed as a signature: the same as on the roll, however it was typed (HAY-02)."""

import unicodedata

# Letters that are no letter with a mark, as most keyboards have them instead.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss"})


def same_name(typed: str, expected: str) -> bool:
    """Whether both are the same name but for case, spaces, accents, hyphens, apostrophes and full stops."""
    return bool(bare(typed)) and bare(typed) == bare(expected)


def bare(name: str) -> str:
    """The letters and figures of a name, small and without marks; a name without any, as it is."""
    spread = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN))
    letters = "".join(letter for letter in spread if letter.isalnum())
    return letters or name.strip()
