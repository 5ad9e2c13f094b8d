"""What happens to the school's sites when somebody leaves or is absent, entered by hand or by an import of the roll."""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver
from django.utils.timezone import localdate

from approvals.transitions.alerts import see_to_sites_of
from foundation.core.actors import Actor
from foundation.schools.models import Person
from foundation.schools.signals import person_absent, person_left


@receiver(person_left, dispatch_uid="approvals.sites_of_the_leaver")
def see_to_who_left(sender: Any, *, person: Person, on: date, by: Actor, at: datetime, **_: Any) -> None:
    """A last day was entered: the sites turn at once where it is past, and by the clock when it comes."""
    see_to_sites_of(person, on=localdate(at), by=by, at=at)


@receiver(person_absent, dispatch_uid="approvals.sites_of_the_absent")
def see_to_who_is_absent(sender: Any, *, person: Person, by: Actor, at: datetime, **_: Any) -> None:
    """An absence was entered or changed: the sites turn, or are well again, the same day."""
    see_to_sites_of(person, on=localdate(at), by=by, at=at)
