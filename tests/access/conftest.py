"""One world for each file of tests; every request in it is undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from tests.access.database import number_apart
from tests.access.world import World, two_schools


@pytest.fixture(scope="module")
def place_of_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, place_of_files: Path) -> None:
    """The files of the world stay for all its tests."""
    settings.HOME = place_of_files
    settings.MEDIA_ROOT = place_of_files / "files"
    cache.clear()


@pytest.fixture(scope="module")
def worlds(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, place_of_files: Path
) -> Iterator[tuple[World, World]]:
    """A school of a trust, and one outside it."""
    files = {"HOME": place_of_files, "MEDIA_ROOT": place_of_files / "files"}
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**files):
        number_apart()
        yield two_schools()
        transaction.set_rollback(True)


@pytest.fixture
def world(worlds: tuple[World, World]) -> World:
    return worlds[0]


@pytest.fixture
def other(worlds: tuple[World, World]) -> World:
    return worlds[1]
