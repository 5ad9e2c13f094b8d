"""The tests' own PostgreSQL and Redis."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_tests_run_on_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("show fsync")
        assert cursor.fetchone() == ("off",)


def test_the_cache_is_the_throw_away_redis() -> None:
    cache.set("asked", "answered")
    assert cache.get("asked") == "answered"
