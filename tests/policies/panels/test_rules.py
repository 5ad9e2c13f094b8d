"""House rules of policies: on the settings page, from a profile, and what they change."""

from typing import Any

import pytest
from django.urls import reverse

from foundation.schools import profiles
from foundation.schools.models import Body, School
from foundation.schools.transitions.profiles import apply_profile
from policies.models import PolicyRules, StepRule
from policies.transitions import submit_version
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_draft, a_policy, in_force
from tests.policies.views.shown import document, said
from tests.policies.views.test_drafting import send

FIVE = {
    "acresfield": [
        "Consultation: School staff panel",
        "Decision: Governing body",
        "Signature: Chair of governors",
        "Signature: Headteacher",
    ],
    "haymerle": ["Decision: Governing body"],
    "st-marys": ["Consultation: All staff", "Decision: Governing body"],
    "qeii": ["Decision: Governing body"],
    "cornerstone": ["Decision: Local Support and Scrutiny Board"],
}
PERSONAL_USE = {
    "acresfield": "Social media for yourself only in your own time, on school or own devices.",
    "haymerle": "",
    "st-marys": "No social media for yourself on the school's premises or on trips and visits.",
    "qeii": "Social media for yourself only in your breaks.",
    "cornerstone": "Your own devices only, outside lessons and other structured sessions.",
}


def settings_of(school: School) -> str:
    return reverse("settings", args=[school.slug])


def change_of(school: School) -> str:
    return reverse("rules-change", args=[school.slug, "policies"])


RULES: dict[str, Any] = {
    "days_to_acknowledge": 7,
    "words": "I have read it and will do as it says.",
    "personal_use": "Only in the staff room.",
    "own_views": "Speak for yourself.",
    "makes_public": "on",
    "pack_days": 120,
}


