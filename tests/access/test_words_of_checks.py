"""What is written of who is checked, restricted, held or asks for their records shows on its own pages to who may."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from lxml import html

from foundation.notices.digests import remind
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from tests.access.database import rolled_back
from tests.access.leaking import fresh
from tests.access.matrix import columns
from tests.access.planting import MARK
from tests.access.test_words_of_cases import of_app, plant_sealed, tells
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
# Who reads something of it, and where at least.
SHOWN = {
    "headteacher": {"check", "mention", "restriction", "hold", "subject-request"},
    "chair": {"check"},
    "trust_officer": {"check"},
    "business_manager": {"check", "check-answers"},
    "network_manager": {"check", "mention", "restriction", "usage-columns"},
    "dsl": {"mention", "restriction", "footprint"},
    "senior_leader": {"mention", "footprint"},
    "data_protection_lead": {"hold", "subject-request"},
    "self": {"own-check", "restriction"},
}
ONLY = {"self": {"own-check", "restriction"}}


@pytest.fixture(scope="module")
def marked(worlds: tuple[World, World]) -> Iterator[World]:
    """The school with a marker in everything of monitoring that is encrypted."""
    world = worlds[0]
    with rolled_back():
        assert len(plant_sealed(world, "monitoring")) >= 20
        fresh(world)
        yield world
    fresh(world)


@pytest.mark.clause("ACR-19")
@pytest.mark.parametrize("column", [name for name in columns() if name not in SHOWN])
def test_nothing_that_is_written_of_who_is_looked_at_shows_to_others(column: str, marked: World) -> None:
    """The administrator, whoever is checked and not told, line managers, governors, other schools."""
    assert tells(marked, column) == {}


@pytest.mark.parametrize("column", sorted(SHOWN))
def test_what_is_written_shows_on_its_own_pages_alone(column: str, marked: World) -> None:
    """Not on the desk, in titles of pages or in anything that a browser keeps."""
    told = tells(marked, column)
    assert set(told) - of_app("monitoring") == set()
    assert set(told) & {"check-list", "check-csv", "assurance", "monitoring"} == set()
    assert set(told) <= ONLY.get(column, set(told))
    assert set(told) >= SHOWN[column]  # so all of this can fail
    for route, answer in told.items():
        assert "no-store" in answer["Cache-Control"], route
        assert not [name for name, value in answer.items() if MARK in value], route
        if answer["Content-Type"].startswith("text/html"):
            page: Any = html.fromstring(answer.content.decode())
            assert MARK not in page.findtext(".//title"), route


def test_no_mail_says_what_is_written_of_who_is_looked_at(marked: World) -> None:
    cast, letters = marked.cast, 0
    remind(cast.school, on=cast.today, at=cast.at)
    for notice in Notice.objects.filter(school=cast.school).select_related("recipient", "school"):
        with suppress(NoLongerOwed):
            letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at)
            assert MARK.encode() not in bytes(letter), notice.kind
            letters += 1
    assert letters > 5
