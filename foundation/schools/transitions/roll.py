"""Bringing in a file with the roll: uploaded, looked over, confirmed, then applied in chunks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, RollImport, School, StaffGroup
from foundation.schools.roll.onroll import fingerprint
from foundation.schools.transitions.groups import add_group
from foundation.schools.transitions.people import add_person, change_person, enter_leaving
from foundation.schools.verbs import Verb

CHUNK = 50  # rows in one transaction: well under a second


def upload_roll(
    school: School, *, uid: UUID, file_uid: UUID, file_name: str, columns: Mapping[str, int], by: Person, at: datetime
) -> RollImport:
    """Keep a file that was sent, to be looked over. Nothing on the roll changes."""
    with change():
        roll = RollImport.objects.create(
            uid=uid,
            school=school,
            file_uid=file_uid,
            file_name=file_name,
            columns=dict(columns),
            uploaded_by=by,
            uploaded_at=at,
        )
        trail.record(Verb.ROLL_UPLOADED, roll, by=by, at=at, school=school, file=file_name)
    return roll


def answer_roll(roll: RollImport, *, columns: Mapping[str, int], answers: Mapping[str, Any]) -> RollImport:
    """Say which column is what, and answer what the file left open. Not in the trail: nothing has come of it yet."""
    with change():
        roll = _held(roll)
        roll.status = RollImport.MOVES.check("look_over", roll.status)
        roll.columns, roll.answers = dict(columns), dict(answers)
        roll.save(update_fields=["status", "columns", "answers"])
    return roll


def confirm_roll(roll: RollImport, *, items: list[dict[str, Any]], by: Person, at: datetime) -> RollImport:
    """Confirm what the preview showed; from here a job brings it in."""
    with change():
        roll = _held(roll)
        roll.status = RollImport.MOVES.check("confirm", roll.status)
        if not items:
            raise NotAllowed("There is nothing in this file to bring in.")
        roll.plan, roll.total_count = items, len(items)
        roll.confirmed_by, roll.confirmed_at = by, at
        roll.save(update_fields=["status", "plan", "total_count", "confirmed_by", "confirmed_at"])
        trail.record(Verb.ROLL_CONFIRMED, roll, by=by, at=at, school=roll.school, file=roll.file_name, items=len(items))
    return roll


def leave_roll(roll: RollImport, *, by: Person, at: datetime) -> RollImport:
    """Put a file away without bringing it in."""
    with change():
        roll = _held(roll)
        roll.status = RollImport.MOVES.check("leave", roll.status)
        roll.finished_at = at
        roll.save(update_fields=["status", "finished_at"])
        trail.record(Verb.ROLL_LEFT, roll, by=by, at=at, school=roll.school, file=roll.file_name)
    return roll


def apply_chunk(roll: RollImport, *, at: datetime, size: int = CHUNK) -> RollImport:
    """Bring in the next rows and remember how far it has come, together. Running it again goes on; it never repeats."""
    with change():
        roll = _held(roll)
        if roll.status == RollImport.Status.APPLIED:
            return roll
        applied = RollImport.MOVES.check("apply", roll.status)
        by = roll.confirmed_by
        assert by is not None  # noqa: S101 - the table's own constraint
        for item in roll.plan[roll.done_count : roll.done_count + size]:
            _apply(roll, item, by=by, at=at)
            roll.done_count += 1
        if roll.done_count >= roll.total_count:
            roll.status, roll.finished_at, roll.plan = applied, at, []
            trail.record(
                Verb.ROLL_APPLIED,
                roll,
                by=by,
                at=at,
                school=roll.school,
                added=roll.added_count,
                changed=roll.changed_count,
                left_out=len(roll.left_out),
            )
        finished = ["status", "finished_at", "plan"] if roll.status == applied else []
        roll.save(update_fields=["done_count", "added_count", "changed_count", "left_out", *finished])
    return roll


def _held(roll: RollImport) -> RollImport:
    return RollImport.objects.select_for_update(of=("self",)).select_related("school", "confirmed_by").get(pk=roll.pk)


def _apply(roll: RollImport, item: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Do one thing of the plan; what can no longer be done is kept with its reason, and the rest goes on."""
    try:
        with change():
            WORK[item["do"]](roll, item, by, at)
    except NotAllowed as refusal:
        roll.left_out = [*roll.left_out, {"row": item.get("row", 0), "words": str(refusal)}]


def _make_group(roll: RollImport, item: dict[str, Any], by: Actor, at: datetime) -> None:
    if not roll.school.groups.filter(name__iexact=item["name"]).exists():
        add_group(roll.school, name=item["name"], community="staff", by=by, at=at)


def _add(roll: RollImport, item: dict[str, Any], by: Actor, at: datetime) -> None:
    details = _read(item["details"])
    leaves_on = details.pop("leaves_on", None)
    groups = _groups(roll.school, item) or ()
    person = add_person(roll.school, details=details, groups=groups, by=by, at=at, uid=UUID(item["uid"]))
    if leaves_on is not None:
        enter_leaving(person, on=leaves_on, by=by, at=at)
    roll.added_count += 1


def _change(roll: RollImport, item: dict[str, Any], by: Actor, at: datetime) -> None:
    person = _person(roll, item["uid"])
    if fingerprint(person) != item["was"]:
        raise NotAllowed(f"{person.name} was changed by somebody else since the file was looked over.")
    details = _read(item["details"])
    leaves_on = details.pop("leaves_on", None)
    change_person(person, details=details, groups=_groups(roll.school, item), by=by, at=at)
    if leaves_on is not None:
        enter_leaving(person, on=leaves_on, by=by, at=at)
    roll.changed_count += 1


def _manage(roll: RollImport, item: dict[str, Any], by: Actor, at: datetime) -> None:
    person, manager = _person(roll, item["uid"]), _person(roll, item["manager"])
    change_person(person, details={"line_manager": manager}, by=by, at=at)


WORK = {"group": _make_group, "add": _add, "change": _change, "manager": _manage}


def _person(roll: RollImport, uid: str) -> Person:
    person = Person.objects.filter(school=roll.school, uid=uid).first()
    if person is None:
        raise NotAllowed("The person this row speaks of was left out.")
    return person


def _groups(school: School, item: dict[str, Any]) -> list[StaffGroup] | None:
    if "groups" not in item:
        return None
    names = {name.casefold() for name in item["groups"]}
    return [group for group in school.groups.all() if group.name.casefold() in names]


def _read(details: Mapping[str, Any]) -> dict[str, Any]:
    days = ("starts_on", "leaves_on")
    return {name: date.fromisoformat(value) if name in days else value for name, value in details.items()}
