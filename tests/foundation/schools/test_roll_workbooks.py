"""The staff roll from Excel: the same preview by row and column as from CSV, and no harm from any workbook."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.documents.models import File
from foundation.schools.models import Person, RollImport
from foundation.schools.roll.reading import read_table
from tests.cast import Cast, signed_in
from tests.corpus.staff_import import Sheet
from tests.corpus.workbooks import HEAD, NORA, OMAR, book, one, workbooks
from tests.foundation.schools.test_roll_plan import cast, tried
from tests.policies.views.shown import hidden, said

__all__ = ["cast"]  # the roll that both corpora meet
ROWS = workbooks()
pytestmark = pytest.mark.django_db


def test_the_corpus_has_its_rows() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) >= 85


@pytest.mark.clause("ACR-05")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_workbook_is_refused_in_words_or_does_what_its_preview_said(cast: Cast, row: Sheet) -> None:
    tried(cast, row)


def test_a_workbook_reads_as_the_same_file_in_csv() -> None:
    text = b"Name,Email,Group,Start date\n\nNora New,nora@beacon-hill.example,Teachers,2026-09-01\n"
    from_text, from_book = read_table(text), read_table(book((), NORA))
    assert from_book.headers == from_text.headers == HEAD
    assert [line.cells for line in from_book.lines] == [line.cells for line in from_text.lines]
    assert [line.number for line in from_book.lines] == [3], "rows are counted as the spreadsheet counts them"


def test_numbers_and_days_are_read_as_the_sheet_shows_them() -> None:
    def cell(value: object, shown_as: str = "") -> str:
        return read_table(one(value, shown_as=shown_as)).lines[0].cells[1]

    assert cell(7, "00000") == "00007"
    assert cell(123.0) == "123"
    assert cell(0.25) == "0.25"
    assert cell(True) == "Yes"
    assert cell(46266, "dd/mm/yyyy") == "2026-09-01"
    assert cell("#N/A") == "=#N/A"


def test_the_page_takes_a_workbook_and_shows_its_problems_by_row_and_column(cast: Cast) -> None:
    client, page = signed_in(cast.administrator), reverse("roll-upload", args=[cast.school.slug])
    data = book(NORA, ("Wrong Date", "", "Teachers", 46266), OMAR)
    sent = {**hidden(client.get(page)), "file": SimpleUploadedFile("Staff 2026.xlsx", data)}
    words = said(client.post(page, sent, follow=True))
    assert "Look over Staff 2026.xlsx" in words
    assert "3 Start date “46266” is a spreadsheet's number, not a date." in words.replace("\u2019", "'")
    roll = RollImport.objects.get()
    file = File.objects.get(uid=roll.file_uid)
    assert file.media_type.endswith("spreadsheetml.sheet")
    assert not Person.objects.filter(name="Nora New").exists(), "nothing is written before it is confirmed"


def test_a_workbook_with_a_password_is_refused_beside_the_box(cast: Cast) -> None:
    client, page = signed_in(cast.administrator), reverse("roll-upload", args=[cast.school.slug])
    locked = next(row.data for row in ROWS if row.name == "a workbook with a password")
    sent = {**hidden(client.get(page)), "file": SimpleUploadedFile("Staff.xlsx", locked)}
    assert "This workbook has a password." in said(client.post(page, sent))
    assert not RollImport.objects.exists()
