"""Files kept and sealed: bytes in, bytes out, and the one answer that hands them to somebody.

Sealing happens in the change that needs the file. The bytes are written first and lie encrypted; when the change is
rolled back they are removed again, and what a crash leaves behind is found by `orphans`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from foundation.audit import trail
from foundation.core import keyring
from foundation.core.actors import Actor
from foundation.core.change import change, undo_with
from foundation.core.panels import file_rules
from foundation.documents import store
from foundation.documents.models import File
from foundation.documents.names import clean_name
from foundation.documents.uploads import KINDS, LARGEST, Checked, UploadRefused, check
from foundation.documents.verbs import Verb

__all__ = ["FileBroken", "UploadRefused", "may_read", "open_sealed", "orphans", "purge", "respond", "seal"]
__all__ += ["seal_upload"]

PDF = "application/pdf"
# Anything else is handed out as mere bytes, so that no browser tries to show it.
SHOWN = frozenset({PDF, "image/png", "image/jpeg", "text/plain", KINDS["docx"].media_type})


class FileBroken(Exception):
    """The bytes are gone or not what was sealed; the text is a plain sentence. Nothing of the file is shown."""


@dataclass
class SchoolUid:
    """A school by its uid alone, as what stands below schools names it."""

    uid: UUID


def seal(
    name: str,
    data: bytes,
    *,
    media_type: str,
    owner: Any,
    school: trail.HasUid,
    by: Actor,
    at: datetime,
    retention_class: str = "file",
) -> File:
    """Keep these bytes, encrypted, for `owner` (a row, or a label and a uid). Raises RuntimeError outside a change."""
    label, owner_uid = owner if isinstance(owner, tuple) else (owner._meta.label, owner.uid)
    uid = uuid4()
    undo_with(lambda: store.remove(uid))
    store.put(uid, keyring.close(data, about=_about(uid)))
    file = File.objects.create(
        uid=uid,
        school_uid=school.uid,
        owner_label=label,
        owner_uid=owner_uid,
        name=clean_name(name),
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        key_id=keyring.current_key_id(),
        sealed_at=at,
        sealed_by_uid=by.actor_uid,
        sealed_by_name=by.actor_name,
        retention_class=retention_class,
    )
    trail.record(Verb.FILE_SEALED, file, by=by, at=at, school=school, sha256=file.sha256, size=file.size, owner=label)
    return file


def seal_upload(
    upload: UploadedFile[Any] | Checked,
    *,
    owner: Any,
    school: trail.HasUid,
    by: Actor,
    at: datetime,
    kinds: Sequence[str] = tuple(KINDS),
    most: int = LARGEST,
    retention_class: str = "file",
) -> File:
    """Keep an uploaded file, looked at here unless an UploadField did (it should: looking at a picture takes time).

    `kinds` are endings, `most` is in bytes. Raises UploadRefused with the sentence.
    """
    one = upload if isinstance(upload, Checked) else check(upload, kinds=kinds, most=most)
    about = {"owner": owner, "school": school, "by": by, "at": at, "retention_class": retention_class}
    return seal(one.name, one.data, media_type=one.media_type, **about)


def _about(uid: UUID) -> str:
    return f"file:{uid}"


def open_sealed(file: File) -> bytes:
    """The bytes as they were given.

    Raises FileBroken when they are gone or differ from what was sealed, KeyMissing when the key is lost.
    """
    if file.purged_at is not None:
        raise FileBroken("This file was destroyed when its time was over.")
    try:
        data = keyring.open_closed(store.get(file.uid), about=_about(file.uid))
    except OSError as error:
        raise FileBroken("This file is missing from the store. Tell whoever looks after this site.") from error
    except keyring.Tampered as error:
        raise FileBroken("This file was changed or damaged after it was kept; it is not shown.") from error
    if len(data) != file.size or hashlib.sha256(data).hexdigest() != file.sha256:
        raise FileBroken("This file is not the one that was kept here; it is not shown.")
    return data


def may_read(user: Any, file: File) -> bool:
    """Whether the rule of the file's owner lets this user read it; no rule, no."""
    rule = file_rules.entries.get(file.owner_label)
    return rule is not None and user.is_authenticated and bool(rule(user, file.owner_uid))


def respond(file: File, *, inline: bool = False) -> HttpResponse:
    """The bytes as an answer, for saving. `inline` opens a PDF in the browser: only for those this site made itself.

    The caller has asked who may. Raises what `open_sealed` raises.
    """
    inline = inline and file.media_type == PDF
    kind = file.media_type if file.media_type in SHOWN else "application/octet-stream"
    answer = HttpResponse(open_sealed(file), content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(not inline, file.name) or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'" if inline else "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer


def purge(file: File, *, rule: str, by: Actor, at: datetime) -> File:
    """Destroy the bytes under a retention rule; the row stays and says so. The bytes go once that is committed."""
    with change():
        file = File.objects.select_for_update().get(pk=file.pk)
        if file.purged_at is None:
            file.purged_at, file.purged_by = at, f"{by.actor_name}: {rule}"[:200]
            file.save(update_fields=["purged_at", "purged_by"])
            trail.record(Verb.FILE_PURGED, file, by=by, at=at, school=SchoolUid(file.school_uid), rule=rule)
        transaction.on_commit(lambda: store.remove(file.uid))
    return file


def orphans(at: datetime) -> tuple[list[Path], list[File]]:
    """What does not belong together: stored files without a row (older than an hour), rows whose bytes are gone."""
    kept = set(File.objects.filter(purged_at=None).values_list("uid", flat=True))
    strays = [path for path, uid in store.settled(at) if uid not in kept]
    bare = [
        file
        for file in File.objects.filter(purged_at=None).order_by("pk").iterator()
        if not (store.root() / file.uid.hex[:2] / file.uid.hex).is_file()
    ]
    return strays, bare


def rotate(file: File) -> bool:
    """Close the file's bytes with the key in use; whether that was needed. Raises what `open_sealed` raises."""
    if file.key_id == keyring.current_key_id():
        return False
    sealed = keyring.close(open_sealed(file), about=_about(file.uid))
    store.put(file.uid, sealed)
    File.objects.filter(pk=file.pk).update(key_id=keyring.closed_with(sealed))
    return True
