"""The case file as PDF: in full, and for those who may read only a part."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Look
from foundation.jobs.runner import run_next
from incidents import pdf
from incidents.models import Case, CaseExport, Considered, Entry, Kind, ResponseOption, Support, Update
from incidents.transitions.evidence import keep_text
from incidents.transitions.exporting import ask_export
from incidents.transitions.letting_in import let_in
from incidents.transitions.people import Named, name_person
from incidents.transitions.removals import TakenOff, record_removal
from incidents.transitions.timeline import write_entry
from tests.cast import Cast, signed_in
from tests.foundation.documents.pdf_words import words_of
from tests.incidents.kept import ADDRESS, a_picture, an_address, rules, step
from tests.incidents.pages import text
from tests.incidents.reported import affected, blamed, in_hand, judged, the_affected

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """About a teacher, by a parent and a pupil, with something of everything."""
    case = judged(cast, in_hand(cast, named=[affected(cast.line_manager), Named("author", None, "Peter Parent")]))
    by: dict[str, Any] = {"by": cast.headteacher, "at": cast.at}
    name_person(case, Named("witness", None, "R7", is_pupil=True), **by)
    a_picture(cast, case, about="The comment of the father")
    keep_text(case, "She called me.", about="My own notes", by=cast.line_manager, at=cast.at)
    step(cast, an_address(cast, case), "reported", reference="R-1")
    write_entry(case, Entry.What.NOTE, "I wonder about the mother.", happened_at=cast.at, **by)
    write_entry(case, Entry.What.CONTACT, "Rang the platform.", happened_at=cast.at, **by)
    write_entry(case, Entry.What.DECISION, "We do not sue.", happened_at=cast.at, **by)
    shared = {"school": cast.school, "case": case, "affected": the_affected(case)}
    Update.objects.create(**shared, what="done", words="It was reported.", by_name="Hannah Headteacher", **by)
    Support.objects.create(**shared, what="A talk with the nurse", offered_by=cast.headteacher, offered_at=cast.at)
    option = ResponseOption.objects.get(school=cast.school, position=0)
    Considered.objects.create(
        school=cast.school, case=case, option=option, answer="taken", why="There was a threat.", by_name="Hannah", **by
    )
    return case


@pytest.fixture
def head(cast: Cast) -> Client:
    return signed_in(cast.headteacher)


def printed(client: Client, case: Case, audience: str) -> str:
    answer = client.get(reverse("case-pdf", args=[case.uid, audience]))
    assert answer["Content-Type"] == "application/pdf"
    return "".join(words_of(answer.content).split())


def for_affected(client: Client, case: Case) -> str:
    answer = client.get(reverse("case-pdf-affected", args=[case.uid, the_affected(case).uid]))
    assert answer["Content-Type"] == "application/pdf"
    return "".join(words_of(answer.content).split())


SAID = {
    "report": "Theywrotethatsheshouts",
    "author": "PeterParent",
    "pupil": "R7",
    "note": "Iwonderaboutthemother",
    "contact": "Rangtheplatform",
    "decision": "Wedonotsue",
    "told": "Itwasreported.",
    "support": "Atalkwiththenurse",
    "considered": "Therewasathreat",
    "evidence": "Thecommentofthefather",
    "own": "Myownnotes",
    "address": "".join(ADDRESS.split()),
}


def held(words: str) -> set[str]:
    return {name for name, said in SAID.items() if said in words}


@pytest.mark.clause("ACR-15")
def test_in_full_it_has_what_was_considered_decided_kept_and_done(cast: Cast, case: Case, head: Client) -> None:
    words = printed(head, case, "full")
    assert held(words) == set(SAID)
    assert case.evidence.get(number=1).sha256 in words
    assert "Notconsidered" in words
    assert Look.objects.filter(about_uid=case.uid, how="printed, in full").count() == 1


def test_for_the_police_it_has_what_happened_and_nothing_of_the_schools_thinking(case: Case, head: Client) -> None:
    assert held(printed(head, case, "police")) == {"report", "author", "pupil", "contact", "evidence", "own", "address"}


@pytest.mark.clause("ACR-14")
def test_for_the_person_affected_it_has_nothing_of_anybody_else(case: Case, head: Client) -> None:
    assert held(for_affected(head, case)) == {"told", "support", "own"}


def test_for_governors_it_has_figures_and_no_name(cast: Cast, case: Case, head: Client) -> None:
    words = printed(head, case, "governors")
    assert held(words) == set()
    assert "Piecesofevidence" in words
    assert not [name for name in ("Hannah", "Tessa", "Lena") if name in words]


@pytest.mark.clause("STM-15")
def test_that_there_is_no_copy_stands_in_the_file(cast: Cast, head: Client) -> None:
    rules(cast, removal_grounds="Abuse")
    case = in_hand(cast, Kind.ON_OUR_ACCOUNT)
    taken = TakenOff("A threat.", cast.at, no_copy_why="A pupil deleted it.", ground="Abuse")
    record_removal(case, taken, by=cast.headteacher, at=cast.at)
    for audience in ("full", "police"):
        assert "Nocopy,because:Apupildeletedit." in printed(head, case, audience)


@pytest.mark.clause("ACR-18", "ACR-14")
def test_there_is_none_for_an_affected_person_who_is_complained_of_too(cast: Cast, case: Case, head: Client) -> None:
    row = the_affected(case)
    name_person(case, blamed(cast.line_manager), by=cast.headteacher, at=cast.at)
    assert head.get(reverse("case-pdf-affected", args=[case.uid, row.uid])).status_code == 404
    assert "For Lena" not in head.get(reverse("case-file", args=[case.uid])).content.decode()


def test_only_whoever_runs_the_case_prints_it(cast: Cast, case: Case) -> None:
    let_in(case, cast.teacher, until=cast.today, why="She knows.", by=cast.headteacher, at=cast.at)
    row = the_affected(case)
    for person in (cast.teacher, cast.line_manager, cast.governor, cast.dsl, cast.administrator):
        client = signed_in(person)
        assert client.get(reverse("case-pdf", args=[case.uid, "full"])).status_code == 404
        assert client.get(reverse("case-pdf-affected", args=[case.uid, row.uid])).status_code == 404
        assert client.get(reverse("case-file", args=[case.uid])).status_code == 404
    assert not Look.objects.filter(how__startswith="printed").exists()


@pytest.mark.clause("ACR-18")
def test_nobody_who_is_complained_of_gets_one(cast: Cast, case: Case, head: Client) -> None:
    assert head.get(reverse("case-file", args=[case.uid])).status_code == 200
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    for audience in ("full", "police", "governors"):
        assert head.get(reverse("case-pdf", args=[case.uid, audience])).status_code == 404
    assert head.get(reverse("case-file", args=[case.uid])).status_code == 404


def test_there_is_no_other_audience(case: Case, head: Client) -> None:
    for audience in ("affected", "everybody"):
        assert head.get(reverse("case-pdf", args=[case.uid, audience])).status_code == 404


def written(case: Case, number: int, length: int = 300) -> None:
    """So many lines of the timeline, each with its number at its end."""
    by: Any = {"school": case.school, "case": case, "by_name": "Hannah", "happened_at": case.opened_at}
    for nth in range(number):
        words = f"{'The platform has not answered. ' * (length // 31)} Line{nth:04d}."
        Entry.objects.create(what=Entry.What.NOTE, words=words, at=case.opened_at, **by)


def test_the_file_of_a_long_case_is_printed_in_parts_in_the_background_for_who_asked(
    cast: Cast, case: Case, head: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "WORDS_AT_ONCE", 1500)
    assert head.get(reverse("case-pdf", args=[case.uid, "full"])).status_code == 200
    written(case, 30)
    answer = head.get(reverse("case-pdf", args=[case.uid, "full"]))
    assert answer["Location"] == f"{reverse('case-export', args=[case.uid])}?what=full"
    assert Look.objects.filter(about_uid=case.uid, how="printed, in full").count() == 1, "not what was not printed"
    assert "printed in the background" in text(head.get(answer["Location"]))
    head.post(answer["Location"], {"token": ""})
    export = CaseExport.objects.get()
    assert (export.what, export.asked_by) == ("full", cast.headteacher)
    assert run_next(timezone.now)
    made = head.get(reverse("case-export-file", args=[export.uid]))
    words = "".join(words_of(made.content).split())
    assert made["Content-Type"] == "application/pdf"
    assert made["Content-Disposition"].startswith("attachment")
    for nth in range(30):
        assert f"Line{nth:04d}." in words
    assert "Timeline,continued" in words
    assert "Page2of" in words
    assert held(words) == set(SAID)
    assert signed_in(cast.dsl).get(reverse("case-export-file", args=[export.uid])).status_code == 404


def test_a_case_too_long_for_any_print_says_so_and_points_at_the_archive(
    cast: Cast, case: Case, head: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "WORDS_AT_ONCE", 600)
    monkeypatch.setattr(pdf, "MOST_PARTS", 2)
    written(case, 40)
    export = ask_export(case, CaseExport.What.FULL, by=cast.headteacher, at=timezone.now())
    assert run_next(timezone.now)
    page = text(head.get(reverse("case-export-page", args=[export.uid])))
    assert "Take everything as one archive" in page
