"""Evidence is kept as it came, is looked after, and goes only where it should never have been uploaded."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection

from foundation.audit.models import Entry as Trail
from foundation.core import keyring
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import store
from foundation.documents.files import FileBroken, open_sealed, orphans
from foundation.documents.models import File
from foundation.documents.uploads import UploadRefused
from foundation.jobs.child import MIB
from incidents.models import Case, CaseExport, Evidence, Kind
from incidents.tasks import remove_exports_of_yesterday, verify_evidence
from incidents.transitions import evidence as keeping
from incidents.transitions.evidence import Outsider, keep_redacted, keep_text
from incidents.transitions.exporting import ask_export
from incidents.transitions.people import name_person
from incidents.transitions.purging import Ground, purge_evidence
from incidents.transitions.questions import say_may_be_sexual
from incidents.transitions.verifying import verify
from tests.approvals.posting import exif, photograph
from tests.cast import Cast
from tests.incidents.kept import EMAIL, MARKER, PDF, a_document, a_picture, a_text, given
from tests.incidents.reported import blamed, in_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    return in_hand(cast)


def bytes_of(evidence: Evidence) -> Path:
    assert evidence.original is not None
    return store.root() / evidence.original.uid.hex[:2] / evidence.original.uid.hex


@pytest.mark.clause("STM-15")
def test_a_picture_is_kept_byte_for_byte_with_its_hash_who_and_when(cast: Cast, case: Case) -> None:
    kept, came = a_picture(cast, case), photograph("red", exif=exif())
    assert kept.original is not None
    assert open_sealed(kept.original) == came
    assert kept.sha256 == hashlib.sha256(came).hexdigest() == kept.original.sha256
    assert (kept.number, kept.by, kept.by_name, kept.at) == (1, cast.headteacher, "Hannah Headteacher", cast.at)
    assert a_text(cast, case).number == 2


def test_the_working_copy_says_nothing_of_place_or_device(cast: Cast, case: Case) -> None:
    kept = a_picture(cast, case)
    assert kept.working is not None
    assert kept.had_location
    assert b"Pocket Telephone" in photograph("red", exif=exif())
    assert b"Pocket Telephone" not in open_sealed(kept.working)
    assert b"Exif" not in open_sealed(kept.working)


@pytest.mark.parametrize(("name", "data"), [("letter.pdf", PDF), ("mail.eml", EMAIL)])
def test_a_document_is_bytes_and_has_no_working_copy(cast: Cast, case: Case, name: str, data: bytes) -> None:
    kept = a_document(cast, case, name, data)
    assert kept.original is not None
    assert open_sealed(kept.original) == data
    assert kept.working is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.html", b"<script>"),
        ("a.lnk", b"L\x00\x00\x00"),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42"),
        ("a.eml", b"MZ\x90\x00"),
        ("a.eml", b"this is no e-mail"),
        ("a.jpg", b"\xff\xd8\xff but no picture"),
        ("a.pdf", b""),
        ("a.png", b"<html>"),
        ("cod\u202egpj.exe", b"MZ"),
    ],
)
def test_whatever_else_is_not_taken(name: str, data: bytes) -> None:
    with pytest.raises(UploadRefused):
        given(name, data)


def test_nothing_of_it_lies_in_clear_on_disk_or_in_the_database(cast: Cast, case: Case) -> None:
    a_picture(cast, case, about=f"About {MARKER}", link=f"https://example.org/{MARKER}")
    a_document(cast, case)
    a_text(cast, case, f"Text {MARKER}")
    for path in Path(configured.MEDIA_ROOT).rglob("*"):
        assert not path.is_file() or MARKER.encode() not in path.read_bytes()
    assert not File.objects.filter(name__contains=MARKER).exists()
    with connection.cursor() as cursor:
        for table in (Evidence._meta.db_table, "incidents_entry", File._meta.db_table, Trail._meta.db_table):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of our own tables
            assert MARKER.encode() not in b"".join(plain(one) for row in cursor.fetchall() for one in row), table


def plain(value: Any) -> bytes:
    return bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()


def test_where_it_may_be_sexual_no_file_is_taken_and_words_are(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl, may_be_sexual=True)
    with pytest.raises(NotAllowed, match="Do not look at it again"):
        a_picture(cast, case)
    with pytest.raises(NotAllowed, match="No file"):
        a_document(cast, case)
    a_text(cast, case)
    assert not File.objects.exists()


def test_saying_so_stops_uploads_and_tells_the_safeguarding_lead(cast: Cast, case: Case) -> None:
    dsl = cast.dsl.user
    assert dsl is not None
    assert not dsl.has_perm("incidents.see_case", case)
    say_may_be_sexual(case, by=cast.headteacher, at=cast.at)
    case.refresh_from_db()
    assert case.may_be_sexual
    assert dsl.has_perm("incidents.see_case", case)
    with pytest.raises(NotAllowed, match="No file"):
        a_picture(cast, case)


def test_the_same_is_not_kept_twice_and_never_again_once_destroyed(cast: Cast, case: Case) -> None:
    kept = a_picture(cast, case)
    with pytest.raises(NotAllowed, match="kept already"):
        a_picture(cast, case)
    purge_evidence(kept, ground=Ground.OTHER, why="Wrong file.", by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="destroyed here"):
        a_picture(cast, case)


def test_a_case_and_a_school_have_only_so_much_room(cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    a_picture(cast, case)
    monkeypatch.setattr(keeping, "MOST_BYTES_IN_CASE", 1500)
    with pytest.raises(NotAllowed, match="no room left: the evidence of this case"):
        a_picture(cast, case, "blue")
    monkeypatch.setattr(keeping, "MOST_BYTES_IN_CASE", MIB)
    monkeypatch.setattr(keeping, "MOST_BYTES_AT_SCHOOL", 1500)
    with pytest.raises(NotAllowed, match="the school's cases"):
        a_picture(cast, in_hand(cast), "blue")
    monkeypatch.setattr(keeping, "MOST_IN_CASE", 1)
    with pytest.raises(NotAllowed, match="at most 1 pieces"):
        a_text(cast, case)


def test_whoever_is_complained_of_adds_nothing_and_a_closed_case_still_takes_it(cast: Cast, case: Case) -> None:
    name_person(case, blamed(cast.teacher), by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="not there any more"):
        a_picture(cast, case, by=cast.teacher)
    case.status, case.closed_at, case.outcome = Case.Status.CLOSED, cast.at, "Settled"
    case.save()
    a_picture(cast, case)
    case.refresh_from_db()
    assert (case.status, case.evidence.count()) == (Case.Status.CLOSED, 1)


def test_somebody_from_outside_stands_by_the_name_they_gave_and_the_trail_has_no_name(cast: Cast, case: Case) -> None:
    kept = keep_text(case, "He wrote it again.", about="A message", by=Outsider("Petra Parent"), at=cast.at)
    assert (kept.by, kept.by_name) == (None, "Petra Parent")
    assert not Trail.objects.filter(payload__contains="Petra").exists()


def test_a_redacted_copy_is_a_child_of_the_original_which_stays(cast: Cast, case: Case) -> None:
    kept = a_picture(cast, case)
    copy = keep_redacted(
        kept, upload=given("b.jpg", photograph("black")), about="Faces covered", by=cast.headteacher, at=cast.at
    )
    words = keep_redacted(kept, text="[name] shouts", about="The name", by=cast.headteacher, at=cast.at)
    assert [(one.made_from, one.number) for one in (copy, words)] == [(kept, 2), (kept, 3)]
    assert kept.original is not None
    assert open_sealed(kept.original) == photograph("red", exif=exif())


def test_a_change_that_fails_leaves_no_file_behind(cast: Cast, case: Case) -> None:
    def fail() -> None:
        with change():
            a_picture(cast, case)
            raise RuntimeError("the lamp fell over")

    with pytest.raises(RuntimeError, match="the lamp fell over"):
        fail()
    assert not Evidence.objects.exists()
    assert [path for path in Path(configured.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_each_night_everything_is_compared_and_a_broken_one_is_said(cast: Cast, case: Case) -> None:
    whole, broken = a_picture(cast, case), a_document(cast, case)
    Evidence.objects.update(verified_at=cast.at - timedelta(days=2))
    bytes_of(broken).write_bytes(b"x" * 500)
    verify_evidence()
    whole.refresh_from_db()
    broken.refresh_from_db()
    assert whole.verified_at is not None
    assert whole.verified_at >= cast.at
    assert (whole.broken_at, broken.broken_at is not None) == (None, True)
    assert Trail.objects.filter(verb="evidence_broken", about_uid=broken.uid).count() == 1
    assert any("Evidence 2 is not as it was kept" in one.words for one in case.entries.all())
    verify_evidence()
    assert Trail.objects.filter(verb="evidence_broken").count() == 1


def test_one_that_was_put_back_is_whole_again(cast: Cast, case: Case) -> None:
    kept = a_document(cast, case)
    path, held = bytes_of(kept), bytes_of(kept).read_bytes()
    path.unlink()
    assert "missing from the store" in verify(kept, at=cast.at)
    path.write_bytes(held)
    kept.refresh_from_db()
    assert verify(kept, at=cast.at) == ""
    kept.refresh_from_db()
    assert kept.broken_at is None
    assert Trail.objects.filter(verb="evidence_whole_again").count() == 1


def test_a_text_that_was_exchanged_is_noticed(cast: Cast, case: Case) -> None:
    kept = a_text(cast, case)
    row = Evidence.objects.get(pk=kept.pk)
    row.text = "He is very kind."
    row.save(update_fields=["text"])
    assert "not the one" in verify(Evidence.objects.get(pk=kept.pk), at=cast.at)


def test_a_lost_key_fails_closed_and_says_nothing_of_the_bytes(cast: Cast, case: Case, settings: Any) -> None:
    kept = a_picture(cast, case)
    Evidence.objects.update(verified_at=cast.at - timedelta(days=2))
    settings.KEYS = {"other": b"9" * 32}
    with pytest.raises(keyring.KeyMissing):
        verify(Evidence.objects.select_related("case", "original", "working").get(), at=cast.at)
    verify_evidence()
    assert Evidence.objects.values_list("broken_at", flat=True).get(pk=kept.pk) is None


@pytest.mark.django_db(transaction=True)
def test_purging_destroys_the_bytes_everywhere_and_leaves_the_fact(cast: Cast) -> None:
    case = in_hand(cast)
    kept, other = a_picture(cast, case, about="Something terrible"), a_document(cast, case)
    copy = keep_redacted(kept, upload=given("b.jpg", photograph("black")), about="Covered", by=cast.dsl, at=cast.at)
    deeper = keep_redacted(copy, text="Words of the copy", about="In words", by=cast.dsl, at=cast.at)
    export = ask_export(case, by=cast.headteacher, at=cast.at)
    gone = purge_evidence(kept, ground=Ground.SEXUAL, why="It should not be here.", by=cast.headteacher, at=cast.at)
    assert [one.number for one in gone] == [1, 3, 4]
    for row in Evidence.objects.filter(pk__in=[kept.pk, copy.pk, deeper.pk]):
        assert (row.about, row.text, row.file_name, row.purged_by) == ("", "", "", cast.headteacher)
        assert row.purged_why == "It should not be here."
        for file in keeping.files_of(row):
            with pytest.raises(FileBroken, match="destroyed"):
                open_sealed(file)
    left = [path for path in Path(configured.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert left == [bytes_of(other)]
    assert orphans(cast.at + timedelta(days=1)) == ([], [])
    export.refresh_from_db()
    assert export.status == CaseExport.Status.REMOVED
    case.refresh_from_db()
    assert (case.may_be_sexual, case.is_safeguarding) == (True, True)
    assert Trail.objects.filter(verb="evidence_purged").count() == 3
    assert "terrible" not in " ".join(one.words for one in case.entries.all())
    with pytest.raises(NotAllowed, match="already"):
        purge_evidence(kept, ground=Ground.OTHER, why="Again.", by=cast.headteacher, at=cast.at)


def test_purging_for_another_reason_leaves_uploads_open(cast: Cast, case: Case) -> None:
    purge_evidence(a_document(cast, case), ground=Ground.OTHER, why="Wrong child.", by=cast.headteacher, at=cast.at)
    case.refresh_from_db()
    assert not case.may_be_sexual
    assert a_picture(cast, case).number == 2


@pytest.mark.django_db(transaction=True)
def test_bytes_that_a_stopped_machine_left_are_removed_within_the_hour(cast: Cast) -> None:
    kept = a_document(cast, in_hand(cast))
    held = bytes_of(kept).read_bytes()
    purge_evidence(kept, ground=Ground.OTHER, why="Wrong.", by=cast.headteacher, at=cast.at)
    bytes_of(kept).write_bytes(held)
    remove_exports_of_yesterday()
    assert not bytes_of(kept).exists()
