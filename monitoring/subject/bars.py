"""Blacking out: chosen words become a bar of one length, in the words themselves, before anything is drawn of them.

What is under a bar is in no byte of what goes out. Words are found whatever their case and spacing.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from foundation.core.states import NotAllowed
from monitoring.subject.content import Words
from monitoring.subject.needles import plain

BAR = "█████"
LONG = 8  # letters from which on a word is not in a text by chance
STILL_THERE = "“{word}” is still in it after blacking out. Write it as it stands there, or leave the whole out."


def barred(said: Sequence[Words], bars: Iterable[str]) -> list[Words]:
    """The same with these words blacked out. Raises NotAllowed where one would be left."""
    wanted = words_of(bars)
    if not wanted:
        return list(said)
    pattern = _pattern(wanted)
    made = [Words(_over(pattern, one.title), _over(pattern, one.words)) for one in said]
    for word in wanted:
        refuse_left(word, "\n".join(f"{one.title}\n{one.words}" for one in made))
    return made


def over_text(text: str, bars: Iterable[str]) -> str:
    """A text with these words blacked out."""
    wanted = words_of(bars)
    return _over(_pattern(wanted), text) if wanted else text


def words_of(bars: Iterable[str]) -> list[str]:
    """The words to black out, the longest first, so that a part does not uncover the whole."""
    return sorted({" ".join(bar.split()) for bar in bars if bar.strip()}, key=lambda word: (-len(word), word))


def refuse_left(word: str, text: str) -> None:
    """Raise NotAllowed where a word is left in a text; a long one also where other signs stand between its letters."""
    alone = _letters(word)
    hidden = len(alone) >= LONG and alone in _letters(text)
    if hidden or _pattern([word]).search(_form(text)):
        raise NotAllowed(STILL_THERE.format(word=word))


def _pattern(words: Iterable[str]) -> "re.Pattern[str]":
    """Whole words alone: “Ann” leaves “planning” as it is."""
    return re.compile("|".join(map(_one, words)), re.IGNORECASE)


def _one(word: str) -> str:
    whole = _form(word)
    before = r"(?<!\w)" if re.match(r"\w", whole) else ""
    after = r"(?!\w)" if re.search(r"\w$", whole) else ""
    return before + r"\s+".join(map(re.escape, whole.split())) + after


def _over(pattern: "re.Pattern[str]", text: str) -> str:
    return pattern.sub(BAR, _form(text))


def _form(text: str) -> str:
    """One form for each letter, without marks that nobody sees; so a word cannot hide in another way to write it."""
    return re.sub(r"[\u00ad\u200b-\u200d\u2060\ufeff]", "", unicodedata.normalize("NFKC", text))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(_form(text)))
