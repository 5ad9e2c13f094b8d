"""Reporting at a shared device: for those on the roll who have no log-in."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from incidents.models import Case, IncidentRules, Kind, Report, Route
from incidents.transitions.cases import take_case
from incidents.transitions.people import name_person
from incidents.transitions.questions import answer_question
from tests.cast import Cast
from tests.devices import a_browser, a_device, finish, give, with_pin
from tests.incidents.reported import blamed
from tests.incidents.views.test_reporting import told
from tests.policies.views.shown import hidden, said

pytestmark = pytest.mark.django_db
HOME = "/device/report/"


@pytest.fixture
def tablet(cast: Cast) -> Client:
    """The midday supervisor gave her PIN at the tablet in the kitchen."""
    cache.clear()
    with_pin(cast, cast.midday_supervisor)
    client = a_browser(cast, a_device(cast, cast.midday, cast.teachers))
    give(client, cast.midday_supervisor)
    return client


def form(kind: str = Kind.STAFF_MENTION) -> str:
    return reverse("device-report-write", args=[kind])


def send(client: Client, kind: str = Kind.STAFF_MENTION, **data: Any) -> Any:
    return client.post(form(kind), {**hidden_of(client, kind), **data}, follow=True)


def hidden_of(client: Client, kind: str = Kind.STAFF_MENTION) -> dict[str, str]:
    return hidden(client.get(form(kind)))


@pytest.mark.clause("ACR-12")
def test_somebody_without_a_log_in_reports_and_sees_how_far_it_is(cast: Cast, tablet: Client) -> None:
    IncidentRules.objects.create(school=cast.school, urgent="Ring 999, then room 4.")
    assert HOME in tablet.get("/device/reading/").content.decode()
    page = said(tablet.get(HOME))
    assert "Ring 999, then room 4." in page
    assert "Dana Safeguarding-Lead" in page
    assert "Sent." in said(send(tablet, **told()))
    report = Report.objects.select_related("case").get()
    assert (report.reporter, report.reporter_name) == (cast.midday_supervisor, "Mina Midday-Supervisor")
    assert "Somebody takes it in hand" in said(tablet.get(HOME))
    take_case(report.case, by=cast.headteacher, at=cast.at)
    page = said(tablet.get(HOME))
    assert "Somebody has it in hand" in page
    assert "MARKER" not in page


def test_sent_twice_is_one_case(tablet: Client) -> None:
    data = {**hidden_of(tablet), **told()}
    for _ in range(2):
        assert tablet.post(form(), data).status_code == 302
    assert Case.objects.count() == 1
    send(tablet, **told())
    assert Case.objects.count() == 2


def test_the_page_of_whoever_was_there_before_sends_nothing(cast: Cast, tablet: Client) -> None:
    with_pin(cast, cast.teacher)
    data = {**hidden_of(tablet), **told()}
    finish(tablet)
    give(tablet, cast.teacher)
    assert "Nothing was sent" in said(tablet.post(form(), data))
    assert not Case.objects.exists()


def test_a_friend_request_is_recorded_there_once(cast: Cast, tablet: Client) -> None:
    on = cast.today
    day = {"happened_on_day": on.day, "happened_on_month": on.month, "happened_on_year": on.year}
    data = {**hidden_of(tablet, Kind.FRIEND_REQUEST), "platform": "App", "pupil": "4711", "declined": "on", **day}
    for _ in range(2):
        tablet.post(form(Kind.FRIEND_REQUEST), data)
    assert Case.objects.get().status == "closed"
    assert "that you received the request and declined it" in said(tablet.get(HOME))


@pytest.mark.clause("COR-04")
def test_a_question_is_asked_and_answered_there(cast: Cast, tablet: Client) -> None:
    IncidentRules.objects.create(school=cast.school, questions_to=Route.SENIOR_LEADER)
    send(tablet, Kind.QUESTION, whose="me", with_whom="parent", saw="May I?", may_be_sexual="no")
    report = Report.objects.select_related("case").get()
    take_case(report.case, by=cast.senior_leader, at=cast.at)
    answer_question(report, "Better not.", by=cast.senior_leader, at=cast.at)
    assert "Better not." in said(tablet.get(HOME))


@pytest.mark.clause("ACR-18")
def test_whoever_turns_out_to_be_complained_of_finds_it_there_no_more(cast: Cast, tablet: Client) -> None:
    send(tablet, **told())
    name_person(Case.objects.get(), blamed(cast.midday_supervisor), by=cast.headteacher, at=cast.at)
    assert "Your report of" not in said(tablet.get(HOME))


def test_nobody_is_there_without_a_pin(cast: Cast, tablet: Client) -> None:
    finish(tablet)
    for page in (HOME, form()):
        assert tablet.get(page).status_code == 302
        assert Client().get(page).status_code == 302
    assert tablet.get(form("gossip")).status_code == 302
