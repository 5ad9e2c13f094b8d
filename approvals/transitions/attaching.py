"""Pictures are put to a request that is being written, and taken away from it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from approvals.attached import ATTACHMENTS, MOST_PICTURES, entry, with_attachments
from approvals.models import Attachment, Request
from approvals.transitions.steps import held
from approvals.verbs import REQUEST_MOVES, Verb
from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.documents.uploads import Checked
from foundation.schools.models import Person

NEVER_SENT = "taken away before it was sent"


@dataclass(frozen=True)
class Pictures:
    """Pictures that were looked at, what they are for, and what they show."""

    what: str
    words: str
    files: Sequence[Checked]


def attach(request: Request, pictures: Pictures, *, by: Person, at: datetime) -> list[Attachment]:
    """Put pictures to a request; whoever may see the request may see them."""
    with change():
        request = held(request)
        REQUEST_MOVES.check("write", request.status)
        there = list(request.answers.get(ATTACHMENTS, ()))
        if len(there) + len(pictures.files) > MOST_PICTURES:
            raise NotAllowed(f"A request has at most {MOST_PICTURES} pictures. Take some away first.")
        made = [_keep(request, pictures, one, by, at) for one in pictures.files]
        request.answers = with_attachments(request.answers, [*there, *map(entry, made)])
        request.save(update_fields=["answers"])
    return made


def _keep(request: Request, pictures: Pictures, picture: Checked, by: Person, at: datetime) -> Attachment:
    file = files.seal_upload(
        picture, owner=request, school=request.school, by=by, at=at, retention_class=request.retention_class
    )
    made = Attachment.objects.create(
        school=request.school,
        request=request,
        file=file,
        what=pictures.what,
        words=pictures.words,
        removed=list(picture.removed),
        added_by=by,
        added_at=at,
    )
    data = {"sha256": file.sha256, "removed": list(picture.removed)}
    trail.record(Verb.PICTURE_ADDED, request, by=by, at=at, school=request.school, **data)
    return made


def detach(attachment: Attachment, *, by: Person, at: datetime) -> Request:
    """Take a picture away from what is being written. One that was never sent is destroyed."""
    with change():
        request = held(attachment.request)
        REQUEST_MOVES.check("write", request.status)
        uid = str(attachment.uid)
        left = [one for one in request.answers.get(ATTACHMENTS, ()) if one["uid"] != uid]
        if len(left) == len(request.answers.get(ATTACHMENTS, ())):
            raise NotAllowed("It was taken away already.")
        request.answers = with_attachments(request.answers, left)
        request.save(update_fields=["answers"])
        if not _was_sent(request, uid):
            files.purge(attachment.file, rule=NEVER_SENT, by=by, at=at)
            attachment.delete()
        trail.record(
            Verb.PICTURE_TAKEN_AWAY, request, by=by, at=at, school=request.school, sha256=attachment.file.sha256
        )
    return request


def _was_sent(request: Request, uid: str) -> bool:
    """Whether a text that was sent has this picture."""
    sent = request.revisions.values_list("answers", flat=True)
    return any(one["uid"] == uid for answers in sent for one in answers.get(ATTACHMENTS, ()))
