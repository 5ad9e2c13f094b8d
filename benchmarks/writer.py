"""Adds a row to the log every few milliseconds, in a process of its own, as the server of pages beside a purge.

`python -m benchmarks.writer` says `ready`, writes until it is told to stop (its input ends), and prints as JSON how
long each insert took, in seconds. Within the process that destroys it would wait for that process's interpreter too.
"""

import json
import sys
import time
from threading import Event, Thread

import django


def main() -> None:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - all that asks for models comes after the set-up

    from monitoring.models import UsageExtract, UsageRow  # noqa: PLC0415

    extract, now = UsageExtract.objects.get(), timezone.now()
    told_to_stop = Event()

    def listen() -> None:
        sys.stdin.read()
        told_to_stop.set()

    Thread(target=listen, daemon=True).start()
    print("ready", flush=True)  # noqa: T201 - read by the process that started this one
    waits = []
    while not told_to_stop.wait(0.003):
        start = time.perf_counter()
        UsageRow.objects.create(extract=extract, school_id=extract.school_id, at=now, host="now.example")
        waits.append(time.perf_counter() - start)
    print(json.dumps(waits))  # noqa: T201 - read by the process that started this one


if __name__ == "__main__":
    main()
