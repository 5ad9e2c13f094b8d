"""Files of each kind and encoding as they arrive, through the child and from the command line."""

import datetime
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from foundation.documents.reading import CannotRead, read_document
from foundation.documents.reading.arriving import text_of
from foundation.documents.reading.inside import read
from foundation.jobs.child import ChildRefused, ChildTimedOut
from tests.foundation.documents.reading.outlines import NUMBERED
from tests.foundation.documents.reading.renderings import word_styles

TODAY = datetime.date(2026, 11, 21)
TEXT = "Café Policy\n\n1. Tea\n\n“Tea” is served – with milk – at four.\n\n2. Cake\n\nCake costs £2.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert text_of(TEXT.encode(encoding)).lstrip("\ufeff") == TEXT


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\xff\xfe\x00\xd8\x00", b"a\x00b\x01\x00\x02" * 9, b"\xef\xbb\xbf\xff"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead, match="not plain text"):
        text_of(data)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", b"%PDF-1.7", "This PDF is damaged"),
        ("a.txt", b"%PDF-1.7", "one kind and its content"),
        ("a.pdf", b"hello", "one kind and its content"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "older Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0", "older Word file"),
        ("a.docm", b"PK\x03\x04", "macros"),
        ("a.odt", b"PK\x03\x04", "This kind of file"),
        ("a.txt", b"PK\x03\x04", "one kind and its content"),
        ("a.html", b"\x89PNG\r\n", "one kind and its content"),
        ("a.docx", b"hello", "one kind and its content"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\x0c", "empty"),
        ("a", b"hello", "This kind of file"),
        ("a.md", b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        ("a.html", b"<p></p><script>x</script>", "no text"),
        ("a.txt", b"and " * 100_001, "too long"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "data",
)
def test_what_cannot_be_read_is_refused_in_a_plain_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(CannotRead, match=sentence):
        read(name, data, TODAY)


def test_a_reading_crosses_from_the_child_whole() -> None:
    data = word_styles(NUMBERED)
    assert read_document("policy.docx", data, today=TODAY) == read("policy.docx", data, TODAY)


def test_a_refusal_crosses_from_the_child_in_its_own_words() -> None:
    with pytest.raises(ChildRefused) as refused:
        read_document("policy.pdf", b"%PDF", today=TODAY)
    assert refused.value.sentence.startswith("This PDF is damaged.")


def test_what_takes_the_reader_too_long_is_stopped() -> None:
    with pytest.raises(ChildTimedOut):
        read_document("policy.md", b"[" * 1_000_000, today=TODAY)


def test_clauses_hold_lists_tables_and_what_stands_before_the_first_heading() -> None:
    text = "Gate Policy\n\nApproved by: Governors\n\n1. Gates\n\n"
    text += "Shut it.\n\n- one\n- *two*\n\nWho\tWhen\nAll\tDaily\n\n2. Keys\n\nHang up.\n"
    preamble, gates, keys = read("p.txt", text.encode(), TODAY).clauses
    assert (preamble.title, preamble.html) == ("", "<p>Approved by: Governors</p>")
    assert gates.html == (
        "<p>Shut it.</p><ul><li>one</li><li><em>two</em></li></ul>"
        "<table><thead><tr><th>Who</th><th>When</th></tr></thead><tbody><tr><td>All</td><td>Daily</td></tr></tbody></table>"
    )
    assert (gates.anchor_hint, keys.html) == ("clause-1-gates", "<p>Hang up.</p>")


def _outline(*files: Path) -> str:
    out = io.StringIO()
    call_command("outline", *map(str, files), stdout=out)
    return out.getvalue()


def test_the_command_prints_headings_metadata_and_warnings(tmp_path: Path) -> None:
    (tmp_path / "café policy.txt").write_text(TEXT)
    printed = json.loads(_outline(tmp_path / "café policy.txt"))
    assert list(printed) == ["headings", "metadata", "warnings"]
    assert printed["headings"] == [
        {"number": "1", "title": "Tea", "level": 1, "words": 9},
        {"number": "2", "title": "Cake", "level": 1, "words": 3},
    ]
    assert printed["metadata"]["title"] == "Café Policy"
    assert printed["warnings"] == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("none.txt", "none.txt cannot be opened: there is no such file."),
        ("", "cannot be opened: it is a folder."),
        ("a\0b", "cannot be opened: its name is not one a file can have."),
        ("a.pdf", "a.pdf: This PDF is damaged."),
    ],
)
def test_the_command_answers_a_bad_file_in_one_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(CommandError) as told:
        _outline(tmp_path / name)
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)
