"""What checks need at two schools of the demo: at QEII a clause that gives notice, acknowledged by one of two."""

from typing import Any

from django.utils import timezone

from foundation.schools.models import Person, StaffGroup
from policies.content import ClauseText, Text
from policies.transitions import acknowledge, bring_in
from policies.transitions.bringing_in import BroughtIn
from policies.transitions.drafting import Cover, PolicyFacts
from tests.browser.requesting import who_is_who

NOTICE = Text(
    clauses=(
        ClauseText("Purpose", "<p>Why we have this policy.</p>", "1"),
        ClauseText("Notice", "<p>What is done on the school's network is monitored.</p>", "2"),
    ),
    statements=("I know that it is monitored.",),
)


def watching() -> dict[str, Any]:
    """Who is who at both."""
    found = {slug: who_is_who(slug) for slug in ("acresfield", "qeii")}
    at, clerk, teacher = timezone.now(), somebody(found["qeii"], "clerk"), somebody(found["qeii"], "author")
    audience = tuple(StaffGroup.objects.filter(pk__in=teacher.groups.all()))
    facts = PolicyFacts(title="Online conduct", owner=clerk, determiner="body", body=None, audience=audience)
    version = bring_in(clerk.school, BroughtIn(facts, NOTICE, Cover()), by=clerk, at=at)
    seen = version.content_hash
    acknowledge(version, words="I will.", statements=NOTICE.statements, seen=seen, by=teacher, at=at)
    return found


def somebody(who: dict[str, Any], name: str) -> Person:
    return Person.objects.select_related("school").get(uid=who[name]["uid"])
