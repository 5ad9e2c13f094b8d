"""What every test can ask for."""

from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, tmp_path: Path) -> None:
    """A test keeps its files in a folder of its own, and nothing is remembered from the test before."""
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
