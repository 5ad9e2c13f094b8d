"""Meetings in the world of the access tests: planned, held, cancelled; what is reported to them, what is delegated."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from foundation.schools.dates import PartDate
from policies.agendas import Entry, state_of
from policies.models import Decision, Meeting, Policy, StepKind, Version
from policies.transitions import (
    cancel_meeting,
    decide,
    delegate,
    enter_outcome,
    plan_meeting,
    set_agenda,
    set_step_rules,
    submit_version,
)
from policies.transitions.meetings import Delegating, Reached, Sat
from policies.transitions.rules import StepWanted
from policies.transitions.steps import Decided
from tests.policies.shelf import a_draft, a_policy, in_force

if TYPE_CHECKING:
    from tests.access.world import World


def add_meetings(world: World) -> None:
    """Add the rows to the world."""
    cast = world.cast
    world.rows["heads_version"] = _of_the_headteacher(world)
    decision = _of_the_chair(world)
    before = [
        Entry("decide", Version.objects.get(pk=world.rows["decision_version"].pk)),
        Entry("review", Version.objects.get(pk=world.rows["version"].pk)),
        Entry("report", decision.step.version, decision),
    ]
    world.rows["meeting"] = _planned(world, 0, *before)
    world.rows["held_meeting"] = _held(world)
    cancelled = _planned(world, 20)
    world.rows["cancelled_meeting"] = cancel_meeting(cancelled, why="Snow.", by=cast.clerk, at=cast.at)
    day = cast.today - timedelta(10)
    words = Delegating(
        cast.headteacher, "Keys only", day, "GB 3", cast.today + timedelta(90), world.rows["policy"], None
    )
    world.rows["delegation"] = delegate(cast.governing_body, words, by=cast.clerk, at=cast.at)


def _of_the_headteacher(world: World) -> Version:
    version = in_force(world.cast, a_policy(world.cast, "Door codes", owner=world.owner))
    Policy.objects.filter(pk=version.policy_id).update(determiner="headteacher", body=None)
    return version


def _waiting(world: World, title: str) -> Version:
    """A version that waits for the governing body."""
    cast = world.cast
    policy = a_policy(cast, title, owner=world.owner)
    set_step_rules(cast.school, policy, [StepWanted(StepKind.DECIDE, cast.governing_body)], by=cast.clerk, at=cast.at)
    return submit_version(a_draft(cast, policy), by=cast.clerk, at=cast.at)


def _of_the_chair(world: World) -> Decision:
    cast, version = world.cast, _waiting(world, "Snow days")
    acted = Decided(
        cast.today - timedelta(2),
        "approved",
        kind=Decision.Kind.CHAIR,
        decided_by=cast.chair,
        harm="Ice on every path.",
        no_meeting="Half-term.",
    )
    return decide(version.steps.get(), acted, seen=version.content_hash, by=cast.clerk, at=cast.at)


def _planned(world: World, ago: int, *entries: Entry) -> Meeting:
    cast = world.cast
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    meeting = plan_meeting(cast.governing_body, held_on=cast.today - timedelta(ago), place="6pm, library", **by)
    return set_agenda(meeting, entries, seen=state_of(meeting), **by)


def _held(world: World) -> Meeting:
    cast, version = world.cast, _waiting(world, "Bicycle sheds")
    meeting = _planned(world, 5, Entry("decide", version))
    item = meeting.items.get()
    returned = Decided(meeting.held_on, "returned", reason="Name the sheds.", votes_for=0, votes_against=2, abstained=0)
    sat = Sat(f"{cast.chair.name}, {cast.governor.name}", "GB 2/26")
    reached = [Reached(item, "returned", returned, PartDate.unknown())]
    enter_outcome(meeting, sat, reached, seen=state_of(meeting), by=cast.clerk, at=cast.at)
    return Meeting.objects.get(pk=meeting.pk)
