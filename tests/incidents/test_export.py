"""A case as one archive: it checks without the product, is there for a day, and for who asked."""

import hashlib
import io
import json
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Chain, Look
from foundation.core.states import NotAllowed
from foundation.documents.files import FileBroken, open_sealed
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from incidents.archive import archive_of
from incidents.models import Case, CaseExport
from incidents.tasks import remove_exports_of_yesterday
from incidents.transitions.evidence import keep_redacted
from incidents.transitions.exporting import ask_export, finish_export
from incidents.transitions.people import name_person
from incidents.transitions.purging import Ground, purge_evidence
from tests.approvals.posting import exif, photograph
from tests.cast import Cast, signed_in
from tests.incidents.kept import ADDRESS, PDF, a_document, a_picture, a_text, an_address, step
from tests.incidents.reported import affected, blamed, in_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """With one of everything that is kept."""
    case = in_hand(cast, named=[affected(cast.line_manager)])
    kept = a_picture(cast, case)
    a_document(cast, case)
    a_text(cast, case)
    keep_redacted(kept, text="[name] shouts", about="The name", by=cast.headteacher, at=cast.at)
    step(cast, an_address(cast, case), "reported", reference="R-1")
    return case


def made(cast: Cast, case: Case, **more: Any) -> CaseExport:
    """Asked for and put together."""
    export = ask_export(case, by=more.get("by", cast.headteacher), at=timezone.now())
    assert run_next(timezone.now)
    export.refresh_from_db()
    return export


def opened(export: CaseExport) -> dict[str, bytes]:
    assert export.file is not None
    with zipfile.ZipFile(io.BytesIO(open_sealed(export.file))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_every_original_byte_for_byte_and_everything_in_words(cast: Cast, case: Case) -> None:
    held = opened(made(cast, case))
    assert held["evidence/0001.jpg"] == photograph("red", exif=exif())
    assert held["evidence/0002.pdf"] == PDF
    assert held["evidence/0003.txt"].decode() == "She shouts at us."
    facts = json.loads(held["case.json"])
    assert [one["sha256"] for one in facts["evidence"]] == [one.sha256 for one in case.evidence.all()]
    assert facts["TakedownStep"][0]["address"] == ADDRESS
    assert facts["Report"][0]["saw"]
    assert "progress_hash" not in facts["Report"][0]
    assert "Evidence 1 kept: picture." in held["timeline.txt"].decode()


def test_it_is_checked_without_the_product(cast: Cast, case: Case, tmp_path: Path) -> None:
    held = opened(made(cast, case))
    for name, data in held.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    check = ["sha256sum", "-c", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    listed = {one["path"]: one["sha256"] for one in json.loads(held["manifest.json"])["files"]}
    assert listed == {
        name: hashlib.sha256(data).hexdigest()
        for name, data in held.items()
        if name not in ("manifest.json", "SHA256SUMS")
    }
    (tmp_path / "evidence/0003.txt").write_text("She is very kind.")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_it_names_the_head_of_the_trail_as_it_stood(cast: Cast, case: Case) -> None:
    archive = archive_of(case, asked_by="Hannah", at=cast.at)
    chain = Chain.objects.get(school_uid=cast.school.uid)
    assert json.loads(archive.files["manifest.json"])["trail"] == {"entries": chain.length, "head": chain.head}


def test_what_was_destroyed_is_not_in_it_and_that_it_was_there_is(cast: Cast, case: Case) -> None:
    first = case.evidence.get(number=1)
    purge_evidence(first, ground=Ground.OTHER, why="Wrong picture.", by=cast.headteacher, at=cast.at)
    held = opened(made(cast, case))
    assert sorted(name for name in held if name.startswith("evidence/")) == ["evidence/0002.pdf", "evidence/0003.txt"]
    facts = json.loads(held["case.json"])["evidence"][0]
    assert (facts["purged_why"], facts["about"]) == ("Wrong picture.", "")


def test_it_is_only_for_who_asked_and_each_download_is_kept(cast: Cast, case: Case) -> None:
    name_person(case, affected(cast.teacher), by=cast.headteacher, at=cast.at)
    export = made(cast, case)
    where = reverse("case-export-file", args=[export.uid])
    head = signed_in(cast.headteacher)
    assert head.get(reverse("case-export-page", args=[export.uid])).status_code == 200
    answer = head.get(where)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Look.objects.filter(about_uid=case.uid, how="downloaded an export").count() == 1
    for person in (cast.dsl, cast.chair, cast.teacher, cast.administrator, cast.other_headteacher):
        assert signed_in(person).get(where).status_code == 404
    assert export.file is not None
    assert head.get(reverse("file-download", args=[export.file.uid])).status_code == 404


@pytest.mark.clause("ACR-18")
def test_who_turns_out_to_be_complained_of_gets_nothing_not_even_what_was_asked_for(cast: Cast, case: Case) -> None:
    export, waiting = made(cast, case), None
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    assert signed_in(cast.headteacher).get(reverse("case-export-file", args=[export.uid])).status_code == 404
    with pytest.raises(NotAllowed, match="not there any more"):
        waiting = ask_export(case, by=cast.headteacher, at=cast.at)
    assert waiting is None


def test_a_job_that_runs_after_access_went_makes_nothing(cast: Cast, case: Case) -> None:
    export = ask_export(case, by=cast.headteacher, at=timezone.now())
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    assert run_next(timezone.now)
    export.refresh_from_db()
    assert (export.status, export.file) == (CaseExport.Status.WAITING, None)
    assert Job.objects.get(kind="incidents.export").status == "parked"


def test_what_was_destroyed_while_it_was_put_together_is_not_handed_out(cast: Cast, case: Case) -> None:
    export = ask_export(case, by=cast.headteacher, at=timezone.now())
    archive = archive_of(case, asked_by="Hannah", at=cast.at)
    other = case.evidence.get(number=2)
    purge_evidence(other, ground=Ground.OTHER, why="Wrong.", by=cast.headteacher, at=cast.at)
    finish_export(export, archive.zipped(), holds=archive.holds, at=timezone.now())
    export.refresh_from_db()
    assert (export.status, export.file) == (CaseExport.Status.REMOVED, None)
    again = ask_export(case, by=cast.headteacher, at=timezone.now())
    with pytest.raises(NotAllowed, match="destroyed meanwhile"):
        finish_export(again, archive.zipped(), holds=archive.holds, at=timezone.now())


def test_after_a_day_it_is_destroyed(cast: Cast, case: Case) -> None:
    export = made(cast, case)
    remove_exports_of_yesterday()
    export.refresh_from_db()
    assert export.status == CaseExport.Status.READY
    CaseExport.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert signed_in(cast.headteacher).get(reverse("case-export-file", args=[export.uid])).status_code == 404
    remove_exports_of_yesterday()
    export.refresh_from_db()
    assert export.status == CaseExport.Status.REMOVED
    assert export.file is not None
    with pytest.raises(FileBroken, match="destroyed"):
        open_sealed(export.file)


def test_the_job_holds_ids_only(cast: Cast, case: Case) -> None:
    export = made(cast, case)
    job = Job.objects.get(kind="incidents.export")
    assert job.payload == job.result == {"export": str(export.uid)}


def test_a_lost_key_stops_it_with_a_sentence(cast: Cast, case: Case, settings: Any) -> None:
    ask_export(case, by=cast.headteacher, at=timezone.now())
    settings.KEYS = {"other": b"9" * 32}
    assert run_next(timezone.now)
    assert "its key is missing" in Job.objects.get(kind="incidents.export").message
