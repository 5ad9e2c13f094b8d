"""Many files read in one child, each with its own answer and time."""

import base64
import datetime
import json
import time

from foundation.documents.reading.inside import read
from foundation.documents.reading.model import CannotRead

TODAY = datetime.date(2026, 11, 21)


def answer(name: str, data: bytes) -> dict[str, str | float]:
    """`refused` with the sentence, or `read` with everything that came through as JSON."""
    start = time.monotonic()
    try:
        kind, said = "read", json.dumps(read(name, data, TODAY).as_dict(), ensure_ascii=False)
    except CannotRead as refused:
        kind, said = "refused", refused.sentence
    return {"kind": kind, "said": said, "seconds": time.monotonic() - start}


def answer_all(payload: bytes) -> bytes:
    """The target of the child."""
    given = json.loads(payload)
    return json.dumps([answer(row["name"], base64.b64decode(row["data"])) for row in given]).encode()
