"""House rules of monitoring: two schools that differ, what is refused, the reasons, and the five schools' profiles."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.schools.panels import profile_parts
from foundation.schools.profiles import load
from foundation.schools.transitions.profiles import apply_profile
from monitoring.forms.rules import MonitoringRulesForm, host_in
from monitoring.house_rules import rules_of
from monitoring.models import CheckReason, FilteringPoint, MonitoringRules
from monitoring.transitions.reasons import add_reason, change_reason, end_reason, start_reasons
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_policy

pytestmark = pytest.mark.django_db
FIVE = ("acresfield", "cornerstone", "haymerle", "qeii", "st-marys")
RULES: dict[str, Any] = {
    "notice_by_policy": "on",
    "highest_authority": "chair",
    "usage_days": "90",
    "left_out_hosts": "mail.google.com",
    "looks_every_days": "7",
    "filtering_review_months": "6",
}


def test_a_school_that_has_set_nothing_has_the_usual_rules(cast: Cast) -> None:
    rules = rules_of(cast.school)
    assert (rules.notice_by_policy, rules.usage_days, rules.filtering_review_months) == (False, 365, 12)
    assert "unison.org.uk" in rules.left_out


def test_the_rules_are_saved_on_the_settings_page_and_differ_from_school_to_school(cast: Cast) -> None:
    page = signed_in(cast.headteacher)
    where = reverse("rules-change", args=[cast.school.slug, "monitoring"])
    seen = page.get(where).context["form"].fields["seen"].initial
    page.post(where, {**RULES, "seen": seen})
    here, there = rules_of(cast.school), rules_of(cast.other_school)
    assert (here.notice_by_policy, here.highest_authority, here.usage_days) == (True, "chair", 90)
    assert (there.notice_by_policy, there.highest_authority, there.usage_days) == (False, "headteacher", 365)


@pytest.mark.clause("ACR-21")
@pytest.mark.parametrize(("name", "value"), [("usage_days", 366), ("usage_days", 0), ("filtering_review_months", 13)])
def test_no_school_keeps_logs_over_a_year_or_leaves_its_filtering_unreviewed_for_longer(
    cast: Cast, name: str, value: int
) -> None:
    form = MonitoringRulesForm({**RULES, name: value}, instance=MonitoringRules(school=cast.school))
    assert name in form.errors
    with pytest.raises(IntegrityError), transaction.atomic():
        MonitoringRules.objects.create(school=cast.school, **{name: value})


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("unison.org.uk", "unison.org.uk"),
        ("https://www.Unison.org.uk/join?x=1", "unison.org.uk"),
        ("*.gmb.org.uk", "gmb.org.uk"),
        ("mail.example.com:8443", "mail.example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("example.com.", "example.com"),
        ("not a site", ""),
        ("localhost", ""),
        ("", ""),
        ("a" * 300 + ".com", ""),
        ("=1+1", ""),
        ("..", ""),
    ],
)
def test_a_site_is_known_however_it_is_written(typed: str, host: str) -> None:
    assert host_in(typed) == host


def test_what_is_left_out_is_tidied_and_what_is_no_site_is_named(cast: Cast) -> None:
    row = MonitoringRules(school=cast.school)
    form = MonitoringRulesForm({**RULES, "left_out_hosts": "\nHTTPS://GMB.org.uk/x\ngmb.org.uk\n"}, instance=row)
    assert form.is_valid()
    assert form.cleaned_data["left_out_hosts"] == "gmb.org.uk"
    form = MonitoringRulesForm({**RULES, "left_out_hosts": "gmb.org.uk\nmy bank"}, instance=row)
    assert "my bank" in str(form.errors["left_out_hosts"])
    many = "\n".join(f"site{number}.example" for number in range(201))
    assert "left_out_hosts" in MonitoringRulesForm({**RULES, "left_out_hosts": many}, instance=row).errors


@pytest.mark.clause("ACR-20")
def test_the_reasons_for_a_check_are_the_schools_own_list(cast: Cast) -> None:
    row = add_reason(cast.school, {"name": "Social media in lessons"}, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="stands in the list already"):
        add_reason(cast.school, {"name": "SOCIAL MEDIA in lessons"}, by=cast.headteacher, at=cast.at)
    assert add_reason(cast.other_school, {"name": row.name}, by=cast.other_headteacher, at=cast.at).school != row.school
    end_reason(row, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="taken out"):
        end_reason(row, by=cast.headteacher, at=cast.at)
    assert add_reason(cast.school, {"name": row.name}, by=cast.headteacher, at=cast.at).position == 1


def test_a_changed_reason_is_a_new_line_and_the_old_keeps_its_words(cast: Cast) -> None:
    row = add_reason(cast.school, {"name": "Misuse", "words": ""}, by=cast.headteacher, at=cast.at)
    new = change_reason(row, {"name": "Misuse", "words": "Of the policy."}, by=cast.headteacher, at=cast.at)
    row.refresh_from_db()
    assert (row.words, row.ended_at) == ("", cast.at)
    assert (new.words, new.ended_at, new.position) == ("Of the policy.", None, row.position)
    moved = change_reason(new, {"position": 5, "name": "Misuse"}, by=cast.headteacher, at=cast.at)
    assert (moved.pk, moved.position) == (new.pk, 5)
    assert change_reason(moved, {"name": "Misuse"}, by=cast.headteacher, at=cast.at).pk == new.pk
    done = [entry.payload for entry in Entry.objects.filter(verb="check_reason_set").order_by("number")]
    assert [("added" in one, "replaced" in one, "moved" in one) for one in done] == [
        (True, False, False),
        (False, True, False),
        (True, False, False),
        (False, False, True),
    ]


@pytest.mark.clause("ACR-26")
def test_a_reason_rests_on_a_policy_of_the_school_and_a_clause_of_it(cast: Cast) -> None:
    policy = a_policy(cast)
    named = {"name": "Misuse", "rests_on": policy}
    assert add_reason(cast.school, named, by=cast.headteacher, at=cast.at).rests_on == policy
    for wrong in ({"rests_on": None, "anchor": "c1"}, {"rests_on": policy, "anchor": "not-there"}):
        with pytest.raises(NotAllowed, match="clause"):
            add_reason(cast.school, {"name": "Other", **wrong}, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="not one of this school"):
        add_reason(cast.other_school, named, by=cast.other_headteacher, at=cast.at)


def test_ready_made_reasons_are_added_once_and_what_was_ended_stays_out(cast: Cast) -> None:
    wanted = [{"name": "Misuse"}, {"name": "Excessive use"}]
    first = start_reasons(cast.school, wanted, by=cast.headteacher, at=cast.at)
    end_reason(first[0], by=cast.headteacher, at=cast.at)
    assert start_reasons(cast.school, wanted, by=cast.headteacher, at=cast.at) == []


@pytest.mark.parametrize("name", [*FIVE, "default"])
def test_each_profile_brings_rules_reasons_and_a_list_of_tests(cast: Cast, name: str) -> None:
    profile = load(name)
    apply_profile(cast.school, profile, by=cast.headteacher, at=cast.at)
    rules = MonitoringRules.objects.get(school=cast.school)
    assert rules.notice_by_policy is (name == "qeii")  # QEI-25
    assert rules.usage_days <= 365
    reasons = set(CheckReason.objects.filter(school=cast.school, ended_at=None).values_list("name", flat=True))
    assert reasons == {one["name"] for one in profile.parts["check_reasons"]}
    assert FilteringPoint.objects.filter(school=cast.school, ended_at=None).exists()
    for part in ("check_reasons", "filtering"):
        entry = profile_parts.entries[part]
        assert entry.now(cast.school) == entry.wanted(profile.parts[part], cast.school)
    before = CheckReason.objects.count()
    apply_profile(cast.school, profile, by=cast.headteacher, at=cast.at)
    assert CheckReason.objects.count() == before


@pytest.mark.clause("COR-06")
def test_excessive_use_is_a_reason_at_cornerstone(cast: Cast) -> None:
    apply_profile(cast.school, load("cornerstone"), by=cast.headteacher, at=cast.at)
    assert CheckReason.objects.filter(school=cast.school, name="Excessive use").exists()
