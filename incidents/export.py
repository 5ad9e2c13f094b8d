"""The job that puts a case together: as one archive, or as the printed file of a long case."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from foundation.core.keyring import KeyringError
from foundation.documents.printing import PrintError
from foundation.jobs.kinds import JobRefused, Progress, job
from foundation.jobs.models import Job
from incidents.archive import archive_of
from incidents.case_file import Audience, case_print
from incidents.models import CaseExport
from incidents.pdf import print_long_case
from incidents.transitions.exporting import JOB, finish_export, job_key

What = CaseExport.What
NOT_YOURS = "You cannot have this any more."
NOT_OPENED = "Something in this case cannot be opened: its key is missing. Tell whoever looks after this site."


def job_of(export: CaseExport) -> Job | None:
    """The work that makes this export, while it is known."""
    return Job.objects.filter(key=job_key(export)).first()


def _result_url(asked: Job) -> str:
    return reverse("case-export-page", args=[asked.payload["export"]])


@job(JOB, "Putting the case together", result_url=_result_url)
def put_together(asked: Job, progress: Progress) -> dict[str, Any]:
    """Gather everything, if whoever asked may still have it, and seal it for them for a day."""
    export = CaseExport.objects.select_related("case__school", "asked_by__user").get(uid=asked.payload["export"])
    if export.status != CaseExport.Status.WAITING:
        return {"export": str(export.uid)}
    user = export.asked_by.user
    if user is None or not user.has_perm("incidents.see_export", export):
        raise JobRefused(NOT_YOURS)
    progress(0, 2, "Gathering")
    try:
        made, holds = _archive(export, progress) if export.what == What.ARCHIVE else _file(export, progress)
    except KeyringError as lost:
        raise JobRefused(NOT_OPENED) from lost
    except PrintError as failed:
        raise JobRefused(failed.sentence) from failed
    finish_export(export, made, holds=holds, at=timezone.now())
    return {"export": str(export.uid)}


def _archive(export: CaseExport, progress: Progress) -> tuple[bytes, list[UUID]]:
    archive = archive_of(export.case, asked_by=export.asked_by.name, at=timezone.now())
    progress(1, 2, "Packing")
    packed = archive.zipped()
    archive.files.clear()  # what it is made of is not needed in memory beside it
    return packed, archive.holds


def _file(export: CaseExport, progress: Progress) -> tuple[bytes, list[UUID]]:
    made = case_print(export.case, Audience(export.what), None, at=timezone.now())
    return print_long_case(made, progress), []
