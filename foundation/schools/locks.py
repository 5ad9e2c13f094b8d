"""On the desk: names that are locked after too many wrong PINs, for who lifts the lock."""

from datetime import date
from typing import Any

from django.urls import reverse

from foundation.core.panels import DeskLine, desk
from foundation.core.rules import permitted
from foundation.schools.models import Person


def locked_names(user: Any, today: date) -> list[DeskLine]:
    """Locked names at the schools whose PINs this user looks after: one query."""
    locked = Person.objects.current(today).filter(pin__locked_at__isnull=False).select_related("school")
    return [
        DeskLine(
            group="look",
            what=f"{person.name} is locked out of the shared devices after wrong PINs",
            url=reverse("pin-set", args=[person.uid]),
            action="Lift the lock",
            school=person.school.said,
        )
        for person in permitted(user, "schools.keep_pin", locked, today).order_by("name")
    ]


desk.register("schools.locks", locked_names)
