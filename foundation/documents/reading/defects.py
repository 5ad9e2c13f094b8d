"""What looks wrong in a document, each thing with where it is and a plain sentence; the clerk decides about each."""

import datetime
import difflib
import re
from collections.abc import Iterator

from foundation.documents.reading.blocks import Block, Source
from foundation.documents.reading.characters import key, squeezed
from foundation.documents.reading.dates import first_date
from foundation.documents.reading.headings import Heading
from foundation.documents.reading.labels import kind_of, labelled
from foundation.documents.reading.laws import Cited, citations
from foundation.documents.reading.model import Metadata, ReadWarning
from foundation.documents.reading.shape import is_role, numbered
from foundation.documents.reading.versions import blanks, is_version_table

_BRACKETS = re.compile(r"\[([^\[\]\n]{2,200})\](?!\()")
_INSERT = re.compile(
    r"(?i)<\s*(?:insert|name|school|date|title)[^<>]{0,60}>|\{\{[^{}]{1,60}\}\}|\(\s*(?:insert|add"
    r"|delete as appropriate)[^()]{0,80}\)|\bx{2,}/x{2,}/x{2,}\b|\bX{3,}\b"
    r"|\binsert (?:your |the )?(?:school|name|date|details)\b[^.\n]{0,40}|\b(?:school name here"
    r"|name of school here|TBC|TBA)\b"
)
_TEMPLATE = re.compile(
    r"(?i)\b(delete as (?:appropriate|applicable|necessary)|(?:the )?schools? (?:must|should|may"
    r"|will need to) (?:amend|adapt|edit|delete|insert)\b[^.]*|amend (?:this )?as (?:appropriate"
    r"|necessary)|this is a (?:model|template) policy)"
)
_OPTION = re.compile(
    r"(?i)\b(only|if (applicable|appropriate|relevant)|where (applicable|appropriate)|delete|optional"
    r"|schools?)\b.*\s[-–—:]\s"
)
_NOT_BLANK = re.compile(
    r"(?i)^(sic|\.\.\.|…|\d{1,3}|[a-z]|x| |emphasis .*|note \d+|ref.*|see .*|https?:.*|link|pdf|draft|end)$"
)
_SIGNING = re.compile(r"(?i)^\W*(signed|signature|name|print name|date|chair|head ?teacher)\b")
_RULED = re.compile(r"_{4,}|\.{6,}|…{2,}")
_FORM = re.compile(r"(?i)\b(signed|signature|name|date|sign|class|print)\b")
MOST = 60


def find_defects(
    source: Source, headings: list[Heading], metadata: Metadata, today: datetime.date
) -> list[ReadWarning]:
    """All defects in reading order within each kind, at most sixty of a kind of text."""
    blocks = source.blocks
    places = _places(blocks, headings)
    found = [
        *_placeholders(blocks, places),
        *_blank_cells(blocks, places),
        *_blank_labels(blocks, places),
        *_past_review(metadata, today),
        *_numbering(headings),
        *_contents(source.contents, headings),
        *_laws(blocks, places, today),
    ]
    if not headings:
        found.append(
            ReadWarning("no-headings", "No headings were found. Divide the text into clauses before it goes on.")
        )
    return list(dict.fromkeys(found))


def _places(blocks: list[Block], headings: list[Heading]) -> list[str]:
    """For each block the number and title of the clause it stands in."""
    places, where = [], ""
    starts = {heading.at: heading for heading in headings}
    for at in range(len(blocks)):
        heading = starts.get(at)
        if heading:
            where = squeezed(f"{heading.number.shown if heading.number else ''} {heading.title}")
        places.append(where)
    return places


def _lines(blocks: list[Block], places: list[str]) -> Iterator[tuple[str, str]]:
    for block, where in zip(blocks, places, strict=True):
        if not block.dropped:
            cells = [cell for row in block.rows for cell in row] if block.kind == "table" else [block.text]
            for cell in cells:
                yield squeezed(cell), where


def _placeholders(blocks: list[Block], places: list[str]) -> list[ReadWarning]:
    found = []
    for line, where in _lines(blocks, places):
        for match in _BRACKETS.finditer(line):
            words = match[1].strip()
            signing = _SIGNING.match(line) and (is_role(words) or match.start() < 12)
            if signing or _NOT_BLANK.match(words) or not re.search(r"[A-Za-z]{2}", words):
                continue
            if _OPTION.search(words):
                sentence = f"A note from a template, for some schools only, still stands in the text: [{words}]"
                found.append(ReadWarning("option", sentence, where))
            else:
                found.append(ReadWarning("placeholder", f"This was left for the school to fill in: [{words}]", where))
        for match in _INSERT.finditer(_BRACKETS.sub(" ", line)):
            found.append(
                ReadWarning("placeholder", f"This was left for the school to fill in: {match[0].strip()}", where)
            )
        for match in _TEMPLATE.finditer(line):
            found.append(
                ReadWarning(
                    "template-note", f"An instruction from a template still stands in the text: {match[0]}", where
                )
            )
        if _RULED.search(line) and not _FORM.search(line):
            found.append(ReadWarning("blank", f"There is a blank to fill in: {_RULED.sub('____', line)[:80]}", where))
    return found[:MOST]


