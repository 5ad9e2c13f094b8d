"""Paper from the clerk's side: a sheet is printed, signed, brought back, looked through and recorded."""

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdfium2 import PdfDocument

from foundation.documents.models import File
from foundation.schools.models import Person
from policies.codes import said as spoken
from policies.models import Acknowledgement, Sheet, SheetScan, Version
from policies.transitions import acknowledge
from policies.transitions.sheets import Signed, record_scan
from tests.cast import LONG_AGO, Cast, a_person, signed_in
from tests.policies.paper import a_sheet, an_upload, as_heic, as_jpeg, as_pdf, by_telephone, printed, seen, worked
from tests.policies.shelf import OTHER_TEXT, TEXT, a_policy, in_force
from tests.policies.views.shown import boxes, document, hidden, said
from tests.policies.views.test_drafting import dated


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_force(cast)


def test_who_has_no_e_mail_comes_first_and_is_chosen(cast: Cast, version: Version) -> None:
    page = signed_in(cast.clerk).get(reverse("sheet-add", args=[version.policy.uid]))
    labels = [" ".join(label.text_content().split()) for label in document(page).xpath("//form[@method='post']//label")]
    assert labels[0] == "Mina Midday-Supervisor (no e-mail address)"
    assert "Tessa Teacher" in labels
    ticked = document(page).xpath("//input[@name='people'][@checked]/@value")
    assert ticked == [str(cast.midday_supervisor.uid)]


def test_a_group_narrows_who_is_listed_and_stands_on_the_sheet(cast: Cast, version: Version) -> None:
    client, group = signed_in(cast.clerk), f"?group={cast.midday.uid}"
    page = reverse("sheet-add", args=[version.policy.uid]) + group
    shown = client.get(page)
    assert len(document(shown).xpath("//input[@name='people']")) == 1
    answer = client.post(page, {**hidden(shown), "people": [str(cast.midday_supervisor.uid)]}, follow=True)
    sheet = Sheet.objects.get()
    assert (sheet.about, sheet.lines.get().person) == ("Midday supervisors", cast.midday_supervisor)
    assert "Mina Midday-Supervisor" in said(answer)


def test_a_sheet_for_nobody_is_refused_beside_the_names(cast: Cast, version: Version) -> None:
    client, page = signed_in(cast.clerk), reverse("sheet-add", args=[version.policy.uid])
    answer = client.post(page, {**hidden(client.get(page)), "people": []})
    assert "Choose at least one person." in said(answer)
    assert not Sheet.objects.exists()


@pytest.mark.clause("ACR-05")
def test_the_print_is_tagged_and_names_the_edition_what_is_confirmed_each_person_and_code(
    cast: Cast, version: Version
) -> None:
    sheet = a_sheet(cast, version, cast.midday_supervisor, cast.teacher)
    answer = signed_in(cast.clerk).get(reverse("sheet-pdf", args=[sheet.uid]))
    assert answer["Content-Type"] == "application/pdf"
    pdf = pikepdf.open(io.BytesIO(answer.content))
    assert "/StructTreeRoot" in pdf.Root
    assert pdf.Root.MarkInfo.Marked
    words = text_of(answer.content)
    for said_there in ("Keys and visitors", f"Version {version.number}", sheet.words, TEXT.statements[0]):
        assert said_there in words
    for line in sheet.lines.all():
        assert line.person_name in words
        assert spoken(line.code) in words
    assert signed_in(cast.clerk).get(reverse("sheet-pdf", args=[sheet.uid])).content == answer.content


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in PdfDocument(pdf))


def send(client: Client, cast: Cast, *files: Any) -> Any:
    page = reverse("scan-add", args=[cast.school.slug])
    return client.post(page, {**hidden(client.get(page)), "scans": files}, follow=True)


