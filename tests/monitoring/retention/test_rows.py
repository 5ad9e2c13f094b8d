"""Rows by the million in chunks: each whole or not at all, counted and hashed, and begun again where it ended."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection

from foundation.audit import trail
from foundation.audit.models import Look
from foundation.core.change import change
from monitoring.retention.rows import RowsGone, RowsMoved, destroy_rows
from tests.cast import Cast


@pytest.fixture
def looks(cast: Cast) -> list[int]:
    for number in range(25):
        trail.look(cast.school, by=cast.teacher, at=cast.at, school=cast.school, how=f"{number}")
    return list(Look.objects.order_by("pk").values_list("pk", flat=True))


def test_each_chunk_says_how_many_went_between_which_keys_and_their_hash(looks: list[int]) -> None:
    written: list[RowsGone] = []
    gone = list(destroy_rows(Look._base_manager.all, chunk=10, written=written.append))
    assert gone == written
    assert [one.count for one in gone] == [10, 10, 5]
    assert [(one.first, one.last) for one in gone] == [
        (looks[0], looks[9]),
        (looks[10], looks[19]),
        (looks[20], looks[24]),
    ]
    assert gone[0].sha256 == hashed(looks[:10])
    assert not Look.objects.exists()


def hashed(keys: list[int]) -> str:
    return hashlib.sha256("\n".join(map(str, keys)).encode()).hexdigest()


def test_it_may_be_left_after_any_chunk_and_goes_on_behind_it(looks: list[int]) -> None:
    first = next(iter(destroy_rows(Look._base_manager.all, chunk=10)))
    assert Look.objects.count() == 15
    assert [one.count for one in destroy_rows(Look._base_manager.all, chunk=10, after=first.last)] == [10, 5]


def test_along_a_column_all_go_and_each_chunk_says_what_went(cast: Cast, looks: list[int]) -> None:
    """PostgreSQL goes along the column, the embedded database along the key: the youngest key is the oldest here."""
    for number, key in enumerate(looks):
        Look._base_manager.filter(pk=key).update(at=cast.at - timedelta(hours=number))
    kept = looks[3]
    gone = list(destroy_rows(lambda: Look._base_manager.exclude(pk=kept), chunk=10, along="at"))
    going = [key for key in looks if key != kept]
    if connection.vendor == "postgresql":
        going.reverse()
    parts = [going[:10], going[10:20], going[20:]]
    assert gone == [RowsGone(len(part), min(part), max(part), hashed(part)) for part in parts]
    assert list(Look.objects.values_list("pk", flat=True)) == [kept]


def test_along_a_column_rows_of_one_moment_are_not_passed_over(cast: Cast, looks: list[int]) -> None:
    Look._base_manager.update(at=cast.at)
    gone = list(destroy_rows(Look._base_manager.all, chunk=10, along="at"))
    assert [one.count for one in gone] == [10, 10, 5]
    assert gone[1].sha256 == hashed(looks[10:20])
    assert not Look.objects.exists()


def test_along_a_column_strokes_end_between_rows_of_one_moment_and_miss_none(
    cast: Cast, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.retention.rows.STROKE", 4)
    for number, key in enumerate(looks):
        Look._base_manager.filter(pk=key).update(at=cast.at + timedelta(hours=number // 3))
    (gone,) = destroy_rows(Look._base_manager.all, chunk=100, along="at")
    assert gone == RowsGone(25, looks[0], looks[-1], hashed(looks))
    assert not Look.objects.exists()


def test_along_a_column_a_chunk_that_takes_too_long_ends_and_the_next_goes_on(
    cast: Cast, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the stroke in hand, so that nobody who wants to place a hold has to wait for a slow disk."""
    if connection.vendor != "postgresql":
        pytest.skip("the embedded database goes by key")
    monkeypatch.setattr("monitoring.retention.rows.STROKE", 4)
    monkeypatch.setattr("monitoring.retention.rows.LONGEST", 0)
    for number, key in enumerate(looks):
        Look._base_manager.filter(pk=key).update(at=cast.at + timedelta(hours=number // 3))
    gone = list(destroy_rows(Look._base_manager.all, chunk=100, along="at"))
    parts = [looks[start : start + 4] for start in range(0, 25, 4)]
    assert gone == [RowsGone(len(part), part[0], part[-1], hashed(part)) for part in parts]
    assert not Look.objects.exists()


def test_along_a_column_nothing_goes_where_nothing_is_asked_for(looks: list[int]) -> None:
    """As where all of a class is held."""
    for asked in (Look._base_manager.none(), Look._base_manager.filter(pk__in=[]), Look._base_manager.filter(how="")):
        assert list(destroy_rows(asked.all, chunk=10, along="at")) == []
    assert Look.objects.count() == 25


def test_along_a_column_a_row_that_moves_in_between_rolls_the_chunk_back(looks: list[int]) -> None:
    """The database itself refuses to remove one of the rows that were read."""
    if connection.vendor != "postgresql":
        pytest.skip("the embedded database has one writer at a time, and is counted by key")
    refusing = f"""
        CREATE FUNCTION keep_one() RETURNS trigger AS $$
        BEGIN IF OLD.id = {looks[3]} THEN RETURN NULL; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;
        CREATE TRIGGER keep_one BEFORE DELETE ON {Look._meta.db_table} FOR EACH ROW EXECUTE FUNCTION keep_one()
    """
    with connection.cursor() as cursor:
        cursor.execute(refusing)
    with pytest.raises(RowsMoved):
        list(destroy_rows(Look._base_manager.all, chunk=100, along="at"))
    assert Look.objects.count() == 25


def test_what_is_asked_for_is_read_again_in_each_chunk(looks: list[int]) -> None:
    held: set[int] = set()
    for _ in destroy_rows(lambda: Look._base_manager.exclude(pk__in=held), chunk=10):
        held.add(looks[15])
    assert list(Look.objects.values_list("pk", flat=True)) == [looks[15]]


def test_a_chunk_whose_record_cannot_be_written_is_there_again(looks: list[int]) -> None:
    def refuse(gone: RowsGone) -> None:
        raise RuntimeError("full")

    with pytest.raises(RuntimeError, match="full"):
        list(destroy_rows(Look._base_manager.all, chunk=10, written=refuse))
    assert Look.objects.count() == 25


def test_a_row_that_came_into_the_range_in_between_rolls_the_chunk_back(looks: list[int]) -> None:
    with pytest.raises(RowsMoved):
        list(destroy_rows(Look._base_manager.all, chunk=10, destroy=lambda rows: rows.count() + 1))
    with change():
        assert Look.objects.count() == 25
