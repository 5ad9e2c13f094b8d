"""Adds rows to the log, in a process of its own, as the server of pages does beside a purge.

`python -m benchmarks.writer 3` rests three milliseconds between two rows. It says `ready` when it is warm, writes until
it is told to stop (its input ends), and prints as JSON how long each insert took, in seconds. Within the process that
destroys it would wait for that process's interpreter too.
"""

import json
import sys
import time
from threading import Event, Thread

import django

WARM = 50  # rows before it is measured


def main() -> None:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - all that asks for models comes after the set-up

    from monitoring.models import UsageExtract, UsageRow  # noqa: PLC0415

    extract, now = UsageExtract.objects.get(), timezone.now()
    told_to_stop = Event()

    def listen() -> None:
        sys.stdin.read()
        told_to_stop.set()

    def insert() -> float:
        start = time.perf_counter()
        UsageRow.objects.create(extract=extract, school_id=extract.school_id, at=now, host="now.example")
        return time.perf_counter() - start

    rest, waits = int(sys.argv[1]) / 1000, list[float]()
    Thread(target=listen, daemon=True).start()
    for _ in range(WARM):
        insert()
    print("ready", flush=True)  # noqa: T201 - read by the process that started this one
    while not told_to_stop.wait(rest):
        waits.append(insert())
    print(json.dumps(waits))  # noqa: T201 - read by the process that started this one


if __name__ == "__main__":
    main()
