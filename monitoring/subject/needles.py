"""What is looked for in words: somebody's name, addresses and references, whatever their spacing and case."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cached_property

from foundation.schools.models import Person
from monitoring.models import SubjectRequest

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
SHORTEST = 3  # letters of what is looked for: a reference of two would be found in every word


def plain(words: str) -> str:
    """Words as they are compared: one form of every letter, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


class Needles:
    """The words that name somebody. `names` alone count where a column is a name."""

    def __init__(self, names: Iterable[str], others: Iterable[str] = ()) -> None:
        self.names = [one for one in _lines(names) if len(plain(one)) >= SHORTEST]
        self.words = list(dict.fromkeys([*self.names, *(o for o in _lines(others) if len(plain(o)) >= SHORTEST)]))

    @cached_property
    def _plain_names(self) -> frozenset[str]:
        return frozenset(plain(name) for name in self.names)

    @cached_property
    def _pattern(self) -> "re.Pattern[str] | None":
        parts = [re.escape(plain(word)) for word in self.words]
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None

    def is_name(self, value: str) -> bool:
        """Whether a column that holds a name holds theirs."""
        return plain(value) in self._plain_names

    def are_in(self, text: str) -> bool:
        """Whether these words name them."""
        return self._pattern is not None and self._pattern.search(plain(text)) is not None

    @cached_property
    def asked_of_database(self) -> list[str]:
        """Parts of words that a column with any of them has somewhere: wide, what is found is looked at again.

        One word of each is enough, so that other spacing is found; with letters beyond ASCII, those parts that SQLite
        does not fold are left out; and as JSON writes them.
        """
        return sorted({part for word in self.words for part in _forms(_longest(word))})


def needles_of(request: SubjectRequest) -> Needles:
    """What is looked for, for a request."""
    more = _lines([request.also_known_as])
    person = request.person
    if person is None:
        return Needles([request.who], more)
    log_in = [person.user.email] if person.user is not None else []
    names = [person.name, *(one for one in more if " " in one)]
    return Needles(names, [person.email, person.reference, str(person.uid), *log_in, *more])


def _lines(given: Iterable[str]) -> list[str]:
    return [line.strip() for block in given for line in block.splitlines() if line.strip()]


def _longest(word: str) -> str:
    """The longest part of a word that is plain ASCII, or else the longest part."""
    parts = word.split()
    plainest = [part for part in parts if part.isascii()] or parts
    return max(plainest, key=len)


def _forms(part: str) -> Collection[str]:
    return {part, part.lower(), part.upper(), part.title(), json.dumps(part)[1:-1]} if not part.isascii() else [part]


class Roll:
    """The names of a school's roll, to find other people in a text."""

    def __init__(self, names: Iterable[str], *, but: Needles) -> None:
        self._by_last: dict[str, set[str]] = {}
        self._surnames: dict[str, str] = {}
        for name in names:
            if but.is_name(name) or not name.split():
                continue
            last = plain(name).split()[-1]
            self._by_last.setdefault(last, set()).add(name)
        self._own = {plain(name).split()[-1] for name in but.names}
        self._own_addresses = {plain(word) for word in but.words}

    @classmethod
    def of(cls, school_pk: int, *, but: Needles) -> "Roll":
        """Of everybody who is or was on the school's roll: one query."""
        return cls(Person.objects.filter(school=school_pk).order_by("name").values_list("name", flat=True), but=but)

    def named_in(self, text: str) -> list[str]:
        """Those of the roll whom a text names, in full or by a surname, and whatever e-mail address stands in it."""
        words = plain(text)
        found = {one for one in ADDRESS.findall(text) if plain(one) not in self._own_addresses}
        for last in set(re.findall(r"[\w'\u2019-]+", words)) & self._by_last.keys():
            full = {name for name in self._by_last[last] if _stands(plain(name), words)}
            found |= full
            alone = words
            for name in full:
                alone = alone.replace(plain(name), " ")
            if len(last) >= SHORTEST and last not in self._own and _is_a_surname(last, text) and _stands(last, alone):
                found.add(next(iter(sorted(self._by_last[last]))).split()[-1])
        return sorted(found)


def _stands(part: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", words) is not None


def _is_a_surname(last: str, text: str) -> bool:
    """Written with a capital somewhere, so that a Mr Will or a Mrs Field is not found in every sentence."""
    return re.search(rf"(?<!\w){re.escape(last[:1].upper())}{re.escape(last[1:])}(?!\w)", text) is not None or (
        re.search(rf"(?<!\w){re.escape(last.upper())}(?!\w)", text) is not None
    )
