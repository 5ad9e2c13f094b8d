"""What an installation is not started with, and that servers refuse too."""

import pytest
from django.conf import settings as chosen
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from config import checks


def test_a_cache_of_one_process_is_refused(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert [found.id for found in checks.check_cache(None)] == ["config.E004"]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"transaction_mode": "DEFERRED", "init_command": "PRAGMA journal_mode=WAL"},
        {"transaction_mode": "IMMEDIATE"},
    ],
)
def test_an_sqlite_database_opened_otherwise_is_refused(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, str]
) -> None:
    opened = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}}
    monkeypatch.setattr(chosen, "DATABASES", opened)
    assert [found.id for found in checks.check_sqlite(None)] == ["config.E005"]


def test_the_embedded_default_is_not_refused(settings: Settings) -> None:
    settings.REAL, settings.DEBUG = False, True
    checks.refuse_to_start()
    settings.REAL = True
    with pytest.raises(ImproperlyConfigured, match=r"config\.E001"):
        checks.refuse_to_start()


def test_a_server_does_not_start_with_what_the_checks_refuse(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(ImproperlyConfigured, match=r"config\.E003"):
        checks.refuse_to_start()
