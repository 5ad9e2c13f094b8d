"""What goes out: a page to read, the same for machines, the files, and their hashes. Nothing of what was withheld.

What is left out has no number, no gap and no word in it; the archive says the same of what the law allows to withhold,
whether anything was or not.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.timezone import localtime

from foundation.documents.files import FileBroken, open_sealed
from foundation.documents.models import File
from foundation.schools.csv_out import csv_text
from monitoring.models import ItemStatus, SubjectItem, SubjectRequest, UsageExtract
from monitoring.subject.bars import barred, over_text
from monitoring.subject.content import Words, content, hash_of, kind_of
from monitoring.subject.rows import rows_of
from policies.pdf import styles_of

SUMS, EPOCH = "SHA256SUMS", (1980, 1, 1, 0, 0, 0)
AT_ONCE = 200
LOG_COLUMNS = ("When", "Site", "Category", "Blocked", "Seconds")


class Changed(Exception):
    """Some items are not what somebody looked at any more; `pks` are their keys."""

    def __init__(self, pks: list[int]) -> None:
        self.pks = pks
        super().__init__(f"{len(pks)} items changed since somebody looked at them.")


@dataclass(frozen=True)
class Record:
    """One thing that goes out: what it is, what it says, and the file beside it."""

    kind: str
    says: list[Words]
    path: str = ""


@dataclass
class Archive:
    """The files of an archive by their paths."""

    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, data: bytes, ending: str) -> str:
        path = f"files/{sum(name.startswith('files/') for name in self.files) + 1:04d}{ending}"
        self.files[path] = data
        return path

    def zipped(self) -> bytes:
        """All of it as a ZIP, with a list of hashes that `sha256sum -c` reads."""
        lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(self.files.items())]
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in {**self.files, SUMS: "".join(lines).encode()}.items():
                archive.writestr(zipfile.ZipInfo(path, EPOCH), data, zipfile.ZIP_DEFLATED)
        return made.getvalue()


def archive_of(request: SubjectRequest, *, at: datetime, progress: Callable[[int, int], None]) -> Archive:
    """What is included, with what is blacked out under bars.

    Raises Changed, FileBroken, KeyringError, or NotAllowed where a word that is blacked out would be left.
    """
    made, records = Archive(), list[Record]()
    for said in _records(request, made, progress):
        records.append(said)
    context = {"request": request, "at": at, "groups": _grouped(records), "sums": SUMS}
    made.files["records.json"] = _json(request, records, at)
    made.files["index.html"] = render_to_string("monitoring/subject/archive.html", context).encode()
    made.files["style.css"] = "".join(styles_of("subject_archive.css")).encode()
    made.files["README.txt"] = render_to_string("monitoring/subject/readme.txt", context).encode()
    return made


def _records(request: SubjectRequest, made: Archive, progress: Callable[[int, int], None]) -> Iterator[Record]:
    chosen = request.items.filter(status__in=(ItemStatus.INCLUDED, ItemStatus.BLACKED_OUT)).select_related("copy")
    pks, changed = list(chosen.values_list("pk", flat=True)), list[int]()
    for start in range(0, len(pks), AT_ONCE):
        progress(start, len(pks))
        items = list(chosen.filter(pk__in=pks[start : start + AT_ONCE]))
        rows = rows_of(items)
        for item in items:
            row = rows.get((item.about_label, item.about_pk))
            said = content(row) if row is not None else []
            if row is None or hash_of(said) != item.content_hash:
                changed.append(item.pk)
                continue
            yield _record(item, row, said, made)
    if changed:
        raise Changed(changed)


def _record(item: SubjectItem, row: Any, said: list[Words], made: Archive) -> Record:
    bars = item.bars.splitlines()
    return Record(kind_of(item.about_label), barred(said, bars), _beside(item, row, made))


def _beside(item: SubjectItem, row: Any, made: Archive) -> str:
    """The file that belongs to an item: its own bytes, the copy that was blacked out, or the lines of a log."""
    if isinstance(row, UsageExtract):
        return made.add(over_text(_log(row), item.bars.splitlines()).encode(), ".csv")
    if not isinstance(row, File):
        return ""
    file = item.copy if item.status == ItemStatus.BLACKED_OUT else row
    if file is None:
        raise FileBroken("A copy that was blacked out is missing.")
    if file.purged_at is not None:
        return ""
    return made.add(open_sealed(file), f".{file.name.rpartition('.')[2]}" if "." in file.name else "")


def _log(extract: UsageExtract) -> str:
    rows = extract.rows.order_by("at", "pk").values_list("at", "host", "category", "was_blocked", "seconds")
    said = (
        (localtime(at).isoformat(), host, category, "yes" if blocked else "no", seconds if seconds is not None else "")
        for at, host, category, blocked, seconds in rows.iterator(chunk_size=5000)
    )
    return csv_text(LOG_COLUMNS, said)


def _grouped(records: list[Record]) -> list[tuple[str, list[Record]]]:
    """By what they are, in one order."""
    groups: dict[str, list[Record]] = {}
    for one in records:
        groups.setdefault(one.kind, []).append(one)
    return sorted(groups.items())


def _json(request: SubjectRequest, records: list[Record], at: datetime) -> bytes:
    told = {
        "request": request.reference,
        "school": request.school.name,
        "made_at": localtime(at).isoformat(),
        "records": [
            {"kind": one.kind, "says": [[part.title, part.words] for part in one.says], "file": one.path or None}
            for one in records
        ],
    }
    return json.dumps(told, indent=1, ensure_ascii=False).encode()
