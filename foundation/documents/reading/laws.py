"""Citations of Acts and Regulations, understood: which law, which year, and what became of it.

The table of laws is data (`laws.toml`); a citation of a law that the table does not know is kept and not judged.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from foundation.documents.reading.characters import squeezed, straight

_CITED = re.compile(
    r"\b(?P<kind>Acts?|Regulations?|Order|Measure)\b(?:\s*\([A-Z][\w ]*\))?,?\s*\(?\s*"
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


@dataclass(frozen=True)
class Law:
    """A law of the table."""

    name: str
    year: int
    chapter: str = ""
    repealed_on: str = ""
    repealed_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cited:
    """A law as a document cites it: `law` where the table has it, `other_years` where only the year is wrong."""

    name: str
    year: int
    words: str
    law: Law | None = None
    other_years: tuple[int, ...] = ()


@cache
def table() -> tuple[dict[tuple[str, int], Law], dict[str, tuple[int, ...]]]:
    """The laws by name and year, and for each name whose years are all in the table, these years."""
    data = tomllib.loads(Path(__file__).with_name("laws.toml").read_text(encoding="utf-8"))
    open_ended = {_key(name) for name in data["years_not_complete"]}
    laws = {(_key(row["name"]), row["year"]): Law(**row) for row in data["law"]}
    years: dict[str, tuple[int, ...]] = {}
    for name, year in laws:
        if name not in open_ended:
            years[name] = tuple(sorted((*years.get(name, ()), year)))
    return laws, years


def citations(text: str) -> list[Cited]:
    """Every law cited in the text, once each, in order; "Acts 1952 and 1996" are two."""
    line = squeezed(straight(text))
    found: dict[tuple[str, int], Cited] = {}
    for match in _CITED.finditer(line):
        name = _name_before(line[max(0, match.start() - LOOK_BACK) : match.start()], match["kind"])
        if not name or name.startswith("("):
            continue
        for year in re.findall(r"\d{4}", match["years"]):
            cited = _understood(name, int(year))
            found.setdefault((_key(cited.name), cited.year), cited)
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
    return Cited(name, year, f"{name} {year}")
