"""Evidence at the same moment, cut off and killed: whole, or not there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from foundation.documents.files import open_sealed, orphans
from incidents.models import Case, CaseExport, Evidence, Takedown
from incidents.transitions.evidence import keep_file
from incidents.transitions.exporting import ask_export
from incidents.transitions.purging import Ground, purge_evidence
from incidents.transitions.takedowns import Done, record_step
from incidents.transitions.verifying import verify
from tests.approvals.posting import exif, photograph
from tests.approvals.test_at_once import at_once
from tests.cast import Cast, signed_in
from tests.crash import crash_points
from tests.incidents.kept import PDF, a_document, a_picture, an_address, given
from tests.incidents.reported import in_hand

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


@pytest.fixture
def case(cast: Cast) -> Case:
    return in_hand(cast)


def keeping(cast: Cast, case: Case, data: bytes) -> Callable[[], object]:
    upload = given("a.jpg", data)
    return lambda: keep_file(case, upload, about="A comment", by=cast.headteacher, at=cast.at)


def test_pieces_that_come_at_the_same_moment_have_numbers_of_their_own(cast: Cast, case: Case) -> None:
    colours = ("red", "blue", "green", "black")
    assert at_once(*(keeping(cast, case, photograph(colour)) for colour in colours)) == [""] * 4
    assert sorted(case.evidence.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_the_same_sent_twice_is_kept_once(cast: Cast, case: Case) -> None:
    said = at_once(*[keeping(cast, case, photograph())] * 2)
    assert sorted(said) == ["", "Exactly this is kept already."]
    assert case.evidence.count() == 1
    assert orphans(cast.at + timedelta(days=1)) == ([], [])


def test_two_who_destroy_it_at_once_destroy_it_once(cast: Cast, case: Case) -> None:
    kept = a_picture(cast, case)

    def purge() -> object:
        return purge_evidence(kept, ground=Ground.SEXUAL, why="It must go.", by=cast.headteacher, at=cast.at)

    assert sorted(at_once(purge, purge)) == ["", "It was destroyed already."]
    assert orphans(cast.at + timedelta(days=1)) == ([], [])


def test_an_export_asked_for_twice_at_once_is_one(cast: Cast, case: Case) -> None:
    at_once(*[lambda: ask_export(case, by=cast.headteacher, at=cast.at)] * 3)
    assert CaseExport.objects.count() == 1


def test_of_two_who_say_that_it_is_gone_one_does(cast: Cast, case: Case) -> None:
    row = an_address(cast, case)

    def gone() -> object:
        return record_step(row, Done("removed", cast.at), by=cast.headteacher, at=cast.at)

    said = at_once(gone, gone)
    assert said.count("") == 1
    assert "removed now" in "".join(said)
    assert Takedown.objects.get().steps.count() == 1


def test_killed_at_any_point_it_is_whole_or_not_there(cast: Cast, case: Case) -> None:
    keep = keeping(cast, case, photograph(exif=exif()))
    for _ in crash_points(keep):
        assert not Evidence.objects.exists()
        assert orphans(cast.at + timedelta(days=1))[1] == [], "no row without its bytes"
    kept = Evidence.objects.select_related("case", "original", "working").get()
    assert verify(kept, at=cast.at) == ""


def test_killed_while_destroying_nothing_of_it_can_be_read_that_was_said_to_be_gone(cast: Cast, case: Case) -> None:
    kept = a_document(cast, case)
    for _ in crash_points(
        lambda: purge_evidence(kept, ground=Ground.OTHER, why="Wrong.", by=cast.headteacher, at=cast.at)
    ):
        row = Evidence.objects.select_related("original").get()
        assert row.original is not None
        assert (row.purged_at is None) == (row.original.purged_at is None)
        if row.purged_at is None:
            assert open_sealed(row.original) == PDF


@pytest.mark.parametrize("share", [0.2, 0.6, 0.9, 0.99])
def test_an_upload_that_is_cut_off_keeps_all_of_a_file_or_nothing(cast: Cast, case: Case, share: float) -> None:
    data = PDF + b"x" * 4000
    parts = {
        "what": "file",
        "uploads": SimpleUploadedFile("a.pdf", data, content_type="application/pdf"),
        "about": "A letter",
        "link": "",
        "token": "1" * 32,
    }
    body = encode_multipart(BOUNDARY, parts)
    where = reverse("case-evidence-keep", args=[case.uid])
    answer = signed_in(cast.headteacher).generic("POST", where, body[: int(len(body) * share)], MULTIPART_CONTENT)
    assert answer.status_code < 500
    kept = [open_sealed(one.original) for one in case.evidence.select_related("original") if one.original is not None]
    assert kept in ([], [data])
