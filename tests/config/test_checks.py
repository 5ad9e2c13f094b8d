"""What an installation is not started with, and that servers refuse too."""

import pytest
from django.conf import settings as chosen
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
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


@pytest.mark.parametrize(
    ("compression", "megabytes", "missing"),
    [
        ("off", 16, ["wal_compression = lz4", "wal_buffers = 2MB"]),
        ("pglz", 16, ["wal_buffers = 2MB"]),
        ("off", 1, ["wal_compression = lz4"]),
        ("lz4", 2, []),
    ],
)
def test_what_postgres_should_still_be_set_to(compression: str, megabytes: int, missing: list[str]) -> None:
    assert checks.to_set(compression, megabytes * 1024 * 1024) == missing


@pytest.mark.django_db
def test_a_database_that_keeps_nobody_waiting_is_not_warned_of() -> None:
    if connection.vendor == "postgresql":
        found = checks.check_postgres(None, databases=["default"])
        assert [one.hint for one in found] == [
            "Set wal_compression = lz4 in postgresql.conf; docs/operations.md says why."
        ]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL wal_compression = 'on'")
    assert checks.check_postgres(None, databases=["default"]) == []
