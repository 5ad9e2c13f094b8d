"""Filtering and monitoring: tried out, reviewed, and what has to be done about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.dates import months_after
from foundation.schools.models import Body, BodyMember, Person, Role, RoleKind, School
from foundation.schools.people import ADVISORY
from monitoring.house_rules import rules_of
from monitoring.models import FilteringAction, FilteringCall, FilteringCheck, FilteringPoint, FilteringReview
from monitoring.models.rules import MOST_MONTHS
from monitoring.verbs import Verb

Kind = FilteringPoint.Kind
TO_COME = "That day is still to come."


@dataclass(frozen=True)
class ToDo:
    """Something to be done: what, by whom, until when."""

    what: str
    owner: Person
    due_on: date


@dataclass(frozen=True)
class Tested:
    """A check as it was made."""

    on: date
    points: Collection[FilteringPoint]
    outcome: str
    found: str
    to_do: Sequence[ToDo] = ()


@dataclass(frozen=True)
class Reviewed:
    """A review as it was held."""

    on: date
    why: str
    leader: Person
    governor: Person
    dsl: Person
    others: str
    findings: str
    check_months: int
    next_due_on: date
    to_do: Sequence[ToDo] = ()


def add_point(school: School, kind: str, name: str, *, by: Actor, at: datetime) -> FilteringPoint:
    """Add a line to what the school tests."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        if FilteringPoint.objects.filter(school=school, kind=kind, name__iexact=name, ended_at=None).exists():
            raise NotAllowed(f"{name} stands in the list already.")
        return _point(school, kind, name, by=by, at=at)


def _point(school: School, kind: str, name: str, *, by: Actor, at: datetime) -> FilteringPoint:
    row = FilteringPoint.objects.create(school=school, kind=kind, name=name)
    trail.record(Verb.FILTERING_POINT_SET, row, by=by, at=at, school=school, done="added", kind=kind, name=name)
    return row


