"""Meetings of a body: planned, their agenda, their outcome entered once for many policies, what they delegated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.dates import PartDate, months_after
from foundation.schools.models import Body, Person
from policies.agendas import Entry, state_of, texts_differ
from policies.models import AgendaItem, Decision, Delegation, Meeting, Policy, Step, StepKind, Version
from policies.transitions.deciding import check_quorum, decide, names_in
from policies.transitions.renewing import review_unchanged
from policies.transitions.steps import Decided
from policies.verbs import MEETING_MOVES, Verb

MEANWHILE = "Somebody else changed this meeting or entered its outcome while you had it open. Nothing was recorded."
Outcome = AgendaItem.Outcome


def plan_meeting(body: Body, *, held_on: date, place: str, by: Person, at: datetime) -> Meeting:
    """Plan a meeting of a body for a day."""
    with change():
        body = Body.objects.select_for_update(of=("self",)).select_related("school").get(pk=body.pk)
        if body.closed_on is not None:
            raise NotAllowed(f"{body} has ended.")
        _check_free(body, held_on)
        meeting = Meeting.objects.create(
            school=body.school, body=body, held_on=held_on, place=place, planned_by=by, planned_at=at
        )
        trail.record(Verb.MEETING_PLANNED, meeting, by=by, at=at, school=body.school, body=body.name, held_on=held_on)
    return meeting


def _check_free(body: Body, held_on: date, but: Meeting | None = None) -> None:
    there = Meeting.objects.filter(body=body, held_on=held_on).exclude(status=Meeting.Status.CANCELLED)
    if there.exclude(pk=but.pk if but else 0).exists():
        raise NotAllowed(f"There is a meeting of {body} on {held_on:%-d %B %Y} already.")


def _held(meeting: Meeting, seen: str = "") -> Meeting:
    """The meeting, held for this change, if it still is as the page showed it."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("school", "body__school").get(pk=meeting.pk)
    )
    if seen and state_of(meeting) != seen:
        raise NotAllowed(MEANWHILE)
    return meeting


def change_meeting(meeting: Meeting, *, held_on: date, place: str, by: Person, at: datetime) -> Meeting:
    """Move a planned meeting to another day or place."""
    with change():
        meeting = _held(meeting)
        MEETING_MOVES.check("change", meeting.status)
        _check_free(meeting.body, held_on, but=meeting)
        before = {"held_on": str(meeting.held_on), "place": meeting.place}
        meeting.held_on, meeting.place = held_on, place
        meeting.save(update_fields=["held_on", "place"])
        trail.record(Verb.MEETING_CHANGED, meeting, by=by, at=at, school=meeting.school, before=before, held_on=held_on)
    return meeting


def cancel_meeting(meeting: Meeting, *, why: str, by: Person, at: datetime) -> Meeting:
    """Cancel a planned meeting; what was on its agenda waits for another."""
    with change():
        meeting = _held(meeting)
        meeting.status = MEETING_MOVES.check("cancel", meeting.status)
        meeting.cancelled_by, meeting.cancelled_at, meeting.cancelled_why = by, at, why
        meeting.save(update_fields=["status", "cancelled_by", "cancelled_at", "cancelled_why"])
        trail.record(Verb.MEETING_CANCELLED, meeting, by=by, at=at, school=meeting.school, why=why)
    return meeting


def set_agenda(meeting: Meeting, wanted: Sequence[Entry], *, seen: str, by: Person, at: datetime) -> Meeting:
    """Set what the meeting has before it, in this order, each with the text as it is now."""
    with change():
        meeting = _held(meeting, seen)
        MEETING_MOVES.check("change", meeting.status)
        meeting.items.all().delete()
        AgendaItem.objects.bulk_create(
            AgendaItem(
                school=meeting.school,
                meeting=meeting,
                position=position,
                kind=entry.kind,
                version=entry.version,
                decision=entry.decision,
                content_hash=entry.version.content_hash,
                put_by=by,
                put_at=at,
            )
            for position, entry in enumerate(wanted, start=1)
        )
        titles = [f"{entry.kind}: {entry.version}" for entry in wanted]
        trail.record(Verb.AGENDA_SET, meeting, by=by, at=at, school=meeting.school, items=titles)
    return meeting


