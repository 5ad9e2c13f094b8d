"""What a line looks like: a number and a title, a sentence, a name, a label with its value."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from foundation.documents.reading.characters import key, straight

_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})(\s*[.):]|\s*-(?=\s)|(?=\s))\s*(?=[^\d\s.,%£$/])(.+)$", re.DOTALL)
_NAMED = re.compile(
    r"^(section|part|chapter)\s+(\d{1,2}|[A-Z]|[IVX]{1,5})\b\s*[.:)\-]*\s*(.*)$", re.IGNORECASE | re.DOTALL
)
_ROMAN = re.compile(r"^([IVX]{1,5})\s*[.):]\s*(?=\S)(.+)$", re.DOTALL)
_LETTER = re.compile(r"^([A-Z])\s*[.):]\s+(.+)$", re.DOTALL)
_APPENDIX = re.compile(
    r"^(appendix|annexe?|schedule|addendum)\b\s*(\d{1,2}[a-z]?|[A-Z]|[ivxIVX]{1,4})?(?=[\s.:)\-(]"
    r"|$)\s*[.:)\-]*\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_VALUES = {"I": 1, "V": 5, "X": 10}
_SENTENCE = re.compile(
    r"(?i)\b(must|should|will|shall|is|are|was|were|has|have|can|cannot|may|might|would|could|does|do not"
    r"|don't|applies)\b"
)
_QUESTION = re.compile(r"(?i)^(what|why|who|whose|when|where|which|how|if|can|do|does|is|are|should|our)\b")
_LEAD_IN = re.compile(
    r"(?i)\b(includ\w+|following|to|are|is|that|by|must|should|will|may|can|as follows|not|example|least"
    r"|and|or|with|of|for|has|have):$"
)
_NOT_FIRST = re.compile(
    r"(?i)^(please|note|n\.?b\.?|remember|see(?! also\b)|signed|signature|name|date|dated|tel|telephone"
    r"|email|e-mail|phone|fax"
    r"|mr|mrs|ms|miss|dr|rev|revd|sir|page|click|www|http|and|or|but|yes|no|tick|from:|to:|cc:|figure|fig"
    r"|table \d|©)\b[\s.:]*"
)
_DATE_LIKE = re.compile(
    r"(?i)^\W*((spring|summer|autumn)(\s+term)?\s+)?(\d{1,2}(st|nd|rd|th)?[\s/.-]+)?"
    r"((jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W+)?(\d{1,2}(st|nd|rd"
    r"|th)?\W+)?(\d{1,2}[/.-])?(19|20)?\d\d(\s*[-/]\s*(20)?\d\d)?\W*$"
)
_VALUE = re.compile(r"^[^:\t]{2,60}[:\t]\s*\S")
_ODD = re.compile(r"[@\\{}<>|_]|\.{3,}|…|https?:|www\.|£|\d{5,}|\S*\.(uk|com|org|gov)\b")
TERMINAL = re.compile(r"[.;,!][\"'”’)\]]*$")
LONGEST, MOST_WORDS = 110, 14


@dataclass(frozen=True)
class Numbered:
    """A number in front of a title: its style, its parts as numbers, how it is shown, and the title."""

    style: str
    parts: tuple[int, ...]
    shown: str
    title: str
    marked: bool = True


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """Lists of words that sections, roles and first names of documents are made of."""
    data = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


def numbered(text: str) -> Numbered | None:
    """The number in front of a line, whichever way it is written."""
    line = straight(text).strip()
    found = _NAMED.match(line)
    if found:
        return Numbered(
            found[1].lower(), (_value(found[2]),), f"{found[1].capitalize()} {found[2]}", _end_of(text, found[3])
        )
    found = _NUMBER.match(line)
    if found:
        parts = tuple(int(part) for part in found[1].split("."))
        while len(parts) > 1 and parts[-1] == 0:
            parts = parts[:-1]
        return Numbered("number", parts, found[1], _end_of(text, found[3]), bool(found[2].strip()) or "." in found[1])
    for style, pattern in (("roman", _ROMAN), ("letter", _LETTER)):
        found = pattern.match(line)
        if found:
            value = _value(found[1]) if style == "roman" else ord(found[1]) - 64
            return Numbered(style, (value,), found[1], _end_of(text, found[2]))
    return None


def appendix(text: str) -> Numbered | None:
    """ "Appendix A" and its kin, alone or with a title; not a sentence that begins with the word."""
    found = _APPENDIX.match(straight(text).strip())
    if not found or len(text) > LONGEST + 20:
        return None
    title = _end_of(text, found[3])
    if title and (title[0].islower() or TERMINAL.search(title) or (is_sentence(title) and not found[2])):
        return None
    if not found[2] and (title or found[1].lower() == "schedule"):
        return None
    shown = " ".join(filter(None, (found[1].capitalize(), (found[2] or "").upper())))
    return Numbered("appendix", (_value(found[2] or "1"),), shown, title)


def _end_of(text: str, straight_end: str) -> str:
    """The end of the text as written, as long as the straightened one (straightening keeps every length)."""
    return text.strip()[len(text.strip()) - len(straight_end) :].strip() if straight_end else ""


def _value(word: str) -> int:
    if word.isdigit():
        return int(word)
    if re.fullmatch("[IVXivx]+", word):
        values = [_VALUES[letter] for letter in word.upper()]
        return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else ord(word[0].upper()) - 64


def is_sentence(text: str) -> bool:
    """Whether a line without a full stop still says something as a sentence does."""
    return bool(_SENTENCE.search(straight(text))) and not _QUESTION.match(text) and len(text.split()) > 3


def is_title_like(text: str, *, numbered_line: bool = False) -> bool:
    """Whether a line could stand over a section: short, capital first, no sentence, no value, no name."""
    text = text.strip()
    words = text.split()
    if not words or len(words) > MOST_WORDS or len(text) > LONGEST or "\n" in text:
        return False
    if not (text[0].isupper() or text[0] in "\"'“‘(" or (len(text) > 1 and text[1].isupper()) or text[0].isdigit()):
        return False
    if TERMINAL.search(text) or _ODD.search(text) or _DATE_LIKE.match(text) or text.endswith((" -", "–")):
        return False
    if ";" in text or sum(letter.isalpha() for letter in text) < 2 or re.match(r"^[\[(].*[\])]$", text):
        return False
    if re.match(r"^\d", text) and not numbered_line:
        return False
    if not numbered_line and (_NOT_FIRST.match(text) or (_VALUE.match(text) and not text.isupper())):
        return False
    caps = text.isupper()
    if text.endswith("?"):
        return bool(_QUESTION.match(text)) or numbered_line or len(words) < 9
    if text.endswith(":") and (len(words) > 7 or _LEAD_IN.search(text)):
        return False
    return caps or not is_sentence(text)


def is_known_section(text: str) -> bool:
    """Whether the line is one of the titles that sections of policies usually have."""
    return key(text) in vocabulary()["sections"]


def is_role(text: str) -> bool:
    """Whether the line names a post, not a person or a section."""
    words = key(text).split()
    return bool(words) and words[-1] in vocabulary()["role_ends"] and len(words) <= 10


def is_name(text: str, small: frozenset[str] | set[str]) -> bool:
    """Whether the line is a person's name; `small` are the words the document has in small letters."""
    words = straight(text).replace("(", " ").replace(")", " ").split()
    if words and words[0].rstrip(".").lower() in (
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "rev",
        "revd",
        "prof",
        "cllr",
        "sir",
    ):
        return len(words) <= 5
    if not 2 <= len(words) <= 3 or not all(re.fullmatch(r"[A-Z][a-z'-]*[A-Za-z'-]*\.?", word) for word in words):
        return False
    known = vocabulary()["vocabulary"]
    last = words[-1].lower()
    if words[0].lower() in vocabulary()["first_names"]:
        return last not in known
    return all(word.lower() not in known and word.lower() not in small for word in words)