def start_points(school: School, wanted: Sequence[tuple[str, str]], *, by: Actor, at: datetime) -> list[FilteringPoint]:
    """Add those of a ready-made list that the school has not and never had."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        had = {
            (kind, name.casefold())
            for kind, name in FilteringPoint.objects.filter(school=school).values_list("kind", "name")
        }
        return [_point(school, kind, name, by=by, at=at) for kind, name in wanted if (kind, name.casefold()) not in had]


def end_point(row: FilteringPoint, *, by: Actor, at: datetime) -> FilteringPoint:
    """Take a line out of what the school tests; checks that tested it keep it."""
    with change():
        row = FilteringPoint.objects.select_for_update().get(pk=row.pk)
        if row.ended_at is not None:
            raise NotAllowed("This line was taken out of the list.")
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        trail.record(Verb.FILTERING_POINT_SET, row, by=by, at=at, school=row.school, done="ended", name=row.name)
    return row


def record_check(school: School, tested: Tested, *, by: Person, at: datetime) -> FilteringCheck:
    """Filtering and monitoring were tried out: when, by whom, what, and what has to be done (the DfE's four)."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _is_past(tested.on, at)
        _covers_each_kind(school, tested.points)
        if tested.outcome == FilteringCheck.Outcome.TO_DO and not tested.to_do:
            raise NotAllowed("Say what has to be done, by whom, and until when.")
        row = FilteringCheck.objects.create(
            school=school,
            on=tested.on,
            by=by,
            by_name=by.name,
            outcome=tested.outcome,
            found=tested.found,
            at=at,
        )
        row.points.set(tested.points)
        trail.record(Verb.FILTERING_CHECKED, row, by=by, at=at, school=school, on=tested.on, outcome=tested.outcome)
        for one in tested.to_do:
            _add_action(row, one, by=by, at=at)
    return row


def _is_past(on: date, at: datetime) -> None:
    if on > localdate(at):
        raise NotAllowed(TO_COME)


def _covers_each_kind(school: School, points: Collection[FilteringPoint]) -> None:
    """A check says at least one device, one group of users, one place and one kind of content, of those listed."""
    if any(one.school_id != school.pk or one.ended_at is not None for one in points):
        raise NotAllowed("Something you chose is not in the school's list any more. Choose again.")
    listed = set(FilteringPoint.objects.filter(school=school, ended_at=None).values_list("kind", flat=True))
    if not listed:
        raise NotAllowed("The school has not said yet what it tests. Fill its list first.")
    left = [kind for kind in Kind if kind in listed - {one.kind for one in points}]
    if left:
        raise NotAllowed(f"Say what was tested under “{left[0].label}”.")


def record_review(school: School, held: Reviewed, *, by: Person, at: datetime) -> FilteringReview:
    """The review by its named senior leader, governor and safeguarding lead. It answers what it was called for."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _is_past(held.on, at)
        _are_who_they_must_be(school, held)
        latest = months_after(held.on, min(MOST_MONTHS, rules_of(school).filtering_review_months))
        if not held.on < held.next_due_on <= latest:
            raise NotAllowed(f"The next review is after this one, and on {latest:%-d %B %Y} at the latest.")
        fields = {name: value for name, value in vars(held).items() if name != "to_do"}
        row = FilteringReview.objects.create(
            school=school,
            leader_name=held.leader.name,
            governor_name=held.governor.name,
            dsl_name=held.dsl.name,
            by=by,
            at=at,
            **fields,
        )
        open_calls = FilteringCall.objects.filter(school=school, answered_by=None, at__date__lte=held.on)
        answered = open_calls.update(answered_by=row)
        trail.record(
            Verb.FILTERING_REVIEWED, row, by=by, at=at, school=school, on=held.on, why=held.why, answered=answered
        )
        for one in held.to_do:
            _add_action(row, one, by=by, at=at)
    return row


def _are_who_they_must_be(school: School, held: Reviewed) -> None:
    if held.leader.pk not in leaders(school, held.on):
        raise NotAllowed(f"{held.leader.name} was no senior leader on that day.")
    if held.governor.pk not in governors(school, held.on):
        raise NotAllowed(f"{held.governor.name} was no governor on that day.")
    if held.dsl.pk not in holders(school, held.on, RoleKind.DSL):
        raise NotAllowed(f"{held.dsl.name} was not the designated safeguarding lead on that day.")
    if held.leader.pk == held.governor.pk:
        raise NotAllowed("The senior leader and the governor are two people.")


def holders(school: School, on: date, *kinds: str) -> set[int]:
    """Who holds one of these roles at the school that day."""
    rows = Role.objects.current(on).filter(school=school, kind__in=kinds)
    return set(rows.values_list("person", flat=True))


def leaders(school: School, on: date) -> set[int]:
    """The senior leaders and the headteacher of that day."""
    return holders(school, on, RoleKind.SENIOR_LEADER, RoleKind.HEADTEACHER)


def governors(school: School, on: date) -> set[int]:
    """Who governs the school that day: by a role, or by a seat on a governing body, a committee or a board."""
    seats = BodyMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        body__in=Body.objects.filter(school=school, closed_on=None).exclude(kind__in=ADVISORY),
        starts_on__lte=on,
    )
    return holders(school, on, RoleKind.CHAIR, RoleKind.GOVERNOR) | set(seats.values_list("person", flat=True))


def call_for_review(school: School, *, why: str, words: str, due_on: date, by: Person, at: datetime) -> FilteringCall:
    """A review is needed before its time: after a safeguarding risk, or because something changes (DfE)."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        today = localdate(at)
        if not today <= due_on <= months_after(today, MOST_MONTHS):
            raise NotAllowed("Choose a day from today, within a year.")
        row = FilteringCall.objects.create(
            school=school, why=why, words=words, due_on=due_on, by=by, by_name=by.name, at=at
        )
        trail.record(Verb.FILTERING_REVIEW_CALLED, row, by=by, at=at, school=school, why=why, due_on=due_on)
    return row


def add_action(of: FilteringCheck | FilteringReview, to_do: ToDo, *, by: Person, at: datetime) -> FilteringAction:
    """Something else has to be done after a check or a review."""
    with change():
        type(of)._default_manager.select_for_update().get(pk=of.pk)
        return _add_action(of, to_do, by=by, at=at)


def _add_action(of: FilteringCheck | FilteringReview, to_do: ToDo, *, by: Person, at: datetime) -> FilteringAction:
    today = localdate(at)
    if to_do.owner.school_id != of.school_id or not Person.objects.current(today).filter(pk=to_do.owner.pk).exists():
        raise NotAllowed(f"{to_do.owner.name} is not on the roll.")
    if to_do.due_on < of.on:
        raise NotAllowed("What has to be done is due after the check or review, not before it.")
    whose = {"check_of": of} if isinstance(of, FilteringCheck) else {"review": of}
    row = FilteringAction.objects.create(
        school=of.school, what=to_do.what, owner=to_do.owner, due_on=to_do.due_on, added_by=by, added_at=at, **whose
    )
    trail.record(Verb.FILTERING_ACTION_ADDED, row, by=by, at=at, school=of.school, due_on=to_do.due_on)
    return row


def finish_action(action: FilteringAction, words: str, *, by: Person, at: datetime) -> FilteringAction:
    """What had to be done is done, and what that was."""
    with change():
        action = FilteringAction.objects.select_for_update().get(pk=action.pk)
        if action.done_at is not None:
            raise NotAllowed("This is done already.")
        if not words.strip():
            raise NotAllowed("Say what was done.")
        action.done_at, action.done_by, action.done_words = at, by, words
        action.save(update_fields=["done_at", "done_by", "done_words"])
        trail.record(Verb.FILTERING_ACTION_DONE, action, by=by, at=at, school=action.school)
    return action
