"""One world for all tests of this folder; every request in it is undone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from tests.access.database import number_apart, wait_without_end
from tests.access.held import Held, held
from tests.access.matrix import forms_of
from tests.access.reading import Reader
from tests.access.sheets import Sheet
from tests.access.world import World, two_schools


@pytest.fixture(scope="package")
def place_of_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, place_of_files: Path) -> None:
    """The files of the world, and who signed in to it, stay for all its tests, however long they take together."""
    settings.HOME = place_of_files
    settings.MEDIA_ROOT = place_of_files / "files"
    settings.SESSION_IDLE = timedelta(hours=12)
    cache.clear()


@pytest.fixture(scope="package")
def worlds(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, place_of_files: Path
) -> Iterator[tuple[World, World]]:
    """A school of a trust, and one outside it. Made once: to make them takes as long as a hundred tests."""
    files = {"HOME": place_of_files, "MEDIA_ROOT": place_of_files / "files"}
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**files):
        wait_without_end()
        number_apart()
        yield two_schools()
        transaction.set_rollback(True)


@pytest.fixture
def world(worlds: tuple[World, World]) -> World:
    return worlds[0]


@pytest.fixture
def other(worlds: tuple[World, World]) -> World:
    return worlds[1]


@pytest.fixture(scope="package")
def reader(worlds: tuple[World, World]) -> Reader:
    """Whatever somebody is shown of the first school, asked for once."""
    return Reader(worlds[0])


@pytest.fixture(scope="package")
def forms(worlds: tuple[World, World]) -> dict[str, Sheet]:
    """The form of each page of the first school that has one, filled in; by the name of the place."""
    cache.clear()
    return forms_of(worlds[0])


@pytest.fixture(scope="package")
def every_form(forms: dict[str, Sheet], reader: Reader) -> list[Held]:
    """The forms of the first school with who sends them: those that change something, and the filters of lists."""
    cache.clear()
    return held(reader, forms)


@pytest.fixture
def posted(every_form: list[Held]) -> list[Held]:
    """Those of ours that change something."""
    return [one for one in every_form if one.sheet.method == "post" and not one.place.route.startswith("account_")]


@pytest.fixture
def filters(every_form: list[Held]) -> list[Held]:
    return [one for one in every_form if one.sheet.method == "get"]
