"""Opening an annex for somebody who sees nothing else of the school: a starter, a contractor."""

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.keyring import KeyringError
from foundation.documents.files import FileBroken, respond
from policies.models import Attachment, Version

log = logging.getLogger(__name__)


def open_annex(request: HttpRequest, version: Version, attachment: UUID, *, by: Actor) -> HttpResponse:
    """The annex of this version; that it was opened is kept. The caller has asked who may read the version.

    Raises Http404 where the version has no such annex, or it was destroyed.
    """
    rows = version.attachments.filter(kind=Attachment.Kind.ANNEX, file__purged_at=None).select_related("file")
    file = get_object_or_404(rows, uid=attachment).file
    try:
        answer = respond(file)
    except (FileBroken, KeyringError) as broken:
        log.error("File %s cannot be opened: %s", file.uid, broken)
        return render(request, "documents/broken.html", {"file": file}, status=500)
    trail.look(file, by=by, at=timezone.now(), school=version.school, how="downloaded")
    return answer
