"""Citations of Acts and Regulations, understood: which law, which year, and what became of it.

The table of laws is data (`laws.toml`); a citation of a law that the table does not know is kept and not judged.
Understood are full names ("the Defamation Acts 1952 and 1996"), letters ("DPA 1998"), a year that points back ("the
1998 Act"), and names with a slip of the pen; `undated` finds names of laws that stand without a year.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from foundation.documents.reading.characters import squeezed, straight

_CITED = re.compile(
    r"\b(?P<kind>Acts?|Regulations?|Order|Measure)\b(?:\s*\([A-Z][\w ]*\))?,?\s*(?:of\s+)?\(?\s*"
    r"(?P<years>(?:1[6-9]|20)\d\d(?:\s*(?:,|and|&|,\s*and)\s*(?:1[6-9]|20)\d\d)*)(?!\s*[-/]\s*\d)"
)
_JOINING = {
    "of",
    "and",
    "the",
    "to",
    "from",
    "for",
    "in",
    "on",
    "with",
    "etc",
    "etc.",
    "&",
    "at",
    "by",
    "or",
    "against",
}
_OPENING = {
    "the",
    "and",
    "of",
    "under",
    "see",
    "in",
    "by",
    "or",
    "to",
    "for",
    "from",
    "with",
    "also",
    "both",
    "section",
    "on",
    "at",
}
MOST_WORDS, LOOK_BACK = 16, 250
ALIKE = 0.92  # how much of two names has to be the same for one to be a slip of the other
_YEAR_FIRST = re.compile(r"\b[Tt]he\s+(?P<year>(?:19|20)\d\d)\s+(?P<kind>Act|Regulations|Order)\b")
_YEAR_AFTER = r"(?:\s*\([A-Z][\w ]*\))?,?\s*(?:of\s+)?\(?\s*(?:1[6-9]|20)\d\d"


@dataclass(frozen=True)
class Law:
    """A law of the table."""

    name: str
    year: int
    chapter: str = ""
    repealed_on: str = ""
    repealed_by: str = ""
    note: str = ""
    source: str = ""
    checked_on: str = ""
    repeal_source: str = ""


@dataclass(frozen=True)
class Cited:
    """A law as a document cites it: `law` where the table has it, `other_years` where only the year is wrong."""

    name: str
    year: int
    words: str
    law: Law | None = None
    other_years: tuple[int, ...] = ()
    is_misspelt: bool = False


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("laws.toml").read_text(encoding="utf-8"))


@cache
def table() -> tuple[dict[tuple[str, int], Law], dict[str, tuple[int, ...]]]:
    """The laws by name and year, and for each name whose years are all in the table, these years."""
    open_ended = {_key(name) for name in _data()["years_not_complete"]}
    laws = {(_key(row["name"]), row["year"]): Law(**row) for row in _data()["law"]}
    years: dict[str, tuple[int, ...]] = {}
    for name, year in laws:
        if name not in open_ended and year:
            years[name] = tuple(sorted((*years.get(name, ()), year)))
    return laws, years


def source_of(code: str) -> str:
    """Where a row of the table comes from, in words."""
    return str(_data()["sources"].get(code, code))


def citations(text: str) -> list[Cited]:
    """Every law cited in the text, once each, in order; "Acts 1952 and 1996" are two."""
    line = squeezed(straight(text))
    placed = sorted([*_named(line), *_lettered(line)], key=lambda one: one[0])
    placed = sorted([*placed, *_pointing_back(line, placed)], key=lambda one: one[0])
    found: dict[tuple[str, int], Cited] = {}
    for _, cited in placed:
        found.setdefault((_key(cited.name), cited.year), cited)
    return list(found.values())


def _named(line: str) -> Iterator[tuple[int, Cited]]:
    """Names with their years, by their place."""
    for match in _CITED.finditer(line):
        name = _name_before(line[max(0, match.start() - LOOK_BACK) : match.start()], match["kind"])
        if name and not name.startswith("("):
            for year in re.findall(r"\d{4}", match["years"]):
                yield match.start(), _understood(_written_out(name), int(year))


def _written_out(name: str) -> str:
    """The name for which letters before "Act" stand."""
    words = name.split()
    return str(_data()["short"].get(words[-2], name)) if len(words) > 1 else name


@cache
def _letters() -> re.Pattern[str]:
    letters = "|".join(sorted(map(re.escape, _data()["short"]), key=len, reverse=True))
    return re.compile(rf"\b(?P<letters>{letters})(?:\s+Act)?\s*\(?\s*(?P<year>(?:19|20)\d\d)(?!\s*[-/]\s*\d)")


def _lettered(line: str) -> Iterator[tuple[int, Cited]]:
    """Letters with a year: "DPA 1998", "RIPA (2000)"."""
    for match in _letters().finditer(line):
        cited = _understood(_data()["short"][match["letters"]], int(match["year"]))
        yield match.start(), cited


def _pointing_back(line: str, placed: Sequence[tuple[int, Cited]]) -> Iterator[tuple[int, Cited]]:
    """ "The 1998 Act": the law of that year and kind cited last before it; where there is none, none is guessed."""
    for match in _YEAR_FIRST.finditer(line):
        before = [
            cited
            for place, cited in placed
            if place < match.start() and cited.year == int(match["year"]) and cited.name.endswith(match["kind"])
        ]
        if before:
            yield match.start(), before[-1]


@cache
def _names() -> tuple[re.Pattern[str], dict[str, tuple[str, tuple[int, ...]]]]:
    """Names as they stand in a text without a year: the pattern, and by key the name with its years in the table."""
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    for row in _data()["law"]:
        if row["year"]:
            years = found.get(_key(row["name"]), (row["name"], ()))[1]
            found[_key(row["name"])] = (row["name"], (*years, row["year"]))
    spellings = {row["name"]: row["name"] for row in _data()["law"] if row["year"]}
    for name, also in _data()["undated"].items():
        found |= {_key(one): (name, (0,)) for one in also}
        spellings |= dict.fromkeys(also, name)
    for letters, name in _data()["short"].items():
        found[_key(letters)] = found[_key(name)]
        spellings[letters] = name
    said = "|".join(_spelt_loosely(one) for one in sorted(spellings, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{said})(?![\w-])(?!{_YEAR_AFTER})"), found


def _spelt_loosely(name: str) -> str:
    """The name with "and" or "&", and with or without its commas and "etc."."""
    words = re.escape(name).replace(r"\ ", r"\s+").replace(r"\s+and\s+", r"\s+(?:and|&)\s+").replace(",", ",?")
    return words.replace(r"etc\.\s+", r"(?:etc\.?\s+)?")


def undated(text: str) -> list[Cited]:
    """Laws of the table that are named without a year, once each: with `law` and year where there is only one such."""
    line = squeezed(straight(text))
    pattern, names = _names()
    laws, complete = table()
    found: dict[str, Cited] = {}
    for match in pattern.finditer(line):
        key = _key(match.group())
        name, years = names.get(key) or names[_key(match.group().replace("&", "and"))]
        only = years[0] if len(years) == 1 and (years[0] == 0 or _key(name) in complete) else 0
        law = laws.get((_key(name), only)) if only or years == (0,) else None
        found.setdefault(name, Cited(name, only, match.group(), law))
    return list(found.values())


def _key(name: str) -> str:
    words = re.findall(
        r"[a-z0-9]+", name.lower().replace("'", "").replace("acts", "act").replace("regulation ", "regulations ")
    )
    words = [word for word in words if word not in ("the", "and", "etc", "england", "wales", "uk")]
    return " ".join("regulations" if word == "regulation" else word for word in words)


def _name_before(text: str, kind: str) -> str:
    """The words of the name, walking back from "Act" as long as they belong to a name."""
    words: list[str] = []
    for word in reversed(text.split()[-MOST_WORDS:]):
        bare = word.strip("()[]'\",")
        ends = word.endswith((".", ";", ":")) and word.lower() != "etc."
        named = bare[:1].isupper() or bare.lower() in _JOINING
        if ends or not named or bare in ("Act", "Acts"):
            break
        words.insert(0, word.strip("\"'"))
    while words and (words[0].strip("(,").lower() in _OPENING):
        words.pop(0)
    if not words:
        return ""
    return " ".join([*words, "Act" if kind == "Acts" else kind])


def _understood(name: str, year: int) -> Cited:
    laws, years = table()
    words = name.split()
    for start in range(len(words)):
        tail = " ".join(words[start:])
        if (_key(tail), year) in laws:
            law = laws[_key(tail), year]
            return Cited(law.name, year, f"{tail} {year}", law)
    for start in range(len(words) - 1):
        tail = " ".join(words[start:])
        if _key(tail) in years:
            return Cited(tail, year, f"{tail} {year}", None, years[_key(tail)])
    return _slip(words, year) or Cited(name, year, f"{name} {year}")


@cache
def _keys_of(year: int) -> dict[str, Law]:
    return {key: law for (key, of), law in table()[0].items() if of == year}


def _slip(words: list[str], year: int) -> Cited | None:
    """The law of that year whose name is this one but for a letter or two."""
    known = _keys_of(year)
    for start in range(len(words) - 1):
        tail = " ".join(words[start:])
        alike = get_close_matches(_key(tail), known, n=1, cutoff=ALIKE)
        if alike:
            law = known[alike[0]]
            return Cited(law.name, year, f"{tail} {year}", law, is_misspelt=True)
    return None
