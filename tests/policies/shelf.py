"""Policies ready-made for the tests: through the transitions, as the product makes them."""

from datetime import datetime, timedelta
from typing import Any

from foundation.schools.models import Body, RoleKind
from policies.content import ClauseText, Text
from policies.models import Policy, PolicyRules, StepKind, Version
from policies.transitions import (
    add_policy,
    describe_version,
    put_in_force,
    set_step_rules,
    start_version,
    submit_version,
    write_text,
)
from policies.transitions.drafting import Cover, PolicyFacts
from policies.transitions.rules import StepWanted
from tests.cast import Cast

TEXT = Text(
    clauses=(
        ClauseText("Purpose", "<p>Why we have this policy.</p>", "1"),
        ClauseText("Lost keys", "<p>Tell the office the same day.</p><ul><li>Never lend a key.</li></ul>", "2"),
        ClauseText("Visitors", "<p>Visitors wear a badge.</p>", "2.1", level=2),
    ),
    statements=("I know where the key book is.",),
)
OTHER_TEXT = Text(
    clauses=(
        ClauseText("Purpose", "<p>Why we have this policy.</p>", "1", anchor="1-purpose"),
        ClauseText("Lost keys", "<p>Tell the office within the hour.</p>", "2", anchor="2-lost-keys"),
    ),
    statements=TEXT.statements,
)


def a_policy(cast: Cast, title: str = "Keys and visitors", **facts: Any) -> Policy:
    """A policy on the shelf that asks teachers and midday supervisors; its owner is the business manager."""
    PolicyRules.objects.get_or_create(school=cast.school)
    usual = {"owner": cast.business_manager, "determiner": "body", "body": cast.governing_body, "audience": ()}
    usual["audience"] = (cast.teachers, cast.midday)
    return add_policy(cast.school, PolicyFacts(title=title, **{**usual, **facts}), by=cast.clerk, at=cast.at)


def a_draft(cast: Cast, policy: Policy | None = None, text: Text = TEXT) -> Version:
    """A draft with text and a review date."""
    version = start_version(policy or a_policy(cast), by=cast.clerk, at=cast.at)
    describe_version(version, Cover(author="Clara Clerk", **review_in(cast, 365)), by=cast.clerk, at=cast.at)
    return write_text(version, text, by=cast.clerk, at=cast.at)


def review_in(cast: Cast, days: int) -> dict[str, Any]:
    day = cast.today + timedelta(days=days)
    return {"review_on": day, "review_due_on": day}


def in_force(cast: Cast, policy: Policy | None = None, text: Text = TEXT, at: datetime | None = None) -> Version:
    """A version in force of a school whose policies need no steps."""
    version = submit_version(a_draft(cast, policy, text), by=cast.clerk, at=cast.at)
    return put_in_force(version, by=cast.headteacher, at=at or cast.at)


def steps_like_acresfield(cast: Cast) -> Body:
    """Staff panel consulted, governing body decides, chair and headteacher sign (ACR-02, ACR-03)."""
    panel = Body.objects.create(school=cast.school, name="Staff panel", kind=Body.Kind.STAFF_PANEL)
    wanted = [
        StepWanted(StepKind.CONSULT, body=panel),
        StepWanted(StepKind.DECIDE, body=cast.governing_body),
        StepWanted(StepKind.SIGN, role=RoleKind.CHAIR),
        StepWanted(StepKind.SIGN, role=RoleKind.HEADTEACHER),
    ]
    set_step_rules(cast.school, None, wanted, by=cast.clerk, at=cast.at)
    return panel
