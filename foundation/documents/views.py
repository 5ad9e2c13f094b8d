"""The one download: whoever asks for a file is asked whether its owner's rule lets them."""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.audit import trail
from foundation.core.keyring import KeyringError
from foundation.core.pages import page
from foundation.documents import files
from foundation.documents.models import File

log = logging.getLogger(__name__)
# Files of these classes are about people: that somebody opened one is kept.
LOOKS = frozenset({"acknowledgement", "incident", "roll"})


@dataclass(frozen=True)
class Reader:
    """Who looked, as far as a log-in says."""

    actor_uid: UUID
    actor_name: str


@page(signed_in="the rule of the file's owner is asked below", methods=("GET",))
def download(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hand out a file to whom its owner's rule lets; for everybody else there is none."""
    file = File.objects.filter(uid=uid, purged_at=None).first()
    if file is None or not files.may_read(request.user, file):
        raise Http404
    try:
        answer = files.respond(file)
    except (files.FileBroken, KeyringError) as broken:
        log.error("File %s cannot be opened: %s", file.uid, broken)
        return render(request, "documents/broken.html", {"file": file}, status=500)
    if file.retention_class in LOOKS:
        _note(request.user, file)
    return answer


def _note(user: Any, file: File) -> None:
    reader = Reader(user.uid, str(user))
    trail.look(file, by=reader, at=timezone.now(), school=files.SchoolUid(file.school_uid), how="downloaded")
