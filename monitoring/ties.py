"""What ties a log-in to monitoring without a role: asked at once, so that whoever has none of it costs one query."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import remembered
from foundation.schools.models import Person
from foundation.schools.people import standing
from monitoring.models import Check, FilteringAction, ItemStatus, Restriction, SubjectItem, SubjectRequest
from monitoring.permissions_checks import AUTHORISERS


@dataclass(frozen=True)
class Ties:
    """Whether there is anything of the kind at all; what of it the log-in may see, the rules say."""

    runs_checks: bool = False  # asked for one, or carries it out
    is_told: bool = False  # of a check of their own use
    has_actions: bool = False
    is_restricted: bool = False
    items_wait: bool = False  # something found for a subject access request waits for somebody of their schools


def ties(user: Any, on: date) -> Ties:
    """What ties the log-in's persons of that day to checks, filtering, restrictions and requests: one query a page."""
    return remembered(user, ("monitoring.ties", on), lambda: _ties(user, on))


def works_on_checks(user: Any, on: date) -> bool:
    """Whether any check can be theirs to decide, to tell of or to carry out."""
    return bool(standing(user, on).schools(AUTHORISERS)) or ties(user, on).runs_checks


def _ties(user: Any, on: date) -> Ties:
    now = standing(user, on)
    mine = list(now.persons)
    here = {*now.persons.values(), *(school for _, school in now.roles)}
    if not mine:
        return Ties()
    me = OuterRef("pk")
    waiting = SubjectItem.objects.filter(
        school__in=here, request__status=SubjectRequest.Status.REVIEW, status=ItemStatus.TO_REVIEW
    )
    found = Person.objects.filter(pk__in=mine).order_by()
    rows = found.values_list(
        Exists(Check.objects.filter(Q(asked_by=me) | Q(carried_by=me) | Q(log_keeper=me))),
        Exists(Check.objects.filter(subject=me, told_at__isnull=False)),
        Exists(FilteringAction.objects.filter(owner=me, done_at=None)),
        Exists(Restriction.objects.filter(person=me)),
        Exists(waiting.exclude(guard_label="")),
    )
    return Ties(*(any(column) for column in zip(*rows, strict=True)))
