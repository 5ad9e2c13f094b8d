"""The lists among the house rules: the scale of severity, the responses to consider, the contacts outside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.transitions.changes import set_fields
from incidents.models import Case, Considered, HelpContact, ResponseOption, Severity
from incidents.starting import Row, contacts_not_there, missing
from incidents.verbs import Verb

Line = HelpContact | ResponseOption | Severity
VERBS: dict[Row, Verb] = {
    HelpContact: Verb.CONTACT_SET,
    ResponseOption: Verb.RESPONSE_SET,
    Severity: Verb.SEVERITY_SET,
}


def add_line(model: Row, school: School, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Line:
    """Add a line to one of the lists, below the others unless it says where it stands."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _is_free(model, school, values["name"])
        return _add(model, school, values, by=by, at=at)


def _add(model: Row, school: School, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Line:
    last = model._default_manager.filter(school=school).aggregate(last=Max("position"))["last"]
    place = 0 if last is None else last + 1
    row: Line = model._default_manager.create(school=school, **{"position": place, **values})
    _record(row, "added", by=by, at=at)
    return row


def _record(row: Line, done: str, *, by: Actor, at: datetime, **more: Any) -> None:
    """In the trail: what was done to which line. A contact may be a person, so its name stands in the row alone."""
    name = {} if isinstance(row, HelpContact) else {"name": row.name}
    trail.record(VERBS[type(row)], row, by=by, at=at, school=row.school, done=done, **name, **more)


def _is_free(model: Row, school: School, name: str, beside: Line | None = None) -> None:
    rows = model._default_manager.filter(school=school, name__iexact=name, ended_at=None)
    if any(row != beside for row in rows):
        raise NotAllowed(f"{name} stands in the list already.")


def change_line(row: Line, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Line:
    """Change a line. What a case was judged by keeps its words there: then a new line takes the place of the old."""
    with change():
        school, model = School.objects.select_for_update().get(pk=row.school_id), type(row)
        row = _locked(row)
        _is_free(model, school, values["name"], row)
        changed = set_fields(row, dict(values))
        if not changed:
            return row
        if _is_used(row) and changed.keys() - {"position"}:
            row.refresh_from_db()
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            _record(row, "replaced", by=by, at=at)
            return _add(model, school, {"position": row.position, **values}, by=by, at=at)
        row.save(update_fields=list(changed))
        _record(row, "changed", by=by, at=at, fields=sorted(changed))
    return row


def _locked(row: Line) -> Line:
    found: Line = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if found.ended_at is not None:
        raise NotAllowed("This line was taken out of the list.")
    return found


def _is_used(row: Line) -> bool:
    if isinstance(row, Severity):
        return Case.objects.filter(severity=row).exists()
    return isinstance(row, ResponseOption) and Considered.objects.filter(option=row).exists()


def end_line(row: Line, *, by: Actor, at: datetime) -> Line:
    """Take a line out of its list; cases that were judged by it keep it. A scale keeps at least one step."""
    with change():
        School.objects.select_for_update().get(pk=row.school_id)
        row = _locked(row)
        others = type(row)._default_manager.filter(school=row.school_id, ended_at=None).exclude(pk=row.pk)
        if isinstance(row, Severity) and not others.exists():
            raise NotAllowed("Without a step of the scale nobody can say how serious something is. Add another first.")
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        _record(row, "ended", by=by, at=at)
    return row


def start_lines(
    model: Row, school: School, wanted: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime
) -> list[Line]:
    """Add those of a ready-made list that the school has not and never had."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        return [_add(model, school, one, by=by, at=at) for one in missing(model, school, wanted)]


def start_contacts(school: School, *, by: Actor, at: datetime) -> list[Line]:
    """Add the national contacts that come with Countersign (HAY-08, HAY-12, QEI-23)."""
    return start_lines(HelpContact, school, contacts_not_there(school), by=by, at=at)
