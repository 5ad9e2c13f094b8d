"""The code of a line on a printed sheet: drawn at random, with two check signs, said and typed without mistakes.

It says nothing of whom it is for. Signs that are taken for one another (I, L, O, U) are not in it.
"""

import re
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DRAWN = 10  # signs of 5 bits each: nobody finds one by trying
LENGTH = 12
# A prime below 32 * 32: any one sign that is wrong, and any two neighbours changed about, are noticed.
MODULUS = 1021
MARK = "CS:"
PRINTED = re.compile(rf"{MARK}([{SIGNS}]{{{LENGTH}}})")
MEANT = str.maketrans({"I": "1", "L": "1", "O": "0"})


class CodeWrong(ValueError):
    """What was typed is no code; the text says why."""


def new_code() -> str:
    """A code that nobody has."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(DRAWN))
    return drawn + _check(drawn)


def _check(drawn: str) -> str:
    number = 0
    for sign in drawn:
        number = (number * len(SIGNS) + SIGNS.index(sign)) % MODULUS
    return SIGNS[number // len(SIGNS)] + SIGNS[number % len(SIGNS)]


def said(code: str) -> str:
    """The code as people read it: in threes of four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def in_square(code: str) -> str:
    """What the square code of a line holds."""
    return MARK + code


def from_square(text: str) -> str:
    """The code in what was read from a square; "" when it is no code of ours."""
    found = PRINTED.fullmatch(text)
    return found[1] if found and _check(found[1][:DRAWN]) == found[1][DRAWN:] else ""


def typed(text: str) -> str:
    """The code that somebody typed, however they wrote it. Raises CodeWrong with a sentence."""
    code = re.sub(r"[\s\-\u2010-\u2015._]", "", text.upper()).removeprefix(MARK).translate(MEANT)
    if len(code) != LENGTH or any(sign not in SIGNS for sign in code):
        raise CodeWrong("A code has twelve letters and figures, such as K7QM-2XPD-9RTC.")
    if _check(code[:DRAWN]) != code[DRAWN:]:
        raise CodeWrong("There is a mistake in this code. Compare it with the sheet, sign by sign.")
    return code
