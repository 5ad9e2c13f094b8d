"""House rules of requests and of staff: two schools that differ, and what is refused, for each."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from approvals.forms.rules_conduct import ConductRulesForm
from approvals.house_rules import closed_kinds, open_kinds, rules_of
from approvals.models import ApprovalRules, Kind
from approvals.pulse import pulse_of
from foundation.schools.profiles import load
from foundation.schools.transitions.profiles import apply_profile
from tests.approvals.asked import HEAD, set_chain
from tests.approvals.sites import rules
from tests.approvals.test_pulse import a_site
from tests.cast import Cast, signed_in
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import send

pytestmark = pytest.mark.django_db
FIVE = ("acresfield", "cornerstone", "haymerle", "qeii", "st-marys")
RULES: dict[str, Any] = {
    "faces": "nobody",
    "publishers": "appointed",
    "naming": "ask",
    "disclaimer": "My own views.",
    "devices": "never",
    "own_contact": "never",
    "parents": "never",
    "ex_pupil_age": "18",
    "in_doubt": "dsl",
}


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def conduct(cast: Cast) -> str:
    return reverse("rules-change", args=[cast.school.slug, "conduct"])


def lives_as(cast: Cast, name: str) -> set[str]:
    apply_profile(cast.school, load(name), by=cast.clerk, at=cast.at)
    return open_kinds(cast.school)


def test_the_rules_are_changed_on_the_settings_page_each_with_what_it_changes(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    page = said(client.get(reverse("settings", args=[cast.school.slug])))
    for field in ConductRulesForm().visible_fields():
        assert field.help_text
        assert str(field.help_text) in page
    send(client, conduct(cast), **RULES)
    rules = ApprovalRules.objects.get(school=cast.school)
    assert {name: str(getattr(rules, name)) for name in RULES} == RULES
    assert rules_of(cast.other_school).devices == "ask"


@pytest.mark.parametrize(
    ("box", "value", "words"),
    [
        ("disclaimer", "", "Write the disclaimer"),
        ("ex_pupil_age", "12", "Give an age from 16 to 25"),
        ("faces", "everybody", "Select a valid choice"),
        ("in_doubt", "network_manager", "Select a valid choice"),
        ("naming", "", "Choose one from the list"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_the_box(box: str, value: str, words: str, cast: Cast) -> None:
    answer = send(signed_in(cast.clerk), conduct(cast), **{**RULES, box: value})
    assert words in said(answer)
    assert not ApprovalRules.objects.exists()


def test_only_who_may_change_house_rules_changes_these(cast: Cast) -> None:
    for who in ("teacher", "senior_leader", "chair", "other_clerk"):
        assert signed_in(getattr(cast, who)).post(conduct(cast), RULES).status_code == 404


def test_the_five_schools_differ_as_their_documents_do() -> None:
    found = {name: load(name).sections["conduct"] for name in FIVE}
    assert {name: rules["devices"] for name, rules in found.items()} == {
        "acresfield": "own_time",
        "cornerstone": "ask",
        "haymerle": "ask",
        "qeii": "own_time",
        "st-marys": "never",
    }
    assert [name for name, rules in found.items() if rules["faces"] == "nobody"] == ["st-marys"]
    assert [name for name, rules in found.items() if rules["naming"] == "ask"] == ["acresfield"]
    assert [name for name, rules in found.items() if rules["own_contact"] == "never"] == ["cornerstone"]
    assert [name for name, rules in found.items() if rules["publishers"] == "appointed"] == ["acresfield"]
    assert [name for name, rules in found.items() if rules.get("ex_pupil_age")] == ["st-marys"]
    assert sorted({rules["parents"] for rules in found.values()}) == ["care", "conflict", "never", "no_pupils"]
    assert {rules["in_doubt"] for rules in found.values()} == {"headteacher", "senior_leader", "dsl"}


OPEN = {
    "acresfield": {"site", "participation", "post", "advertising", "friend", "own_site", "own_contact"},
    "cornerstone": {"site", "participation", "post", "advertising", "friend", "school_device"},
    "haymerle": {"participation", "school_device", "own_contact"},
    "qeii": {"site", "participation", "post", "advertising", "friend", "own_contact"},
    "st-marys": {"site", "participation", "post", "advertising", "friend", "own_contact"},
}


@pytest.mark.clause("HAY-04", "ACR-11", "COR-03", "STM-14")
@pytest.mark.parametrize("name", FIVE)
def test_each_school_leaves_open_what_its_document_does(name: str, cast: Cast) -> None:
    assert lives_as(cast, name) == OPEN[name]


@pytest.mark.clause("HAY-04", "ACR-11", "COR-03", "STM-14")
@pytest.mark.parametrize(
    ("kind", "here", "there", "why"),
    [
        (Kind.SITE, "qeii", "haymerle", "no accounts on social media"),
        (Kind.POST, "st-marys", "haymerle", "no accounts on social media"),
        (Kind.OWN_SITE, "acresfield", "qeii", "do not name the school"),
        (Kind.OWN_SITE, "acresfield", "st-marys", "do not name the school"),
        (Kind.OWN_SITE, "acresfield", "cornerstone", "do not name the school"),
        (Kind.SCHOOL_DEVICE, "cornerstone", "acresfield", "You need not ask"),
        (Kind.SCHOOL_DEVICE, "cornerstone", "st-marys", "not for social media here"),
        (Kind.OWN_CONTACT, "st-marys", "cornerstone", "the school's own telephones"),
    ],
)
def test_two_schools_differ_and_where_it_is_closed_the_page_says_why_and_a_start_is_refused(
    kind: Kind, here: str, there: str, why: str, cast: Cast
) -> None:
    client, start = signed_in(cast.teacher), reverse("request-start", args=[cast.school.slug, kind])
    lives_as(cast, here)
    assert client.post(start).status_code == 302
    lives_as(cast, there)
    set_chain(cast, HEAD, kind=kind)  # somebody would decide; the rule closes it all the same
    assert client.post(start).status_code == 404
    page = said(client.get(reverse("ask", args=[cast.school.slug])))
    assert closed_kinds(rules_of(cast.school))[kind] in page
    assert why in page


@pytest.mark.clause("HAY-04")
def test_without_sites_the_official_channels_are_shown(cast: Cast) -> None:
    lives_as(cast, "haymerle")
    page = said(signed_in(cast.teacher).get(reverse("ask", args=[cast.school.slug])))
    assert ApprovalRules.objects.get(school=cast.school).official_channels in page


REQUESTS = {
    "has_sites": "on",
    "check_in_days": "7",
    "review_months": "6",
    "consent_months": "3",
    "late_days": "2",
    "ending_days": "21",
    "speaks_as": "school",
    "shows_places": "on",
    "usual_terms": "Be kind.",
}


def of_requests(cast: Cast) -> str:
    return reverse("rules-change", args=[cast.school.slug, "approvals"])


def test_the_rules_of_requests_and_sites_are_the_schools_own(cast: Cast) -> None:
    send(signed_in(cast.clerk), of_requests(cast), **REQUESTS)
    here, there = rules_of(cast.school), rules_of(cast.other_school)
    assert (here.check_in_days, here.review_months, here.consent_months) == (7, 6, 3)
    assert (here.late_days, here.ending_days, here.speaks_as, here.shows_names) == (2, 21, "school", False)
    assert (there.check_in_days, there.review_months, there.consent_months) == (14, 12, 6)
    assert (there.late_days, there.ending_days, there.speaks_as, there.shows_names) == (3, 14, "person", True)


@pytest.mark.parametrize(
    ("box", "value", "words"),
    [
        ("check_in_days", "0", "every 1 to 90 days"),
        ("check_in_days", "91", "every 1 to 90 days"),
        ("review_months", "37", "Give 1 to 36 months"),
        ("consent_months", "0", "Give 1 to 36 months"),
        ("late_days", "31", "Give 1 to 30 days"),
        ("ending_days", "0", "Give 1 to 90 days"),
        ("speaks_as", "nobody", "Select a valid choice"),
        ("has_sites", "", "Say why, for those who want to ask for a site"),
    ],
)
def test_a_rule_of_requests_that_makes_no_sense_is_refused_beside_the_box(
    box: str, value: str, words: str, cast: Cast
) -> None:
    answer = send(signed_in(cast.clerk), of_requests(cast), **{**REQUESTS, box: value})
    assert words in said(answer)
    assert not ApprovalRules.objects.exists()


def test_the_list_without_consent_is_old_by_each_schools_own_rule(cast: Cast) -> None:
    fields: dict[str, Any] = {"pupils": "supervised", "consent_checked_on": cast.today - timedelta(days=100)}
    site = a_site(cast, **fields)
    old = "The list of pupils without consent has not been checked lately."
    assert old not in pulse_of(site, cast.today).reasons
    rules(cast, consent_months=3)
    assert old in pulse_of(site, cast.today).reasons
