"""Governing decisions: at a meeting, by written resolution, by delegation, by the chair in urgency; the headteacher's.

What each kind needs by law is said in `policies.ways` and in `Decision`. That somebody who decides also wrote the text
is disclosed, not forbidden.
"""

import re
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Body, Person
from policies.models import Decision, Step, StepKind, Version
from policies.transitions.steps import Decided, finish, open_step, send_back
from policies.verbs import Verb
from policies.ways import chairs, why_no_chairs_action, why_no_resolution

AUTHORS = re.compile(r",|;|&|\band\b")


def decide(step: Step, decided: Decided, *, seen: str, by: Person, at: datetime) -> Decision:
    """Record a decision on the text that was seen; returned sends the version back to draft."""
    with change():
        step = open_step(step, seen, StepKind.DECIDE)
        decision = give_decision(step, decided, by=by, at=at)
        if decided.outcome == Decision.Outcome.RETURNED:
            send_back(step, decided.reason, by=by, at=at)
        else:
            finish(step, by=by, at=at)
    return decision


def give_decision(step: Step, decided: Decided, *, by: Person, at: datetime, **more: Any) -> Decision:
    """Check and keep a decision, bound to the step's text; for transitions, inside their change."""
    kind = decided.kind or (Decision.Kind.MEETING if step.body else Decision.Kind.HEADTEACHER)
    counted = check_decision(step, kind, decided, at)
    names = {"decided_by_name": decided.decided_by.name if decided.decided_by else ""}
    given = {**vars(decided), "kind": kind, **counted, **names, **more}
    decision = Decision.objects.create(
        school=step.school,
        step=step,
        body=step.body,
        content_hash=step.version.content_hash,
        recorded_by=by,
        recorded_at=at,
        authors_present=_authors_among(step, kind, decided, by),
        **given,
    )
    trail.record(
        Verb.DECISION_RECORDED,
        step.version,
        by=by,
        at=at,
        school=step.school,
        content_hash=decision.content_hash,
        whose=step.whose,
        kind=kind,
        outcome=decided.outcome,
        decided_on=decided.decided_on,
        minute_reference=decided.minute_reference,
    )
    return decision


def check_decision(step: Step, kind: str, decided: Decided, at: datetime) -> dict[str, int]:
    """Refuse in words what is no decision of its kind; what a written resolution was counted against."""
    if decided.decided_on > localdate(at):
        raise NotAllowed("The meeting is still to come. Record its decision when it has been made.")
    if (step.body is None) != (kind == Decision.Kind.HEADTEACHER):
        raise NotAllowed(f"{step.whose} decides here, and not in this way.")
    if step.body is None:
        return {}
    if kind == Decision.Kind.WRITTEN:
        return _check_resolution(step.body, decided)
    if kind == Decision.Kind.DELEGATED:
        _check_delegated(step, decided)
    elif kind == Decision.Kind.CHAIR:
        _check_chairs_action(step.body, decided)
    else:
        _check_meeting(step.body, decided)
    return {}


def names_in(text: str) -> list[str]:
    """The names of a list with commas."""
    return [" ".join(part.split()) for part in text.split(",") if part.strip()]


def _check_meeting(body: Body, decided: Decided) -> None:
    """A quorate meeting, by the body's rule, whose votes carry it (regulation 14); with its minute."""
    if not decided.present or not decided.minute_reference:
        raise NotAllowed("A body decides at a meeting: say who was present and give the minute reference.")
    if decided.meeting is not None and decided.meeting.body_id != body.pk:
        raise NotAllowed(f"This is for {body} to decide, not for a meeting of {decided.meeting.body}.")
    members = {seat.person.name.casefold() for seat in body.seats_on(decided.decided_on).select_related("person")}
    withdrew = {name.casefold() for name in names_in(decided.withdrew)}
    present = {name.casefold() for name in names_in(decided.present)}
    deciding = (present & members if members else present) - withdrew
    check_quorum(body, len(members), len(deciding))
    _check_votes(decided, len(deciding))


def check_quorum(body: Body, members: int, deciding: int) -> None:
    """Refuse in words what too few decided: those who withdrew do not count."""
    needed = body.quorum_among(members)
    if deciding < needed:
        raise NotAllowed(
            f"{body} needs {needed} members to decide; {deciding} decided here."
            " The meeting was not quorate, so there is no decision to record."
        )


