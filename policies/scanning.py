"""Scans of signed sheets on their way in: seal, ask for a job, read in the limited child a few pages at a time."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from foundation.core.actors import Clock
from foundation.core.change import change
from foundation.documents import files
from foundation.documents import scans as documents
from foundation.documents.uploads import Checked
from foundation.jobs.child import ChildBusy, ChildError
from foundation.jobs.kinds import Progress, job
from foundation.jobs.models import Job
from foundation.jobs.transitions import ask
from foundation.schools.models import Person, School
from policies.models import SheetScan
from policies.transitions.sheets import read_scan, refuse_scan, take_scan

READER = Clock("scan reader")
READ = "policies.read_scan"
OWNER = "policies.SheetScan"


def bring_scan(school: School, checked: Checked, *, by: Person, at: datetime) -> SheetScan:
    """Seal a scan, take it in, and have it read soon."""
    uid = uuid4()
    with change():
        about: dict[str, Any] = {"owner": (OWNER, uid), "school": school, "by": by, "at": at}
        file = files.seal_upload(checked, retention_class="acknowledgement", **about)
        scan = take_scan(school, file, uid=uid, by=by, at=at)
        ask(READ, key=f"{READ}:{uid}", payload={"scan": str(uid)}, school=school, by=by, at=at)
    return scan


@job(READ, "Reading the scan", result_url=lambda asked: reverse("scan", args=[asked.payload["scan"]]))
def read_job(asked: Job, progress: Progress) -> dict[str, Any]:
    """Read one scan; run twice, the second finds it read."""
    scan = SheetScan.objects.select_related("file", "school").get(uid=asked.payload["scan"])
    if scan.status == SheetScan.Status.READING:
        read(scan, progress, at=timezone.now())
    return {"scan": str(scan.uid)}


def read(scan: SheetScan, progress: Progress, *, at: datetime) -> SheetScan:
    """Read a sealed scan page by page; keep what was found at once, or the sentence that says why it cannot be read."""
    data = files.open_sealed(scan.file)
    pages: list[documents.ScannedPage] = []
    try:
        while True:
            part = documents.read_scan(data, first=len(pages))
            pages += part.pages
            progress(len(pages), part.total, f"{len(pages)} of {part.total} pages")
            if len(pages) >= part.total or not part.pages:
                return read_scan(scan, pages, by=READER, at=at)
    except ChildBusy:
        raise  # the job is tried again in a while
    except ChildError as refused:
        return refuse_scan(scan, str(refused), by=READER, at=at)
