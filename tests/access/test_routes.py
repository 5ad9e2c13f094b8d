"""Every address says who may use it."""

import re
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from foundation.core.rules import RULES
from foundation.schools.models.school import RESERVED_SLUGS
from tests.access.routes import THIRD_PARTY, Route, routes, undeclared

PART = re.compile(r"<(\w+):\w+>")
SOME = {"uuid": "00000000-0000-4000-8000-000000000000", "slug": "some", "int": "1"}


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("For anybody.")


@pytest.fixture
def with_one_forgotten() -> ModuleType:
    """The site with an address more, whose view says nothing."""
    made = ModuleType("with_one_forgotten")
    made.urlpatterns = [path("forgotten/", forgotten, name="forgotten"), path("", include("config.urls"))]  # type: ignore[attr-defined]
    return made


def test_every_address_declares_who_may_use_it_or_was_looked_at() -> None:
    assert undeclared(routes()) == []


def test_an_address_that_says_nothing_is_found(with_one_forgotten: ModuleType) -> None:
    assert undeclared(routes(with_one_forgotten)) == ["forgotten forgotten/"]


def test_the_list_of_what_was_looked_at_names_only_what_there_is() -> None:
    others = {route.name for route in routes() if route.access is None}
    assert set(THIRD_PARTY) == others
    assert all(len(reason.split()) > 1 for reason in THIRD_PARTY.values())


def test_every_address_has_a_name_of_its_own() -> None:
    names = [route.name for route in routes()]
    assert "" not in names
    assert len(names) == len(set(names))


def test_a_permission_is_one_that_is_declared_or_there_is_a_reason() -> None:
    for route in routes():
        if route.access is not None:
            access = route.access
            said = [bool(one) for one in (access.perm, access.public, access.signed_in, access.at)]
            assert sum(said) == 1, route.name
            assert not route.access.perm or route.access.perm in RULES
            reason = route.access.public or route.access.signed_in
            assert not reason or len(reason.split()) > 4, f"{route.name}: a reason is a sentence"


def test_no_school_can_take_an_address_of_the_site() -> None:
    firsts = {route.pattern.partition("/")[0] for route in routes()} - {"", "<slug:school>"}
    assert firsts - RESERVED_SLUGS == set()


def own() -> list[Route]:
    return [route for route in routes() if route.access is not None]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_address_takes_another_method(client: Client, method: str) -> None:
    """Before anybody is asked to sign in, and so for everybody."""
    for route in own():
        address = PART.sub(lambda part: SOME[part[1]], f"/{route.pattern}")
        assert "<" not in address, f"The test does not know how to fill in {address}"
        assert getattr(client, method)(address).status_code == 405, (method, address)
