"""Whoever is checked and not told finds nothing of the check by any door; who is told, their own page alone."""

from collections.abc import Collection, Iterator

import pytest
from django.urls import reverse

from foundation.audit.models import Entry
from monitoring.models import Check, CheckEntry
from tests.access.database import rolled_back
from tests.access.leaking import shown
from tests.access.matrix import Asker, body, shown_to
from tests.access.places import places
from tests.access.planting import all_of
from tests.access.routes import routes
from tests.access.sheets import Sheet
from tests.access.world import Place, World

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
# Who is checked without knowing, by the check: who could authorise others, who could ask for them, and who neither.
UNTOLD = {"chair": "chairs_check", "senior_leader": "asked_check", "audience": "covert_check"}
SAY_THE_MOMENT = 8  # so many pages and exports say when they were made, or who looked at them, at most
OF_A_CHECK = 15  # so many addresses of one check there are at least


@pytest.fixture
def asker(world: World, forms: dict[str, Sheet]) -> Asker:
    return Asker(world, forms)


def at_check(world: World, check: Check) -> Iterator[Place]:
    """Every address of a check, with this one."""
    of_checks = {route.name for route in routes() if route.access and route.access.model is Check}
    seen = set()
    for place in (one for one in places(world) if one.route in of_checks):
        if place.route not in seen:
            seen.add(place.route)
            yield Place(place.route, place.on, {**place.given, "uid": check.uid})


@pytest.mark.clause("ACR-19")
@pytest.mark.parametrize("column", UNTOLD)
def test_whoever_is_checked_and_not_told_finds_no_address_of_it(column: str, world: World, asker: Asker) -> None:
    client, asked = asker.clients()[column], 0
    nothing = body(client.get(reverse("check", args=["00000000-0000-4000-8000-000000000000"])))
    for place in at_check(world, world.rows[UNTOLD[column]]):
        for method in ("GET", "POST"):
            with rolled_back():
                answer = asker.ask(client, place, method)
            asked += 1
            is_button = answer.status_code == 405
            assert is_button or (answer.status_code == 404 and body(answer) == nothing), f"{method} {place.name}"
    assert asked >= 2 * OF_A_CHECK


def said_to(world: World, column: str, names: Collection[str] = ()) -> dict[str, bytes]:
    """What every page, list and export (or each of these) says to somebody.

    No PDF: it is made of the same rows and differs each time.
    """
    client, found = Asker(world, {}).clients()[column], {}
    for place in shown_to(world, column):
        if "pdf" not in place.route and place.name in (names or {place.name}):
            answer = client.get(place.path)
            text = b"".join(answer) if answer.streaming else body(answer)
            found[place.name] = str(answer.status_code).encode() + text
    return found


def take_out(check: Check) -> None:
    """As if nobody had ever asked for it."""
    written = all_of(Entry).filter(about_uid=check.uid)
    for rows in (written, all_of(CheckEntry).filter(of=check), all_of(Check).filter(pk=check.pk)):
        rows._raw_delete(rows.db)


@pytest.mark.clause("ACR-19")
@pytest.mark.parametrize("column", UNTOLD)
def test_no_page_says_otherwise_than_if_there_were_no_check(column: str, world: World) -> None:
    """Not by a line, a count, a figure, a list, a search or an export."""
    before = said_to(world, column)
    with rolled_back():
        take_out(world.rows[UNTOLD[column]])
        after = said_to(world, column)
    again = said_to(world, column)  # last: whatever says the moment may have gone on while the check was out
    same = {name for name in before if before[name] == again[name]}  # others say the moment, or who looked at them
    assert len(same) >= len(before) - SAY_THE_MOMENT
    assert sorted(name for name in same if again[name] != after[name]) == []


def test_a_page_that_counts_a_check_is_found(world: World) -> None:
    """So the test above can fail: to whoever decides about it, the same check shows."""
    names = {"desk", "check-list", "check-csv"}
    before = said_to(world, "headteacher", names)
    with rolled_back():
        take_out(world.rows["chairs_check"])
        after = said_to(world, "headteacher", names)
    assert {name for name in before if before[name] != after[name]} == names


def test_whoever_is_told_sees_their_own_page_alone(world: World, asker: Asker) -> None:
    client, check = asker.clients()["self"], world.rows["check"]
    opened = []
    for place in at_check(world, check):
        with rolled_back():
            answer = asker.ask(client, place, "GET")
        if answer.status_code not in (404, 405):
            opened.append(place.route)
    assert opened == ["own-check"]
    page = client.get(reverse("own-check", args=[check.uid]))
    assert "news.example" not in shown(page, "")  # the log is for who carries it out
