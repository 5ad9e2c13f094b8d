"""Runs one benchmark in a process of its own and prints its rows as JSON: `python -m benchmarks.child pages`."""

import sys
from importlib import import_module

import django


def main(name: str) -> None:
    django.setup()
    for row in import_module(f"benchmarks.{name}").rows():
        print(row.as_json(), flush=True)  # noqa: T201 - read by the process that started this one


if __name__ == "__main__":
    main(sys.argv[1])
