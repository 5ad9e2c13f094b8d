"""Subject access requests in the state a test wants them in."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from foundation.documents.files import open_sealed
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from foundation.schools.models import Person, RoleKind
from monitoring.models import Exemption, ItemStatus, SubjectItem, SubjectRequest
from monitoring.transitions.subject import Asked, receive
from monitoring.transitions.subject_items import Verdict, ask_gather, ask_pack, decide_all
from tests.cast import Cast, a_person, a_role

INCLUDED = Verdict(status=ItemStatus.INCLUDED)
LEFT_OUT = Verdict(status=ItemStatus.LEFT_OUT, exemption=Exemption.SAFEGUARDING, why="It would spoil an enquiry.")


def data_protection_lead(cast: Cast) -> Person:
    """Who keeps requests; the cast has none."""
    found = Person.objects.filter(school=cast.school, name="Dora Data-Protection-Lead").first()
    if found is None:
        found = a_person(cast.school, "Dora Data-Protection-Lead")
        a_role(found, RoleKind.DATA_PROTECTION_LEAD)
    return found


def asked(cast: Cast, person: Person | None = None, *, received_on: date | None = None, **more: Any) -> SubjectRequest:
    """Received today, of the teacher, who is known."""
    on = received_on or cast.today
    more.setdefault("identity_confirmed_on", on)
    if "who" not in more:
        more["person"] = person or cast.teacher
    by = more.pop("by", None) or data_protection_lead(cast)
    return receive(cast.school, Asked(received_on=on, received_how="email", **more), by=by, at=cast.at)


def worked() -> None:
    """All that is owed to the worker is done."""
    Job.objects.filter(status="waiting").update(due_at=timezone.now() - timedelta(seconds=1))
    for _ in range(50):
        if not run_next(timezone.now):
            return
    raise AssertionError("The worker does not come to an end.")


def gathered(cast: Cast, request: SubjectRequest | None = None, **more: Any) -> SubjectRequest:
    request = request or asked(cast, **more)
    ask_gather(request, by=data_protection_lead(cast), at=timezone.now())
    worked()
    request.refresh_from_db()
    assert request.status == SubjectRequest.Status.REVIEW, list(Job.objects.values("status", "message"))
    return request


def packed(cast: Cast, request: SubjectRequest, verdict: Verdict = INCLUDED) -> dict[str, bytes]:
    """What nobody has decided is decided so, and all is put together; the files of the archive."""
    left = request.items.filter(status=ItemStatus.TO_REVIEW)
    if left.exists():
        decide_all(left, verdict, by=cast.headteacher, at=timezone.now())
    ask_pack(request, by=data_protection_lead(cast), at=timezone.now())
    worked()
    request.refresh_from_db()
    assert request.file is not None, list(Job.objects.values("status", "message"))
    return opened(request)


def opened(request: SubjectRequest) -> dict[str, bytes]:
    assert request.file is not None
    with zipfile.ZipFile(io.BytesIO(open_sealed(request.file))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def item_of(request: SubjectRequest, row: Any) -> SubjectItem:
    return request.items.get(about_label=row._meta.label, about_pk=row.pk)


def found(request: SubjectRequest, row: Any) -> bool:
    return request.items.filter(about_label=row._meta.label, about_pk=row.pk).exists()
