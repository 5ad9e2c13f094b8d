"""Bad Word files are refused with a sentence or read without harm, in ten seconds and 512 MB, with nothing fetched."""

import base64
import datetime
import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator

import pytest

from foundation.jobs.child import run_limited
from tests.corpus.docx import rows
from tests.corpus.docx_parts import CANARY, Row, zipped
from tests.corpus.reading_batch import answer
from tests.foundation.documents.reading.judging import judge, tried

TODAY = datetime.date(2026, 11, 21)
ROWS = rows()
LIGHT = [row for row in ROWS if not row.heavy]


class Canary:
    """A listener on this machine that counts who calls."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                self.server.accept()[0].close()
                self.calls += 1
        except OSError:
            return


@pytest.fixture
def canary() -> Iterator[Canary]:
    listener = Canary()
    yield listener
    listener.server.shutdown(socket.SHUT_RDWR)
    listener.server.close()


def test_the_class_has_at_least_120_rows_each_with_its_own_id() -> None:
    assert len(ROWS) >= 120
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_every_bad_word_file_is_refused_or_read_without_harm() -> None:
    wrong: list[str] = []
    for start in range(0, len(LIGHT), 60):
        part = LIGHT[start : start + 60]
        given = [{"name": row.name, "data": base64.b64encode(row.make()).decode()} for row in part]
        target = "tests.corpus.reading_batch:answer_all"
        answers = json.loads(run_limited(target, json.dumps(given).encode(), cpu=30, wall=60))
        for row, one in zip(part, answers, strict=True):
            wrong += judge(row, one["kind"], one["said"], one["seconds"])
    assert wrong == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.heavy], ids=lambda row: row.id)
def test_a_file_made_to_exhaust_us_is_answered_in_time(row: Row) -> None:
    assert tried(row, TODAY) == []


def test_nothing_in_a_word_file_is_fetched_even_where_there_is_a_network(canary: Canary) -> None:
    calling = [row for row in LIGHT if row.id.startswith(("picture", "template", "entity", "field"))]
    assert len(calling) > 30
    address = canary.address.encode()
    for row in calling:
        data = _with_address(row, address)
        answer(row.name, data)
    assert canary.calls == 0
    with socket.create_connection(canary.server.getsockname()):  # the canary does hear
        pass


def _with_address(row: Row, address: bytes) -> bytes:
    """The same file, not packed, with the address of the listener in it."""
    archive = zipfile.ZipFile(io.BytesIO(row.make()))
    return zipped({name: archive.read(name).replace(CANARY.encode(), address) for name in archive.namelist()})
