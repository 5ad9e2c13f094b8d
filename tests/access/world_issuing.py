"""What a trust issued: its policy and the edition, and this school's answer; another edition that the school took."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from foundation.schools.models import School
from foundation.schools.models.school import SchoolKind
from policies.models import IssueAnswer
from policies.transitions.issuing import issue_policy, take_issue
from tests.cast import Cast, a_person, a_role, a_school
from tests.policies.issuing import FACTS, trust_version

if TYPE_CHECKING:
    from tests.access.world import World


def add_issuing(world: World) -> None:
    """The trust's officer is the cast's, where the school is of that trust; else a trust is made for the school."""
    cast = world.cast
    if cast.school.trust_id is None:
        trust = a_school("Elsewhere Trust", kind=SchoolKind.TRUST)
        officer = a_person(trust, "Tara Elsewhere-Officer")
        a_role(officer, "trust_officer")
        cast = replace(cast, trust=trust, trust_officer=officer)
        School.objects.filter(pk=cast.school.pk).update(trust=trust)
        cast.school.refresh_from_db()
    world.rows |= _issued(cast)


def _issued(cast: Cast) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, title in (("issue", "Telephones at work"), ("taken_issue", "Telephones at home")):
        version = trust_version(cast, title=title)
        day = cast.today + timedelta(days=30)
        found[name] = issue_policy(version.policy, ["breaks"], day, by=cast.trust_officer, at=cast.at)
    asked = IssueAnswer.objects.get(issue=found["issue"], school=cast.school)
    taken = IssueAnswer.objects.get(issue=found["taken_issue"], school=cast.school)
    take_issue(taken, FACTS, by=cast.clerk, at=cast.at)
    taken.refresh_from_db()
    to_issue = trust_version(cast, title="Telephones abroad").policy
    return {"issue": found["issue"], "issue_answer": asked, "taken_answer": taken, "trust_policy": to_issue}
