"""Run by the tests of the supervisor: `python supervised.py FOLDER NAME=CODE...` runs each code as a part."""

import sys
from pathlib import Path

from config.supervisor import Part, Supervisor

folder, *named = sys.argv[1:]
parts = [Part(name, [sys.executable, "-c", code]) for name, _, code in (word.partition("=") for word in named)]
supervisor = Supervisor(parts, folder=Path(folder), say=lambda sentence: print(sentence, flush=True), grace=1)  # noqa: T201
raise SystemExit(supervisor.run(ready=lambda: True, when_ready=lambda: print("ready", flush=True)))  # noqa: T201
