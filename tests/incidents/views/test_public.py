"""Reporting from outside: who helps, a form without names of the roll, and a link of one's own to how far it is."""

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.core.states import NotAllowed
from incidents.held_back import AT_ONE_SCHOOL, FROM_ONE_CONNECTION, WITHIN
from incidents.models import Case, CasePerson, HelpContact, IncidentRules, Kind, Relation, Report, Route
from incidents.models.kinds import PUBLIC
from incidents.transitions.cases import take_case
from incidents.transitions.closing import OUTCOMES, close_case, reopen_case
from incidents.transitions.reporting import Said, progress_hash, receive_from_outside
from policies.links import MISSES
from tests.access.database import holds
from tests.cast import Cast, signed_in
from tests.incidents.reported import judged
from tests.policies.views.shown import document, hidden, said

pytestmark = pytest.mark.django_db

SAW = "MARKER somebody films at the gate"


@pytest.fixture(autouse=True)
def _nothing_sent_yet() -> None:
    cache.clear()


def first_page(cast: Cast) -> str:
    return reverse("public-report", args=[cast.school.slug])


def form_page(cast: Cast, kind: str = Kind.CONDUCT) -> str:
    return reverse("public-report-write", args=[cast.school.slug, kind])


def data_of(client: Client, page: str, **more: Any) -> dict[str, Any]:
    told = {"saw": SAW, "who": "unknown", "involves_child": "no", "may_be_sexual": "no"}
    return {**hidden(client.get(page)), **told, **more}


def tell(cast: Cast, client: Client | None = None, **more: Any) -> Any:
    client = client or Client()
    return client.post(form_page(cast), data_of(client, form_page(cast), **more))


def link_on(answer: Any) -> str:
    found = re.search(r"<code[^>]*>https?://[^/]+(/by-link/report/[\w-]+/)</code>", answer.content.decode())
    assert found is not None, said(answer)
    return found[1]


@pytest.mark.clause("HAY-12", "QEI-23")
def test_parents_find_who_helps_and_what_to_do_now_beside_the_public_policies(cast: Cast) -> None:
    IncidentRules.objects.create(school=cast.school, urgent="Ring 999, then the office.")
    for name, for_public in (("Line for parents", True), ("Line for staff", False)):
        HelpContact.objects.create(
            school=cast.school, purpose="parents", name=name, telephone="01632 960 003", for_public=for_public
        )
    assert first_page(cast) in Client().get(reverse("public-policies", args=[cast.school.slug])).content.decode()
    page = said(Client().get(first_page(cast)))
    assert "Ring 999, then the office." in page
    assert "Line for parents" in page
    assert "Line for staff" not in page


def test_no_page_for_the_public_names_anybody_of_the_roll_or_takes_a_file(cast: Cast) -> None:
    for page in (first_page(cast), *(form_page(cast, kind) for kind in PUBLIC)):
        answer = Client().get(page)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        for person in (cast.dsl, cast.headteacher, cast.chair, cast.teacher):
            assert person.name not in answer.content.decode()
        assert not document(answer).xpath("//input[@type='file']")
    for kind in set(Kind.values) - set(PUBLIC):
        assert Client().get(form_page(cast, kind)).status_code == 404


@pytest.mark.clause("ACR-12")
def test_a_parent_reports_without_a_log_in_and_without_a_name(cast: Cast) -> None:
    tell(cast, affected=["my_child", "staff", "school"], staff="The cook", blamed=["other"], blamed_words="The driver")
    report = Report.objects.select_related("case").get()
    assert (report.reporter, report.reporter_name, report.saw, report.affects_school) == (None, "", SAW, True)
    assert report.case.is_safeguarding, "a child is affected"
    rows = {(row.relation, row.words, row.is_pupil) for row in CasePerson.objects.filter(case=report.case)}
    assert rows == {
        ("affected", "A child of whoever reported", True),
        ("affected", "The cook", False),
        ("complained_of", "The driver", False),
    }


def test_a_name_and_how_to_reach_them_are_kept_encrypted(cast: Cast) -> None:
    tell(cast, name="Petra Parent", contact="01632 960 004")
    report = Report.objects.get()
    assert (report.reporter_name, report.reporter_contact) == ("Petra Parent", "01632 960 004")
    for words in ("Petra Parent", "01632 960 004", "MARKER"):
        assert not holds(words)


@pytest.mark.clause("ACR-18")
def test_the_headteacher_is_complained_of_as_the_headteacher(cast: Cast) -> None:
    tell(cast, blamed=["headteacher"])
    case = Case.objects.get()
    assert case.route == Route.CHAIR
    assert case.people.get(relation=Relation.COMPLAINED_OF).person == cast.headteacher


@pytest.mark.clause("ACR-12")
def test_the_link_is_shown_once_kept_as_a_hash_and_tells_how_far_it_is(cast: Cast) -> None:
    answer = tell(cast)
    link = link_on(answer)
    secret = link.split("/")[-2]
    report = Report.objects.select_related("case").get()
    assert report.progress_hash == progress_hash(secret)
    assert not holds(secret)
    assert "no-store" in answer["Cache-Control"]
    client = Client()
    shown = client.get(link)
    assert "Somebody takes it in hand" in said(shown)
    assert (shown["Cache-Control"], shown["Referrer-Policy"]) == ("no-store, private", "no-referrer")
    take_case(report.case, by=cast.headteacher, at=cast.at)
    page = said(client.get(link))
    assert "Somebody has it in hand" in page
    for words in ("MARKER", "Hannah", report.case.reference):
        assert words not in page


