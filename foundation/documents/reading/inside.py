"""What runs in the child: a document in, a reading out. Pure; needs no settings, no database and no network."""

import datetime
import json

from foundation.documents.reading.arriving import format_of, text_of
from foundation.documents.reading.blocks import Source
from foundation.documents.reading.contents import set_aside_contents
from foundation.documents.reading.defects import find_defects
from foundation.documents.reading.front import find_front
from foundation.documents.reading.headings import Finder
from foundation.documents.reading.levels import set_levels
from foundation.documents.reading.markup import read_html, read_markdown
from foundation.documents.reading.metadata import find_metadata
from foundation.documents.reading.model import CannotRead, Reading
from foundation.documents.reading.pdf import read_pdf
from foundation.documents.reading.plain import read_plain
from foundation.documents.reading.tree import clauses_of
from foundation.documents.reading.word import read_word

WORDS, BLOCKS = 100_000, 20_000
TOO_LONG = "This document is too long for one policy. Divide it, and bring in the parts one by one."
NO_TEXT = "There is no text in this file. If it is a scan, use the document it was printed from."


def read(name: str, data: bytes, today: datetime.date) -> Reading:
    """Read one document. Raises CannotRead with a plain sentence."""
    source = _source(name, data)
    blocks = source.blocks
    if len(blocks) > BLOCKS or sum(block.words for block in blocks) > WORDS:
        raise CannotRead(TOO_LONG)
    if not any(block.text.strip() for block in blocks):
        raise CannotRead(NO_TEXT)
    source.contents += set_aside_contents(blocks)
    title, school, front = find_front(source)
    headings = Finder(blocks, title=title, school=school, front=front).find()
    set_levels(headings, blocks)
    clauses = clauses_of(blocks, headings)
    metadata = find_metadata(blocks, headings, title=title, school=school)
    return Reading(clauses, metadata, source.warnings + find_defects(source, headings, metadata, today))


def _source(name: str, data: bytes) -> Source:
    kind = format_of(name, data)
    if kind == "word":
        return read_word(data)
    if kind == "pdf":
        return read_pdf(data)
    text = text_of(data)
    if kind == "markdown":
        return read_markdown(text)
    return read_html(text) if kind == "html" else read_plain(text)


def read_payload(payload: bytes) -> bytes:
    """In the child: one line of JSON with the name and the day, then the bytes of the file."""
    head, _, data = payload.partition(b"\n")
    given = json.loads(head)
    try:
        reading = read(given["name"], data, datetime.date.fromisoformat(given["today"]))
    except RecursionError as error:
        raise CannotRead from error
    return json.dumps(reading.as_dict()).encode("utf-8", "replace")