def ways() -> dict[str, Any]:
    return {
        "a scanner": ("sheets.pdf", lambda pdf: pdf),
        "a copier": ("sheets.pdf", lambda pdf: as_pdf([seen(pdf)])),
        "a copier, upside down": ("sheets.pdf", lambda pdf: as_pdf([seen(pdf).rotate(180)])),
        "a photograph": ("sheet.jpg", lambda pdf: as_jpeg(by_telephone(seen(pdf, dots=200)))),
        "a photograph of a telephone": ("IMG 1.HEIC", lambda pdf: as_heic(by_telephone(seen(pdf, dots=200)))),
        "a photograph held sideways": ("sheet.jpg", lambda pdf: as_jpeg(seen(pdf).rotate(90, expand=True))),
    }


@pytest.mark.clause("ACR-05")
@pytest.mark.parametrize("way", ways())
def test_a_sheet_that_comes_back_by_any_way_finds_its_lines(cast: Cast, version: Version, way: str) -> None:
    name, seen_as = ways()[way]
    sheet = a_sheet(cast, version, cast.midday_supervisor, cast.teacher, cast.line_manager)
    client = signed_in(cast.clerk)
    assert "Scans are being read" in said(send(client, cast, an_upload(seen_as(printed(sheet)), name)))
    worked()
    scan = SheetScan.objects.get()
    assert [code.line for code in scan.codes.all()] == list(sheet.lines.all()), "from top to bottom"
    words = said(client.get(reverse("scan", args=[scan.uid])))
    assert "3 lines can be recorded" in words
    assert len(boxes(client.get(reverse("scan", args=[scan.uid])))) == 3


def brought(cast: Cast, *sheets: Sheet) -> SheetScan:
    """These sheets scanned as one file, and read."""
    pictures = [seen(printed(sheet)) for sheet in sheets]
    send(signed_in(cast.clerk), cast, an_upload(as_pdf(pictures), "sheets.pdf"))
    worked()
    return SheetScan.objects.get()


def ticked(page: Any, cast: Cast, *people: Person) -> dict[str, Any]:
    """The form with these people ticked."""
    names = {person.name for person in people}
    chosen = {}
    for box in document(page).xpath("//main//input[@type='checkbox']"):
        label = document(page).xpath(f"//label[@for='{box.get('id')}']")[0].text_content()
        if any(name in label for name in names):
            chosen[box.get("name")] = "on"
    today = cast.today
    return {**hidden(page), **dated("signed_on", today.day, today.month, today.year), "witness": "Wilma", **chosen}


@pytest.mark.clause("ACR-05")
def test_the_clerk_ticks_who_signed_beside_the_picture_and_names_the_witness(cast: Cast, version: Version) -> None:
    other = in_force(cast, a_second_policy(cast))
    first, second = a_sheet(cast, version, cast.midday_supervisor, cast.teacher), a_sheet(cast, other, cast.teacher)
    scan = brought(cast, first, second)
    client, page = signed_in(cast.business_manager), reverse("scan", args=[scan.uid])
    shown = client.get(page)
    pictures = document(shown).xpath("//main//img/@src")
    assert len(pictures) == 2
    assert client.get(pictures[0])["Content-Type"] == "image/jpeg"
    answer = client.post(page, ticked(shown, cast, cast.teacher), follow=True)
    assert "2 people have confirmed on paper" in said(answer)
    given = Acknowledgement.objects.all()
    assert {(one.person, one.policy.title) for one in given} == {
        (cast.teacher, "Keys and visitors"),
        (cast.teacher, "Ladders"),
    }
    assert {one.scan for one in given} == {scan.file}
    assert {one.recorded_by for one in given} == {cast.business_manager}
    after = said(client.get(page))
    assert "Bela Business-Manager recorded it" in after
    assert "Wilma saw them sign" in after


def a_second_policy(cast: Cast) -> Any:
    return a_policy(cast, "Ladders")


