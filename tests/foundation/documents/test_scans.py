"""Scans and photographs as they come, and as ill-wishers make them: codes and pictures, or a sentence."""

import io
import time

import pytest
from PIL import Image

from foundation.documents.scans import MOST_PAGES, ScannedPage, read_scan
from foundation.jobs.child import ChildError
from tests.corpus.scans import CODE, Row, paper, rows, saved

ROWS = {row.name: row for row in rows()}
LONGEST = 40  # seconds for one part of a scan on a busy machine; the child itself is ended after 30


def test_the_corpus_is_as_large_as_it_was() -> None:
    assert len(ROWS) == len(rows()) >= 80


@pytest.mark.parametrize("name", ROWS)
def test_a_scan_is_read_or_refused_in_words(name: str) -> None:
    row: Row = ROWS[name]
    data, began = row.make(), time.monotonic()
    sentence, pages = _answer(data)
    assert time.monotonic() - began < LONGEST
    squares = tuple(text for page in pages for text in page.squares)
    assert row.refused in sentence
    assert sentence == "" or (sentence.endswith(".") and not row.found), sentence
    assert not (row.refused and pages), "it was read"
    assert squares == row.found or not row.found
    assert all(_is_plain(page.picture) for page in pages)


def _answer(data: bytes) -> tuple[str, list[ScannedPage]]:
    """The sentence with which it is refused, or its pages."""
    try:
        return "", read_scan(data).pages
    except ChildError as refused:
        return refused.sentence, []


def _is_plain(picture: bytes) -> bool:
    """A JPEG to look at, of a size to look at, with nothing beside what is seen."""
    opened = Image.open(io.BytesIO(picture))
    return opened.format == "JPEG" and max(opened.size) <= 1600 and not opened.getexif()


def test_a_long_scan_is_read_part_by_part() -> None:
    pages = [paper(f"CS:{number:012}").convert("RGB") for number in range(6)]
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:])
    first = read_scan(made.getvalue())
    rest = read_scan(made.getvalue(), first=len(first.pages))
    assert first.total == rest.total == 6
    found = [text for page in (*first.pages, *rest.pages) for text in page.squares]
    assert found == [f"CS:{number:012}" for number in range(6)]
    assert read_scan(made.getvalue(), first=6).pages == []
    assert MOST_PAGES > 6


def test_squares_are_read_from_top_to_bottom_and_the_picture_is_turned_upright() -> None:
    codes = [f"CS:{number:012}" for number in range(3)]
    upright = paper(*codes)
    for turn in (0, 90, 180, 270):
        (page,) = read_scan(saved(upright.rotate(turn, expand=True), "PNG")).pages
        assert list(page.squares) == codes
        assert Image.open(io.BytesIO(page.picture)).size == upright.size
    assert CODE not in codes
