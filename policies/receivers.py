"""What policies do when something happens to people below them, or to a version that a trust issued."""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from foundation.core.actors import Actor
from foundation.schools.models import Person
from foundation.schools.signals import person_left
from policies.models import IssueAnswer, Version
from policies.signals import version_in_force
from policies.transitions.issue_notices import tell_trust
from policies.transitions.leaving import open_leaving


@receiver(person_left, dispatch_uid="policies.open_leaving")
def ask_the_leaver(sender: Any, *, person: Person, on: date, by: Actor, at: datetime, **_: Any) -> None:
    """A last day was entered: ask what the school asks of leavers."""
    open_leaving(person, on=on, by=by, at=at)


@receiver(version_in_force, dispatch_uid="policies.tell_trust_of_adoption")
def tell_the_trust(sender: Any, *, version: Version, at: datetime, **_: Any) -> None:
    """A school's version of what its trust issued is in force: the edition is adopted."""
    taken = IssueAnswer.objects.filter(version=version, status=IssueAnswer.Status.TAKEN)
    for answer in taken.select_related("issue__school"):
        tell_trust(answer, at=at)
