"""Limited children of a nursery that is kept: they find what it has loaded, and nothing of each other."""

import os
import select
import socket
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation.jobs import nursery
from foundation.jobs.child import ChildOutOfMemory, ChildTimedOut, run_limited
from foundation.jobs.nursery import Nursery

HERE = "tests.foundation.jobs.targets:"


@pytest.fixture
def kept() -> Iterator[Nursery]:
    yield nursery.keep(HERE + "load")
    nursery.let_go()


def test_children_find_what_was_loaded_and_nothing_that_another_did(kept: Nursery) -> None:
    assert [run_limited(HERE + "remember", word) for word in (b"one", b"two")] == [b"loaded one", b"loaded two"]
    assert run_limited(HERE + "echo", bytes(1_000_000)) == bytes(1_000_000)


def test_without_one_nothing_is_loaded_beforehand() -> None:
    assert run_limited(HERE + "remember", b"one") == b"one"


def test_no_depth_of_calls_has_the_system_give_memory_again_and_again(kept: Nursery) -> None:
    assert int(run_limited(HERE + "call", b"")) < 500


def test_limits_hold_for_children_of_a_kept_nursery_and_it_goes_on(kept: Nursery) -> None:
    with pytest.raises(ChildTimedOut):
        run_limited(HERE + "spin", b"", cpu=1, wall=20)
    with pytest.raises(ChildTimedOut):
        run_limited(HERE + "rest", b"", wall=0.5)
    with pytest.raises(ChildOutOfMemory):
        run_limited(HERE + "eat", b"")
    assert run_limited(HERE + "remember", b"one") == b"loaded one"
    assert kept.process.poll() is None


def test_a_kept_nursery_has_no_secret_and_gives_each_child_a_folder_and_a_session_of_its_own(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("SECRET_KEY", "never")
    request.getfixturevalue("kept")
    names, folder, files, django = literal_eval(run_limited(HERE + "surroundings", b"").decode())
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(names)
    assert (files, django) == ([], False)
    assert not Path(folder).exists()
    pid, session = run_limited(HERE + "session", b"").split()
    assert pid == session


def test_children_of_a_kept_nursery_have_no_network_where_the_machine_allows_that(kept: Nursery) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        reached = run_limited(HERE + "connect", str(canary.getsockname()[1]).encode())
    assert reached == (b"no" if nursery.without_network() else b"yes")


def test_a_nursery_that_was_killed_is_started_anew(kept: Nursery, caplog: pytest.LogCaptureFixture) -> None:
    kept.process.kill()
    kept.process.wait()
    assert run_limited(HERE + "remember", b"one") == b"loaded one"
    assert "started anew" in caplog.text
    assert nursery._kept != [kept]


def resting(home: Path, of: Nursery) -> tuple[socket.socket, int]:
    """A child that would rest for a minute: its line, and a handle that tells of its end."""
    with (home / "input").open("w+b") as given:
        line = of.born([HERE + "rest", "10", str(2**29), "30", "1000"], home, [given.fileno()] * 3)
    children = Path(f"/proc/{of.process.pid}/task/{of.process.pid}/children")
    while not (found := children.read_text().split()):
        pass
    return line, os.pidfd_open(int(found[0]))


def has_ended(handle: int) -> bool:
    try:
        return bool(select.select([handle], [], [], 5)[0])
    finally:
        os.close(handle)


def test_a_child_ends_when_whoever_asked_for_it_hangs_up(kept: Nursery, tmp_path: Path) -> None:
    line, handle = resting(tmp_path, kept)
    line.close()
    assert has_ended(handle)
    assert run_limited(HERE + "echo", b"still there") == b"still there"


def test_children_end_with_their_nursery(tmp_path: Path) -> None:
    alone = Nursery()
    line, handle = resting(tmp_path, alone)
    with line:
        alone.close()
        assert has_ended(handle)
