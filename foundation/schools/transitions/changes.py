"""What a change changed, for the trail."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from foundation.core.actors import Actor
from foundation.schools.models import Person


def set_fields(row: Model, values: dict[str, Any]) -> dict[str, list[str]]:
    """Set the fields of a row that differ; return what each was and is, in words."""
    changed = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changed[name] = [said(before), said(value)]
    return changed


def said(value: Any) -> str:
    """A value as the trail keeps it."""
    if value is None:
        return ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(str(one) for one in value))
    return str(value)


def is_oneself(by: Actor, person: Person) -> bool:
    """Whether the actor is this person, or another person of the same log-in."""
    if by.actor_uid == person.uid:
        return True
    return isinstance(by, Person) and by.user_id is not None and by.user_id == person.user_id
