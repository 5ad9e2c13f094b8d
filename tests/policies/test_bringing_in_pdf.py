"""A policy in force is brought in from its PDF, by the page and by the command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from policies.intakes import read
from policies.models import Intake, PolicyRules
from tests.cast import Cast, signed_in
from tests.corpus.pdf_parts import PICTURE, SHOW_PICTURE, pdf
from tests.foundation.documents.reading.outlines import NUMBERED, heads
from tests.foundation.documents.reading.pdf_pages import page_of
from tests.policies.views.shown import document, said

pytestmark = [pytest.mark.django_db, pytest.mark.clause("ALL-03")]


@pytest.fixture(autouse=True)
def _rules(cast: Cast) -> None:
    PolicyRules.objects.get_or_create(school=cast.school)


def sent(cast: Cast, data: bytes, name: str = "Lunch.pdf") -> Intake:
    files = [SimpleUploadedFile(name, data, content_type="application/pdf")]
    answer = signed_in(cast.clerk).post(reverse("intake-add", args=[cast.school.slug]), {"documents": files})
    assert answer.status_code == 302
    return read(Intake.objects.select_related("file", "school").get(status="reading"), at=timezone.now())


def test_its_clauses_stand_beside_all_that_it_says(cast: Cast) -> None:
    intake = sent(cast, page_of("heads and feet", "numbered"))
    page = signed_in(cast.clerk).get(reverse("intake", args=[intake.uid]))
    assert page.status_code == 200
    for head in heads(NUMBERED):
        assert said(page).count(head.title) >= 2  # as read, and in the original beside it
    assert "Lunch and Trips Policy" in [box.get("value") for box in document(page).xpath("//input[@name='title']")]


def test_a_scan_is_refused_in_words_on_the_page(cast: Cast) -> None:
    scan = pdf(SHOW_PICTURE, resources="/XObject << /Im1 10 0 R >>", more=[PICTURE])
    intake = sent(cast, scan)
    assert intake.status == Intake.Status.REFUSED
    assert "This PDF is a scan" in said(signed_in(cast.clerk).get(reverse("intake", args=[intake.uid])))


def test_the_command_prints_its_outline_and_says_what_is_wrong_with_another(tmp_path: Path) -> None:
    (tmp_path / "lunch.pdf").write_bytes(page_of("contents", "numbered"))
    out = StringIO()
    call_command("outline", str(tmp_path / "lunch.pdf"), stdout=out)
    for head in heads(NUMBERED):
        assert f'"title": "{head.title}"' in out.getvalue()
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(CommandError, match=r"broken\.pdf: This PDF is damaged"):
        call_command("outline", str(tmp_path / "broken.pdf"), stdout=StringIO())
