"""What is wrong with an answer to a bad file."""

import json
import time
from datetime import date

from foundation.documents.reading import read_document
from foundation.jobs.child import ChildError, ChildRefused
from tests.corpus.docx_parts import Row


def tried(row: Row, today: date) -> list[str]:
    """Read one file by itself, and what is wrong with the answer."""
    data, started = row.make(), time.monotonic()
    try:
        kind, said = "read", json.dumps(read_document(row.name, data, today=today).as_dict())
    except ChildRefused as refused:
        kind, said = "refused", refused.sentence
    except ChildError as stopped:
        return [f"{row.id} was only stopped by a limit: {stopped.sentence}"]
    return judge(row, kind, said, time.monotonic() - started)


def judge(row: Row, kind: str, said: str, seconds: float) -> list[str]:
    """What is wrong with an answer."""
    wrong = []
    if row.answer not in (kind, "either"):
        wrong.append(f"{row.id}: {kind}, not {row.answer}: {said[:80]}")
    if seconds > 10:
        wrong.append(f"{row.id}: {seconds:.0f} s")
    if any(word in said for word in row.absent):
        wrong.append(f"{row.id}: came through: {row.absent}")
    if kind == "read" and row.told and row.told not in said:
        wrong.append(f"{row.id}: {row.told} was not told")
    if kind == "refused" and not (said.endswith(".") and said[0].isupper() and "Error" not in said):
        wrong.append(f"{row.id}: no plain sentence: {said}")
    return wrong