def test_a_line_with_another_date_keeps_its_own(cast: Cast, version: Version) -> None:
    day = cast.today.replace(day=1) if cast.today.day > 1 else cast.today
    Version.objects.filter(pk=version.pk).update(asked_on=LONG_AGO)
    scan = brought(cast, a_sheet(cast, version, cast.midday_supervisor))
    client, page = signed_in(cast.clerk), reverse("scan", args=[scan.uid])
    data = ticked(client.get(page), cast, cast.midday_supervisor)
    own = f"line_{scan.codes.get().uid.hex}_on"
    wrong = said(client.post(page, {**data, own: "September 2026"}))
    assert "Write the day, month and year" in wrong
    assert "in the future" in said(client.post(page, {**data, own: f"{cast.today + timedelta(days=1):%d/%m/%Y}"}))
    client.post(page, {**data, own: f"{day:%d/%m/%Y}"})
    assert Acknowledgement.objects.get().signed_on == day


def test_nothing_ticked_no_witness_or_a_date_to_come_is_refused_and_nothing_is_lost(
    cast: Cast, version: Version
) -> None:
    scan = brought(cast, a_sheet(cast, version, cast.midday_supervisor))
    client, page = signed_in(cast.clerk), reverse("scan", args=[scan.uid])
    data = ticked(client.get(page), cast, cast.midday_supervisor)
    nobody = {name: value for name, value in data.items() if not name.startswith("line_")}
    assert "Tick who signed. If nobody did, put the scan aside." in said(client.post(page, nobody))
    assert "Who saw them sign?" in said(client.post(page, {**data, "witness": ""}))
    refused = client.post(page, {**data, **dated("signed_on", 1, 1, 2190)})
    assert "cannot have been signed in the future" in said(refused)
    assert document(refused).xpath("//input[@type='checkbox'][@checked]"), "the tick is not lost"
    assert not Acknowledgement.objects.exists()


def test_who_confirmed_on_screen_while_the_page_was_open_is_not_recorded_twice(cast: Cast, version: Version) -> None:
    scan = brought(cast, a_sheet(cast, version, cast.midday_supervisor, cast.teacher))
    client, page = signed_in(cast.clerk), reverse("scan", args=[scan.uid])
    data = ticked(client.get(page), cast, cast.midday_supervisor, cast.teacher)
    acknowledge(
        version, words="I will.", statements=TEXT.statements, seen=version.content_hash, by=cast.teacher, at=cast.at
    )
    answer = said(client.post(page, data))
    assert "This changed while you had it open" in answer
    assert "Tessa Teacher confirmed this on" in answer
    assert Acknowledgement.objects.get().means == "browser"


def test_the_second_clerk_is_told_who_was_quicker(cast: Cast, version: Version) -> None:
    scan = brought(cast, a_sheet(cast, version, cast.midday_supervisor))
    client, page = signed_in(cast.business_manager), reverse("scan", args=[scan.uid])
    data = ticked(client.get(page), cast, cast.midday_supervisor)
    code = scan.codes.get().uid
    record_scan(scan, Signed({code: cast.today}, "Wilma"), by=cast.clerk, at=timezone.now())
    answer = said(client.post(page, data, follow=True))
    assert "Nothing was recorded: Clara Clerk was quicker. This scan is recorded." in answer
    assert Acknowledgement.objects.get().recorded_by == cast.clerk


def test_a_sheet_of_another_school_and_one_of_an_older_edition_say_so_and_not_whose(
    cast: Cast, version: Version
) -> None:
    old = printed(a_sheet(cast, version, cast.midday_supervisor))
    theirs = a_sheet(cast, version, cast.teacher)
    theirs.lines.update(school=cast.other_school, person_name="Olly Other-Teacher")
    in_force(cast, version.policy, OTHER_TEXT)
    send(signed_in(cast.clerk), cast, an_upload(as_pdf([seen(old), seen(printed(theirs))]), "sheets.pdf"))
    worked()
    words = said(signed_in(cast.clerk).get(reverse("scan", args=[SheetScan.objects.get().uid])))
    assert "This sheet is of an older edition of Keys and visitors" in words
    assert "This code is of no sheet of this school." in words
    assert "Olly" not in words
    assert "No line to record" in words


