"""The demo's issued policy: the trust leaves two places open; one school has taken it up, the other has to answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from config.demo.making import DEMO, DemoSchool
from foundation.schools.models import Body, Person
from foundation.schools.transitions.bodies import add_body
from foundation.schools.transitions.groups import add_group
from policies.content import ClauseText, Text
from policies.models import IssueAnswer, Version
from policies.transitions import (
    add_policy,
    describe_version,
    put_in_force,
    start_version,
    submit_version,
    write_text,
)
from policies.transitions.drafting import Cover, PolicyFacts
from policies.transitions.issuing import issue_policy, take_issue

TEXT = Text(
    clauses=(
        ClauseText(
            "Whom to tell",
            "<p>Whoever loses a device with pupils' details on it tells [[Headteacher]] the same day, in person or on"
            " [[School's telephone]].</p>",
            "1",
            anchor="whom-to-tell",
        ),
        ClauseText("Where devices are kept", "<p>Devices are locked away overnight.</p>", "2", anchor="where-kept"),
        ClauseText("What the trust does", "<p>The trust blocks the device within a day.</p>", "3", anchor="the-trust"),
    )
)


def make_issued(officer: Person, schools: Sequence[DemoSchool], at: datetime) -> None:
    """One policy of the trust in force and issued, with a clause that may be adapted."""
    version = _in_force(officer, at)
    day = timezone.localdate(at) + timedelta(days=42)
    issue = issue_policy(version.policy, ["where-kept"], day, by=officer, at=at)
    for answer in IssueAnswer.objects.filter(issue=issue).order_by("pk")[:1]:
        one = next(school for school in schools if school.school == answer.school)
        facts = {"Headteacher": one.first("headteacher").name, "School's telephone": "01632 960123"}
        take_issue(answer, facts, by=one.first("clerk"), at=at)


def _in_force(officer: Person, at: datetime) -> Version:
    trust, day = officer.school, timezone.localdate(at) + timedelta(days=365)
    board = add_body(trust, name="Trust board", kind=Body.Kind.TRUST_BOARD, quorum=3, by=DEMO, at=at)
    office = add_group(trust, name="Head office", community="staff", by=DEMO, at=at)
    facts = PolicyFacts("Lost devices", officer, "body", board, "What we do when one is lost.", audience=(office,))
    version = start_version(add_policy(trust, facts, by=officer, at=at), by=officer, at=at)
    describe_version(version, Cover(author=officer.name, review_on=day, review_due_on=day), by=officer, at=at)
    version = submit_version(write_text(version, TEXT, by=officer, at=at), by=officer, at=at)
    return put_in_force(version, by=officer, at=at)
