"""Meetings and decisions ready-made for the tests."""

from datetime import timedelta
from typing import Any

from foundation.schools.dates import PartDate
from foundation.schools.models import Body, School
from foundation.schools.models.school import SchoolKind
from policies.agendas import Entry, state_of
from policies.models import AgendaItem, Decision, Delegation, Meeting, Policy, Step, StepKind, Version
from policies.transitions import delegate, plan_meeting, set_agenda, set_step_rules, submit_version
from policies.transitions.meetings import Delegating, Reached, Sat
from policies.transitions.rules import StepWanted
from policies.transitions.steps import Decided
from tests.cast import Cast
from tests.policies.shelf import TEXT, a_draft, a_policy

EVERYBODY = "Charlie Chair, Gwen Governor, Hannah Headteacher"
SAT = Sat(EVERYBODY, "GB 12/26")


def governors_decide(cast: Cast) -> None:
    """The school's policies are decided by its governing body, and that is all."""
    set_step_rules(cast.school, None, [StepWanted(StepKind.DECIDE, cast.governing_body)], by=cast.clerk, at=cast.at)


def before_governors(cast: Cast, title: str = "Keys and visitors", **facts: Any) -> Version:
    """A version that waits for the governing body."""
    governors_decide(cast)
    return submit_version(a_draft(cast, a_policy(cast, title, **facts), TEXT), by=cast.clerk, at=cast.at)


def step_of(version: Version) -> Step:
    return version.steps.get(status="open")


def an_academy(cast: Cast, threshold: str = "three_quarters") -> None:
    """The school is an academy whose articles allow its board written resolutions."""
    School.objects.filter(pk=cast.school.pk).update(kind=SchoolKind.ACADEMY)
    Body.objects.filter(pk=cast.governing_body.pk).update(written_threshold=threshold, articles="Article 126")
    cast.school.refresh_from_db()
    cast.governing_body.refresh_from_db()


def delegated(cast: Cast, *, policy: Policy | None = None, days: int = 100, ago: int = 30) -> Delegation:
    """What the governing body delegated to the headteacher a month ago."""
    day = cast.today - timedelta(days=ago)
    words = Delegating(cast.headteacher, "Policies on buildings", day, "GB 9.1", day + timedelta(days=days), policy)
    return delegate(cast.governing_body, words, by=cast.clerk, at=cast.at)


def by_delegation(cast: Cast, delegation: Delegation, **fields: Any) -> Decided:
    usual = {"decided_on": cast.today, "outcome": "approved", "decided_by": delegation.person}
    return Decided(kind=Decision.Kind.DELEGATED, delegation=delegation, **{**usual, **fields})


def by_chair(cast: Cast, **fields: Any) -> Decided:
    usual = {
        "decided_on": cast.today,
        "outcome": "approved",
        "decided_by": cast.chair,
        "harm": "The old rules let visitors in without a badge.",
        "no_meeting": "Half-term began the next day.",
    }
    return Decided(kind=Decision.Kind.CHAIR, **{**usual, **fields})


def in_writing(cast: Cast, *names: str, **fields: Any) -> Decided:
    usual: dict[str, Any] = {"decided_on": cast.today, "outcome": "approved", "agreed": ", ".join(names)}
    return Decided(kind=Decision.Kind.WRITTEN, **{**usual, **fields})


def a_meeting(cast: Cast, *entries: Entry, ago: int = 0) -> Meeting:
    """A meeting of the governing body, planned with this agenda."""
    day = cast.today - timedelta(days=ago)
    meeting = plan_meeting(cast.governing_body, held_on=day, place="6pm, library", by=cast.clerk, at=cast.at)
    if entries:
        set_agenda(meeting, entries, seen=state_of(meeting), by=cast.clerk, at=cast.at)
    return meeting


def decides(version: Version) -> Entry:
    return Entry("decide", Version.objects.get(pk=version.pk))


def reached(meeting: Meeting, *outcomes: str, **fields: Any) -> list[Reached]:
    """What the meeting came to, item by item in the order of its agenda."""
    items = list(meeting.items.select_related("version__policy"))
    review = PartDate(meeting.held_on + timedelta(days=365))
    decided = Decided(meeting.held_on, "approved", **fields)
    return [Reached(item, outcome, decided, review) for item, outcome in zip(items, outcomes, strict=True)]


def outcomes_of(meeting: Meeting) -> list[str]:
    return [item.outcome for item in AgendaItem.objects.filter(meeting=meeting)]
