"""That somebody looked at a check, or at a log of it, is kept."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone

from foundation.audit import trail
from foundation.schools.models import Person
from foundation.schools.people import acting
from monitoring.models import Check


def note(request: HttpRequest, check: Check, how: str) -> None:
    """Keep that the reader looked, and how."""
    note_all(request, [check], how)


def note_all(request: HttpRequest, checks: Iterable[Check], how: str) -> None:
    """Keep it of each of them."""
    at, people = timezone.now(), dict[int, Person]()
    for check in checks:
        if check.school_id not in people:
            people[check.school_id] = acting(request.user, check.school)
        trail.look(check, by=people[check.school_id], at=at, school=check.school, how=how)
