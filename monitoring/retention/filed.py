"""The file of tombstones: beside the database, append-only, so that it survives a restore of the database from before.

One line for each chunk that was destroyed and for each certificate, flushed to the disk. A chunk is filed after it was
committed, and marked so; what a machine that stopped left out is filed before anything else is destroyed. A line twice
says nothing new. It holds kinds, uids, numbers, days and rules, and no personal data.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from monitoring.models import Certificate, Purge, PurgeChunk, Tombstone

NAME = "tombstones.jsonl"


def place() -> Path:
    return Path(settings.HOME) / NAME


def write(line: dict[str, Any]) -> None:
    """Add one line so that it lasts. Raises OSError (a full disk)."""
    path = place()
    is_new = not path.exists()
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(opened, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        torn = size > 0 and os.pread(opened, 1, size - 1) != b"\n"
        data = (b"\n" if torn else b"") + json.dumps(line, separators=(",", ":")).encode() + b"\n"
        while data:  # one call, unless the disk takes less at once
            data = data[file.write(data) or 0 :]
        os.fsync(opened)
    if is_new:
        _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def lines() -> Iterator[dict[str, Any]]:
    """Every whole line, in order; one that was torn when a machine stopped is left out (it was filed again)."""
    try:
        file = place().open(encoding="utf-8")
    except FileNotFoundError:
        return
    with file:
        for text in file:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                yield line


def file_what_is_not(at: datetime) -> int:
    """File every chunk and certificate that is not filed yet; how many."""
    number = 0
    for chunk in PurgeChunk.objects.filter(filed_at=None).select_related("purge", "school").order_by("pk"):
        write(line_of_chunk(chunk))
        PurgeChunk.objects.filter(pk=chunk.pk).update(filed_at=at)
        number += 1
    for certificate in Certificate.objects.filter(filed_at=None).select_related("purge", "school").order_by("pk"):
        write(line_of_certificate(certificate))
        Certificate.objects.filter(pk=certificate.pk).update(filed_at=at)
        number += 1
    return number


def _line_of_purge(purge: Purge) -> dict[str, Any]:
    return {
        "uid": str(purge.uid),
        "school": str(purge.school.uid),
        "class": purge.record_class,
        "due_on": purge.due_on.isoformat(),
        "until_on": purge.until_on.isoformat(),
        "rule": purge.rule,
        "found": purge.found_count,
    }


def line_of_chunk(chunk: PurgeChunk) -> dict[str, Any]:
    rows = Tombstone.objects.filter(chunk=chunk).order_by("pk").values_list("about_label", "about_uid", "is_root")
    return {
        "chunk": str(chunk.uid),
        "purge": _line_of_purge(chunk.purge),
        "number": chunk.number,
        "label": chunk.label,
        "count": chunk.count,
        "parts": chunk.parts,
        "files": chunk.files,
        "first_on": chunk.first_on.isoformat(),
        "last_on": chunk.last_on.isoformat(),
        "until_on": chunk.until_on.isoformat() if chunk.until_on else None,
        "keys": [chunk.first_key, chunk.last_key] if chunk.first_key is not None else None,
        "sha256": chunk.sha256,
        "at": chunk.at.isoformat(),
        "rows": [[label, str(uid), is_root] for label, uid, is_root in rows],
    }


def line_of_certificate(certificate: Certificate) -> dict[str, Any]:
    return {
        "certificate": str(certificate.uid),
        "purge": _line_of_purge(certificate.purge),
        "title": certificate.title,
        "count": certificate.count,
        "parts": certificate.parts,
        "files": certificate.files,
        "left": certificate.left,
        "first_on": certificate.first_on.isoformat(),
        "last_on": certificate.last_on.isoformat(),
        "sha256": certificate.sha256,
        "at": certificate.at.isoformat(),
    }
