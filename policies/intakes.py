"""Taking documents in: seal, ask for a job, read in the limited child."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from foundation.core.actors import Clock
from foundation.core.change import change
from foundation.documents import files
from foundation.documents.reading import read_document
from foundation.documents.uploads import Checked
from foundation.jobs.child import ChildError
from foundation.jobs.kinds import Progress, job
from foundation.jobs.models import Job
from foundation.jobs.transitions import ask
from foundation.schools.models import Person, School
from policies.models import Intake, Policy
from policies.original import original_html
from policies.transitions import read_intake, refuse_intake, take_in

READER = Clock("document reader")
READ = "policies.read_intake"


def bring_document(
    school: School, checked: Checked, purpose: str, *, policy: Policy | None = None, by: Person, at: datetime
) -> Intake:
    """Seal a document, take it in, and have it read soon."""
    uid = uuid4()
    owner = ("policies.Intake", uid)
    with change():
        file = files.seal_upload(checked, owner=owner, school=school, by=by, at=at)
        intake = take_in(school, file, purpose, uid=uid, policy=policy, by=by, at=at)
        ask(READ, key=f"{READ}:{uid}", payload={"intake": str(uid)}, school=school, by=by, at=at)
    return intake


@job(READ, "Reading the document", result_url=lambda asked: reverse("intake", args=[asked.payload["intake"]]))
def read_job(asked: Job, progress: Progress) -> dict[str, Any]:
    """Read one document; run twice, the second finds it read."""
    intake = Intake.objects.select_related("file", "school").get(uid=asked.payload["intake"])
    if intake.status == Intake.Status.READING:
        read(intake, at=timezone.now())
    return {"intake": str(intake.uid)}


def read(intake: Intake, *, at: datetime) -> Intake:
    """Read a sealed document; keep what was read, or the sentence that says why it could not be."""
    data = files.open_sealed(intake.file)
    try:
        reading: dict[str, Any] = read_document(intake.file.name, data, today=timezone.localdate(at)).as_dict()
        reading["original"] = original_html(intake.file.name, data)
    except ChildError as refused:
        return refuse_intake(intake, str(refused), by=READER, at=at)
    return read_intake(intake, reading, by=READER, at=at)
