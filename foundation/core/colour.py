"""Colours that can be read: contrast as WCAG 2.2 counts it, and the shades drawn from one accent."""

from dataclasses import dataclass

Channels = tuple[float, float, float]

PAPER = "#fcfbf8"
INK = "#20252b"
ENOUGH = 4.5  # WCAG 2.2, 1.4.3: text on its ground, and the white words on a button


def channels(colour: str) -> Channels:
    """Red, green and blue from 0 to 1. Raises ValueError when it is not # and six digits."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"{colour!r} is not # and six digits.")
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), by the definition in WCAG 2.2."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` in it."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(255 * (a * (1 - share) + b * share)):02x}" for a, b in pairs)


def readable(colour: str) -> str:
    """The colour, made darker by steps until words in it can be read on paper."""
    steps = (mixed(colour, "#000000", step / 20) for step in range(21))
    return next(shade for shade in steps if contrast(shade, PAPER) >= ENOUGH)


@dataclass(frozen=True)
class Accent:
    """What the style sheet needs of a school's colour."""

    plain: str
    strong: str
    tint: str


def accent(colour: str) -> Accent:
    """The three shades of an accent, each with enough contrast for where it is used. Raises ValueError."""
    plain = readable(colour)
    return Accent(plain=plain, strong=mixed(plain, "#000000", 0.35), tint=mixed(plain, "#ffffff", 0.9))
