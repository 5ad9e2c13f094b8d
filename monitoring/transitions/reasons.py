"""The school's list of reasons for which an employee's use may be checked (ACR-20)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from monitoring.models import CheckReason
from monitoring.verbs import Verb
from policies.models import Clause, Policy


def add_reason(school: School, values: Mapping[str, Any], *, by: Actor, at: datetime) -> CheckReason:
    """Add a reason to the school's list, below the others unless it says where it stands."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _is_free(school, values["name"])
        return _add(school, values, by=by, at=at)


def _add(school: School, values: Mapping[str, Any], *, by: Actor, at: datetime) -> CheckReason:
    _rests_on_what_is_there(school, values.get("rests_on"), values.get("anchor", ""))
    last = CheckReason.objects.filter(school=school).aggregate(last=Max("position"))["last"]
    place = 0 if last is None else last + 1
    row = CheckReason.objects.create(school=school, **{"position": place, **values})
    trail.record(Verb.REASON_SET, row, by=by, at=at, school=school, done="added", name=row.name)
    return row


def _is_free(school: School, name: str, beside: CheckReason | None = None) -> None:
    rows = CheckReason.objects.filter(school=school, name__iexact=name, ended_at=None)
    if any(row != beside for row in rows):
        raise NotAllowed(f"{name} stands in the list already.")


def _rests_on_what_is_there(school: School, policy: Policy | None, anchor: str) -> None:
    """A policy of the school, and a clause of one of its versions."""
    if policy is None:
        if anchor:
            raise NotAllowed("Say of which policy the clause is.")
        return
    if policy.school_id != school.pk:
        raise NotAllowed("That policy is not one of this school.")
    if anchor and not Clause.objects.filter(version__policy=policy, anchor=anchor).exists():
        raise NotAllowed("That policy has no such clause.")


def change_reason(row: CheckReason, values: Mapping[str, Any], *, by: Actor, at: datetime) -> CheckReason:
    """Change a reason. Checks that were asked for it keep its words: a new line takes the place of the old."""
    with change():
        school, row = School.objects.select_for_update().get(pk=row.school_id), _locked(row)
        _is_free(school, values["name"], row)
        changed = {name for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return row
        if changed == {"position"}:
            row.position = values["position"]
            row.save(update_fields=["position"])
            trail.record(Verb.REASON_SET, row, by=by, at=at, school=school, done="moved", name=row.name)
            return row
        _end(row, "replaced", by=by, at=at)
        return _add(school, {"position": row.position, **values}, by=by, at=at)


def _locked(row: CheckReason) -> CheckReason:
    found = CheckReason.objects.select_for_update().get(pk=row.pk)
    if found.ended_at is not None:
        raise NotAllowed("This reason was taken out of the list.")
    return found


def _end(row: CheckReason, done: str, *, by: Actor, at: datetime) -> None:
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    trail.record(Verb.REASON_SET, row, by=by, at=at, school=row.school, done=done, name=row.name)


def end_reason(row: CheckReason, *, by: Actor, at: datetime) -> CheckReason:
    """Take a reason out of the list; checks that were asked for it keep it."""
    with change():
        School.objects.select_for_update().get(pk=row.school_id)
        row = _locked(row)
        _end(row, "ended", by=by, at=at)
    return row


def start_reasons(school: School, wanted: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> list[CheckReason]:
    """Add those of a ready-made list that the school has not and never had."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        names = {name.casefold() for name in CheckReason.objects.filter(school=school).values_list("name", flat=True)}
        return [_add(school, one, by=by, at=at) for one in wanted if one["name"].casefold() not in names]
