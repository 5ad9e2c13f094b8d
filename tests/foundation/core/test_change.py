"""One business change: what is written last, and what a failure takes back."""

from collections.abc import Callable
from typing import Any

import pytest

from foundation.core.change import change, collect, undo_with
from foundation.schools.models import School
from tests.cast import a_school

pytestmark = pytest.mark.django_db


class Refused(Exception):
    pass


def fail_after(*acts: Callable[[], Any]) -> None:
    """A change that does these things and then fails."""
    with change():
        for act in acts:
            act()
        raise Refused


def test_nothing_can_be_left_to_be_written_outside_a_change() -> None:
    with pytest.raises(RuntimeError, match="inside change"):
        collect(print, 1)
    with pytest.raises(RuntimeError, match="inside change"):
        undo_with(lambda: None)


def test_what_was_collected_is_written_once_by_the_outermost_change() -> None:
    written: list[list[Any]] = []
    with change():
        collect(written.append, 1)
        with change():
            collect(written.append, 2)
        assert written == []
    assert written == [[1, 2]]


def test_a_nested_change_that_fails_leaves_nothing_of_itself() -> None:
    written: list[list[Any]] = []
    with change():
        collect(written.append, "outer")
        with pytest.raises(Refused):
            fail_after(lambda: a_school("Gone Primary School"), lambda: collect(written.append, "inner"))
        collect(written.append, "after")
    assert written == [["outer", "after"]]
    assert not School.objects.exists()


def test_what_a_rollback_cannot_take_back_is_undone_last_first() -> None:
    undone: list[str] = []

    def note(word: str) -> Callable[[], None]:
        return lambda: undo_with(lambda: undone.append(word))

    def nested() -> None:
        with pytest.raises(Refused):
            fail_after(note("inner first"), note("inner last"))
        assert undone == ["inner last", "inner first"]

    with pytest.raises(Refused):
        fail_after(note("outer"), nested)
    assert undone == ["inner last", "inner first", "outer"]


def test_nothing_is_undone_when_the_change_holds() -> None:
    undone: list[str] = []
    with change():
        undo_with(lambda: undone.append("no"))
    assert undone == []


def test_when_the_last_act_fails_the_change_is_taken_back() -> None:
    undone: list[str] = []

    def fail(_: list[Any]) -> None:
        raise Refused

    def work() -> None:
        with change():
            a_school()
            undo_with(lambda: undone.append("file"))
            collect(fail, 1)

    with pytest.raises(Refused):
        work()
    assert undone == ["file"]
    assert not School.objects.exists()


def test_a_change_after_one_that_failed_starts_anew() -> None:
    written: list[list[Any]] = []
    with pytest.raises(Refused):
        fail_after(lambda: collect(written.append, "lost"))
    with change():
        collect(written.append, "kept")
    assert written == [["kept"]]