@dataclass(frozen=True)
class Sat:
    """Who sat, as in the minutes, and where the minutes stand."""

    present: str
    minute_reference: str


@dataclass(frozen=True)
class Reached:
    """What a meeting came to on one item: `outcome` of AgendaItem; `decided` says the rest of a decision."""

    item: AgendaItem
    outcome: str
    decided: Decided
    review: PartDate | None = None


@dataclass(frozen=True)
class Refused:
    """An item for which nothing was recorded, and why."""

    item: AgendaItem
    sentence: str


def enter_outcome(
    meeting: Meeting, sat: Sat, reached: Sequence[Reached], *, seen: str, by: Person, at: datetime
) -> list[Refused]:
    """Enter what the meeting came to on many items at once.

    An item that cannot be recorded, as when its text was edited meanwhile, is refused by itself with its reason; the
    others are kept. Raises NotAllowed where nothing could be recorded at all.
    """
    with change():
        meeting = _held(meeting, seen)
        status = MEETING_MOVES.check("hold", meeting.status)
        if meeting.held_on > localdate(at):
            raise NotAllowed("The meeting is still to come. Enter its outcome when it has been held.")
        if meeting.status != Meeting.Status.HELD:
            meeting.present, meeting.minute_reference = sat.present, sat.minute_reference
            meeting.entered_by, meeting.entered_at = by, at
        _check_quorate(meeting, reached)
        refused = [found for one in _in_one_order(reached) if (found := _entered(meeting, one, by=by, at=at))]
        if refused and len(refused) == len(reached):
            raise NotAllowed(" ".join(one.sentence for one in refused))
        meeting.status = status
        meeting.save(update_fields=["status", "present", "minute_reference", "entered_by", "entered_at"])
        outcomes = {str(one.item.version): one.outcome for one in reached}
        trail.record(Verb.OUTCOME_ENTERED, meeting, by=by, at=at, school=meeting.school, outcomes=outcomes)
    return sorted(refused, key=lambda one: one.item.position)


def _in_one_order(reached: Sequence[Reached]) -> list[Reached]:
    """Policies are held in one order everywhere, so that two meetings entered at once do not wait for each other."""
    return sorted(reached, key=lambda one: one.item.version.policy_id)


def _check_quorate(meeting: Meeting, reached: Sequence[Reached]) -> None:
    """Who was not enough decided nothing: then every item can only be deferred."""
    if all(one.outcome in (Outcome.DEFERRED, Outcome.NOTED) for one in reached):
        return
    members = {seat.person.name.casefold() for seat in meeting.body.seats_on(meeting.held_on).select_related("person")}
    present = {name.casefold() for name in names_in(meeting.present)}
    check_quorum(meeting.body, len(members), len(present & members if members else present))


def _entered(meeting: Meeting, reached: Reached, *, by: Person, at: datetime) -> Refused | None:
    """One item, in a change of its own inside the meeting's."""
    try:
        with change():
            _enter(meeting, reached, by=by, at=at)
    except NotAllowed as refusal:
        title = reached.item.version.policy.title
        said = str(refusal)
        return Refused(reached.item, said if said.startswith(title) else f"{title}: {said}")
    return None


def _enter(meeting: Meeting, reached: Reached, *, by: Person, at: datetime) -> None:
    item = meeting.items.select_related("version__policy", "version__school", "decision").get(pk=reached.item.pk)
    if item.outcome:
        raise NotAllowed("Its outcome has been entered already.")
    if reached.outcome == Outcome.NOTED:
        _report(meeting, item, by=by, at=at)
    elif reached.outcome != Outcome.DEFERRED:
        _decide(meeting, item, reached, by=by, at=at)
    item.outcome, item.note = reached.outcome, reached.decided.reason
    item.save(update_fields=["outcome", "note"])


def _decide(meeting: Meeting, item: AgendaItem, reached: Reached, *, by: Person, at: datetime) -> None:
    if sentence := texts_differ(item):
        raise NotAllowed(sentence)
    decided = replace(
        reached.decided,
        decided_on=meeting.held_on,
        kind=Decision.Kind.MEETING,
        meeting=meeting,
        present=meeting.present,
        minute_reference=reached.decided.minute_reference or meeting.minute_reference,
        outcome=Decision.Outcome.RETURNED if reached.outcome == Outcome.RETURNED else Decision.Outcome.APPROVED,
    )
    if item.kind == AgendaItem.Kind.REVIEW:
        review = reached.review or PartDate.unknown()
        review_unchanged(item.version, decided, review, seen=item.content_hash, by=by, at=at)
    else:
        decide(_step_of(item, meeting), decided, seen=item.content_hash, by=by, at=at)


