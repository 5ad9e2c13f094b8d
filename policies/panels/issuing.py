"""A trust's issued policies in the navigation and on the desk."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.core.rules import permitted
from foundation.schools.models import RoleKind
from foundation.schools.people import standing
from policies.issued import is_live
from policies.models import IssueAnswer, TrustIssue, Version

navigation.register("issued", NavItem("Issued policies", "issue-list", "policies.issue_policies"))
navigation.register("from_the_trust", NavItem("From the trust", "answer-list", "policies.see_answers"))


def to_answer(user: Any, today: date) -> list[DeskLine]:
    """What the trust issued and the school has not answered, for clerk and headteacher: one query."""
    asked = IssueAnswer.objects.filter(issue__replaced_at=None, issue__policy__withdrawn_at=None).exclude(
        status=IssueAnswer.Status.EXPLAINED
    )
    mine = permitted(user, "policies.answer_issue", asked, today)
    return [
        DeskLine(
            group="decide",
            what=f"Your trust issued {answer.issue}",
            url=reverse("answer", args=[answer.uid]),
            action="Take it up or explain",
            school=answer.school.said,
            due_on=answer.issue.answer_by,
            is_overdue=answer.issue.answer_by < today,
        )
        for answer in mine.select_related("school", "issue__policy", "version__policy").order_by("issue__answer_by")
        if not is_live(answer)
    ]


def to_issue_again(user: Any, today: date) -> list[DeskLine]:
    """Issued policies of which a newer version is in force, for the trust's officers: one query."""
    if not standing(user, today).schools([RoleKind.TRUST_OFFICER]):
        return []
    newer = Version.objects.filter(policy=OuterRef("policy"), status=Version.Status.IN_FORCE).exclude(
        pk=OuterRef("version")
    )
    old = TrustIssue.objects.filter(Exists(newer), replaced_at=None)
    return [
        DeskLine(
            group="decide",
            what=f"{issue.policy} has a newer version, and the schools have edition {issue.edition}",
            url=reverse("policy-issue", args=[issue.policy.uid]),
            action="Issue it to the schools",
            school=issue.school.said,
        )
        for issue in permitted(user, "policies.see_issue", old, today).select_related("school", "policy")
    ]


desk.register("policies.from_the_trust", to_answer)
desk.register("policies.to_issue_again", to_issue_again)
