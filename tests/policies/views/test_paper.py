"""A sheet signed on paper, recorded by somebody else, with its witness and its scan (ACR-05)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry, Look
from foundation.documents import files, store
from foundation.documents.models import File
from foundation.schools.models import Person
from policies.models import Acknowledgement, PolicyRules, Version
from policies.outstanding import outstanding
from policies.transitions import acknowledge
from tests.cast import Cast, signed_in
from tests.policies.shelf import OTHER_TEXT, TEXT, in_force
from tests.policies.views.shown import document, hidden, said
from tests.policies.views.test_drafting import dated

SHEET = b"%PDF-1.4 a signed sheet"


@pytest.fixture
def version(cast: Cast) -> Version:
    version = in_force(cast)
    asked_on = cast.today - timedelta(days=10)
    Version.objects.filter(pk=version.pk).update(asked_on=asked_on)
    PolicyRules.objects.filter(school=cast.school).update(words="I have read it.")
    version.refresh_from_db()
    return version


def address(person: Person, version: Version) -> str:
    return reverse("paper-record", args=[person.uid, version.policy.uid])


def sheet(cast: Cast, signed_on: date | None = None, name: str = "sheet.pdf", data: bytes = SHEET) -> dict[str, Any]:
    day = signed_on or cast.today - timedelta(days=2)
    scan = SimpleUploadedFile(name, data)
    return {**dated("signed_on", day.day, day.month, day.year), "witness": "Bela Business-Manager", "scan": scan}


def record(client: Client, person: Person, version: Version, data: dict[str, Any]) -> Any:
    shown = client.get(address(person, version))
    return client.post(address(person, version), {**hidden(shown), **data}, follow=True)


@pytest.mark.clause("ACR-05")
def test_the_clerk_records_a_sheet_of_somebody_without_e_mail(cast: Cast, version: Version) -> None:
    client = signed_in(cast.clerk)
    assert "I know where the key book is." in said(client.get(address(cast.midday_supervisor, version)))
    answer = record(client, cast.midday_supervisor, version, sheet(cast))
    assert "has confirmed Keys and visitors on paper" in said(answer)
    kept = Acknowledgement.objects.get()
    assert (kept.person, kept.recorded_by, kept.witness) == (
        *(cast.midday_supervisor, cast.clerk, "Bela Business-Manager"),
    )
    assert (kept.means, kept.signed_on, kept.words) == ("paper", cast.today - timedelta(days=2), "I have read it.")
    assert [row["text"] for row in kept.statements] == list(TEXT.statements)
    assert kept.content_hash == version.content_hash
    assert not outstanding(Person.objects.filter(pk=cast.midday_supervisor.pk)).exists()
    assert Entry.objects.filter(verb="paper_recorded", about_uid=kept.uid).count() == 1


@pytest.mark.clause("ACR-05")
def test_the_sheet_is_kept_sealed_and_each_look_at_it_is_noted(cast: Cast, version: Version) -> None:
    record(signed_in(cast.clerk), cast.midday_supervisor, version, sheet(cast))
    scan = Acknowledgement.objects.get().scan
    assert scan is not None
    assert scan.retention_class == "acknowledgement"
    assert files.open_sealed(scan) == SHEET
    stored = [path.read_bytes() for path in store.root().rglob("*") if path.is_file()]
    assert stored
    assert all(SHEET not in data for data in stored), "encrypted where it lies"
    download = reverse("file-download", args=[scan.uid])
    answers = {
        who: signed_in(getattr(cast, who)).get(download).status_code
        for who in ("clerk", "headteacher", "line_manager", "teacher", "governor", "administrator", "other_clerk")
    }
    assert answers == {
        **dict.fromkeys(("clerk", "headteacher", "line_manager"), 200),
        **dict.fromkeys(("teacher", "governor", "administrator", "other_clerk"), 404),
    }
    looks = Look.objects.filter(about_uid=scan.uid, how="downloaded")
    assert looks.count() == 3, "one for each who saw it, none for who did not"


def test_who_signed_may_see_their_own_sheet(cast: Cast, version: Version) -> None:
    record(signed_in(cast.clerk), cast.teacher, version, sheet(cast))
    scan = Acknowledgement.objects.get().scan
    assert scan is not None
    assert signed_in(cast.teacher).get(reverse("file-download", args=[scan.uid])).status_code == 200


WHO = {
    "clerk": 200,
    "business_manager": 200,
    "headteacher": 404,
    "line_manager": 404,
    "administrator": 404,
    "teacher": 404,
    "other_clerk": 404,
}


def test_only_clerk_and_business_manager_record_sheets(cast: Cast, version: Version) -> None:
    page = address(cast.midday_supervisor, version)
    assert {who: signed_in(getattr(cast, who)).get(page).status_code for who in WHO} == WHO
    for who in ("headteacher", "teacher", "other_clerk"):
        assert signed_in(getattr(cast, who)).post(page, sheet(cast)).status_code == 404
    assert not Acknowledgement.objects.exists()
    assert not File.objects.filter(owner_label="policies.PaperSheet").exists()


def test_nobody_records_their_own_sheet(cast: Cast, version: Version) -> None:
    version.policy.audience.add(cast.office)
    assert signed_in(cast.clerk).get(address(cast.clerk, version)).status_code == 404
    assert signed_in(cast.business_manager).get(address(cast.clerk, version)).status_code == 200


def refused(cast: Cast, version: Version, data: dict[str, Any], person: Person | None = None) -> str:
    answer = record(signed_in(cast.clerk), person or cast.midday_supervisor, version, data)
    assert not Acknowledgement.objects.filter(means="paper").exists()
    assert not File.objects.filter(owner_label="policies.PaperSheet").exists(), "a scan of nothing is not kept"
    return said(answer)


def test_a_sheet_from_before_the_edition_is_of_another_text(cast: Cast, version: Version) -> None:
    assert version.asked_on is not None
    words = refused(cast, version, sheet(cast, version.asked_on - timedelta(days=1)))
    assert "signed before this edition came into force" in words


def test_a_sheet_from_before_a_policy_was_brought_in_is_taken(cast: Cast, version: Version) -> None:
    Version.objects.filter(pk=version.pk).update(brought_in_at=cast.at, brought_in_by=cast.clerk)
    record(signed_in(cast.clerk), cast.midday_supervisor, version, sheet(cast, cast.today - timedelta(days=300)))
    assert Acknowledgement.objects.get().signed_on == cast.today - timedelta(days=300)


def test_a_date_to_come_is_refused_beside_the_date(cast: Cast, version: Version) -> None:
    words = refused(cast, version, sheet(cast, cast.today + timedelta(days=1)))
    assert "Date on the sheet: The sheet cannot have been signed in the future." in words


def test_no_witness_no_scan_or_another_kind_of_file_is_refused_beside_its_box(cast: Cast, version: Version) -> None:
    assert "Who saw them sign?" in refused(cast, version, {**sheet(cast), "witness": ""})
    data = sheet(cast)
    del data["scan"]
    assert "Choose a file" in refused(cast, version, data)
    assert "is not a kind of file" in refused(cast, version, sheet(cast, name="sheet.docx"))


def test_somebody_the_policy_does_not_ask_signs_nothing(cast: Cast, version: Version) -> None:
    assert "does not ask Gwen Governor" in refused(cast, version, sheet(cast), cast.governor)


def test_a_sheet_of_somebody_who_confirmed_already_is_not_recorded(cast: Cast, version: Version) -> None:
    acknowledge(
        version, words="I will.", statements=TEXT.statements, seen=version.content_hash, by=cast.teacher, at=cast.at
    )
    assert "Tessa Teacher confirmed this on" in refused(cast, version, sheet(cast), cast.teacher)
    assert Acknowledgement.objects.get().means == "browser"


def test_a_page_that_shows_an_older_text_records_nothing(cast: Cast, version: Version) -> None:
    client = signed_in(cast.clerk)
    before = hidden(client.get(address(cast.midday_supervisor, version)))
    in_force(cast, version.policy, OTHER_TEXT)
    answer = client.post(address(cast.midday_supervisor, version), {**before, **sheet(cast)})
    assert "changed while you had it open" in said(answer)
    assert not Acknowledgement.objects.exists()


def test_a_sheet_sent_twice_is_recorded_once(cast: Cast, version: Version) -> None:
    client, page = signed_in(cast.clerk), address(cast.midday_supervisor, version)
    token = hidden(client.get(page))
    answers = [client.post(page, {**token, **sheet(cast)}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Acknowledgement.objects.count() == 1
    assert File.objects.filter(owner_label="policies.PaperSheet").count() == 1


def test_the_way_to_it_stands_where_somebody_cannot_be_reached(cast: Cast, version: Version) -> None:
    shown = document(signed_in(cast.clerk).get(reverse("outstanding-policy", args=[version.policy.uid])))
    links = shown.xpath("//a[starts-with(., 'Record a signed sheet')]/@href")
    assert links == [address(cast.midday_supervisor, version)]
    person = document(signed_in(cast.clerk).get(reverse("outstanding-person", args=[cast.teacher.uid])))
    assert person.xpath("//a[starts-with(., 'Record a signed sheet')]/@href") == [address(cast.teacher, version)]
