"""Bad PDF files are refused with a sentence or read without harm, in ten seconds and 512 MB, with nothing run."""

import base64
import datetime
import json

import pytest

from foundation.documents.reading import read_document
from foundation.jobs.child import run_limited
from tests.corpus.docx_parts import Row
from tests.corpus.pdf import rows
from tests.corpus.pdf_parts import pdf
from tests.foundation.documents.reading.judging import judge, tried

TODAY = datetime.date(2026, 11, 21)
ROWS = rows()
LIGHT = [row for row in ROWS if not row.heavy]


def test_the_class_has_at_least_100_rows_each_with_its_own_id() -> None:
    assert len(ROWS) >= 100
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_every_bad_pdf_is_refused_or_read_without_harm() -> None:
    given = [{"name": row.name, "data": base64.b64encode(row.make()).decode()} for row in LIGHT]
    answers = json.loads(
        run_limited("tests.corpus.reading_batch:answer_all", json.dumps(given).encode(), cpu=30, wall=60)
    )
    wrong = []
    for row, one in zip(LIGHT, answers, strict=True):
        wrong += judge(row, one["kind"], one["said"], one["seconds"])
    assert wrong == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.heavy], ids=lambda row: row.id)
def test_a_pdf_made_to_exhaust_us_is_answered_in_time(row: Row) -> None:
    assert tried(row, TODAY) == []


def test_a_reading_of_a_pdf_crosses_from_the_child_with_its_clauses() -> None:
    reading = read_document("policy.pdf", pdf(), today=TODAY)
    assert [(clause.number, clause.title) for clause in reading.clauses] == [("1", "Aims"), ("2", "Review")]
