"""The two short forms: a friend request that was declined, and "is this communication all right?"."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from foundation.schools.models import Person
from incidents.models import Answer, Case, IncidentRules, Kind, Report, ResponseOption, Route
from incidents.panels.reporting import friend_requests_again
from incidents.transitions.cases import take_case
from incidents.transitions.closing import reopen_case
from incidents.transitions.friend_requests import Declined, record_declined
from incidents.transitions.questions import answer_question
from tests.cast import Cast, signed_in
from tests.incidents.reported import reported, sees
from tests.incidents.views.test_reporting import SAW, progress_page, write_page
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import send

pytestmark = pytest.mark.django_db

# A friend request from a pupil, declined


def declined(cast: Cast, by: Person | None = None, pupil: str = "4711", **more: Any) -> Any:
    on = more.pop("on", cast.today)
    day = {"happened_on_day": on.day, "happened_on_month": on.month, "happened_on_year": on.year}
    data = {"platform": "Instagram", "pupil": pupil, "declined": "on", "pointed": "on", **day, **more}
    return send(signed_in(by or cast.teacher), write_page(cast, Kind.FRIEND_REQUEST), **data)


@pytest.mark.clause("QEI-30")
def test_a_declined_friend_request_is_recorded_in_seconds_and_asks_nothing_of_anybody(cast: Cast) -> None:
    answer = declined(cast)
    assert "that you received the request and declined it" in said(answer)
    case = Case.objects.get()
    assert (case.status, case.route, case.lead) == ("closed", Route.DSL, None)
    assert case.people.get().words == "4711"
    assert "pointed to the school's own" in case.reports.get().saw
    assert not Notice.objects.exists()
    assert sees(cast.dsl, case)
    assert friend_requests_again(cast.dsl.user, cast.today) == []
    ResponseOption.objects.create(school=cast.school, name="The police are told", position=1)
    page = said(signed_in(cast.dsl).get(reverse("case", args=[case.uid])))
    assert "It was closed without them." in page
    assert "Say first how serious the case is" not in page


@pytest.mark.clause("QEI-30")
@pytest.mark.parametrize(("by", "pupil"), [("line_manager", " 47 11"), ("teacher", "0815")])
def test_the_same_pupil_or_the_same_person_again_comes_to_the_safeguarding_lead(
    cast: Cast, by: str, pupil: str
) -> None:
    declined(cast)
    declined(cast, getattr(cast, by), pupil)
    last = Case.objects.latest("pk")
    assert (last.status, last.route) == ("received", Route.DSL)
    assert {notice.recipient for notice in Notice.objects.all()} == {cast.dsl}
    [line] = friend_requests_again(cast.dsl.user, cast.today)
    assert "2 in 90 days" in line.what
    assert "4711" not in line.what
    page = said(signed_in(cast.dsl).get(line.url))
    assert last.reference in page
    assert friend_requests_again(cast.headteacher.user, cast.today) == []


@pytest.mark.clause("QEI-30")
def test_after_ninety_days_it_counts_as_the_first(cast: Cast) -> None:
    record_declined(
        cast.school,
        Declined("Instagram", "4711", cast.today - timedelta(days=95)),
        by=cast.teacher,
        at=timezone.now() - timedelta(days=91),
    )
    declined(cast)
    assert Case.objects.latest("pk").status == "closed"


@pytest.mark.clause("QEI-30")
def test_one_that_was_not_declined_yet_is_not_recorded(cast: Cast) -> None:
    assert "Decline it first." in said(declined(cast, declined=""))
    assert not Case.objects.exists()


def test_a_recorded_request_can_be_taken_up_by_the_safeguarding_lead(cast: Cast) -> None:
    declined(cast)
    case = reopen_case(Case.objects.get(), why="The class teacher asked.", by=cast.dsl, at=cast.at)
    assert (case.status, case.lead) == ("in_hand", cast.dsl)


# Is this communication all right?


def ask(cast: Cast, by: Person | None = None, **more: Any) -> Any:
    data = {"whose": "me", "with_whom": "parent", "saw": SAW, "may_be_sexual": "no", **more}
    return send(signed_in(by or cast.teacher), write_page(cast, Kind.QUESTION), **data)


@pytest.mark.clause("COR-04")
def test_a_question_goes_where_the_school_says_and_its_answer_comes_back_to_who_asked_alone(cast: Cast) -> None:
    IncidentRules.objects.create(school=cast.school, questions_to=Route.SENIOR_LEADER)
    ask(cast, with_whom="pupil", pupil="4711")
    report = Report.objects.get()
    case = take_case(report.case, by=cast.senior_leader, at=cast.at)
    assert (case.route, case.is_safeguarding) == (Route.SENIOR_LEADER, False)
    client = signed_in(cast.senior_leader)
    page = reverse("case-answer", args=[case.uid, report.uid])
    assert page in client.get(reverse("case", args=[case.uid])).content.decode()
    send(client, page, words="Use the school's own system.")
    assert "Use the school's own system." in said(signed_in(cast.teacher).get(progress_page(report)))
    assert Notice.objects.filter(kind="incidents.answered").get().recipient == cast.teacher
    for person in (cast.line_manager, cast.administrator, cast.teacher):
        assert signed_in(person).get(page).status_code == 404


@pytest.mark.clause("COR-04", "HAY-06", "QEI-23")
def test_a_question_with_what_may_be_a_sexual_picture_of_a_child_is_no_mere_question(cast: Cast) -> None:
    IncidentRules.objects.create(school=cast.school, questions_to=Route.SENIOR_LEADER)
    ask(cast, may_be_sexual="not_sure")
    case = Case.objects.get()
    assert (case.route, case.is_safeguarding, case.is_held_back) == (Route.HEADTEACHER, True, True)
    assert not sees(cast.senior_leader, case)


@pytest.mark.clause("COR-04", "ACR-18")
def test_the_colleague_asked_about_is_kept_out_of_it(cast: Cast) -> None:
    IncidentRules.objects.create(school=cast.school, questions_to=Route.SENIOR_LEADER)
    ask(cast, whose="colleague", colleague=str(cast.senior_leader.uid))
    case = Case.objects.get()
    assert case.route == Route.HEADTEACHER
    assert not sees(cast.senior_leader, case)


@pytest.mark.clause("HAY-06", "COR-04")
def test_a_question_that_may_be_an_allegation_is_not_answered_until_that_is_decided(cast: Cast) -> None:
    ask(cast)
    case = take_case(Case.objects.get(), by=cast.headteacher, at=cast.at)
    case.allegation, case.is_safeguarding, case.lado_due_on = Case.Allegation.CONSIDERED, True, cast.today
    case.save()
    with pytest.raises(NotAllowed, match="decided first"):
        answer_question(case.reports.get(), "It is fine.", by=cast.headteacher, at=cast.at)
    assert not Answer.objects.exists()


def test_only_a_question_is_answered(cast: Cast) -> None:
    report = reported(cast)
    take_case(report.case, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="Only a question"):
        answer_question(report, "It is fine.", by=cast.headteacher, at=cast.at)
