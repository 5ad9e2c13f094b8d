"""The rows of the registers, and a part that is published by itself."""

from typing import Any
from uuid import uuid4

from foundation.core.change import change
from foundation.documents import files
from policies.models import Version
from policies.statutory import shipped
from policies.transitions.parts import keep_part_print, publish_part
from policies.transitions.statutory import ListRead, answer_statutory, offer_statutory_list
from tests.cast import Cast


def register_rows(cast: Cast, version: Version) -> dict[str, Any]:
    """A clause of the version by itself with its print, a list to be looked over, and an answer to a line."""
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    part = publish_part(version.policy, "1-purpose", "What keys are for", **by)
    keep_part_print(part, version, b"%PDF-1.7 part", **by)
    uid = uuid4()
    with change():
        owner = ("policies.StatutoryList", uid)
        file = files.seal("list.csv", b"Key", media_type="text/csv", owner=owner, school=cast.school, **by)
        read = ListRead([line.as_dict() for line in shipped()[:3]], [])
        offered = offer_statutory_list(cast.school, file, read, uid=uid, **by)
    return {
        "part": part,
        "statutory_list": offered,
        "statutory_file": file,
        "statutory_answer": answer_statutory(cast.school, "uniform", not_needed_why="We have none.", **by),
    }