def _check_votes(decided: Decided, deciding: int) -> None:
    if decided.votes_for is None or decided.votes_against is None or decided.abstained is None:
        if decided.casting_vote:
            raise NotAllowed("The chair's second vote decides when votes are equal: enter the votes.")
        return
    counted = decided.votes_for + decided.votes_against + decided.abstained
    if counted > deciding:
        raise NotAllowed(f"{counted} votes were entered, but {deciding} took part in this item.")
    is_tie = decided.votes_for == decided.votes_against
    if decided.casting_vote and not is_tie:
        raise NotAllowed("The chair has a second vote only when votes are equal.")
    if decided.outcome == Decision.Outcome.APPROVED and not (
        decided.votes_for > decided.votes_against or decided.casting_vote
    ):
        raise NotAllowed(
            f"{decided.votes_for} for and {decided.votes_against} against is no majority, so it was not approved."
            " If votes were equal and the chair's second vote decided, say so."
        )


def _check_resolution(body: Body, decided: Decided) -> dict[str, int]:
    """As many of the members in writing as the articles ask for, counted against all who are members that day."""
    if refused := why_no_resolution(body):
        raise NotAllowed(refused)
    members = {seat.person.name.casefold() for seat in body.seats_on(decided.decided_on).select_related("person")}
    agreed = {name.casefold() for name in names_in(decided.agreed)} & members
    needed = body.needed_among(len(members))
    if not members:
        raise NotAllowed(f"Nobody is entered as a member of {body}, so nobody's agreement can be counted.")
    if len(agreed) < needed:
        raise NotAllowed(
            f"{needed} of the {len(members)} members of {body} have to agree in writing; {len(agreed)} did."
            " There is no resolution to record."
        )
    if decided.outcome != Decision.Outcome.APPROVED:
        raise NotAllowed("A written resolution is agreed or there is none: it returns nothing.")
    return {"members": len(members), "needed": needed}


def _check_delegated(step: Step, decided: Decided) -> None:
    """By the person to whom the body delegated it, while that was in date (regulations 18 to 20)."""
    found = decided.delegation
    if found is None or found.body_id != step.body_id:
        raise NotAllowed(f"Say by which decision of {step.body} this was delegated.")
    if found.policy_id not in (None, step.version.policy_id):
        raise NotAllowed(f"That delegation is for {found.policy} only.")
    if decided.decided_by != found.person:
        raise NotAllowed(f"It was delegated to {found.person}, and to nobody else.")
    if not found.is_in_date(decided.decided_on):
        raise NotAllowed(
            f"What was delegated to {found.person} holds from {found.decided_on:%-d %B %Y} until"
            f" {found.last_day:%-d %B %Y}. It was not in date on {decided.decided_on:%-d %B %Y}."
        )


def _check_chairs_action(body: Body, decided: Decided) -> None:
    """By the chair or vice-chair, with both tests of urgency answered in words (regulation 8)."""
    if refused := why_no_chairs_action(body, decided.decided_on):
        raise NotAllowed(refused)
    if decided.decided_by not in {seat.person for seat in chairs(body, decided.decided_on)}:
        raise NotAllowed(f"Only the chair or vice-chair of {body} on that day could act for it.")
    if not decided.harm or not decided.no_meeting:
        raise NotAllowed(
            "The chair acts alone only where delay is likely to be seriously detrimental and no quorate meeting can be"
            " held in time. Answer both in words."
        )


def authors_of(version: Version) -> dict[str, str]:
    """Who wrote a version, by name: those its cover names, and who drafted it here; the key without case."""
    names = [*map(str.strip, AUTHORS.split(version.author)), version.drafted_by.name]
    return {name.casefold(): name for name in names if name}


def _authors_among(step: Step, kind: str, decided: Decided, by: Person) -> str:
    """Who wrote the text and also took part in deciding, by name; empty when nobody."""
    authors = authors_of(step.version)
    took_part = {
        Decision.Kind.HEADTEACHER: [by.name],
        Decision.Kind.WRITTEN: names_in(decided.agreed),
        Decision.Kind.MEETING: names_in(decided.present),
    }.get(Decision.Kind(kind), [decided.decided_by.name] if decided.decided_by else [])
    left = {name.casefold() for name in names_in(decided.withdrew)}
    there = {name.casefold() for name in took_part} - left
    return ", ".join(sorted(name for key, name in authors.items() if key in there))[:200]
