"""Who may issue a trust's policies to its schools, and who answers for a school."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import rule
from foundation.schools.models import RoleKind, School
from foundation.schools.models.school import SchoolKind
from foundation.schools.people import holds
from policies.models import IssueAnswer, Policy, TrustIssue
from policies.permissions import KEEPERS


@rule("policies.issue_policies", School)
def issue_policies(user: Any, on: date) -> Q:
    """The trust's officers see where each school stands with what the trust issued."""
    return Q(kind=SchoolKind.TRUST) & Q(holds(user, on, RoleKind.TRUST_OFFICER))


@rule("policies.issue_policy", Policy)
def issue_policy(user: Any, on: date) -> Q:
    """The trust's officers issue a policy of the trust."""
    of_trust = Exists(School.objects.filter(pk=OuterRef("school"), kind=SchoolKind.TRUST))
    return Q(of_trust) & Q(holds(user, on, RoleKind.TRUST_OFFICER, school="school"))


@rule("policies.see_issue", TrustIssue, sees=True)
def see_issue(user: Any, on: date) -> Q:
    """An edition with all of its answers is for the trust's officers; a school sees its own answer only."""
    return Q(holds(user, on, RoleKind.TRUST_OFFICER, school="school"))


@rule("policies.see_answers", School)
def see_answers(user: Any, on: date) -> Q:
    """Clerk and headteacher of a school of a trust see what the trust issued to it."""
    return ~Q(trust=None) & Q(holds(user, on, *KEEPERS))


@rule("policies.answer_issue", IssueAnswer, sees=True)
def answer_issue(user: Any, on: date) -> Q:
    """Clerk and headteacher take up what the trust issued to their school, or explain why not."""
    return Q(holds(user, on, *KEEPERS, school="school"))
