"""Every row of the corpus of evidence: kept byte for byte with a harmless working copy, or refused with a sentence."""

import io
import re
import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from foundation.documents.files import open_sealed
from foundation.documents.uploads import EVIDENCE, Checked, UploadRefused, check
from incidents.models import Case, Evidence
from incidents.transitions.evidence import keep_file
from tests.cast import Cast, signed_in
from tests.corpus.evidence import HIDDEN, Row, rows
from tests.incidents.reported import in_hand

ROWS = rows()
NAMES = (
    "../../etc/passwd.png",
    "..\\..\\boot.png",
    "/etc/cron.d/a.png",
    "con.png",
    "a\r\nSet-Cookie: x=1.png",
    'a"; filename="b.exe.png',
    "a;b.png",
    "%2e%2e%2fa.png",
    "\u202egnp.exe.png",
    "\u2066a\u2069.png",
    "z\u0301\u0302" * 200 + ".png",
    "a" * 300 + ".png",
    "\U0001f600.png",
    "Zoë O\u2019Brien.png",
    "\u0645\u062f\u0631\u0633\u0629.png",
    "a\x00b.png",
)


def looked_at(row: Row, data: bytes) -> Checked:
    return check(SimpleUploadedFile(row.called, data), kinds=EVIDENCE)


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len(ROWS) >= 150
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.kept], ids=lambda row: row.name)
def test_it_is_refused_with_a_sentence(row: Row) -> None:
    with pytest.raises(UploadRefused) as refused:
        looked_at(row, row.make())
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 400


@pytest.mark.django_db
@pytest.mark.parametrize("row", [row for row in ROWS if row.kept], ids=lambda row: row.name)
def test_it_is_kept_byte_for_byte_and_its_working_copy_is_what_is_seen(cast: Cast, row: Row) -> None:
    came = row.make()
    kept = keep_file(in_hand(cast), looked_at(row, came), about="Something", by=cast.headteacher, at=cast.at)
    assert kept.original is not None
    assert open_sealed(kept.original) == came
    assert (kept.working is None) == (kept.what == Evidence.What.DOCUMENT)
    if kept.working is not None:
        seen = open_sealed(kept.working)
        shown = Image.open(io.BytesIO(seen), formats=("PNG", "JPEG"))
        shown.load()
        assert not [part for part in (HIDDEN, b"<script", b"PK\x03\x04", b"%PDF", b"<svg") if part in seen]
        assert dict(shown.getexif()) == {}
        assert not getattr(shown, "is_animated", False)


@pytest.fixture
def case(cast: Cast) -> Case:
    return in_hand(cast)


@pytest.fixture
def head(cast: Cast) -> Client:
    return signed_in(cast.headteacher)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES, ids=lambda name: f"{name[:20]!r}")
def test_a_name_does_no_harm_and_stands_nowhere_but_sealed(cast: Cast, case: Case, head: Client, name: str) -> None:
    made = io.BytesIO()
    Image.new("RGB", (9, 9)).save(made, "PNG")
    upload = SimpleUploadedFile("a.png", made.getvalue())
    upload._name = name  # type: ignore[attr-defined]  # as a browser that cleans nothing would send it
    kept = keep_file(case, check(upload, kinds=EVIDENCE), about="A", by=cast.headteacher, at=cast.at)
    assert not [one for one in kept.file_name if unicodedata.category(one) in ("Cc", "Cf", "Cs")]
    assert len(kept.file_name) <= 150
    assert kept.working is not None
    assert re.fullmatch(r"\d{4}-\d{4} evidence 1\.png", kept.working.name)
    answer = head.get(reverse("evidence-copy", args=[kept.uid]))
    assert answer["Content-Disposition"] == f'attachment; filename="{kept.working.name}"'
    assert head.get(reverse("evidence", args=[kept.uid])).status_code == 200
