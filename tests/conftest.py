"""What every test can ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection, connections
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker, Settings

ACCESS = Path(__file__).with_name("access")

examples.register_profile("unhurried", examples.default, deadline=None)  # what a test finds is not a matter of speed
examples.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, tmp_path: Path) -> None:
    """A test keeps its files in a folder of its own, and nothing is remembered from the test before."""
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that share one large world come first and stay together, so that each process makes it once at most."""
    items.sort(key=lambda item: item.path.parent != ACCESS)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database goes at the end of the run; what a killed child left open in it is ended first."""
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                cursor.execute(f"{others} WHERE datname = current_database() AND pid <> pg_backend_pid()")
