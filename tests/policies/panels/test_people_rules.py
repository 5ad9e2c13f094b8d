"""House rules about people: on the settings page, refused where they make no sense, in the five profiles."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation.schools.profiles import load
from policies.models import PeopleRules
from tests.cast import Cast, signed_in
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import send

RULES: dict[str, Any] = {
    "starter_statements": "I have looked.\n\nI have removed what could embarrass.",
    "starter_notice_days": "10",
    "leaver_statements": "",
    "leaver_link_days": "0",
    "panel_rule": "no_searches",
    "relationships": "",
    "manager_days": "5",
    "headteacher_days": "10",
}


def change_of(cast: Cast) -> str:
    return reverse("rules-change", args=[cast.school.slug, "people"])


def test_the_rules_are_changed_on_the_settings_page_and_the_older_panel_rule_carries_its_warning(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    assert "Since September 2022" in said(client.get(change_of(cast)))
    send(client, change_of(cast), **RULES)
    rules = PeopleRules.objects.get(school=cast.school)
    assert rules.starters_confirm == ["I have looked.", "I have removed what could embarrass."]
    assert rules.panel_rule == "no_searches"
    assert PeopleRules.of(cast.other_school).panel_rule == "as_guided"


@pytest.mark.parametrize(
    ("box", "value", "words"),
    [
        ("manager_days", "191", "Give 0 to 190 days."),
        ("starter_notice_days", "many", "Enter a whole number."),
        ("headteacher_days", "5", "It goes to the line manager first"),
        ("leaver_statements", "x" * 301, "within 300 letters"),
        ("panel_rule", "whatever", "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_the_box(cast: Cast, box: str, value: str, words: str) -> None:
    answer = send(signed_in(cast.clerk), change_of(cast), **{**RULES, box: value})
    assert words in said(answer)
    assert not PeopleRules.objects.exists()


def test_the_database_keeps_the_headteacher_after_the_line_manager(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PeopleRules.objects.create(school=cast.school, manager_days=5, headteacher_days=5)
    PeopleRules.objects.create(school=cast.school, manager_days=5, headteacher_days=0)


def test_only_who_may_change_house_rules_changes_these(cast: Cast) -> None:
    for who in ("teacher", "business_manager", "dsl", "other_clerk"):
        assert signed_in(getattr(cast, who)).post(change_of(cast), RULES).status_code == 404


def test_the_five_schools_differ_as_their_documents_do() -> None:
    found = {
        name: load(name).sections["people"] for name in ("acresfield", "haymerle", "st-marys", "qeii", "cornerstone")
    }
    assert [name for name, rules in found.items() if rules["panel_rule"] == "no_searches"] == ["acresfield"]
    assert [name for name, rules in found.items() if rules.get("starter_statements")] == ["cornerstone"]
    assert [name for name, rules in found.items() if rules.get("leaver_statements")] == ["qeii"]
    assert [name for name, rules in found.items() if rules.get("relationships")] == ["st-marys", "qeii", "cornerstone"]