def test_a_code_is_typed_by_hand(cast: Cast, version: Version) -> None:
    sheet = a_sheet(cast, version, cast.midday_supervisor)
    page = seen(printed(sheet))
    page.paste(255, (0, 0, page.width, page.height))
    send(signed_in(cast.clerk), cast, an_upload(as_pdf([page]), "sheets.pdf"))
    worked()
    scan = SheetScan.objects.get()
    client, typing = signed_in(cast.clerk), reverse("scan-code", args=[scan.uid])
    assert "No line to record" in said(client.get(reverse("scan", args=[scan.uid])))
    code = spoken(sheet.lines.get().code)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "There is a mistake in this code." in said(
        client.post(typing, {**hidden(client.get(typing)), "code": wrong})
    )
    answer = client.post(typing, {**hidden(client.get(typing)), "code": code.lower()}, follow=True)
    assert "The line of Mina Midday-Supervisor is among the others now." in said(answer)
    again = client.post(typing, {**hidden(client.get(typing)), "code": code})
    assert "This code is among the lines already." in said(again)


def test_a_scan_put_aside_records_nothing_and_is_gone(cast: Cast, version: Version) -> None:
    scan = brought(cast, a_sheet(cast, version, cast.midday_supervisor))
    client = signed_in(cast.clerk)
    assert "is put aside" in said(client.post(reverse("scan-put-aside", args=[scan.uid]), follow=True))
    assert client.get(reverse("file-download", args=[scan.file.uid])).status_code == 404
    assert "Nothing was recorded from it" in said(client.get(reverse("scan", args=[scan.uid])))
    assert File.objects.filter(owner_uid=scan.uid, purged_at=None).count() == 0


def test_a_damaged_scan_is_refused_with_words_on_its_page(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    send(client, cast, an_upload(b"%PDF-1.4 and nothing else", "sheets.pdf"))
    worked()
    scan = SheetScan.objects.get()
    assert "This file is damaged and cannot be read." in said(client.get(reverse("scan", args=[scan.uid])))
    assert "Could not be read" in said(client.get(reverse("sheet-list", args=[cast.school.slug])))
    assert f"Signed sheets: {scan.file.name}" in said(client.get("/"))


def test_no_scan_too_many_or_another_kind_is_refused_beside_the_box(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    assert "Choose a file." in said(send(client, cast))
    assert "is not a kind of file" in said(send(client, cast, an_upload(b"x", "sheets.docx")))
    assert "At most 10 files at once." in said(
        send(client, cast, *(an_upload(b"%PDF-1.4", "a.pdf") for _ in range(11)))
    )
    assert not SheetScan.objects.exists()


WHO = {
    "clerk": 200,
    "business_manager": 200,
    "headteacher": 404,
    "senior_leader": 404,
    "line_manager": 404,
    "teacher": 404,
    "other_clerk": 404,
}


def test_only_clerk_and_business_manager_see_sheets_and_scans(cast: Cast, version: Version) -> None:
    sheet = a_sheet(cast, version, cast.midday_supervisor)
    scan = brought(cast, sheet)
    pages = [
        reverse("sheet-list", args=[cast.school.slug]),
        reverse("sheet-add", args=[version.policy.uid]),
        reverse("sheet", args=[sheet.uid]),
        reverse("scan-add", args=[cast.school.slug]),
        reverse("scan", args=[scan.uid]),
        reverse("file-download", args=[scan.file.uid]),
    ]
    for page in pages:
        assert {who: signed_in(getattr(cast, who)).get(page).status_code for who in WHO} == WHO, page


def test_the_pages_ask_the_same_number_of_questions_however_much_there_is(cast: Cast, version: Version) -> None:
    def asked_for(page: str) -> int:
        client = signed_in(cast.clerk)
        client.get(page)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    sheet = a_sheet(cast, version, cast.midday_supervisor)
    scan = brought(cast, sheet)
    listed, looked = reverse("sheet-list", args=[cast.school.slug]), reverse("scan", args=[scan.uid])
    few = asked_for(listed), asked_for(looked)
    for number in range(10):
        person = a_person(cast.school, f"Person {number}", has_email=False, groups=(cast.midday,))
        line = a_sheet(cast, version, person).lines.get()
        scan.codes.create(school=cast.school, position=number + 2, code=line.code, line=line)
    assert (asked_for(listed), asked_for(looked)) == few
