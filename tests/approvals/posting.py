"""Accounts that are live, and posts for them, in the state a test wants."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from approvals import transitions
from approvals.attached import CHECKS
from approvals.checklists import publishing_points
from approvals.models import ApprovalRules, Kind, Mode, Platform, Request, Site, SitePerson, Whose
from approvals.transitions import Wanted
from approvals.transitions.asking import hash_of
from approvals.transitions.attaching import Pictures, attach
from foundation.documents.uploads import check
from foundation.schools.models import Person
from tests.approvals.asked import answer, send, set_chain
from tests.cast import Cast

LEADERS = Wanted(Mode.DECIDE, Whose.SENIOR_LEADER)
TEXT = "Our summer fair was a joy. Thank you all."


def a_site(cast: Cast, **fields: Any) -> Site:
    """An account that is live, made plainly."""
    platform = Platform.objects.create(
        school=cast.school, name="Chalkboard", minimum_age=13, checked_on=cast.today, source="Its terms"
    )
    given = {
        "identity": "Beacon Hill",
        "address": "https://www.chalkboard.example/beacon-hill",
        "account_email": "news@beacon-hill.example",
        "aims": "News.",
        "audience": "Parents",
        "contributors": "Staff",
        "pupils": "none",
        "status": Site.Status.LIVE,
        "review_due_on": cast.today + timedelta(300),
        "added_at": cast.at,
    }
    return Site.objects.create(school=cast.school, platform=platform, **given | fields)


def rules(cast: Cast, **fields: Any) -> ApprovalRules:
    made, _ = ApprovalRules.objects.update_or_create(school=cast.school, defaults=fields)
    return made


def duty(cast: Cast, site: Site, person: Person, kind: str = SitePerson.Duty.POSTER, **fields: Any) -> SitePerson:
    given = {"starts_on": cast.today - timedelta(9), "given_by": cast.clerk, "given_at": cast.at, "words": person.name}
    return SitePerson.objects.create(school=site.school, site=site, person=person, duty=kind, **given | fields)


def exif() -> Image.Exif:
    """What a telephone puts beside a picture."""
    found = Image.Exif()
    found[0x010F], found[0x0132] = "Pocket Telephone", "2026:05:12 09:30:00"
    found.get_ifd(0x8825)[1], found.get_ifd(0x8825)[2] = "N", (51.0, 30.0, 0.0)
    return found


def photograph(colour: str = "red", **options: Any) -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), colour).save(written, "JPEG", **options)
    return written.getvalue()


def pictures(*data: bytes, words: str = "The fair", what: str = "picture") -> Pictures:
    given = data or (photograph(),)
    return Pictures(what, words, [check(SimpleUploadedFile(f"{place}.jpg", one)) for place, one in enumerate(given)])


def post_answers(cast: Cast, site: Site, **more: Any) -> dict[str, Any]:
    points = [point.name for point in publishing_points(site)]
    given = {"site": str(site.uid), "text": TEXT, "publish_on": cast.today.isoformat(), CHECKS: points}
    return given | more


def a_draft_post(cast: Cast, site: Site, *data: bytes, by: Person | None = None, **more: Any) -> Request:
    """A post as it is written, with pictures."""
    set_chain(cast, LEADERS, kind=Kind.POST)
    by = by or cast.teacher
    request = transitions.start_request(cast.school, Kind.POST, by=by, at=cast.at)
    if data:
        attach(request, pictures(*data), by=by, at=cast.at)
        request.refresh_from_db()
    seen = hash_of(request.kind, request.answers)
    return transitions.write_request(request, post_answers(cast, site, **more), seen=seen, by=by, at=cast.at)


def approved_post(cast: Cast, site: Site, *data: bytes, **more: Any) -> Request:
    request = send(cast, a_draft_post(cast, site, *data, **more))
    answer(cast, request, cast.senior_leader)
    request.refresh_from_db()
    return request
