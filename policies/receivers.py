"""What policies do when something happens to people below them."""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from foundation.core.actors import Actor
from foundation.schools.models import Person
from foundation.schools.signals import person_left
from policies.transitions.leaving import open_leaving


@receiver(person_left, dispatch_uid="policies.open_leaving")
def ask_the_leaver(sender: Any, *, person: Person, on: date, by: Actor, at: datetime, **_: Any) -> None:
    """A last day was entered: ask what the school asks of leavers."""
    open_leaving(person, on=on, by=by, at=at)
