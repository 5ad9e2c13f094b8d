"""The broker of files, between processes that write and read at once."""

from pathlib import Path
from queue import Empty
from threading import Thread
from typing import Any

from kombu import Connection

from config.broker import Transport

LONG, MANY = "x" * 2_000_000, 60


def connection(folder: Path) -> Any:
    places = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder / "control"}
    options = {name: str(place) for name, place in places.items()}
    return Connection("filesystem://", transport=Transport, transport_options=options)


def test_a_message_is_never_taken_before_it_is_whole(tmp_path: Path) -> None:
    def write() -> None:
        with connection(tmp_path) as line:
            for number in range(MANY):
                line.default_channel._put("work", {"number": number, "words": LONG})

    taken: list[int] = []
    writer = Thread(target=write)
    writer.start()
    with connection(tmp_path) as line:
        while len(taken) < MANY:
            try:
                message = line.default_channel._get("work")
            except Empty:
                assert writer.is_alive() or any(tmp_path.glob("*.msg"))
                continue
            assert message["words"] == LONG
            taken.append(message["number"])
    writer.join()
    assert sorted(taken) == list(range(MANY))
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".msg", ".draft")]
