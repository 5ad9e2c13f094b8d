"""Pages of evidence: adding it, looking at it, and that its addresses stop when access does."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Look
from foundation.core.panels import desk
from foundation.documents import store
from foundation.documents.files import may_read
from incidents.models import Case, Evidence, Kind
from incidents.transitions.letting_in import let_in, let_out
from incidents.transitions.people import name_person
from tests.approvals.posting import exif, photograph
from tests.cast import Cast, signed_in
from tests.incidents.kept import EMAIL, PDF, a_document, a_picture, a_text
from tests.incidents.pages import sent, text, typed
from tests.incidents.reported import a_case, blamed, in_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    return in_hand(cast)


@pytest.fixture
def head(cast: Cast) -> Client:
    return signed_in(cast.headteacher)


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def keep(client: Client, case: Case, *files: SimpleUploadedFile, **more: Any) -> str:
    given = {"what": "file", "uploads": list(files), "about": "A rude comment", "link": "https://example.org/1"}
    return sent(client, reverse("case-evidence-keep", args=[case.uid]), given | more)


def where(name: str, evidence: Evidence) -> str:
    return reverse(name, args=[evidence.uid])


@pytest.mark.clause("STM-15")
def test_several_files_are_kept_at_once_with_what_is_known_of_them(cast: Cast, case: Case, head: Client) -> None:
    day = {**typed("on", cast.today - timedelta(days=1)), "time": "15:40"}
    files = (upload("a.jpg", photograph(exif=exif())), upload("b.pdf", PDF), upload("c.eml", EMAIL))
    assert "Kept, and sealed." in keep(head, case, *files, **day)
    rows = list(case.evidence.all())
    assert [(one.number, one.what, one.file_name) for one in rows] == [
        (1, "picture", "a.jpg"),
        (2, "document", "b.pdf"),
        (3, "document", "c.eml"),
    ]
    assert rows[0].link == "https://example.org/1"
    assert rows[0].taken_at is not None


def test_one_file_that_is_refused_keeps_none_and_nothing_typed_is_lost(case: Case, head: Client) -> None:
    page = keep(head, case, upload("a.jpg", photograph()), upload("b.svg", b"<svg>"))
    assert "“b.svg” is not a kind of file that can be used here" in page
    assert not case.evidence.exists()
    answer = head.post(reverse("case-evidence-keep", args=[case.uid]), {"what": "text", "about": "Typed before"})
    assert "Paste the text that is to be kept." in text(answer)
    assert 'value="Typed before"' in answer.content.decode()


def test_a_text_is_kept_as_pasted(case: Case, head: Client) -> None:
    keep(head, case, what="text", text="Line one\nLine <b>two</b>")
    kept = case.evidence.get()
    page = head.get(where("evidence", kept)).content.decode()
    assert kept.text.splitlines() == ["Line one", "Line <b>two</b>"]
    assert "Line &lt;b&gt;two&lt;/b&gt;" in page


def test_before_anything_is_added_it_is_asked_whether_it_may_be_sexual(cast: Cast, case: Case, head: Client) -> None:
    first = reverse("case-evidence-add", args=[case.uid])
    assert 'type="file"' not in head.get(first).content.decode()
    assert "Answer this first." in sent(head, first, {"send": "Continue"})
    assert 'type="file"' in head.post(first, {"sexual": "no"}, follow=True).content.decode()
    after = head.post(first, {"sexual": "yes"}, follow=True).content.decode()
    assert "Do not look at it again" in after
    assert 'type="file"' not in after
    case.refresh_from_db()
    assert case.may_be_sexual


def test_what_was_uploaded_before_that_says_so_and_leads_to_destroying_it(cast: Cast, case: Case, head: Client) -> None:
    kept = a_picture(cast, case)
    head.post(reverse("case-evidence-add", args=[case.uid]), {"sexual": "yes"})
    page = head.get(where("evidence", kept))
    assert "In this case there may be a sexual picture of a child." in text(page)
    assert page.content.decode().count(where("evidence-purge", kept)) == 2
    assert "destroy it first" in text(head.get(reverse("case-export", args=[case.uid])))


def test_where_it_may_be_sexual_the_server_takes_no_file_whatever_is_sent(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl, may_be_sexual=True)
    dsl = signed_in(cast.dsl)
    keep(dsl, case, upload("a.jpg", photograph()))
    assert not case.evidence.exists()
    keep(dsl, case, what="text", text="https://example.org/where-it-was")
    kept = case.evidence.get()
    sent(dsl, where("evidence-redact", kept), {"file": upload("a.jpg", photograph()), "about": "Covered"})
    assert case.evidence.count() == 1


def test_the_working_copy_is_saved_and_never_shown_in_the_browser(cast: Cast, case: Case, head: Client) -> None:
    kept = a_picture(cast, case)
    answer = head.get(where("evidence-copy", kept))
    assert answer["Content-Disposition"] == f'attachment; filename="{case.reference} evidence 1.jpg"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store, private")
    assert b"Pocket Telephone" not in answer.content


def test_the_original_takes_a_step_of_its_own_and_every_look_is_listed(cast: Cast, case: Case, head: Client) -> None:
    kept = a_picture(cast, case)
    page = head.get(where("evidence-original", kept))
    assert "byte for byte" in text(page)
    assert page["Content-Type"].startswith("text/html")
    answer = head.post(where("evidence-original", kept), {"send": "Download"})
    assert answer.content == photograph("red", exif=exif())
    assert answer["Content-Disposition"].startswith("attachment")
    head.get(where("evidence-copy", kept))
    shown = text(head.get(where("evidence", kept)))
    for how in ("opened", "took the working copy", "took the original"):
        assert Look.objects.filter(about_uid=kept.uid, how=how).count() == 1
        assert how in shown


def test_documents_are_handed_out_as_bytes(cast: Cast, case: Case, head: Client) -> None:
    kept = a_document(cast, case, "mail.eml", EMAIL)
    assert head.get(where("evidence-copy", kept)).status_code == 404
    answer = head.post(where("evidence-original", kept), {"send": "Download"})
    assert (answer["Content-Type"], answer.content) == ("application/octet-stream", EMAIL)


@pytest.mark.clause("ACR-18")
def test_every_address_of_it_stops_the_moment_access_is_withdrawn(cast: Cast, case: Case) -> None:
    kept = a_picture(cast, case)
    assert kept.working is not None
    assert kept.original is not None
    file = reverse("file-download", args=[kept.working.uid])
    pages = [where(name, kept) for name in ("evidence", "evidence-copy", "evidence-original")]
    grant = let_in(case, cast.teacher, until=cast.today, why="She knows.", by=cast.headteacher, at=cast.at)
    client = signed_in(cast.teacher)
    assert [client.get(one).status_code for one in (*pages, file)] == [200] * 4
    assert Look.objects.filter(about_uid=kept.working.uid, how="downloaded").count() == 1
    assert client.get(reverse("file-download", args=[kept.original.uid])).status_code == 404
    assert client.get(where("evidence-purge", kept)).status_code == 404
    assert client.get(where("evidence-redact", kept)).status_code == 404
    let_out(grant, by=cast.headteacher, at=cast.at)
    assert [client.get(one).status_code for one in (*pages, file)] == [404] * 4
    assert client.post(pages[2]).status_code == 404


@pytest.mark.clause("ACR-18")
def test_who_is_complained_of_and_everybody_else_finds_nothing_there(cast: Cast, case: Case) -> None:
    kept = a_picture(cast, case)
    assert kept.working is not None
    for person in (cast.administrator, cast.dsl, cast.teacher, cast.chair, cast.other_headteacher):
        assert signed_in(person).get(where("evidence", kept)).status_code == 404
        assert not may_read(person.user, kept.working)
    assert may_read(cast.headteacher.user, kept.working)
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    assert not may_read(cast.headteacher.user, kept.working)
    assert signed_in(cast.headteacher).get(where("evidence-copy", kept)).status_code == 404
    assert signed_in(cast.chair).get(where("evidence", kept)).status_code == 200


def test_a_broken_one_says_so_on_its_page_on_the_case_and_on_the_desk(cast: Cast, case: Case, head: Client) -> None:
    kept = a_picture(cast, case)
    assert kept.working is not None
    path = store.root() / kept.working.uid.hex[:2] / kept.working.uid.hex
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    page = text(head.get(where("evidence", kept)))
    assert "This is not as it was kept." in page
    assert "Download the working copy" not in page
    assert head.get(where("evidence-copy", kept)).status_code == 500
    lines = desk.entries["incidents.broken_evidence"](cast.headteacher.user, cast.today)
    assert [line.what for line in lines] == [f"Case {case.reference}: evidence 1 is not as it was kept"]
    assert desk.entries["incidents.broken_evidence"](cast.teacher.user, cast.today) == []
    assert "Not as it was kept" in text(head.get(reverse("case", args=[case.uid])))


def test_a_lost_key_fails_closed_and_says_so(cast: Cast, case: Case, head: Client, settings: Any) -> None:
    kept = a_picture(cast, case)
    settings.KEYS = {"other": b"9" * 32}
    for name in ("evidence", "evidence-copy", "case"):
        answer = head.get(reverse(name, args=[case.uid if name == "case" else kept.uid]))
        assert answer.status_code == 500
        assert "its key is missing" in text(answer)


def test_purging_says_exactly_what_goes_and_asks_twice(cast: Cast, case: Case, head: Client) -> None:
    kept = a_picture(cast, case)
    sent(head, where("evidence-redact", kept), {"text": "[name] shouts", "about": "The name"})
    page = text(head.get(where("evidence-purge", kept)))
    assert "Evidence 1: the original and the working copy, with the name of the file, and what was written" in page
    assert "Evidence 2 (a copy made from 1): its text" in page
    given = {"ground": "other", "why": "It shows another family."}
    assert "it cannot be brought back" in sent(head, where("evidence-purge", kept), given)
    kept.refresh_from_db()
    assert kept.purged_at is None
    after = sent(head, where("evidence-purge", kept), {**given, "sure": "on"})
    assert "Destroyed by Hannah Headteacher" in after
    assert "It shows another family." in after
    assert "A rude comment" not in after
    assert head.get(where("evidence-copy", kept)).status_code == 404
    assert head.get(where("evidence-original", kept)).status_code == 404
    assert head.get(where("evidence-purge", kept)).status_code == 404


def test_titles_and_addresses_say_nothing_of_it(cast: Cast, case: Case, head: Client) -> None:
    kept = a_picture(cast, case, about="Threatens to burn the shed")
    for name in ("evidence", "evidence-original", "evidence-redact", "evidence-purge"):
        answer = head.get(where(name, kept))
        title = answer.content.decode().partition("</title>")[0].partition("<title>")[2]
        assert case.reference in title
        assert "shed" not in title
        assert answer["Cache-Control"] == "no-store, private"


def counted(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_case_asks_the_same_number_of_questions_for_one_piece_and_for_a_hundred(cast: Cast, head: Client) -> None:
    case, many = in_hand(cast), in_hand(cast)
    a_text(cast, case)
    for number in range(60):
        a_text(cast, many, f"Text {number}")
    assert counted(head, reverse("case", args=[case.uid])) == counted(head, reverse("case", args=[many.uid]))


def test_a_case_that_nobody_has_taken_on_takes_evidence_too(cast: Cast, head: Client) -> None:
    case = a_case(cast)
    keep(head, case, upload("a.jpg", photograph()))
    assert case.evidence.count() == 1


def test_who_is_let_in_is_not_told_that_it_came_from_who_reported(cast: Cast, case: Case, head: Client) -> None:
    kept = a_picture(cast, case, by=cast.teacher)
    let_in(case, cast.line_manager, until=cast.today, why="She knows.", by=cast.headteacher, at=cast.at)
    reader = signed_in(cast.line_manager)
    for where_to in (where("evidence", kept), reverse("case", args=[case.uid])):
        assert "Tessa Teacher" in text(head.get(where_to))
        page = text(reader.get(where_to))
        assert "Who reported it" in page
        assert "Tessa" not in page
