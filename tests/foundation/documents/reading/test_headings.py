"""Headings found in documents that the reader was not made for: every true one, next to none invented."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from foundation.documents.reading import Reading
from foundation.documents.reading.characters import key
from foundation.documents.reading.inside import read
from tests.foundation.documents.reading.awkward import Awkward, awkward_documents
from tests.foundation.documents.reading.outlines import OUTLINES, heads
from tests.foundation.documents.reading.renderings import RENDERINGS
from tests.foundation.documents.reading.seeds import SALT, SEEDS

TODAY = datetime.date(2026, 11, 21)
SEED_FOLDER = Path(__file__).resolve().parents[5] / "shared" / "seeds"
pytestmark = pytest.mark.clause("QEI-01")


def _found(reading: Reading) -> list[tuple[str, str, int]]:
    return [
        (clause.number, key(clause.title), clause.level) for clause in reading.clauses if clause.title or clause.number
    ]


@pytest.mark.parametrize("rendering", RENDERINGS)
@pytest.mark.parametrize("outline", OUTLINES)
def test_an_outline_set_in_any_way_is_read_back(outline: str, rendering: str) -> None:
    ending, render = RENDERINGS[rendering]
    reading = read(f"policy.{ending}", render(OUTLINES[outline]), TODAY)
    assert _found(reading) == [(head.number, key(head.title), head.level) for head in heads(OUTLINES[outline])]


@pytest.mark.parametrize("document", awkward_documents(), ids=lambda document: document.name)
def test_an_awkward_document_gives_its_true_headings_only(document: Awkward) -> None:
    reading = read(document.name, document.data, TODAY)
    assert _found(reading) == [(head.number, key(head.title), head.level) for head in document.heads]


def _digest(title: str) -> str:
    return hashlib.sha256(f"{SALT}{key(title)}".encode()).hexdigest()[:24]


def _hashed(*titles: str) -> Counter[str]:
    return Counter(_digest(title) for title in titles)


def _seeds() -> list[Callable[[], tuple[Counter[str], Counter[str]]]]:
    """What is expected and found, for each of the five real policies that is present, and for an invented one."""

    def invented() -> tuple[Counter[str], Counter[str]]:
        reading = read("policy.txt", RENDERINGS["dots"][1](OUTLINES["long"]), TODAY)
        return _hashed(*(head.title for head in heads(OUTLINES["long"]))), _hashed(
            *(title for _, title, _ in _found(reading))
        )

    def seed(name: str) -> Callable[[], tuple[Counter[str], Counter[str]]]:
        def run() -> tuple[Counter[str], Counter[str]]:
            reading = read(name, (SEED_FOLDER / name).read_bytes(), TODAY)
            return Counter(SEEDS[name]), _hashed(*(title for _, title, _ in _found(reading)))

        return run

    return [invented, *(seed(name) for name in SEEDS if (SEED_FOLDER / name).exists())]


@pytest.mark.parametrize("pair", _seeds())
def test_every_heading_of_the_real_policies_is_found_and_none_invented(
    pair: Callable[[], tuple[Counter[str], Counter[str]]],
) -> None:
    expected, found = pair()
    assert found == expected