def _step_of(item: AgendaItem, meeting: Meeting) -> Step:
    """The step at which this body decides on the version now. Raises NotAllowed where it is not its turn."""
    version: Version = item.version
    step = version.steps.filter(status=Step.Status.OPEN, kind=StepKind.DECIDE, body=meeting.body).first()
    if step is None:
        raise NotAllowed(f"It is not the turn of {meeting.body}: look at the steps of version {version.number}.")
    return step


def _report(meeting: Meeting, item: AgendaItem, *, by: Person, at: datetime) -> None:
    """Tick off a delegated decision or a chair's action: a later meeting was told of it."""
    decision = Decision.objects.select_for_update(of=("self",)).get(reports=item)
    if decision.decided_on > meeting.held_on:
        raise NotAllowed("It was decided after this meeting, so this meeting was not told of it.")
    if decision.reports.filter(outcome=Outcome.NOTED).exists():
        raise NotAllowed("It was reported to another meeting already.")
    trail.record(
        Verb.DECISION_REPORTED,
        item.version,
        by=by,
        at=at,
        school=meeting.school,
        kind=decision.kind,
        meeting=str(meeting),
        minute_reference=meeting.minute_reference,
    )


@dataclass(frozen=True)
class Delegating:
    """What a body let one person decide, by which minute, until when; of one policy or of all that it names."""

    person: Person
    covers: str
    decided_on: date
    minute_reference: str
    until_on: date
    policy: Policy | None = None
    meeting: Meeting | None = None


def delegate(body: Body, delegating: Delegating, *, by: Person, at: datetime) -> Delegation:
    """Record from the minutes that a body delegated to one person, no longer than its rule allows."""
    with change():
        body = Body.objects.select_for_update(of=("self",)).select_related("school").get(pk=body.pk)
        _check_delegating(body, delegating, localdate(at))
        fields: dict[str, Any] = vars(delegating)
        row = Delegation.objects.create(school=body.school, body=body, recorded_by=by, recorded_at=at, **fields)
        said = {name: str(value) for name, value in fields.items() if value}
        trail.record(Verb.DELEGATED, row, by=by, at=at, school=body.school, body=body.name, **said)
    return row


def _check_delegating(body: Body, delegating: Delegating, today: date) -> None:
    if not body.delegation_months:
        raise NotAllowed(f"{body} delegates nothing to one person, by its rules here.")
    if delegating.decided_on > today:
        raise NotAllowed("The meeting is still to come. Record what it delegates when it has been held.")
    meeting = delegating.meeting
    if meeting is not None and (meeting.body_id != body.pk or meeting.held_on != delegating.decided_on):
        raise NotAllowed("The meeting and the date of the decision do not belong together.")
    longest = months_after(delegating.decided_on, body.delegation_months)
    if not delegating.decided_on <= delegating.until_on <= longest:
        raise NotAllowed(
            f"By its rules here {body} delegates for {body.delegation_months} months at most: until"
            f" {longest:%-d %B %Y}, and not before the decision."
        )


def end_delegation(delegation: Delegation, *, on: date, by: Person, at: datetime) -> Delegation:
    """Take back what was delegated: `on` is the last day on which it may be used."""
    with change():
        delegation = Delegation.objects.select_for_update(of=("self",)).select_related("school").get(pk=delegation.pk)
        if delegation.last_day <= on:
            raise NotAllowed(f"It ends sooner: its last day is {delegation.last_day:%-d %B %Y}.")
        if on < delegation.decided_on:
            raise NotAllowed("Its last day cannot be before it was decided.")
        delegation.ended_on, delegation.ended_by = on, by
        delegation.save(update_fields=["ended_on", "ended_by"])
        trail.record(Verb.DELEGATION_ENDED, delegation, by=by, at=at, school=delegation.school, on=on)
    return delegation
