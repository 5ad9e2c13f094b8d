"""Who may do what with deputies and with advisers who are let into a request."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from approvals.holders import ROLES, holds_step, taken
from approvals.models import ChainStep, Deputy, Request, RequestGrant, Step
from approvals.permissions import KEEPERS
from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds, is_on_roll, manages, standing


@rule("approvals.name_deputy", School)
def name_deputy(user: Any, on: date) -> Q:
    """Who answers requests at the school, also in a group or for somebody else; clerk and headteacher."""
    found, mine = taken(user, on), list(standing(user, on).persons)
    named = Q(group__in=list(found.groups)) | Q(person__in=mine)
    chain = ChainStep.objects.filter(named, school=OuterRef("pk"))
    step = Step.objects.filter(named, school=OuterRef("pk"), status=Step.Status.OPEN)
    answers = holds(user, on, *ROLES.values()) | manages(user, on) | Q(Exists(chain)) | Q(Exists(step))
    stands_in = Deputy.objects.filter(deputy__in=mine, school=OuterRef("pk"), ended_at=None, ends_on__gte=on)
    return holds(user, on, *KEEPERS) | is_on_roll(user, on) & (answers | Q(Exists(stands_in)))


@rule("approvals.name_deputies", School)
def name_deputies(user: Any, on: date) -> Q:
    """Clerk and headteacher name somebody for an approver who cannot."""
    return holds(user, on, *KEEPERS)


@rule("approvals.end_deputy", Deputy)
def end_deputy(user: Any, on: date) -> Q:
    """For whom somebody stands in, clerk and headteacher."""
    mine = list(standing(user, on).persons)
    return Q(person__in=mine) | holds(user, on, *KEEPERS, school="school")


def _holds_open_step(user: Any, on: date, request: str) -> Exists:
    rows = Step.objects.filter(holds_step(user, on), status=Step.Status.OPEN, request=OuterRef(request))
    return Exists(rows)


@rule("approvals.let_in", Request)
def let_in(user: Any, on: date) -> Q:
    """Whose turn it is, and the clerk, ask somebody for advice; never on what they ask for themselves (QEI-11)."""
    mine = list(standing(user, on).persons)
    may = Q(_holds_open_step(user, on, "pk")) | holds(user, on, RoleKind.CLERK, school="school")
    return Q(status=Request.Status.IN_HAND) & may & ~Q(requester__in=mine)


@rule("approvals.end_grant", RequestGrant)
def end_grant(user: Any, on: date) -> Q:
    """Whose turn it is, and the clerk, as for letting in."""
    mine = list(standing(user, on).persons)
    may = Q(_holds_open_step(user, on, "content_object")) | holds(user, on, RoleKind.CLERK, school="school")
    return Q(content_object__status=Request.Status.IN_HAND) & may & ~Q(content_object__requester__in=mine)


@rule("approvals.advise", Request)
def advise(user: Any, on: date) -> Q:
    """Who was let in and whose time is not over, while it is decided on. Advice decides nothing."""
    mine = list(standing(user, on).persons)
    grants = RequestGrant.objects.filter(content_object=OuterRef("pk"), person__in=mine, until__gte=on)
    return Q(status=Request.Status.IN_HAND) & Q(Exists(grants)) & ~Q(requester__in=mine)
