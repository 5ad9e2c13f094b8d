"""Whoever is to know nothing of a case finds it by no door: complained of, let out again, of another school."""

import re
from collections.abc import Collection

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Case, CaseGrant, CasePerson, EmergencyAccess, Relation
from incidents.transitions.letting_in import agree_emergency, let_out
from tests.access.database import rolled_back
from tests.access.leaking import shown
from tests.access.matrix import Asker, body, shown_to
from tests.access.places import places
from tests.access.routes import routes
from tests.access.sheets import Sheet
from tests.access.world import Place, World
from tests.access.world_incidents import INCIDENT_FILES

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
OF_A_CASE = 60  # so many addresses below a case there are at least


def of_a_case(world: World) -> list[Place]:
    """The addresses that name a case, a row below one, or one of its files."""
    below = {
        route.name
        for route in routes()
        if route.access and route.access.model and route.access.model._meta.app_label == "incidents"
    }
    return [place for place in places(world) if place.route in below or place.on in INCIDENT_FILES]


def open_to(asker: Asker, client: Client) -> list[str]:
    """The addresses of cases that are not answered as one at which there is nothing."""
    nothing = body(client.get(reverse("case", args=["00000000-0000-4000-8000-000000000000"])))
    found = []
    for place in of_a_case(asker.world):
        for method in ("GET", "POST"):
            with rolled_back():
                answer = asker.ask(client, place, method)
            is_button = answer.status_code == 405
            if not is_button and (answer.status_code != 404 or body(answer) != nothing):
                found.append(f"{method} {place.name}: {answer.status_code}")
    return found


@pytest.fixture
def asker(world: World, forms: dict[str, Sheet]) -> Asker:
    return Asker(world, forms)


def complain_of(world: World, column: str) -> None:
    """Name somebody as complained of in every case of the school."""
    cast, user = world.cast, world.users()[column]
    assert user is not None
    person = user.persons.get()
    for case in Case.objects.filter(school=cast.school):
        CasePerson.objects.get_or_create(
            case=case,
            relation=Relation.COMPLAINED_OF,
            person=person,
            ended_at=None,
            defaults={"school": cast.school, "added_at": cast.at, "added_by_name": "Somebody"},
        )


@pytest.mark.clause("ACR-18")
@pytest.mark.parametrize("column", ["self", "line_manager", "headteacher", "governor", "dsl", "chair", "trust_officer"])
def test_whoever_is_complained_of_finds_no_case_by_any_address(column: str, world: World, asker: Asker) -> None:
    """Who reported, who is affected, who leads, who is let in, to whom cases come: it shuts them all out."""
    client = asker.clients()[column]
    assert len(of_a_case(world)) >= OF_A_CASE
    with rolled_back():
        complain_of(world, column)
        assert open_to(asker, client) == []
        assert mentions(world, column) == []


def mentions(world: World, column: str, names: Collection[str] = ()) -> list[str]:
    """The pages (all, or of these) that name a case of the school to somebody, or lead to one."""
    client, found = Asker(world, {}).clients()[column], []
    cases = Case.objects.filter(school=world.cast.school)
    said = [word for case in cases for word in (re.escape(str(case).removeprefix("Case ")), str(case.uid))]
    # Checks and subject requests are numbered in the same way.
    named = re.compile(rf"(?<!Check )(?<!check-)(?<!Subject request )({'|'.join(said)})")
    below = {place.name for place in of_a_case(world)}
    asked = [place for place in shown_to(world, column) if place.name in (names or {place.name} - below)]
    for place in asked:
        answer = client.get(place.path)
        text = shown(answer, place.path)
        found += [f"{place.name} ({answer.status_code})"] if named.search(text) else []
    return found


def test_a_page_that_names_a_case_is_found(world: World) -> None:
    """So the test above can fail."""
    assert sorted(mentions(world, "headteacher", ("desk", "case-list"))) == ["case-list (200)", "desk (200)"]


def test_who_is_let_out_again_finds_nothing_where_they_read(world: World, asker: Asker) -> None:
    client = asker.clients()["governor"]
    before = open_to(asker, client)
    assert "GET evidence: 200" in before
    assert "GET file-download (working copy of evidence): 200" in before
    with rolled_back():
        for grant in CaseGrant.objects.filter(person=world.cast.governor):
            let_out(grant, by=world.cast.headteacher, at=world.cast.at)
        assert open_to(asker, client) == []
        assert mentions(world, "governor") == []


def test_an_emergency_that_is_over_opens_nothing(world: World, asker: Asker) -> None:
    client, cast = asker.clients()["chair"], world.cast
    page = Place("case", "safeguarding", {"uid": world.rows["child_case"].uid})
    with rolled_back():
        row = agree_emergency(world.rows["emergency"], by=cast.trust_officer, at=cast.at)
        assert client.get(page.path).status_code == 200
        EmergencyAccess.objects.filter(pk=row.pk).update(until=cast.at)
        assert client.get(page.path).status_code == 404


@pytest.mark.parametrize("column", ["headteacher", "dsl", "chair", "senior_leader", "self"])
def test_nobody_of_another_school_finds_a_case(column: str, asker: Asker, other: World) -> None:
    assert open_to(asker, other.client(other.users()[column])) == []
