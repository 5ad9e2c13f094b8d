"""Reporting by anyone on the roll: the right place first, one short form, how far it is; and the two short forms."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.models import Impostor, SiteCheckIn
from foundation.notices.kinds import kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from foundation.schools.models import Person, Role, RoleKind
from incidents.models import (
    Case,
    CasePerson,
    Category,
    Evidence,
    HelpContact,
    IncidentRules,
    Kind,
    Relation,
    Report,
    Route,
)
from incidents.panels.reporting import friend_requests_again, what_i_reported
from incidents.transitions.cases import take_case
from incidents.transitions.closing import OUTCOMES, close_case, reopen_case
from incidents.transitions.friend_requests import Declined, record_declined
from incidents.transitions.joining import join
from incidents.transitions.people import name_person
from tests.access.database import holds
from tests.approvals.sites import a_platform, live
from tests.cast import Cast, a_person, a_role, signed_in
from tests.foundation.documents.test_files import a_picture
from tests.incidents.reported import a_case, blamed, in_hand, judged, sees
from tests.policies.views.shown import document, hidden, said
from tests.policies.views.test_drafting import send

pytestmark = pytest.mark.django_db

SAW = "MARKER they wrote that she shouts at children"


def report_page(cast: Cast) -> str:
    return reverse("report", args=[cast.school.slug])


def write_page(cast: Cast, kind: str = Kind.STAFF_MENTION) -> str:
    return reverse("report-write", args=[cast.school.slug, kind])


def progress_page(report: Report) -> str:
    return reverse("report-progress", args=[report.uid])


def told(kind: str = Kind.STAFF_MENTION, **more: Any) -> dict[str, Any]:
    asked = {"saw": SAW, "who": "parent", "may_be_sexual": "no"}
    child = {} if kind in ("child", "staff_contact", "pupil_contact", "underage") else {"involves_child": "no"}
    return asked | child | more


def sent(cast: Cast, kind: str = Kind.STAFF_MENTION, by: Person | None = None, **more: Any) -> Report:
    answer = send(signed_in(by or cast.teacher), write_page(cast, kind), **told(kind, **more))
    assert "Sent." in said(answer), said(answer)
    return Report.objects.select_related("case").latest("pk")


def a_contact(cast: Cast, name: str, **fields: Any) -> HelpContact:
    return HelpContact.objects.create(
        school=cast.school, name=name, **{"purpose": "helpline", "telephone": "01632 960 001", **fields}
    )


@pytest.mark.clause("QEI-23", "ACR-27", "HAY-12")
def test_before_the_form_stands_what_to_do_now_who_leads_and_the_other_right_places(cast: Cast) -> None:
    IncidentRules.objects.create(
        school=cast.school, urgent="Ring 999, then room 4.", grievance="See Bela.", whistleblowing="Ring the auditors."
    )
    a_contact(cast, "Line for staff")
    a_contact(cast, "Line for parents", for_staff=False, for_public=True)
    page = said(signed_in(cast.teacher).get(report_page(cast)))
    for words in ("Ring 999, then room 4.", "Dana Safeguarding-Lead", "See Bela.", "Ring the auditors.", "May I …?"):
        assert words in page
    assert "Line for staff" in page
    assert "Line for parents" not in page
    assert page.index("Ring 999") < page.index("What is it about?")
    assert "Ring 999, then room 4." in said(signed_in(cast.teacher).get(write_page(cast)))


@pytest.mark.clause("ACR-27")
def test_may_i_and_report_lead_to_each_other(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    may_i = reverse("may-i", args=[cast.school.slug])
    assert report_page(cast) in client.get(may_i).content.decode()
    assert (
        report_page(cast) in client.get(reverse("may-i-answer", args=[cast.school.slug, "complain"])).content.decode()
    )
    assert may_i in client.get(report_page(cast)).content.decode()


def test_every_kind_is_offered_once_and_has_its_form(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    page = client.get(report_page(cast)).content.decode()
    for kind in Kind.values:
        assert page.count(f'href="{write_page(cast, kind)}"') == 1
        assert client.get(write_page(cast, kind)).status_code == 200
    assert client.get(write_page(cast, "gossip")).status_code == 404


def test_only_who_is_on_the_roll_reports(cast: Cast) -> None:
    for person in (cast.leaver, cast.other_clerk, cast.starter):
        assert signed_in(person).get(report_page(cast)).status_code == 404
    assert Client().get(report_page(cast)).status_code == 302


@pytest.mark.clause("ACR-12")
def test_a_report_is_kept_as_it_was_told_and_opens_a_case(cast: Cast) -> None:
    report = sent(
        cast,
        place="A class group",
        link="https://chat.example/1",
        affected=["me", "colleague", "pupil", "school", "other"],
        colleague=str(cast.line_manager.uid),
        pupil="4711",
        affected_words="The caretaker's brother",
        happened_on_day=str(cast.today.day),
        happened_on_month=str(cast.today.month),
        happened_on_year=str(cast.today.year),
    )
    assert (report.saw, report.place, report.link, report.happened_on) == (
        SAW,
        "A class group",
        "https://chat.example/1",
        cast.today,
    )
    assert (report.reporter, report.who, report.affects_school) == (cast.teacher, "parent", True)
    rows = CasePerson.objects.filter(case=report.case, relation=Relation.AFFECTED)
    assert {row.person for row in rows if row.person} == {cast.teacher, cast.line_manager}
    assert {(row.words, row.is_pupil) for row in rows if row.person is None} == {
        ("4711", True),
        ("The caretaker's brother", False),
    }
    assert report.case.is_safeguarding, "a pupil is affected"


@pytest.mark.clause("STM-16", "HAY-06")
@pytest.mark.parametrize(
    ("kind", "given", "route", "is_safeguarding", "is_held_back"),
    [
        (Kind.STAFF_MENTION, {}, Route.HEADTEACHER, False, False),
        (Kind.STAFF_MENTION, {"involves_child": "not_sure"}, Route.DSL, True, False),
        (Kind.STAFF_MENTION, {"may_be_sexual": "not_sure"}, Route.DSL, True, False),
        (Kind.PUPIL_CONTACT, {"who": "pupil"}, Route.DSL, True, False),
        (Kind.PUPIL_CONTACT, {"who": "staff"}, Route.HEADTEACHER, True, True),
        (Kind.STAFF_CONTACT, {"who": "unknown"}, Route.HEADTEACHER, True, True),
        (Kind.CONDUCT, {"who": "staff", "involves_child": "yes"}, Route.HEADTEACHER, True, True),
        (Kind.CONDUCT, {"who": "staff"}, Route.HEADTEACHER, False, False),
    ],
)
def test_it_goes_by_what_it_is_about_and_by_who_did_it(
    cast: Cast, kind: str, given: dict[str, Any], route: str, is_safeguarding: bool, is_held_back: bool
) -> None:
    case = sent(cast, kind, **given).case
    assert (case.route, case.is_safeguarding, case.is_held_back) == (route, is_safeguarding, is_held_back)


@pytest.mark.clause("ACR-18")
def test_the_headteacher_is_complained_of_by_the_role_and_neither_gets_nor_sees_it(cast: Cast) -> None:
    report = sent(cast, Kind.CONDUCT, blamed=["headteacher"])
    assert report.case.route == Route.CHAIR
    assert CasePerson.objects.get(case=report.case, relation=Relation.COMPLAINED_OF).person == cast.headteacher
    assert not sees(cast.headteacher, report.case)
    assert not Notice.objects.filter(recipient=cast.headteacher).exists()


@pytest.mark.clause("ACR-18")
def test_somebody_of_the_roll_and_somebody_in_words_are_complained_of(cast: Cast) -> None:
    report = sent(
        cast,
        Kind.CONDUCT,
        blamed=["roll", "other", "dsl"],
        blamed_person=str(cast.dsl.uid),
        blamed_words="The lollipop man",
    )
    rows = CasePerson.objects.filter(case=report.case, relation=Relation.COMPLAINED_OF)
    assert sorted(row.named for row in rows) == ["Dana Safeguarding-Lead", "The lollipop man"], "each once"


@pytest.mark.clause("ACR-18")
def test_where_nobody_at_the_school_can_have_it_the_page_says_who_outside_does(cast: Cast) -> None:
    Role.objects.filter(kind=RoleKind.TRUST_OFFICER).delete()
    a_contact(cast, "Officer of the county", purpose="lado", telephone="01632 960 002", for_staff=False)
    report = sent(cast, Kind.CONDUCT, blamed=["headteacher", "chair"])
    assert report.case.route == Route.OUTSIDE
    page = said(signed_in(cast.teacher).get(progress_page(report)))
    assert "Nobody at the school can have this report" in page
    assert "01632 960 002" in page


def test_whoever_reports_is_not_among_those_complained_of(cast: Cast) -> None:
    page = signed_in(cast.teacher).get(write_page(cast, Kind.CONDUCT)).content.decode()
    assert str(cast.teacher.uid) not in page
    answer = send(
        signed_in(cast.headteacher), write_page(cast, Kind.CONDUCT), **told(Kind.CONDUCT, blamed=["headteacher"])
    )
    assert "You would not see your own report" in said(answer)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("box", "given", "words"),
    [
        ("saw", {"saw": ""}, "Fill this in."),
        ("may_be_sexual", {"may_be_sexual": ""}, "Choose one of these."),
        ("who", {"who": ""}, "Choose one of these."),
        ("colleague", {"affected": ["colleague"]}, "Choose who it is."),
        ("pupil", {"affected": ["pupil"]}, "Give the reference"),
        ("blamed", {"blamed": ["roll"]}, "Choose who it is."),
        ("blamed_person", {"blamed_person": "0b0b0b0b-0000-4000-8000-000000000000"}, "Select a valid choice"),
        (
            "happened_on",
            {"happened_on_day": "1", "happened_on_month": "1", "happened_on_year": "2199"},
            "still to come",
        ),
    ],
)
def test_what_is_missing_or_makes_no_sense_is_said_beside_the_box_and_nothing_typed_is_lost(
    cast: Cast, box: str, given: dict[str, Any], words: str
) -> None:
    answer = send(signed_in(cast.teacher), write_page(cast), **told(**({"place": "A chat"} | given)))
    assert words in said(answer)
    assert "A chat" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Case.objects.exists()


def test_nobody_of_another_school_can_be_named(cast: Cast) -> None:
    answer = send(
        signed_in(cast.teacher), write_page(cast), **told(blamed=["roll"], blamed_person=str(cast.other_clerk.uid))
    )
    assert "Select a valid choice" in said(answer)


def test_sent_twice_is_one_case(cast: Cast) -> None:
    client, page = signed_in(cast.teacher), write_page(cast)
    data = {**hidden(client.get(page)), **told()}
    first, second = client.post(page, data), client.post(page, data)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


@pytest.mark.clause("ACR-12")
def test_the_reporter_sees_received_then_somebody_has_it_then_closed_and_not_the_case(cast: Cast) -> None:
    report, client = sent(cast), signed_in(cast.teacher)
    answer = client.get(progress_page(report))
    assert "Somebody takes it in hand" in said(answer)
    assert "no-store" in answer["Cache-Control"]
    take_case(report.case, by=cast.headteacher, at=cast.at)
    page = said(client.get(progress_page(report)))
    assert "Somebody has it in hand" in page
    assert "Hannah Headteacher" not in page
    assert "MARKER" not in page
    Case.objects.filter(pk=report.case.pk).update(status="closed", closed_at=cast.at, outcome="Settled")
    page = said(client.get(progress_page(report)))
    assert "Settled" not in page
    assert what_i_reported(cast.teacher.user, cast.today)[0].what == "What you reported: closed"
    for person in (cast.headteacher, cast.dsl, cast.administrator, cast.line_manager):
        assert signed_in(person).get(progress_page(report)).status_code == 404


@pytest.mark.clause("ACR-18")
def test_whoever_turns_out_to_be_complained_of_finds_their_own_report_nowhere(cast: Cast) -> None:
    report, client = sent(cast), signed_in(cast.teacher)
    assert what_i_reported(cast.teacher.user, cast.today)
    name_person(report.case, blamed(cast.teacher), by=cast.headteacher, at=cast.at)
    assert client.get(progress_page(report)).status_code == 404
    assert what_i_reported(cast.teacher.user, cast.today) == []
    assert progress_page(report) not in client.get(report_page(cast)).content.decode()


def picture() -> Any:
    return SimpleUploadedFile("seen.png", a_picture())


def add_picture(client: Client, report: Report, **given: Any) -> Any:
    page = reverse("report-evidence", args=[report.uid])
    shown = client.get(page)
    if shown.status_code != 200:
        return client.post(page, {"may_be_sexual": "no", "pictures": picture(), "about": "The post"})
    data = {"may_be_sexual": "no", "pictures": picture(), "about": "The post"} | given
    return client.post(page, {**hidden(shown), **data}, follow=True)


@pytest.mark.clause("STM-15")
def test_pictures_are_added_to_a_report_and_kept_as_evidence(cast: Cast) -> None:
    report, client = sent(cast), signed_in(cast.teacher)
    assert "Kept with your report." in said(add_picture(client, report))
    kept = Evidence.objects.get()
    assert (kept.case, kept.by, kept.about) == (report.case, cast.teacher, "The post")
    assert "You added 1." in said(client.get(progress_page(report)))


@pytest.mark.clause("QEI-23")
@pytest.mark.parametrize("may_be", ["yes", "not_sure"])
def test_where_it_may_be_a_sexual_picture_of_a_child_nothing_can_be_uploaded_on_page_or_server(
    cast: Cast, may_be: str
) -> None:
    IncidentRules.objects.create(school=cast.school, sexual_pictures="Put the telephone down and come to room 4.")
    report, client = sent(cast, may_be_sexual=may_be), signed_in(cast.teacher)
    assert report.case.may_be_sexual
    page = client.get(progress_page(report))
    assert "Put the telephone down and come to room 4." in said(page)
    assert reverse("report-evidence", args=[report.uid]) not in page.content.decode()
    assert add_picture(client, report).status_code == 404
    assert not Evidence.objects.exists()


@pytest.mark.clause("QEI-23")
def test_the_question_comes_before_the_upload_again_and_yes_takes_nothing_and_closes_it_for_everybody(
    cast: Cast,
) -> None:
    report, client = sent(cast), signed_in(cast.teacher)
    answer = add_picture(client, report, may_be_sexual="not_sure")
    assert "Nothing was kept." in said(answer)
    report.case.refresh_from_db()
    assert (report.case.may_be_sexual, report.case.is_safeguarding) == (True, True)
    assert sees(cast.dsl, report.case)
    assert add_picture(client, report).status_code == 404
    assert not Evidence.objects.exists()


@pytest.mark.clause("HAY-06", "QEI-23")
def test_what_may_be_a_sexual_picture_by_somebody_of_the_school_may_be_an_allegation(cast: Cast) -> None:
    report, client = sent(cast, who="staff"), signed_in(cast.teacher)
    assert not report.case.is_held_back
    add_picture(client, report, may_be_sexual="yes")
    report.case.refresh_from_db()
    assert (report.case.is_held_back, report.case.is_safeguarding, report.case.may_be_sexual) == (True, True, True)


def test_no_form_of_a_report_has_an_upload(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    for kind in Kind.values:
        assert not document(client.get(write_page(cast, kind))).xpath("//input[@type='file']")


# What it costs


def test_ten_times_the_reports_and_requests_take_as_many_queries(cast: Cast) -> None:
    pages = [(cast.teacher, report_page(cast)), (cast.dsl, reverse("friend-requests", args=[cast.school.slug]))]
    counts: list[list[int]] = []
    for number in (2, 9):
        for nth in range(number):
            a_case(cast)
            a_contact(cast, f"Line {number} {nth}")
            a_person(cast.school, f"Person {number} {nth}")
            record_declined(cast.school, Declined("App", f"{nth}", cast.today), by=cast.teacher, at=timezone.now())
        a_role(a_person(cast.school, f"Lead {number}"), RoleKind.DSL)
        counts.append([])
        for person, page in [*pages, (cast.teacher, write_page(cast))]:
            client = signed_in(person)
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            counts[-1].append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            what_i_reported(cast.teacher.user, cast.today)
            friend_requests_again(cast.dsl.user, cast.today)
        counts[-1].append(len(asked))
    assert counts[0] == counts[1]


def test_a_session_that_ended_while_typing_loses_nothing(cast: Cast) -> None:
    """At the end of the morning the report is typed, the session is over: signed in again, it stands there."""
    client, page = signed_in(cast.teacher), write_page(cast)
    client.get(report_page(cast))
    data = {**hidden(client.get(page)), **told(place="A class group")}
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        asked = client.post(page, data)
        assert "/account/login/" in asked["Location"]
        assert not Case.objects.exists()
        assert not holds("MARKER")
        back = asked["Location"].partition("next=")[2]
        assert cast.teacher.user is not None
        client.force_login(cast.teacher.user)
        carry_on = client.get(back).content.decode()
        [resume] = re.findall(r'name="resume" value="(.*?)"', carry_on)
        shown = client.post(page, {"resume": resume})
    assert "You were signed out while typing" in said(shown)
    assert "MARKER" in shown.content.decode()
    assert "A class group" in shown.content.decode()


# From one of the school's accounts


@pytest.mark.clause("STM-15", "STM-16b")
def test_a_site_and_what_a_moderator_saw_open_a_report_with_their_facts_filled_in(cast: Cast) -> None:
    site = live(cast)
    look = SiteCheckIn.objects.create(
        school=cast.school,
        site=site,
        seen="A rude comment",
        removed="The comment",
        no_copy_why="It was gone",
        by=cast.senior_leader,
        by_name=cast.senior_leader.name,
        at=cast.at,
    )
    client = signed_in(cast.senior_leader)
    page = client.get(reverse("site", args=[site.uid])).content.decode()
    form = f"{write_page(cast, Kind.ON_OUR_ACCOUNT)}?site={site.uid}"
    assert f'href="{form}"' in page
    assert f'href="{form}&amp;look={look.uid}"' in page
    shown = client.get(f"{form}&look={look.uid}").content.decode()
    assert "A rude comment" in shown
    assert site.address in shown
    send(client, f"{form}&look={look.uid}", **told(saw="As it says there"))
    report = Report.objects.get()
    assert (report.from_label, report.from_uid) == ("approvals.SiteCheckIn", look.uid)
    other = signed_in(cast.governor).get(f"{form}&look={look.uid}").content.decode()
    assert "A rude comment" not in other, "whoever may not see the log is told nothing of it"


@pytest.mark.clause("STM-15")
def test_an_account_that_is_not_ours_opens_a_report_and_its_takedown_with_the_facts_filled_in(cast: Cast) -> None:
    impostor = Impostor.objects.create(
        school=cast.school,
        platform=a_platform(cast, "Chalkboard"),
        identity="beacon.hill.official",
        address="https://chalkboard.example/beacon.hill.official",
        found_on=cast.today,
        entered_by=cast.clerk,
        entered_at=cast.at,
    )
    client = signed_in(cast.senior_leader)
    form = f"{write_page(cast, Kind.ABOUT_SCHOOL)}?impostor={impostor.uid}"
    assert form in client.get(reverse("impostor-list", args=[cast.school.slug])).content.decode()
    filled = client.get(form).context["form"].initial
    assert (filled["place"], filled["link"]) == ("Chalkboard", impostor.address)
    assert "“beacon.hill.official” passes itself off" in filled["saw"]
    send(client, form, **told(**{name: filled[name] for name in ("saw", "place", "link", "affected")}))
    report = Report.objects.get()
    assert (report.from_label, report.from_uid, report.affects_school) == ("approvals.Impostor", impostor.uid, True)
    case, head = take_case(report.case, by=cast.headteacher, at=cast.at), signed_in(cast.headteacher)
    judging = head.get(reverse("case-judge", args=[case.uid])).context["form"]
    assert judging.initial["category"] == Category.IMPERSONATION
    address = head.get(reverse("case-takedown-add", args=[case.uid])).context["form"]
    assert address.initial == {"address": impostor.address, "platform": "Chalkboard"}
    assert "An account that passes itself off" in said(head.get(reverse("case", args=[case.uid])))
    stranger = signed_in(cast.governor).get(form).content.decode()
    assert impostor.identity not in stranger, "whoever may not see the list is told nothing of it"


# Who is told


@pytest.mark.clause("ACR-12")
def test_whoever_reported_gets_a_mail_when_somebody_has_it_once_and_when_it_is_closed(cast: Cast) -> None:
    case = in_hand(cast, saw="MARKER", by=cast.teacher)
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    case = take_case(case, by=cast.chair, at=cast.at)
    mine = Notice.objects.filter(recipient=cast.teacher).order_by("pk")
    assert [one.kind for one in mine.all()] == ["incidents.taken"], "a change of hands is not told"
    case = judged(cast, case, is_low=True)
    case = close_case(case, outcome=OUTCOMES[1], why="MARKER", by=cast.chair, at=cast.at)
    assert [one.kind for one in mine.all()] == ["incidents.taken", "incidents.closed"]
    for notice in mine.all():
        kind = kinds.entries[notice.kind]
        assert kind.may_know(notice)
        letter = write(notice, kind.render(notice), at=cast.at).decode()
        for words in ("MARKER", cast.chair.name, cast.headteacher.name, case.reference, str(case.uid)):
            assert words not in letter
    case = reopen_case(case, why="More.", by=cast.chair, at=cast.at)
    name_person(case, blamed(cast.teacher), by=cast.chair, at=cast.at)
    assert not any(kinds.entries[one.kind].may_know(one) for one in mine.all()), "not who is complained of meanwhile"


def test_whoever_takes_on_what_they_reported_themselves_is_not_written_to(cast: Cast) -> None:
    in_hand(cast, by=cast.headteacher)
    assert not Notice.objects.filter(kind="incidents.taken").exists()


def test_a_report_that_joins_a_case_in_hand_tells_its_reporter_that_somebody_has_it(cast: Cast) -> None:
    other, report = in_hand(cast, by=cast.headteacher), a_case(cast, by=cast.teacher).reports.get()
    join(report, other, by=cast.headteacher, at=cast.at)
    reached = Notice.objects.filter(kind="incidents.taken").values_list("recipient", flat=True)
    assert list(reached) == [cast.teacher.pk]


@pytest.mark.clause("STM-16", "HAY-06", "HAY-11")
@pytest.mark.parametrize("kind", [Kind.CHILD, Kind.PUPIL_CONTACT, Kind.UNDERAGE, Kind.EXTREMISM])
def test_the_safeguarding_lead_is_told_at_once_and_the_mail_says_nothing_of_it(cast: Cast, kind: str) -> None:
    given: dict[str, Any] = {
        "who": "pupil",
        "involves_child": "yes",
        "place": "MARKER app",
        "affected": ["pupil"],
        "pupil": "MARKER-4711",
    }
    report = sent(cast, kind, **given)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (cast.dsl, "incidents.came")
    assert kinds.entries[notice.kind].is_urgent
    letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at).decode()
    for words in ("MARKER", "Tessa", str(Kind(kind).label)[:20], "child", report.case.reference):
        assert words not in letter
    assert not holds("MARKER"), "neither in the trail nor in any other row"


@pytest.mark.clause("HAY-11")
def test_a_child_who_is_too_young_for_an_app_is_known_to_the_safeguarding_team_and_the_headteacher_alone(
    cast: Cast,
) -> None:
    report = sent(cast, Kind.UNDERAGE, affected=["pupil"], pupil="4711")
    for name in ("dsl", "headteacher"):
        assert sees(getattr(cast, name), report.case)
    for name in ("senior_leader", "chair", "line_manager", "administrator", "teacher", "trust_officer"):
        assert not sees(getattr(cast, name), report.case)
