"""Who may do what with requests. One condition per permission; lists, files, exports and pages ask the same one."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from approvals.holders import holds_step
from approvals.models import Request, RequestGrant, Step
from approvals.permissions_posts import publish_post
from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds, is_on_roll, is_one_of, standing

KEEPERS = (RoleKind.CLERK, RoleKind.HEADTEACHER)


@rule("approvals.ask", School)
def ask(user: Any, on: date) -> Q:
    """Everyone on the roll asks for themselves."""
    return is_on_roll(user, on)


@rule("approvals.set_chains", School)
def set_chains(user: Any, on: date) -> Q:
    """Clerk and headteacher set through whom requests go (QEI-10)."""
    return holds(user, on, *KEEPERS)


@rule("approvals.write_request", Request)
def write_request(user: Any, on: date) -> Q:
    """Who asks writes it, sends it and takes it back."""
    return is_one_of(user, on, "requester")


@rule("approvals.see_request", Request, sees=True)
def see_request(user: Any, on: date) -> Q:
    """Who asks; clerk and headteacher once it was sent; whose step it is or was; an adviser who was let in; of a post
    that was approved, who publishes it.

    A draft is for who writes it alone.
    """
    mine = Step.objects.filter(holds_step(user, on), request=OuterRef("pk")).exclude(status=Step.Status.WAITING)
    let_in = RequestGrant.objects.filter(
        content_object=OuterRef("pk"), person__in=list(standing(user, on).persons), until__gte=on
    )
    others = holds(user, on, *KEEPERS, school="school") | Q(Exists(mine)) | Q(Exists(let_in))
    return is_one_of(user, on, "requester") | others & Q(round__gt=0) | publish_post(user, on)


@rule("approvals.answer_step", Step)
def answer_step(user: Any, on: date) -> Q:
    """Whose turn it is, or who stands in for them; nobody on what they ask for themselves (QEI-11)."""
    return Q(status=Step.Status.OPEN) & holds_step(user, on)


@rule("approvals.reach_step", Step)
def reach_step(user: Any, on: date) -> Q:
    """Whose turn it is or was: an answer to a page that grew old is answered in words, not with "not found"."""
    return ~Q(status=Step.Status.WAITING) & holds_step(user, on)


@rule("approvals.pass_on_step", Step)
def pass_on_step(user: Any, on: date) -> Q:
    """The clerk passes on a step that stands still, but never one of their own request."""
    mine = list(standing(user, on).persons)
    return (
        Q(status=Step.Status.OPEN) & holds(user, on, RoleKind.CLERK, school="school") & ~Q(request__requester__in=mine)
    )
