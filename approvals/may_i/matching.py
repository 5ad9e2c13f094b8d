"""Which of the questions somebody means who typed theirs."""

import re
from collections.abc import Iterable, Sequence

from approvals.may_i.house import Question
from approvals.may_i.questions import BY_KEY

MOST = 5
SHORTEST_STEM = 4  # letters from which the beginning of a word stands for it
MOST_SEARCHED = 6
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_GENITIVE = re.compile("['\u2019]s\\b")
# Words of asking, which say nothing of what is asked.
PLAIN = frozenset(
    "a about all allowed am an and any are as at be been but by can could did do does for from get go going got had has"
    " have he her him his how i if in into is it its just let like may me might mine must my need of off okay ok on or"
    " our out please put s shall she should so some someone somebody that the their them they this to too us use using"
    " want wants was we what when where which who whom why will with would you your".split()
)


def words_in(text: str) -> list[str]:
    """The words that say what is asked, in small letters, each once."""
    small = _GENITIVE.sub("", text.lower()).replace("e-mail", "email")
    return [word for word in dict.fromkeys(_WORD.findall(small)) if word not in PLAIN]


def matching(text: str) -> list[Question]:
    """The questions that fit best, the best first; none where no word fits."""
    asked = words_in(text)
    scores = {question.key: _score(asked, question) for question in BY_KEY.values()}
    best = max(scores.values(), default=0)
    if not best:
        return []
    order = sorted(scores, key=lambda key: -scores[key])  # of those that fit alike, as on the page
    return [BY_KEY[key] for key in order if scores[key] * 2 > best][:MOST]


def _score(asked: Iterable[str], question: Question) -> int:
    """A word of the question itself counts for more than another word for it."""
    title, others = words_in(question.title), words_in(question.words)
    return sum(3 if _is_among(word, title) else 2 if _is_among(word, others) else 0 for word in asked)


def _is_among(word: str, there: Sequence[str]) -> bool:
    return any(word == one or _same_stem(word, one) for one in there)


def _same_stem(word: str, other: str) -> bool:
    """“pupils” and “pupil”, “posting” and “post”."""
    short, long = sorted((word, other), key=len)
    return len(short) >= SHORTEST_STEM and long.startswith(short)


def to_search(text: str) -> str:
    """What policies are searched for."""
    return " ".join(words_in(text)[:MOST_SEARCHED])
