"""House rules of incidents: two schools that differ, and what is refused; the lists, and the five schools' profiles."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.schools.panels import set_up_tasks
from foundation.schools.profiles import differences, load
from foundation.schools.transitions.profiles import apply_profile
from incidents.forms.settings import IncidentRulesForm
from incidents.models import HelpContact, IncidentRules, Kind, ResponseOption, Route, Severity
from incidents.routing import first_route, rules_of
from incidents.starting import shipped
from incidents.transitions.rules import end_line
from tests.cast import Cast, signed_in
from tests.incidents.reported import a_case, affected, in_hand, judged, scale
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import send

pytestmark = pytest.mark.django_db
FIVE = ("acresfield", "cornerstone", "haymerle", "qeii", "st-marys")
RULES: dict[str, Any] = {
    "urgent": "Ring 999.",
    "grievance": "See Bela.",
    "whistleblowing": "Ring the auditors.",
    "sexual_pictures": "Send it to nobody.",
    "mentions_to": "dsl",
    "conduct_to": "senior_leader",
    "accounts_to": "senior_leader",
    "questions_to": "senior_leader",
    "press_to": "senior_leader",
    "press_office": "The press office of the diocese",
    "takes_public_reports": "on",
    "first_contact_days": "2",
    "update_days": "7",
    "author_hours": "12",
    "recheck_hours": "72",
    "progress_days": "30",
    "removal_needs_headteacher": "on",
    "removal_grounds": "Hatred\n\n  Threats ",
    "recorded_elsewhere": "The other system",
}


def rules_page(cast: Cast) -> str:
    return reverse("rules-change", args=[cast.school.slug, "incidents"])


def lists_page(cast: Cast) -> str:
    return reverse("incident-settings", args=[cast.school.slug])


def add_page(cast: Cast, what: str) -> str:
    return reverse("incident-setting-add", args=[cast.school.slug, what])


def line_page(row: Any, what: str, name: str = "change") -> str:
    return reverse(f"incident-setting-{name}", args=[row.school.slug, what, row.uid])


def test_the_rules_are_changed_on_the_settings_page_each_with_what_it_changes(cast: Cast) -> None:
    page = said(signed_in(cast.headteacher).get(reverse("settings", args=[cast.school.slug])))
    for field in IncidentRulesForm().visible_fields():
        assert str(field.label) in page
    send(signed_in(cast.headteacher), rules_page(cast), **RULES)
    here, there = rules_of(cast.school), rules_of(cast.other_school)
    assert (here.first_contact_days, here.update_days, here.author_hours, here.recheck_hours) == (2, 7, 12, 72)
    assert (there.first_contact_days, there.update_days, there.author_hours, there.recheck_hours) == (1, 5, 24, 48)
    assert (here.progress_days, there.progress_days) == (30, 90)
    assert (here.grounds, there.grounds) == (["Hatred", "Threats"], [])
    assert (here.recorded_elsewhere, there.recorded_elsewhere) == ("The other system", "")


@pytest.mark.parametrize(
    ("box", "value", "words"),
    [
        ("urgent", "", "Fill this in."),
        ("sexual_pictures", "", "Fill this in."),
        ("mentions_to", "chair", "Select a valid choice"),
        ("questions_to", "administrator", "Select a valid choice"),
        ("first_contact_days", "0", "Give 1 to 30 school days"),
        ("update_days", "31", "Give 1 to 30 school days"),
        ("author_hours", "0", "Give 1 to 336 hours"),
        ("recheck_hours", "337", "Give 1 to 336 hours"),
        ("progress_days", "366", "Give 1 to 365 days"),
        ("removal_grounds", "x" * 201, "at most 200 letters"),
        ("removal_grounds", "\n".join(map(str, range(21))), "at most 20 grounds"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_the_box(cast: Cast, box: str, value: str, words: str) -> None:
    answer = send(signed_in(cast.headteacher), rules_page(cast), **{**RULES, box: value})
    assert words in said(answer)
    assert not IncidentRules.objects.exists()


@pytest.mark.clause("ACR-12", "COR-04", "STM-15", "QEI-21")
@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Kind.STAFF_MENTION, "mentions_to"),
        (Kind.CONDUCT, "conduct_to"),
        (Kind.ON_OUR_ACCOUNT, "accounts_to"),
        (Kind.QUESTION, "questions_to"),
        (Kind.PRESS, "press_to"),
    ],
)
def test_two_schools_send_the_same_report_to_different_people(cast: Cast, kind: str, rule: str) -> None:
    here = IncidentRules(school=cast.school, **{rule: Route.SENIOR_LEADER})
    there = IncidentRules(school=cast.other_school, **{rule: Route.HEADTEACHER})
    assert first_route(here, kind, involves_child=False) == Route.SENIOR_LEADER
    assert first_route(there, kind, involves_child=False) == Route.HEADTEACHER


@pytest.mark.clause("ACR-12")
def test_two_schools_speak_with_the_person_affected_by_different_days(cast: Cast) -> None:
    from_rules = IncidentRules.objects.create(school=cast.school, first_contact_days=1)
    first = a_case(cast, named=[affected(cast.line_manager)]).first_contact_due_on
    from_rules.first_contact_days = 3
    from_rules.save()
    later = a_case(cast, named=[affected(cast.line_manager)]).first_contact_due_on
    assert first is not None
    assert later is not None
    assert first < later


# Scale, responses, contacts


def test_headteacher_and_safeguarding_lead_keep_the_lists_and_nobody_else(cast: Cast) -> None:
    for name in ("headteacher", "dsl"):
        assert signed_in(getattr(cast, name)).get(lists_page(cast)).status_code == 200
    low, _ = scale(cast)
    pages = (lists_page(cast), add_page(cast, "contact"), line_page(low, "severity"))
    for name in ("teacher", "clerk", "administrator", "chair", "senior_leader", "other_headteacher"):
        for page in pages:
            assert signed_in(getattr(cast, name)).get(page).status_code == 404, (name, page)
        assert signed_in(getattr(cast, name)).post(line_page(low, "severity", "end")).status_code == 404


@pytest.mark.clause("COR-05")
def test_the_scale_is_the_schools_and_what_was_judged_by_it_keeps_its_words(cast: Cast) -> None:
    client = signed_in(cast.headteacher)
    send(client, add_page(cast, "severity"), name="Gross", meaning="Bullying a colleague", position="9")
    assert Severity.objects.get(name="Gross").meaning == "Bullying a colleague"
    case = judged(cast, in_hand(cast))
    assert case.severity is not None
    send(client, line_page(case.severity, "severity"), name="Grave", meaning="", position="2")
    case.severity.refresh_from_db()
    assert (case.severity.name, case.severity.ended_at is None) == ("Serious", False)
    assert Severity.objects.get(name="Grave").ended_at is None
    assert not Severity.objects.filter(school=cast.other_school).exists()


def test_a_step_that_no_case_was_judged_by_is_changed_in_place(cast: Cast) -> None:
    low, _ = scale(cast)
    send(signed_in(cast.dsl), line_page(low, "severity"), name="Mild", meaning="", is_low="on", position="1")
    low.refresh_from_db()
    assert (low.name, low.is_low, Severity.objects.count()) == ("Mild", True, 2)


def test_the_last_step_of_a_scale_stays(cast: Cast) -> None:
    low, high = scale(cast)
    client = signed_in(cast.headteacher)
    client.post(line_page(high, "severity", "end"))
    answer = client.post(line_page(low, "severity", "end"), follow=True)
    assert "Without a step of the scale" in said(answer)
    low.refresh_from_db()
    assert low.ended_at is None
    with pytest.raises(NotAllowed, match="taken out"):
        end_line(high, by=cast.headteacher, at=cast.at)


@pytest.mark.clause("ACR-13")
def test_responses_are_added_taken_out_and_named_once(cast: Cast) -> None:
    client = signed_in(cast.headteacher)
    send(client, add_page(cast, "response"), name="The police are told", when="Threats", position="0")
    answer = send(client, add_page(cast, "response"), name="the police are told", when="", position="1")
    assert "stands in the list already" in said(answer)
    row = ResponseOption.objects.get()
    client.post(line_page(row, "response", "end"))
    assert (
        "The police are told"
        not in said(client.get(lists_page(cast)))
        .partition("Responses to consider")[2]
        .partition("Who outside helps")[0]
    )
    send(client, add_page(cast, "response"), name="The police are told", when="", position="0")
    assert ResponseOption.objects.filter(ended_at=None).count() == 1


CONTACT = {"purpose": "lado", "name": "Olga Officer", "telephone": "01632 960 005", "for_staff": "on", "position": "0"}


@pytest.mark.clause("HAY-08", "HAY-12")
def test_contacts_are_the_schools_with_the_day_they_were_looked_up(cast: Cast) -> None:
    client = signed_in(cast.dsl)
    send(client, add_page(cast, "contact"), **CONTACT)
    row = HelpContact.objects.get()
    page = said(client.get(lists_page(cast)))
    assert "Nobody said when it was looked up" in page
    row.checked_on = cast.today - timedelta(days=400)
    row.save()
    assert "more than a year ago" in said(client.get(lists_page(cast)))
    assert "Olga" not in str(list(Entry.objects.filter(verb="help_contact_set").values())), "it may be a person"
    client.post(line_page(row, "contact", "end"))
    assert "Olga Officer" not in said(signed_in(cast.teacher).get(reverse("report", args=[cast.school.slug])))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"telephone": ""}, "Give a telephone number, an e-mail or a web address."),
        ({"purpose": "friend"}, "Select a valid choice"),
        ({"url": "javascript:alert(1)", "telephone": ""}, "Enter a valid URL"),
        ({"checked_on_day": "1", "checked_on_month": "1", "checked_on_year": "2199"}, "still to come"),
    ],
)
def test_a_contact_that_nobody_could_reach_is_refused(cast: Cast, given: dict[str, str], words: str) -> None:
    assert words in said(send(signed_in(cast.dsl), add_page(cast, "contact"), **{**CONTACT, **given}))
    assert not HelpContact.objects.exists()


@pytest.mark.clause("HAY-08", "HAY-12", "QEI-23")
def test_the_national_contacts_come_with_the_day_they_were_looked_up_and_only_once(cast: Cast) -> None:
    client = signed_in(cast.headteacher)
    start = reverse("contacts-start", args=[cast.school.slug])
    for _ in range(2):
        client.post(start)
    rows = HelpContact.objects.filter(school=cast.school)
    assert rows.count() == len(shipped())
    assert all(row.checked_on for row in rows)
    helpline = rows.get(name="Professionals Online Safety Helpline")
    assert (helpline.telephone, helpline.for_staff, helpline.for_public) == ("0344 381 4772", True, False)
    assert rows.get(name="NSPCC helpline").for_public
    end_line(helpline, by=cast.headteacher, at=cast.at)
    client.post(start)
    assert not rows.filter(name=helpline.name, ended_at=None).exists(), "what was taken out does not come back"


def test_a_page_for_no_list_is_not_there(cast: Cast) -> None:
    assert signed_in(cast.headteacher).get(add_page(cast, "gossip")).status_code == 404


def test_setting_up_is_done_with_a_scale_responses_and_a_contact_for_when_nobody_at_the_school_can_have_it(
    cast: Cast,
) -> None:
    task = set_up_tasks.entries["incidents"]
    scale(cast)
    assert not task.is_done(cast.school, cast.today)
    HelpContact.objects.create(school=cast.school, purpose="lado", name="Officer", telephone="01632 960 005")
    assert task.is_done(cast.school, cast.today)


def test_ten_times_the_lines_take_as_many_queries(cast: Cast) -> None:
    client, counts = signed_in(cast.headteacher), []
    for number in (2, 20):
        for nth in range(number):
            name = f"{number} {nth}"
            Severity.objects.create(school=cast.school, name=name, position=nth)
            ResponseOption.objects.create(school=cast.school, name=name, position=nth)
            HelpContact.objects.create(school=cast.school, purpose="advice", name=name, telephone="1")
        client.get(lists_page(cast))
        with CaptureQueriesContext(connection) as asked:
            client.get(lists_page(cast))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# The five schools


def lives_as(cast: Cast, name: str) -> IncidentRules:
    apply_profile(cast.school, load(name), by=cast.clerk, at=cast.at)
    return IncidentRules.objects.get(school=cast.school)


@pytest.mark.clause("ACR-17", "QEI-24", "STM-15", "COR-04", "HAY-12")
def test_the_five_schools_differ_as_their_documents_do() -> None:
    found = {name: load(name).sections["incidents"] for name in FIVE}
    assert [name for name, rules in found.items() if not rules["removal_grounds"]] == [
        "acresfield",
        "cornerstone",
        "haymerle",
    ]
    assert "Extreme offence" in found["qeii"]["removal_grounds"]
    assert "Abuse" in found["st-marys"]["removal_grounds"]
    assert [name for name, rules in found.items() if rules["questions_to"] == "senior_leader"] == ["cornerstone"]
    assert [name for name, rules in found.items() if rules["mentions_to"] == "dsl"] == ["haymerle"]
    assert all(rules["removal_needs_headteacher"] for rules in found.values())


@pytest.mark.parametrize("name", [*FIVE, "default"])
def test_a_profile_brings_rules_scale_responses_and_contacts_and_applied_again_adds_none(cast: Cast, name: str) -> None:
    lives_as(cast, name)
    rows = (Severity, ResponseOption, HelpContact)
    counts = [model.objects.filter(school=cast.school).count() for model in rows]
    assert all(count >= 2 for count in counts)
    assert Severity.objects.filter(school=cast.school, is_low=True).count() == 1
    lives_as(cast, name)
    assert [model.objects.filter(school=cast.school).count() for model in rows] == counts


@pytest.mark.clause("HAY-12")
def test_staff_and_parents_of_haymerle_see_whom_its_document_names(cast: Cast) -> None:
    lives_as(cast, "haymerle")
    report = said(signed_in(cast.teacher).get(reverse("report", args=[cast.school.slug])))
    parents = said(Client().get(reverse("public-report", args=[cast.school.slug])))
    for name in ("LGfL", "Professionals Online Safety Helpline"):
        assert name in report
        assert name not in parents
    assert "NSPCC helpline" in parents


@pytest.mark.clause("HAY-06")
@pytest.mark.parametrize("name", [*FIVE, "default"])
def test_in_every_profile_asking_an_author_waits_for_the_decision_on_an_allegation(cast: Cast, name: str) -> None:
    lives_as(cast, name)
    rows = dict(ResponseOption.objects.filter(school=cast.school).values_list("name", "waits"))
    assert {one for one, waits in rows.items() if waits} == {one for one in rows if "author" in one.lower()}


@pytest.mark.clause("HAY-08", "HAY-09", "ACR-13")
def test_the_responses_are_those_of_each_school(cast: Cast) -> None:
    lives_as(cast, "haymerle")
    names = set(ResponseOption.objects.filter(school=cast.school).values_list("name", flat=True))
    assert "A referral under the Prevent duty" in names
    assert "The Professionals Online Safety Helpline is asked" in names
    acresfield = {one["name"] for one in load("acresfield").parts["responses"]}
    assert acresfield == {"The police are told", "The host is asked to remove it", "Legal action is considered"}


def test_what_a_school_added_itself_is_no_difference_to_a_profile(cast: Cast) -> None:
    lives_as(cast, "haymerle")
    cast.school.refresh_from_db()
    ResponseOption.objects.create(school=cast.school, name="The governors are told", position=20)
    assert differences(load("haymerle"), cast.school) == []
    ResponseOption.objects.filter(name="A referral under the Prevent duty").delete()
    (one,) = differences(load("haymerle"), cast.school)
    assert one.what == "Responses to consider"
    assert {*one.after.split(", ")} - {*one.before.split(", ")} == {"A referral under the Prevent duty"}
