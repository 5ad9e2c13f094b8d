"""Characters: what documents carry that nobody sees, taken out or made plain before anything looks at the text."""

import re
import unicodedata

# Soft hyphens, zero-width space, byte order mark, explicit direction marks (overrides and isolates), controls, tags.
_UNSEEN = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_LINES = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SYMBOL_FONT = re.compile("[\ue000-\uf8ff]")  # what Word's symbol fonts leave of a bullet
_MARKS_AT_MOST = 8
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"})


def visible(text: str) -> str:
    """The text without characters that cannot be seen, lines ended by one newline, every space a plain one."""
    return _few_marks(_SPACES.sub(" ", _SYMBOL_FONT.sub("•", _UNSEEN.sub("", _LINES.sub("\n", text)))))


def _few_marks(text: str) -> str:
    """At most eight combining marks on one letter: enough for any script, too few to stop a printer."""
    if not any(unicodedata.combining(letter) for letter in text if letter > "\u02ff"):
        return text
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MARKS_AT_MOST:
            kept.append(letter)
    return "".join(kept)


def squeezed(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def straight(text: str) -> str:
    """Curly quotes and long dashes as a keyboard has them; for comparing, never for showing."""
    return text.translate(_QUOTES)


def key(text: str) -> str:
    """Letters and digits only, small: two headings with the same key say the same."""
    return " ".join(re.findall(r"[^\W_]+", straight(text).casefold().replace("'", "").replace("&", " and ")))