def test_the_rules_stand_on_the_settings_page_and_are_changed_there(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    assert "I have read this policy, I understand it and I will follow it." in said(
        client.get(settings_of(cast.school))
    )
    send(client, change_of(cast.school), **RULES)
    shown = said(client.get(settings_of(cast.school)))
    assert "I have read it and will do as it says." in shown
    rules = PolicyRules.objects.get(school=cast.school)
    assert (rules.days_to_acknowledge, rules.makes_public, rules.pack_days) == (7, True, 120)
    assert not PolicyRules.objects.filter(school=cast.other_school).exists()


@pytest.mark.parametrize("days", ["0", "191", "30000", "ten"])
def test_days_that_make_no_sense_are_refused_beside_the_box(cast: Cast, days: str) -> None:
    answer = send(signed_in(cast.clerk), change_of(cast.school), **{**RULES, "days_to_acknowledge": days})
    assert "There is a problem" in said(answer)
    assert not PolicyRules.objects.filter(school=cast.school).exists()


@pytest.mark.parametrize("days", ["0", "732"])
def test_a_time_for_keeping_packs_that_makes_no_sense_is_refused_beside_the_box(cast: Cast, days: str) -> None:
    answer = send(signed_in(cast.clerk), change_of(cast.school), **{**RULES, "pack_days": days})
    assert "at least one day and at most two years" in said(answer)


def test_only_who_may_change_house_rules_changes_these(cast: Cast) -> None:
    for who in ("teacher", "business_manager", "chair", "other_clerk"):
        client = signed_in(getattr(cast, who))
        assert client.get(change_of(cast.school)).status_code == 404
        assert client.post(change_of(cast.school), RULES).status_code == 404
    assert not PolicyRules.objects.exists()


@pytest.mark.clause("ACR-26")
@pytest.mark.parametrize("name", PERSONAL_USE)
def test_each_schools_rule_of_personal_use_is_shown_where_its_people_confirm(cast: Cast, name: str) -> None:
    apply_profile(cast.school, profiles.load(name), by=cast.headteacher, at=cast.at)
    StepRule.objects.all().delete()
    version = in_force(cast)
    shown = said(signed_in(cast.teacher).get(reverse("version-acknowledge", args=[version.uid])))
    for other, words in PERSONAL_USE.items():
        assert (words in shown) == (other == name) or not words


def test_new_policies_are_public_where_the_rule_says_so(cast: Cast) -> None:
    page = reverse("policy-add", args=[cast.school.slug])
    box = "//input[@name='is_public']/@checked"
    assert not document(signed_in(cast.clerk).get(page)).xpath(box)
    PolicyRules.objects.create(school=cast.school, makes_public=True)
    assert document(signed_in(cast.clerk).get(page)).xpath(box)


@pytest.mark.clause("ALL-03")
@pytest.mark.parametrize("name", FIVE)
def test_a_version_goes_through_the_steps_of_its_schools_profile(cast: Cast, name: str) -> None:
    apply_profile(cast.school, profiles.load(name), by=cast.headteacher, at=cast.at)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    assert [str(step) for step in version.steps.all()] == FIVE[name]
    heads = a_policy(cast, "Lettings", determiner="headteacher", body=None)
    own = submit_version(a_draft(cast, heads), by=cast.clerk, at=cast.at)
    assert [str(step) for step in own.steps.all()] == ["Decision: Headteacher"]


def test_a_profile_shows_what_it_would_change_before_it_changes_it(cast: Cast) -> None:
    client, page = signed_in(cast.clerk), reverse("profile-apply", args=[cast.school.slug, "acresfield"])
    shown = document(client.get(page))
    (row,) = shown.xpath("//tr[contains(., 'Steps of a policy')]")
    assert [" ".join(cell.text_content().split()) for cell in row.xpath("td")] == [
        "None",
        "; ".join(FIVE["acresfield"]),
    ]
    (rule,) = shown.xpath("//tr[contains(., 'ersonal use at work')]")
    assert PERSONAL_USE["acresfield"] in rule.text_content()
    assert not StepRule.objects.exists()
    send(client, page)
    assert [str(rule) for rule in StepRule.objects.filter(school=cast.school)] == FIVE["acresfield"]
    assert PolicyRules.objects.get(school=cast.school).personal_use == PERSONAL_USE["acresfield"]
    assert "Nothing would change" in said(client.get(page))


@pytest.mark.clause("COR-01", "COR-07")
def test_bodies_are_the_schools_own_list_an_outside_one_among_them(cast: Cast) -> None:
    apply_profile(cast.school, profiles.load("cornerstone"), by=cast.headteacher, at=cast.at)
    outside = Body.objects.get(school=cast.school, kind="outside")
    assert outside.name == "Ofsted (before opening)"
    board = Body.objects.get(school=cast.school, kind="local_board")
    assert (board.quorum, board.quorum_share, board.written_threshold) == (3, "third", "three_quarters")
    apply_profile(cast.other_school, profiles.load("qeii"), by=cast.other_headteacher, at=cast.at)
    governors = Body.objects.get(school=cast.other_school, kind="governing_body")
    assert (governors.quorum_share, governors.written_threshold) == ("half", "")
    client = signed_in(cast.clerk)
    options = document(client.get(reverse("school-steps", args=[cast.school.slug]))).xpath(
        "//select[@name='step_0']/option/text()"
    )
    assert "Decision at a meeting: Local Support and Scrutiny Board" in options
    assert "Decision at a meeting: Ofsted (before opening)" in options
    send(client, reverse("school-steps", args=[cast.school.slug]), step_0=f"decide:{outside.uid}")
    assert [str(rule) for rule in StepRule.objects.filter(school=cast.school)] == ["Decision: Ofsted (before opening)"]


def test_the_shelf_and_the_settings_lead_to_the_steps(cast: Cast) -> None:
    steps = reverse("school-steps", args=[cast.school.slug])
    for page in (settings_of(cast.school), reverse("policy-list", args=[cast.school.slug])):
        assert steps in document(signed_in(cast.clerk).get(page)).xpath("//main//a/@href"), page
    assert signed_in(cast.teacher).get(steps).status_code == 404


def test_the_shelf_leads_the_clerk_to_all_that_is_done_there_and_a_teacher_to_none_of_it(cast: Cast) -> None:
    shelf = reverse("policy-list", args=[cast.school.slug])
    names = ("policy-add", "intake-add", "intake-list", "school-steps")
    ways = {reverse(name, args=[cast.school.slug]) for name in names}
    assert ways <= set(document(signed_in(cast.clerk).get(shelf)).xpath("//main//a/@href"))
    assert not ways & set(document(signed_in(cast.teacher).get(shelf)).xpath("//main//a/@href"))
