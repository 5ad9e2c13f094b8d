"""The reviewed table of who is answered how: complete, and every cell as it says.

A refusal leaves the database as it is and looks like an address that does not exist; reading writes nothing but looks.
"""

from uuid import uuid4

import pytest
from django.test import Client

from foundation.schools.models import School
from tests.access import database
from tests.access.matrix import REFUSED, Asker, Row, body, columns, drafted, said, table, wanted
from tests.access.reading import Reader, Reading
from tests.access.routes import routes
from tests.access.sheets import Sheet
from tests.access.world import Place, World

pytestmark = pytest.mark.django_db
Cell = tuple[Place, str, str]


@pytest.fixture
def asker(world: World, forms: dict[str, Sheet]) -> Asker:
    return Asker(world, forms)


@pytest.fixture
def rows() -> dict[tuple[str, str, str], Row]:
    return table()


def cells(world: World, column: str) -> list[Cell]:
    found = table()
    return [
        (place, method, found[place.route, place.on, method].answers[column])
        for place, method in wanted(world)
        if (place.route, place.on, method) in found
    ]


def test_the_table_has_a_line_for_every_address_and_method(world: World, asker: Asker) -> None:
    """What is missing is shown as the product answers it now, to be judged before it goes into the file."""
    there = table()
    asked = {(place.route, place.on, method): (place, method) for place, method in wanted(world)}
    missing = [one for key, one in asked.items() if key not in there]
    lines = [",".join((*row.key, *row.answers.values())) for row in drafted(asker, missing)]
    assert lines == []
    assert sorted(there.keys() - asked.keys()) == []


def test_the_table_has_a_column_for_every_relation(world: World) -> None:
    assert columns() == list(world.users())


def test_a_method_that_a_view_does_not_take_is_refused_to_everybody() -> None:
    """So nothing that changes anything can be had by following a link."""
    takes = {route.name: route.methods for route in routes() if route.access is not None}
    for row in table().values():
        if row.route in takes:
            refused = set(row.answers.values()) == {"405"}
            assert refused == (row.method not in takes[row.route]), row.key


@pytest.mark.parametrize("column", columns())
def test_each_relation_is_answered_as_the_table_says(column: str, world: World, asker: Asker, reader: Reader) -> None:
    client = asker.clients()[column]
    told = cells(world, column)
    wrong = _refusals(asker, client, [one for one in told if one[2] in REFUSED])
    wrong += _reading(
        [reader.pages(column), reader.prints(column)],
        {place.name: answer for place, method, answer in told if answer not in REFUSED and method == "GET"},
    )
    wrong += _changing(asker, client, [one for one in told if one[2] not in REFUSED and one[1] == "POST"])
    assert wrong == []


def _refusals(asker: Asker, client: Client, told: list[Cell]) -> list[str]:
    """What is refused changes nothing, and says no more than an address at which there is nothing."""
    nothing = body(client.get(f"/policy/{uuid4()}/"))
    before, wrong = database.fingerprint(), []
    for place, method, expected in told:
        answer = asker.ask(client, place, method)
        if said(answer) != expected:
            wrong.append(f"{method} {place.name}: {said(answer)}, not {expected}")
        elif expected == "404" and body(answer) != nothing:
            wrong.append(f"{method} {place.name}: its “not found” is another one")
    return wrong + [f"a refusal changed {name}" for name in database.changed(before, database.fingerprint())]


def _reading(readings: list[Reading], told: dict[str, str]) -> list[str]:
    """Reading writes nothing but looks."""
    answers = {seen.place.name: seen.said for reading in readings for seen in reading.seen}
    wrong = [
        f"GET {name}: {answers[name]}, not {expected}" for name, expected in told.items() if answers[name] != expected
    ]
    return wrong + [f"reading changed {name}" for reading in readings for name in reading.changed]


def _changing(asker: Asker, client: Client, told: list[Cell]) -> list[str]:
    wrong = []
    for place, method, expected in told:
        with database.rolled_back():
            answer = asker.ask(client, place, method)
        if said(answer) != expected:
            wrong.append(f"POST {place.name}: {said(answer)}, not {expected}")
    return wrong


def test_the_hash_of_all_tables_sees_one_changed_letter(world: World) -> None:
    before = database.fingerprint()
    with database.rolled_back():
        School.objects.filter(pk=world.cast.school.pk).update(short_name="Beacon")
        assert database.changed(before, database.fingerprint()) == ["schools_school"]
    assert database.changed(before, database.fingerprint()) == []


def test_to_open_a_protected_file_leaves_a_look(world: World, asker: Asker) -> None:
    """The one thing that reading writes."""
    scan = next(place for place, _ in wanted(world) if place.name == "file-download (signed sheet)")
    client = asker.clients()["clerk"]
    before = database.fingerprint()
    assert asker.ask(client, scan, "GET").status_code == 200
    assert database.changed(before, database.fingerprint()) == list(database.LOOKS)
