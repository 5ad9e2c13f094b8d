"""Finding words in policies: which clause says it, with the words marked.

The rule of who may see a version is part of the query, so what a reader may not see is neither found nor counted.
PostgreSQL finds words in all their forms and puts the best first; SQLite, which has none of that here, finds the
letters as they were typed, and the page says so.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Func, Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower

from policies.models import Clause, Policy, Version

PER_PAGE, LAST_PAGE = 20, 10_000
MOST_TITLES = 10
LANGUAGE = "english"
START, STOP = "\x02", "\x03"  # stand in no text: forms and readers take control characters out
AROUND, LONGEST = 90, 260  # letters before the first word found, and of a piece that is shown
BETWEEN = " · "  # stands where a paragraph or a point of a list ends
BLOCKS = "p|li|td|th|h[1-6]|dt|dd|caption|blockquote"
_WORD = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True)
class Part:
    """Some words of what was found; `is_hit` where they are those that were asked for."""

    words: str
    is_hit: bool = False


@dataclass(frozen=True)
class Hit:
    """A clause that says it: where it stands, and its words around what was asked for."""

    policy_uid: UUID
    policy: str
    slug: str
    version_uid: UUID
    number: str
    status: str
    anchor: str
    clause: str
    title: Sequence[Part]
    text: Sequence[Part]

    @property
    def status_label(self) -> str:
        return str(Version.Status(self.status).label)


@dataclass(frozen=True)
class Found:
    """A page of clauses, and the policies whose own title or sentence says it (only with the first page)."""

    page: Page[Hit]
    policies: Sequence[Policy]


def understands_forms() -> bool:
    """Whether the database finds a word in its other forms ("signing" for "signed") and puts the best first."""
    return connection.vendor == "postgresql"


def wanted_words(text: str) -> list[str]:
    """The words asked for, each with a letter or digit in it; those in quotation marks as one."""
    found = (" ".join((quoted or plain).replace('"', " ").split()) for quoted, plain in _WORD.findall(text))
    return [word for word in found if any(letter.isalnum() for letter in word)]


def find(versions: QuerySet[Version], policies: QuerySet[Policy], text: str, page: str) -> Found:
    """What says all of the words, in versions and policies that the asker may see; four queries."""
    words = wanted_words(text)
    number = max(1, min(int(page), LAST_PAGE)) if page.isdecimal() and len(page) < 9 else 1
    if not words:
        return Found(Page([], 1, Paginator([], PER_PAGE)), [])
    clauses = Clause.objects.filter(version__in=versions.order_by())
    listed = (_ranked if understands_forms() else _typed)(clauses, words, number)
    return Found(listed, _named(policies, words) if number == 1 else [])


def _named(policies: QuerySet[Policy], words: Sequence[str]) -> list[Policy]:
    for word in words:
        policies = policies.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return list(policies.order_by(Lower("title"))[:MOST_TITLES])


class _Plain(Func):
    """Clause HTML without its tags, each block parted from the next."""

    template = (
        f"REGEXP_REPLACE(REGEXP_REPLACE(%(expressions)s, '</({BLOCKS})>|<br */?>', '{BETWEEN}', 'gi'),"
        " '<[^>]*>', '', 'g')"
    )
    output_field = TextField()


COLUMNS = ("pk", "number", "title", "html", "anchor", "version__uid", "version__number", "version__status")
COLUMNS_OF_POLICY = ("version__policy__uid", "version__policy__title", "version__policy__slug")


def _ranked(clauses: QuerySet[Clause], words: Sequence[str], number: int) -> Page[Hit]:
    """PostgreSQL's full text search: titles count for more, the best first, the words marked by the database.

    Each word goes in quotation marks: then none is an operator, and a minus or an “or” is only what it looks like.
    """
    quoted = " ".join(f'"{word}"' for word in words)
    query = SearchQuery(quoted, config=LANGUAGE, search_type="websearch")
    # The database's own parser leaves tags out; to take them out first costs more than all the rest.
    vector = SearchVector("title", weight="A", config=LANGUAGE) + SearchVector("html", weight="B", config=LANGUAGE)
    matching = clauses.annotate(vector=vector).filter(vector=query)
    order = ("-rank", "version__policy__title", "version__sequence", "position")
    ranked = matching.annotate(rank=SearchRank(vector, query)).order_by(*order).values_list("pk", flat=True)
    listed = Paginator(ranked, PER_PAGE).get_page(number)
    counts = cast("Paginator[Hit]", listed.paginator)  # it only counts
    return Page(_with_marks(list(listed.object_list), query), listed.number, counts)


def _with_marks(keys: Sequence[int], query: SearchQuery) -> list[Hit]:
    """The clauses of one page in that order, their words marked by the database."""
    marks: dict[str, Any] = {"config": LANGUAGE, "start_sel": START, "stop_sel": STOP, "highlight_all": True}
    rows = Clause.objects.filter(pk__in=keys).annotate(
        said=SearchHeadline(_Plain("html"), query, **marks),
        called=SearchHeadline(Cast("title", TextField()), query, **marks),
    )
    found = {row["pk"]: row for row in rows.values(*COLUMNS, *COLUMNS_OF_POLICY, "said", "called")}
    return [
        _hit(row, _marked(row["called"]), _around(_marked(_tidy(row["said"])))) for row in map(found.get, keys) if row
    ]


def _typed(clauses: QuerySet[Clause], words: Sequence[str], number: int) -> Page[Hit]:
    """The letters as they were typed, in any case; those with a word in the title first."""
    rows = clauses.values(*COLUMNS, *COLUMNS_OF_POLICY).order_by(
        "version__policy__title", "version__sequence", "position"
    )
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    found = [(row, plain) for row, plain in _with_text(rows) if _says_all(f"{row['title']} {plain}", words)]
    found.sort(key=lambda one: pattern.search(one[0]["title"]) is None)
    hits = [_hit(row, _parts(row["title"], pattern), _around(_parts(plain, pattern))) for row, plain in found]
    return Paginator(hits, PER_PAGE).get_page(number)


def _with_text(rows: Any) -> Iterator[tuple[dict[str, Any], str]]:
    for row in rows:
        parted = re.sub(rf"</(?:{BLOCKS})>|<br */?>", BETWEEN, row["html"], flags=re.IGNORECASE)
        yield row, _tidy(re.sub("<[^>]*>", "", parted))


def _tidy(text: str) -> str:
    """As it reads: what is escaped as letters, single blanks, no sign of an end where nothing follows."""
    words = " ".join(html.unescape(text).split())
    return re.sub(r"(?:· )+", "· ", f"{words} ").strip("· ")


def _says_all(text: str, words: Sequence[str]) -> bool:
    small = text.casefold()
    return all(word.casefold() in small for word in words)


def _hit(row: dict[str, Any], title: Sequence[Part], text: Sequence[Part]) -> Hit:
    return Hit(
        policy_uid=row["version__policy__uid"],
        policy=row["version__policy__title"],
        slug=row["version__policy__slug"],
        version_uid=row["version__uid"],
        number=row["version__number"],
        status=row["version__status"],
        anchor=row["anchor"],
        clause=row["number"],
        title=title,
        text=text,
    )


def _marked(text: str) -> list[Part]:
    """Parts of a text in which the database has put marks."""
    parts: list[Part] = []
    for place, piece in enumerate(re.split(f"[{START}{STOP}]", text)):
        if piece:
            parts.append(Part(piece, place % 2 == 1))
    return parts


def _parts(text: str, pattern: re.Pattern[str]) -> list[Part]:
    parts, last = [], 0
    for match in pattern.finditer(text):
        parts += [Part(text[last : match.start()])] if match.start() > last else []
        parts.append(Part(match.group(), is_hit=True))
        last = match.end()
    return [*parts, Part(text[last:])] if last < len(text) else parts


def _around(parts: Sequence[Part]) -> list[Part]:
    """The words around the first that was found; from the start where only the title says it."""
    text = "".join(part.words for part in parts)
    if len(text) <= LONGEST:
        return list(parts)
    before = 0
    for part in parts:
        if part.is_hit:
            break
        before += len(part.words)
    start = max(0, before - AROUND) if before < len(text) else 0
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + LONGEST) if start + LONGEST < len(text) else len(text)
    cut = _cut(parts, start, max(end, start + 1))
    return [*([Part("… ")] if start else []), *cut, *([Part(" …")] if end < len(text) else [])]


def _cut(parts: Sequence[Part], start: int, end: int) -> list[Part]:
    """The parts between two places of their text."""
    found, place = [], 0
    for part in parts:
        words = part.words[max(0, start - place) : max(0, end - place)]
        place += len(part.words)
        if words:
            found.append(Part(words, part.is_hit))
    return found