def _blank_cells(blocks: list[Block], places: list[str]) -> list[ReadWarning]:
    return [
        ReadWarning(
            "blank", f"In the version table, “{column}” is empty for version {version or 'without a number'}.", where
        )
        for block, where in zip(blocks, places, strict=True)
        if block.kind == "table" and is_version_table(block)
        for version, column in blanks(block)
    ][:MOST]


def _blank_labels(blocks: list[Block], places: list[str]) -> list[ReadWarning]:
    found = []
    for label in labelled(blocks):
        block = blocks[label.place]
        if block.kind == "table" and is_version_table(block):
            continue
        following = blocks[label.place + 1] if label.place + 1 < len(blocks) else None
        empty = not re.sub(r"[._…\s]", "", label.value)
        goes_on = block.kind != "table" and following is not None and (not following.gap or following.kind == "item")
        if empty and not goes_on and kind_of(label.label) not in ("", "signed", "version", "related", "updated"):
            found.append(ReadWarning("blank", f"“{label.label}” has nothing after it.", places[label.place]))
    return found[:MOST]


def _past_review(metadata: Metadata, today: datetime.date) -> Iterator[ReadWarning]:
    words = {(date.words, date.ends) for date in metadata.dates if date.kind == "review"}
    for row in metadata.version_table:
        spelt = first_date(row.review)
        if spelt and row is metadata.version_table[-1]:
            words.add((spelt.words, spelt.ends.isoformat()))
    for said, ends in sorted(words, key=lambda pair: pair[1]):
        if ends < today.isoformat():
            yield ReadWarning("review-past", f"The review date, {said}, is past.")


def _numbering(headings: list[Heading]) -> Iterator[ReadWarning]:
    """Numbers that come twice or are left out, counted afresh under each parent and in each appendix."""
    last: dict[tuple[object, ...], tuple[int, str]] = {}
    scope = ""
    for heading in headings:
        number = heading.number
        if number is None:
            continue
        if heading.sort == "appendix":
            scope = number.shown
            group: tuple[object, ...] = ("appendix", scope.split()[0])
        else:
            group = (scope if heading.level > 1 else "", number.style, heading.level, number.parts[:-1])
        before = last.get(group)
        mine = number.parts[-1]
        where = squeezed(f"{number.shown} {heading.title}")
        if before and mine == before[0]:
            yield ReadWarning("number-twice", f"The number {number.shown} is used twice.", where)
        elif before and mine > before[0] + 1:
            yield ReadWarning(
                "number-left-out", f"The numbers go from {before[1]} to {number.shown}: one is left out.", where
            )
        last[group] = (mine, number.shown)


def _contents(entries: list[str], headings: list[Heading]) -> Iterator[ReadWarning]:
    titles = {key(heading.title): heading for heading in headings}
    for entry in entries[:MOST]:
        number = numbered(re.sub(r"[\s.…\t]+\d{1,3}$", "", entry) if len(entry.split()) > 1 else entry)
        title = key(number.title if number else re.sub(r"[\s.…\t]+\d{1,3}$", "", entry))
        title = re.sub(r"^(appendix|annex) \w{1,2} ?", "", title)
        if len(title) < 3:
            continue
        close = title if title in titles else next(iter(difflib.get_close_matches(title, titles, 1, 0.72)), "")
        if not close:
            yield ReadWarning("contents", f"The contents list names “{entry}”, but no heading says that.")
        elif number and titles[close].number and number.parts != getattr(titles[close].number, "parts", None):
            yield ReadWarning(
                "contents", f"The contents list gives “{number.title}” another number than its heading has."
            )


def _laws(blocks: list[Block], places: list[str], today: datetime.date) -> Iterator[ReadWarning]:
    told: set[tuple[str, int]] = set()
    for line, where in _lines(blocks, places):
        for cited in citations(line):
            if (cited.name, cited.year) not in told:
                told.add((cited.name, cited.year))
                yield from _about(cited, where, today)


def _about(cited: Cited, where: str, today: datetime.date) -> Iterator[ReadWarning]:
    law = cited.law
    if law is None and cited.other_years:
        years = " and ".join(str(year) for year in cited.other_years)
        yield ReadWarning(
            "law-misdated", f"There is no {cited.words} in our table of laws; the Act is of {years}.", where
        )
    elif law is not None and law.repealed_on and law.repealed_on <= today.isoformat():
        instead = f" Its place was taken by the {law.repealed_by}." if law.repealed_by else ""
        yield ReadWarning(
            "law-repealed",
            f"The {law.name} {law.year} is no longer in force (since {_spelt(law.repealed_on)}).{instead}",
            where,
        )


def _spelt(date: str) -> str:
    if len(date) != 10:
        return date
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%B %Y}"