@pytest.mark.clause("ACR-12")
def test_the_link_runs_out_some_days_after_the_case_is_closed_as_the_house_rules_say(cast: Cast) -> None:
    IncidentRules.objects.create(school=cast.school, progress_days=30)
    answer, client = tell(cast), Client()
    link = link_on(answer)
    assert "works until 30 days after your report is closed" in said(answer)
    case = judged(cast, take_case(Case.objects.get(), by=cast.headteacher, at=cast.at), is_low=True)
    case = close_case(case, outcome=OUTCOMES[1], why="Settled.", by=cast.headteacher, at=cast.at)
    last = timezone.localdate() - timedelta(days=30)
    for closed_on, status in ((last, 200), (last - timedelta(days=1), 410)):
        at = timezone.make_aware(datetime.combine(closed_on, time(12)))
        Case.objects.filter(pk=case.pk).update(closed_at=at)
        page = client.get(link)
        assert page.status_code == status
        assert ("This address shows it until" in said(page)) == (status == 200)
    assert "tell" in said(page)
    assert "This address has run out" in said(page)
    assert "no-store" in page["Cache-Control"]
    reopen_case(case, why="It goes on.", by=cast.headteacher, at=cast.at)
    assert client.get(link).status_code == 200


def test_who_tries_links_is_held_back(cast: Cast) -> None:
    client = Client()
    for _ in range(MISSES):
        assert client.get(reverse("public-report-progress", args=["nobody-has-this"])).status_code == 404
    assert client.get(link_on(tell(cast, client))).status_code == 429


def test_the_same_form_sent_twice_is_one_report_with_one_link(cast: Cast) -> None:
    client = Client()
    data = data_of(client, form_page(cast))
    first, second = (client.post(form_page(cast), data) for _ in range(2))
    assert link_on(first) == link_on(second)
    assert Case.objects.count() == 1
    assert link_on(tell(cast, client)) != link_on(first)


def test_a_report_without_a_token_still_gets_a_link_of_its_own(cast: Cast) -> None:
    one, other = tell(cast, token=""), tell(cast, token="")
    assert link_on(one) != link_on(other)


def test_too_many_reports_from_one_connection_are_answered_in_words_and_nothing_typed_is_lost(cast: Cast) -> None:
    client = Client()
    for _ in range(FROM_ONE_CONNECTION):
        assert tell(cast, client).status_code == 200
    answer = tell(cast, client, place="At the gate")
    assert answer.status_code == 429
    assert "Several reports were sent from this connection" in said(answer)
    assert "At the gate" in answer.content.decode()
    assert "MARKER" in answer.content.decode()
    assert Case.objects.count() == FROM_ONE_CONNECTION
    assert tell(cast, Client(REMOTE_ADDR="192.0.2.7")).status_code == 200


def test_what_is_wrong_in_a_form_counts_for_nothing(cast: Cast) -> None:
    client = Client()
    for _ in range(FROM_ONE_CONNECTION + 1):
        assert "Fill this in." in said(tell(cast, client, saw=""))
    assert tell(cast, client).status_code == 200
    assert Case.objects.count() == 1


def test_one_school_takes_so_many_in_an_hour_from_wherever_they_come(cast: Cast) -> None:
    cache.set(f"public-reports:{cast.school.uid}", AT_ONE_SCHOOL, timeout=WITHIN)
    assert tell(cast).status_code == 429


def test_two_schools_differ_and_where_none_are_taken_a_report_is_refused(cast: Cast) -> None:
    IncidentRules.objects.create(school=cast.school, takes_public_reports=False)
    HelpContact.objects.create(
        school=cast.school, purpose="parents", name="Line for parents", telephone="01632 960 003", for_public=True
    )
    page = said(Client().get(first_page(cast)))
    assert "takes no reports on this page" in page
    assert "Line for parents" in page, "who helps stands there all the same"
    assert Client().get(form_page(cast)).status_code == 404
    assert Client().post(form_page(cast), {"saw": SAW}).status_code == 404
    told = Said(Kind.CONDUCT, SAW)
    with pytest.raises(NotAllowed, match="takes no reports"):
        receive_from_outside(cast.school, told, name="", contact="", at=cast.at)
    assert receive_from_outside(cast.other_school, told, name="", contact="", at=cast.at)


def test_what_is_only_for_staff_is_not_taken_from_outside(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Choose what it is about"):
        receive_from_outside(cast.school, Said(Kind.QUESTION, SAW), name="", contact="", at=cast.at)


def test_who_is_signed_in_is_pointed_to_reporting_as_themselves(cast: Cast) -> None:
    page = signed_in(cast.teacher).get(first_page(cast)).content.decode()
    assert reverse("report", args=[cast.school.slug]) in page


@pytest.mark.clause("QEI-23")
def test_where_it_may_be_a_sexual_picture_of_a_child_the_page_says_what_to_do_instead(cast: Cast) -> None:
    IncidentRules.objects.create(school=cast.school, sexual_pictures="Send it to nobody.")
    answer = tell(cast, may_be_sexual="yes")
    assert "Send it to nobody." in said(answer)
    case = Case.objects.get()
    assert (case.may_be_sexual, case.is_safeguarding, case.route) == (True, True, Route.DSL)


def test_only_who_is_on_the_roll_is_led_to_report_as_themselves(cast: Cast) -> None:
    own = reverse("report", args=[cast.school.slug])
    led = {
        one: own in signed_in(one).get(first_page(cast)).content.decode() for one in (cast.teacher, cast.other_teacher)
    }
    assert led == {cast.teacher: True, cast.other_teacher: False}
    assert own not in Client().get(first_page(cast)).content.decode()
