"""Procedures through the pages: what is held back, decided, reported, passed on, cited and sent."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Look
from foundation.schools.models import Person
from incidents.models import (
    Breached,
    Case,
    DataBreach,
    Entry,
    HelpContact,
    IncidentRules,
    Kind,
    Referral,
    Relation,
    Route,
    Severity,
)
from incidents.transitions.cases import take_case
from incidents.transitions.people import Named
from incidents.transitions.procedures import Advised, consult_lado
from incidents.transitions.timeline import correct_entry, write_entry
from tests.cast import Cast, signed_in
from tests.incidents.pages import case_page, sent, text, typed
from tests.incidents.reported import SAW, a_case, affected, blamed, in_hand, scale, sees
from tests.policies.shelf import a_policy, in_force

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    return in_hand(cast, Kind.STAFF_CONTACT, named=[blamed(cast.senior_leader)])


def act(person: Person, case: Case, name: str, /, **data: str) -> str:
    return sent(signed_in(person), reverse(name, args=[case.uid]), data)


def moment(cast: Cast, days: int = 1) -> dict[str, str]:
    return {**typed("on", cast.today - days * DAY), "time": "15:40"}


@pytest.mark.clause("HAY-06")
def test_what_is_held_back_is_shown_with_the_reason_until_it_is_decided(cast: Cast, case: Case) -> None:
    said = case_page(cast.headteacher, case)
    assert "an investigation could be spoiled" in said
    assert "Held back." in said
    assert "Ask open questions" not in said
    assert "Record that they were told" not in said
    due_on = case.lado_due_on
    assert due_on is not None
    assert f"Due by {due_on:%-d %B %Y}" in said
    act(cast.headteacher, case, "case-threshold", decided="low_level", why="Below it.")
    said = case_page(cast.headteacher, case)
    assert "Held back." not in said
    assert "Ask open questions" in said
    assert "Record that they were told" in said


@pytest.mark.clause("HAY-06")
def test_the_case_manager_decides_with_what_the_lado_advised(cast: Cast, case: Case) -> None:
    HelpContact.objects.create(school=cast.school, purpose="lado", name="Lou of the authority", telephone="01234 5")
    lado = reverse("case-lado", args=[case.uid])
    assert "Lou of the authority, 01234 5." in text(signed_in(cast.dsl).get(lado))
    act(cast.dsl, case, "case-lado", name="Lou", advice="Meet on Monday.", **moment(cast))
    said = act(cast.headteacher, case, "case-threshold", decided="threshold_met", why="Messages.")
    assert "it was considered with the LADO" in said
    form = signed_in(cast.headteacher).get(reverse("case-threshold", args=[case.uid])).context["form"]
    assert (form.initial["name"], form.initial["advice"]) == ("Lou", "Meet on Monday.")
    told = {"name": "Lou", "advice": "Meet on Monday.", **moment(cast)}
    said = act(cast.headteacher, case, "case-threshold", decided="threshold_met", why="Messages.", **told)
    assert "What was held back may go on." in said
    assert Referral.objects.filter(to="lado").count() == 1
    assert signed_in(cast.dsl).get(reverse("case-threshold", args=[case.uid])).status_code == 404


@pytest.mark.clause("HAY-06")
def test_a_conversation_of_this_minute_is_recorded_once(cast: Cast, case: Case) -> None:
    lado = signed_in(cast.headteacher).get(reverse("case-lado", args=[case.uid])).context["form"].initial
    now = {"name": "Lou", "advice": "Go on.", **typed("on", lado["on"]), "time": f"{lado['time']:%H:%M}"}
    act(cast.headteacher, case, "case-lado", **now)
    said = act(cast.headteacher, case, "case-threshold", decided="low_level", why="Once.", **now)
    assert "What was held back may go on." in said
    assert Referral.objects.filter(to="lado").count() == 1


@pytest.mark.clause("COR-04")
def test_a_question_becomes_an_allegation_on_its_page(cast: Cast) -> None:
    question = in_hand(cast, Kind.QUESTION, lead=cast.dsl)
    assert "It may be an allegation" in case_page(cast.dsl, question)
    act(cast.dsl, question, "case-allegation", why="It was at night.")
    question.refresh_from_db()
    assert (question.is_held_back, question.route) == (True, "headteacher")


@pytest.mark.clause("HAY-06")
def test_the_chronology_puts_roles_in_place_of_names_and_is_a_look(cast: Cast, case: Case) -> None:
    case = in_hand(
        cast,
        Kind.STAFF_CONTACT,
        named=[blamed(cast.senior_leader), Named(Relation.AFFECTED, words="Pupil 7B-14", is_pupil=True)],
    )
    words = "Mr Senior-Leader wrote to Pupil 7B-14; Sam says so. Hannah Headteacher saw it with Tessa."
    entry = write_entry(case, Entry.What.NOTE, words, happened_at=cast.at - DAY, by=cast.headteacher, at=cast.at)
    correct_entry(entry, "Sam Senior-Leader wrote twice.", by=cast.dsl, at=cast.at)
    page = signed_in(cast.headteacher).get(reverse("case-chronology", args=[case.uid]))
    table = page.content.decode().partition("<table")[2].partition("</table>")[0]
    for name in ("Sam", "Senior-Leader", "7B-14", "Hannah", "Tessa", "Dana"):
        assert name not in table
    said = "The person complained of wrote to the pupil affected; the person complained of says so."
    assert f"{said} the headteacher saw it with member of staff A." in table
    assert "Corrected: The person complained of wrote twice." in table
    assert table.index("the headteacher saw it") < table.index("A report was received")
    assert SAW in table
    assert Look.objects.filter(about_uid=case.uid, how="opened the chronology").count() == 1
    assert signed_in(cast.senior_leader).get(reverse("case-chronology", args=[case.uid])).status_code == 404


def test_a_long_chronology_asks_no_more_of_the_database(cast: Cast, case: Case) -> None:
    client, where = signed_in(cast.headteacher), reverse("case-chronology", args=[case.uid])
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for number in range(20):
        by = cast.dsl if number % 2 else cast.headteacher
        write_entry(case, Entry.What.NOTE, f"Line {number}", happened_at=cast.at, by=by, at=cast.at)
    with CaptureQueriesContext(connection) as many:
        client.get(where)
    assert len(many) <= len(few) + 1


@pytest.mark.clause("STM-19")
def test_a_breach_goes_from_known_to_told_on_the_pages(cast: Cast) -> None:
    case = in_hand(cast, Kind.PICTURE, lead=cast.dsl)
    act(cast.dsl, case, "case-breach", **moment(cast, 1))
    said = case_page(cast.dsl, case)
    assert "72 hours end" in said
    assert "hours left" in said
    act(cast.dsl, case, "case-breach-assess", risk="high", words="A class list of thirty.")
    act(cast.dsl, case, "case-breach-commissioner", reference="IC-77", **moment(cast, 0) | {"time": "00:00"})
    act(cast.dsl, case, "case-breach-people", how="By letter.", **moment(cast, 0) | {"time": "00:00"})
    said = case_page(cast.dsl, case)
    for words in ("reference IC-77", "By letter.", "A class list of thirty.", "A high risk"):
        assert words in said
    assert DataBreach.objects.get().late_why == ""


@pytest.mark.clause("STM-19")
def test_a_late_report_needs_its_reason_on_the_page(cast: Cast) -> None:
    case = in_hand(cast, Kind.PICTURE, lead=cast.dsl)
    act(cast.dsl, case, "case-breach", **moment(cast, 5))
    assert "Overdue" in case_page(cast.dsl, case)
    act(cast.dsl, case, "case-breach-assess", risk="risk", words="Names.")
    said = act(cast.dsl, case, "case-breach-commissioner", reference="IC-78", **moment(cast, 1))
    assert "That was after the 72 hours. Say why" in said
    act(cast.dsl, case, "case-breach-commissioner", reference="IC-78", late_why="Half-term.", **moment(cast, 1))
    assert "Late, because: Half-term." in case_page(cast.dsl, case)


@pytest.mark.parametrize("name", ["case-breach-assess", "case-breach-commissioner", "case-breach-people"])
def test_where_there_is_no_breach_its_pages_are_not_there(cast: Cast, name: str) -> None:
    where = reverse(name, args=[in_hand(cast).uid])
    assert signed_in(cast.headteacher).get(where).status_code == 404


@pytest.mark.clause("HAY-09", "ACR-16")
def test_what_was_passed_on_stands_with_its_reference_and_answer(cast: Cast) -> None:
    case = in_hand(cast, Kind.EXTREMISM, lead=cast.dsl)
    act(cast.dsl, case, "case-refer", to="prevent", whom="Prevent desk", reference="P-7", **moment(cast))
    made = Referral.objects.get()
    sent(signed_in(cast.dsl), reverse("case-referral-answer", args=[made.uid]), {"answer": "No further action."})
    said = case_page(cast.dsl, case)
    for words in ("Prevent: the local authority or the police", "reference P-7", "No further action."):
        assert words in said
    said = act(cast.dsl, case, "case-refer", to="disciplinary", whom="Warning", **moment(cast))
    assert "keeps its own file" in said
    assert Referral.objects.count() == 1


@pytest.mark.clause("HAY-11")
def test_underage_use_names_no_child_to_people_who_need_not_know(cast: Cast) -> None:
    child = Named(Relation.AFFECTED, words="Pupil 3A-02", is_pupil=True)
    case = in_hand(cast, Kind.UNDERAGE, lead=cast.dsl, named=[child])
    said = case_page(cast.dsl, case)
    assert "Speak with the family. Nobody else needs to know which child it is." in said
    assert "Pupil 3A-02" in said
    for person in (cast.teacher, cast.line_manager, cast.senior_leader, cast.clerk, cast.administrator):
        assert signed_in(person).get(reverse("case", args=[case.uid])).status_code == 404


def test_a_clause_is_found_as_it_stood_and_cited_on_the_page(cast: Cast) -> None:
    in_force(cast, a_policy(cast), at=cast.at - 9 * DAY)
    case = in_hand(cast, Kind.CONDUCT, by=cast.clerk, named=[blamed(cast.teacher)])
    client, where = signed_in(cast.headteacher), reverse("case-clause", args=[case.uid])
    before = {"text": "lend key", **typed("on", cast.today - 12 * DAY)}
    assert "No policy in force that day says that" in text(client.get(where, before))
    asked = f"{where}?text=lend+key"
    assert "Lost keys" in text(client.get(asked))
    chosen = client.get(asked).context["form"].fields["clause"].choices[0][0]
    assert "It stands on the case" in text(client.post(asked, {"clause": chosen}, follow=True))
    said = case_page(cast.headteacher, case)
    assert "Never lend a key" in said
    assert "Tessa Teacher: was asked to acknowledge it and had not." in said
    assert Breached.objects.get().on == timezone.localdate()


@pytest.mark.clause("ACR-18")
@pytest.mark.parametrize(
    "name",
    ["case-allegation", "case-lado", "case-threshold", "case-breach", "case-refer", "case-clause", "case-chronology"],
)
def test_who_is_complained_of_opens_none_of_these_pages(cast: Cast, name: str) -> None:
    case = a_case(cast, Kind.STAFF_CONTACT, named=[blamed(cast.headteacher), affected(cast.line_manager)])
    where = reverse(name, args=[case.uid])
    for person in (cast.headteacher, cast.line_manager, cast.teacher, cast.administrator, cast.clerk):
        assert signed_in(person).get(where).status_code == 404
    assert signed_in(cast.chair).get(where).status_code == 200


def test_telling_who_is_complained_of_is_refused_on_the_page_with_the_reason(cast: Cast, case: Case) -> None:
    row = case.people.get(person=cast.senior_leader)
    said = sent(
        signed_in(cast.headteacher), reverse("case-subject-told", args=[row.uid]), {"words": "All.", **moment(cast)}
    )
    assert "an investigation could be spoiled" in said
    row.refresh_from_db()
    assert row.told_at is None


def test_a_stale_decision_is_not_sent(cast: Cast, case: Case) -> None:
    client, where = signed_in(cast.headteacher), reverse("case-threshold", args=[case.uid])
    seen = client.get(where).context["form"].fields["seen"].initial
    consult_lado(case, Advised("Lou", cast.at - DAY, "Yes."), by=cast.dsl, at=cast.at)
    data = {"decided": "neither", "why": "No.", "seen": seen}
    assert "This changed while you had it open" in text(client.post(where, data))
    assert not case.threshold_decisions.exists()


@pytest.mark.clause("QEI-21")
@pytest.mark.parametrize("office", ["", "The press office of the diocese"])
def test_a_press_enquiry_goes_to_the_headteacher_who_alone_answers_and_asks_the_press_office_where_there_is_one(
    cast: Cast, office: str
) -> None:
    IncidentRules.objects.create(school=cast.school, press_office=office)
    case = a_case(cast, Kind.PRESS, by=cast.teacher)
    assert case.route == Route.HEADTEACHER
    assert [sees(one, case) for one in (cast.headteacher, cast.teacher, cast.senior_leader)] == [True, False, False]
    take_case(case, by=cast.headteacher, at=cast.at)
    scale(cast)
    form = signed_in(cast.headteacher).get(reverse("case-judge", args=[case.uid])).context["form"]
    assert (form.initial["category"], form.initial["procedure"]) == ("press", "press")
    low = str(Severity.objects.get(school=cast.school, is_low=True).uid)
    act(cast.headteacher, case, "case-judge", category="press", procedure="press", severity=low, summary="A paper")
    page = case_page(cast.headteacher, case)
    assert "Nobody else answers." in page
    assert ("Ask first: The press office of the diocese." in page) == bool(office)
    if office:
        act(cast.headteacher, case, "case-refer", to="press_office", whom=office, **moment(cast))
    act(cast.headteacher, case, "case-refer", to="press", whom="The paper", **moment(cast, days=0) | {"time": "00:00"})
    made = case.referrals.values_list("to", flat=True)
    assert set(made) == {"press", "press_office"} if office else {"press"}
