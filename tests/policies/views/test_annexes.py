"""Files that belong to a text: adding or taking one away voids what was given; who may read which file (AZ-10)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.documents.models import File
from policies.models import Attachment, Intake, Version
from policies.printing import policy_print
from policies.transitions import put_in_force, record_consultation, submit_version
from policies.transitions.steps import Consulted
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_draft, in_force, steps_like_acresfield
from tests.policies.test_bringing_in import DOCUMENT, uploaded, values_shown
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import send

EVERYBODY = ("clerk", "headteacher", "business_manager", "teacher", "governor", "chair", "other_clerk", "other_teacher")


def attach(client: Client, version: Version, title: str = "Key list") -> str:
    data = {"title": title, "file": SimpleUploadedFile("keys.txt", b"Front door: 3")}
    return said(send(client, reverse("version-attach", args=[version.uid]), **data))


def consulted(cast: Cast) -> Version:
    """A draft on its way, its consultation done."""
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    asked = Consulted(cast.today - timedelta(days=9), cast.today, "Staff panel", "agreed", "Fine.")
    record_consultation(version.steps.get(status="open"), asked, seen=version.content_hash, by=cast.clerk, at=cast.at)
    return version


def test_a_file_added_becomes_part_of_the_text_and_voids_what_was_given(cast: Cast) -> None:
    version = consulted(cast)
    client = signed_in(cast.clerk)
    page = client.get(reverse("version-attach", args=[version.uid]))
    assert "This will be void: consultation (Staff panel)" in said(page)
    assert "void now: consultation (Staff panel)" in attach(client, version)
    before = version.content_hash
    version.refresh_from_db()
    assert version.content_hash != before
    assert (version.status, version.steps.exclude(status="void").count()) == ("draft", 0)
    assert Entry.objects.filter(verb="version_voided", about_uid=version.uid).count() == 1
    file = Attachment.objects.get(version=version).file
    assert file.sha256 in version.canonical


def test_a_print_names_the_files_but_not_the_one_for_the_public(cast: Cast) -> None:
    version = a_draft(cast)
    attach(signed_in(cast.clerk), version)
    assert policy_print(version).annexes == ["Key list (keys.txt)"]
    assert policy_print(version, for_public=True).annexes == []


def test_a_file_taken_away_voids_too_and_stays_sealed(cast: Cast) -> None:
    version = a_draft(cast)
    client = signed_in(cast.clerk)
    without = version.content_hash
    attach(client, version)
    steps_like_acresfield(cast)
    version.refresh_from_db()
    submit_version(version, by=cast.clerk, at=cast.at)
    item = version.attachments.get()
    answer = client.post(reverse("version-detach", args=[version.uid, item.uid]), follow=True)
    assert "nothing had been given yet" in said(answer)
    version.refresh_from_db()
    assert (version.status, version.content_hash) == ("draft", without)
    assert File.objects.filter(pk=item.file_id, purged_at=None).exists()


def test_a_version_in_force_takes_no_file_and_loses_none(cast: Cast) -> None:
    version = a_draft(cast)
    client = signed_in(cast.clerk)
    attach(client, version)
    version.refresh_from_db()
    version = put_in_force(submit_version(version, by=cast.clerk, at=cast.at), by=cast.headteacher, at=cast.at)
    assert "There is a problem" in attach(client, version, "Another")
    client.post(reverse("version-detach", args=[version.uid, version.attachments.get().uid]))
    before = version.content_hash
    version.refresh_from_db()
    assert (version.content_hash, version.attachments.count()) == (before, 1)
    assert File.objects.filter(owner_label="policies.Version").count() == 1, "what was refused is not kept"


def test_a_teacher_adds_nothing(cast: Cast) -> None:
    version = a_draft(cast)
    for who in ("teacher", "chair", "other_clerk"):
        assert signed_in(getattr(cast, who)).get(reverse("version-attach", args=[version.uid])).status_code == 404


def readers(cast: Cast, file: File) -> set[str]:
    address = reverse("file-download", args=[file.uid])
    answers = {who: signed_in(getattr(cast, who)).get(address).status_code for who in EVERYBODY}
    assert set(answers.values()) <= {200, 404}
    return {who for who, answer in answers.items() if answer == 200}


AT_SCHOOL = {"clerk", "headteacher", "business_manager", "teacher", "governor", "chair"}


def test_an_annex_is_read_by_whoever_may_read_its_version(cast: Cast) -> None:
    version = a_draft(cast)
    attach(signed_in(cast.clerk), version)
    version.refresh_from_db()
    file = version.attachments.get().file
    assert readers(cast, file) == {"clerk", "headteacher", "business_manager"}
    put_in_force(submit_version(version, by=cast.clerk, at=cast.at), by=cast.headteacher, at=cast.at)
    assert readers(cast, file) == AT_SCHOOL
    in_force(cast, version.policy)
    assert readers(cast, file) == AT_SCHOOL, "of an earlier version too"


def test_an_original_is_read_by_who_checks_it_and_taken_in_by_who_may_read_the_version(cast: Cast) -> None:
    (intake,) = uploaded(cast, ("keys.txt", DOCUMENT))
    assert readers(cast, intake.file) == {"clerk", "headteacher"}
    client, page = signed_in(cast.clerk), reverse("intake", args=[intake.uid])
    data = values_shown(client.get(page).content.decode())
    client.post(page, {**data, "audience": [cast.teachers.pk]})
    assert Intake.objects.get().status == "confirmed"
    assert readers(cast, intake.file) == AT_SCHOOL


def test_a_document_put_aside_is_read_by_nobody_else(cast: Cast) -> None:
    (intake,) = uploaded(cast, ("keys.txt", DOCUMENT))
    signed_in(cast.clerk).post(reverse("intake-drop", args=[intake.uid]))
    assert readers(cast, intake.file) == {"clerk", "headteacher"}


def test_nobody_reads_a_file_without_signing_in(cast: Cast) -> None:
    (intake,) = uploaded(cast, ("keys.txt", DOCUMENT))
    assert Client().get(reverse("file-download", args=[intake.file.uid])).status_code == 302


@pytest.mark.parametrize("change", ["statements", "title"])
def test_a_changed_statement_voids_what_was_given_and_a_cover_fact_does_not(cast: Cast, change: str) -> None:
    version = consulted(cast)
    client = signed_in(cast.clerk)
    if change == "statements":
        send(client, reverse("version-statements", args=[version.uid]), lines="I know the way out.")
    else:
        send(client, reverse("version-cover", args=[version.uid]), author="Somebody Else", review="May 2031")
    version.refresh_from_db()
    assert version.status == ("draft" if change == "statements" else "in_steps")


def test_who_loses_a_role_loses_the_files_with_it_at_once(cast: Cast) -> None:
    version = a_draft(cast)
    attach(signed_in(cast.clerk), version)
    file = version.attachments.get().file
    client, address = signed_in(cast.headteacher), reverse("file-download", args=[file.uid])
    assert client.get(address).status_code == 200
    cast.headteacher.roles.update(ends_on=cast.today - timedelta(days=1))
    assert client.get(address).status_code == 404, "the address that worked a moment ago, in the same session"
