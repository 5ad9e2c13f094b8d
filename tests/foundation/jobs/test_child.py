"""The killable child: what crosses, what does not, and what ends it."""

import logging
import os
import select
import socket
import threading
from ast import literal_eval
from pathlib import Path

import pytest

from foundation.jobs import child, nursery
from foundation.jobs.child import (
    ChildBusy,
    ChildError,
    ChildFailed,
    ChildOutOfMemory,
    ChildRefused,
    ChildTimedOut,
    run_limited,
)

HERE = "tests.foundation.jobs.targets:"


def test_bytes_go_in_and_come_out_whole() -> None:
    payload = bytes(range(256)) * 4000
    assert run_limited(HERE + "echo", payload) == payload
    assert run_limited(HERE + "echo", b"") == b""


def test_the_child_has_no_secret_no_settings_and_an_empty_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "never")
    monkeypatch.setenv("DATABASE_URL", "never")
    names, folder, files, django = literal_eval(run_limited(HERE + "surroundings", b"").decode())
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(names)
    assert files == []
    assert not django
    assert not Path(folder).exists()


def test_the_child_is_the_head_of_its_own_session() -> None:
    pid, session = run_limited(HERE + "session", b"").split()
    assert pid == session
    assert int(session) != os.getsid(0)


def test_a_refusal_comes_back_in_the_targets_own_words() -> None:
    with pytest.raises(ChildRefused) as refused:
        run_limited(HERE + "refuse", "Save it as “.docx” first.".encode())
    assert refused.value.sentence == "Save it as “.docx” first."


def test_processor_time_is_limited() -> None:
    with pytest.raises(ChildTimedOut):
        run_limited(HERE + "spin", b"", cpu=1, wall=20)


def test_wall_time_is_limited() -> None:
    with pytest.raises(ChildTimedOut):
        run_limited(HERE + "rest", b"", wall=0.5)


def test_what_the_job_started_is_ended_with_it() -> None:
    left = int(run_limited(HERE + "leave_one_behind", b""))
    try:
        watched = os.pidfd_open(left)
    except ProcessLookupError:
        return
    ended, _, _ = select.select([watched], [], [], 5)
    os.close(watched)
    assert ended


def test_memory_is_limited() -> None:
    with pytest.raises(ChildOutOfMemory):
        run_limited(HERE + "eat", b"")


def test_an_answer_or_a_file_past_the_cap_is_refused() -> None:
    assert len(run_limited(HERE + "long_answer", b"100000", output_cap=100_000)) == 100_000
    with pytest.raises(ChildFailed):
        run_limited(HERE + "long_answer", b"5000000", output_cap=100_000)
    with pytest.raises(ChildFailed):
        run_limited(HERE + "large_file", b"", output_cap=1_000_000)


@pytest.mark.parametrize("target", ["break_down", "break_hard", "exhaust_stack", "no_such_function"])
def test_whatever_breaks_is_told_in_one_plain_sentence(target: str) -> None:
    with pytest.raises(ChildFailed) as failed:
        run_limited(HERE + target, b"the words of the document")
    assert failed.value.sentence == ChildError.default


def test_the_log_names_the_place_and_not_the_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(ChildFailed):
        run_limited(HERE + "break_down", b"the words of the document")
    assert "RuntimeError" in caplog.text
    assert "the words of the document" not in caplog.text


def test_what_a_library_prints_is_not_part_of_the_answer() -> None:
    assert run_limited(HERE + "chatter", b"answer") == b"answer"


def test_only_the_name_of_a_function_can_be_run() -> None:
    with pytest.raises(ValueError, match="Not the name"):
        run_limited("os; import sys", b"")


def test_the_child_has_no_network_where_the_machine_allows_that() -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        port = canary.getsockname()[1]
        reached = run_limited(HERE + "connect", str(port).encode())
    assert reached == (b"no" if nursery.without_network() else b"yes")


def test_a_job_waits_for_a_place_or_says_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(child, "AT_ONCE", 1)
    with child._place(0), pytest.raises(ChildBusy):
        run_limited(HERE + "echo", b"", wait=0.1)
    assert run_limited(HERE + "echo", b"free again", wait=0) == b"free again"


def test_many_jobs_at_once_all_get_their_turn() -> None:
    answers: list[bytes] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(run_limited(HERE + "echo", str(n).encode())))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [str(n).encode() for n in range(6)]


def test_places_in_a_folder_of_somebody_else_are_not_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"countersign-places-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ChildFailed):
        run_limited(HERE + "echo", b"")
