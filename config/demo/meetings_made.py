"""The demo's meetings: one planned with what is due, a chair's action to be reported to it, something delegated."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from config.demo.making import TITLES, DemoSchool
from foundation.schools.models import Body
from policies.agendas import state_of, suggestions
from policies.content import text_of
from policies.models import Decision, Policy, Step, StepKind, Version
from policies.transitions import (
    decide,
    delegate,
    describe_version,
    plan_meeting,
    record_consultation,
    rewrite,
    set_agenda,
    start_version,
    submit_version,
)
from policies.transitions.drafting import Cover
from policies.transitions.meetings import Delegating
from policies.transitions.steps import Consulted, Decided


def make_meetings(one: DemoSchool, at: datetime) -> None:
    """A meeting in twelve days; the chair acted last week; the headteacher decides on visitors until next year."""
    clerk, today = one.first("clerk"), timezone.localdate(at)
    body = Body.objects.filter(school=one.school, kind__in=("governing_body", "local_board")).order_by("kind").first()
    if body is None:
        return
    _chair_acts(one, at - timedelta(days=6))
    covers = "Visitors, keys and lettings, where nothing else changes"
    day = today - timedelta(days=60)
    words = Delegating(one.first("headteacher"), covers, day, f"{day:%m/%y}, item 4", day + timedelta(days=300))
    delegate(body, words, by=clerk, at=at)
    meeting = plan_meeting(body, held_on=today + timedelta(days=12), place="6pm, library", by=clerk, at=at)
    set_agenda(meeting, suggestions(meeting), seen=state_of(meeting), by=clerk, at=at)


def _chair_acts(one: DemoSchool, at: datetime) -> None:
    """A change that could not wait for the next meeting."""
    clerk, today = one.first("clerk"), timezone.localdate(at)
    version = _changed(one, at)
    while step := version.steps.filter(status=Step.Status.OPEN).first():
        if step.kind == StepKind.CONSULT:
            asked = Consulted(today - timedelta(days=2), today, step.whose, "agreed", "Nobody had anything against it.")
            record_consultation(step, asked, seen=version.content_hash, by=clerk, at=at)
        elif step.kind == StepKind.DECIDE:
            acted = Decided(
                today,
                Decision.Outcome.APPROVED,
                kind=Decision.Kind.CHAIR,
                decided_by=one.first("chair"),
                harm="Passwords of pupils had been passed on; the rule had to hold before they came back on Monday.",
                no_meeting="It was found on Friday at four, and three members were away.",
            )
            decide(step, acted, seen=version.content_hash, by=clerk, at=at)
        else:
            return


def _changed(one: DemoSchool, at: datetime) -> Version:
    """The next version of one policy, on its way, with a sentence more in its first clause."""
    clerk = one.first("clerk")
    policy = Policy.objects.get(school=one.school, title=TITLES["acceptable-use"])
    started = start_version(policy, by=clerk, at=at)
    first, *others = text_of(started).clauses
    more = replace(first, html=f"{first.html}<p>Never pass a password on, not even for a moment.</p>")
    coming = rewrite(started, clauses=[more, *others], by=clerk, at=at)
    review = timezone.localdate(at) + timedelta(days=365)
    cover = Cover(author=clerk.name, review_on=review, review_due_on=review)
    return submit_version(describe_version(coming, cover, by=clerk, at=at), by=clerk, at=at)
