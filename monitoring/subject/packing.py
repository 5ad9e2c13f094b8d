"""The job that makes the archive of a request."""

from typing import Any

from django.utils import timezone

from foundation.core.keyring import KeyringError
from foundation.documents.files import FileBroken
from foundation.jobs.kinds import JobRefused, Progress, job
from foundation.jobs.models import Job
from monitoring.models import SubjectRequest
from monitoring.subject.archive import Changed, archive_of
from monitoring.subject.gathering import NOT_OPENED, request_of, request_url
from monitoring.transitions.subject_items import PACK, finish_pack, look_again


@job(PACK, "Putting together what is sent", result_url=request_url)
def pack(asked: Job, progress: Progress) -> dict[str, Any]:
    """What was decided, put together and sealed; what changed since somebody looked is to be looked at again."""
    request = request_of(asked)
    if request.status != SubjectRequest.Status.REVIEW:
        return {"request": str(request.uid)}
    try:
        archive = archive_of(
            request, at=timezone.now(), progress=lambda done, of: progress(done, of, "Putting together")
        )
    except KeyringError as lost:
        raise JobRefused(NOT_OPENED) from lost
    except FileBroken as broken:
        raise JobRefused(str(broken)) from broken
    except Changed as changed:
        look_again(request, changed.pks, at=timezone.now())
        said = f"{len(changed.pks)} of the items changed since somebody looked at them. They are to be looked at again."
        raise JobRefused(said) from changed
    packed = archive.zipped()
    archive.files.clear()  # what it is made of is not needed in memory beside it
    finish_pack(request, packed, at=timezone.now())
    return {"request": str(request.uid)}
