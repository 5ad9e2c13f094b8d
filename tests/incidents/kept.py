"""Evidence, addresses and removals in the state a test wants them in."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.documents.uploads import EVIDENCE, Checked, check
from foundation.schools.models import Person
from incidents.models import Case, Evidence, IncidentRules, Takedown
from incidents.transitions.evidence import keep_document, keep_picture, keep_text
from incidents.transitions.takedowns import Done, add_address, record_step
from tests.approvals.posting import exif, photograph
from tests.cast import Cast

ADDRESS = "https://chalkboard.example/posts/4711"
MARKER = "zebra-crossing-marker"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF " + MARKER.encode()
EMAIL = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Hello\r\n\r\n<script>alert(1)</script>\r\n"


def given(name: str, data: bytes) -> Checked:
    """A file as the form hands it on."""
    return check(SimpleUploadedFile(name, data), kinds=EVIDENCE)


def a_picture(cast: Cast, case: Case, colour: str = "red", by: Person | None = None, **more: Any) -> Evidence:
    """A photograph with its place, kept."""
    upload = given(f"{MARKER}.jpg", photograph(colour, exif=exif()))
    by = by or cast.headteacher
    return keep_picture(case, upload, about=more.pop("about", "A rude comment"), by=by, at=cast.at, **more)


def a_document(cast: Cast, case: Case, name: str = "letter.pdf", data: bytes = PDF) -> Evidence:
    return keep_document(case, given(name, data), about="A letter", by=cast.headteacher, at=cast.at)


def a_text(cast: Cast, case: Case, text: str = "She shouts at us.") -> Evidence:
    return keep_text(case, text, about="The comment", link=ADDRESS, by=cast.headteacher, at=cast.at)


def an_address(cast: Cast, case: Case, address: str = ADDRESS, platform: str = "Chalkboard") -> Takedown:
    return add_address(case, address, platform=platform, by=cast.headteacher, at=cast.at)


def step(cast: Cast, takedown: Takedown, what: str, hours: float = 0, words: str = "As said.", **more: Any) -> Takedown:
    """A step that was done so many hours after the cast's moment."""
    at = cast.at + timedelta(hours=hours)
    record_step(takedown, Done(what, at, words=words, **more), by=cast.headteacher, at=at)
    takedown.refresh_from_db()
    return takedown


def rules(cast: Cast, **fields: Any) -> IncidentRules:
    made, _ = IncidentRules.objects.update_or_create(school=cast.school, defaults=fields)
    return made
