"""A trust's issued policies in the navigation, on the desk and in the mail."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.schools.models import RoleKind
from foundation.schools.people import standing
from policies.issued import SHOWN, is_adopted, is_live, place_of
from policies.models import IssueAnswer, TrustIssue, Version
from policies.transitions.issue_notices import ANSWERED, ISSUED

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


def _asked(notice: Notice) -> IssueAnswer | None:
    rows = IssueAnswer.objects.select_related("issue__policy", "version__policy", "school")
    return rows.filter(uid=notice.about[0]["uid"]).first()


def _may_answer(notice: Notice) -> bool:
    answer, user = _asked(notice), notice.recipient.user
    return answer is not None and (user is None or user.has_perm("policies.answer_issue", answer))


def _issued_mail(notice: Notice) -> Mail:
    answer = _asked(notice)
    if answer is None or answer.issue.replaced_at is not None or answer.issue.policy.withdrawn_at is not None:
        raise NoLongerOwed("Your trust asks for it no more.")
    if answer.status == IssueAnswer.Status.EXPLAINED or is_live(answer):
        raise NoLongerOwed("The school has answered.")
    context = {"answer": answer, "url": reverse("answer", args=[answer.uid])}
    return Mail(f"A policy from your trust for {notice.school.said}", "policies/email/issued", context)


def _issue(notice: Notice) -> TrustIssue | None:
    return TrustIssue.objects.select_related("policy").filter(uid=notice.about[0]["uid"]).first()


def _may_follow(notice: Notice) -> bool:
    issue, user = _issue(notice), notice.recipient.user
    return issue is not None and (user is None or user.has_perm("policies.see_issue", issue))


def _answered_mail(notice: Notice) -> Mail:
    """The schools that answered, or put it in force, on the day that stands in the notice's key."""
    day, issue = date.fromisoformat(notice.key.split(":")[2]), _issue(notice)
    answers = IssueAnswer.objects.filter(issue=issue).select_related(*SHOWN).order_by("school__name")
    lines = [(answer.school.name, place_of(answer, day).words) for answer in answers if _moved(answer, day)]
    if issue is None or not lines:
        raise NoLongerOwed("No school has answered.")
    context = {"issue": issue, "lines": lines, "url": reverse("issue", args=[issue.uid])}
    return Mail("Schools have answered", "policies/email/issue_answered", context)


def _moved(answer: IssueAnswer, day: date) -> bool:
    """Whether the school explained, took it up or adopted it on that day; what it gave up again is no answer."""
    if answer.status != IssueAnswer.Status.EXPLAINED and not is_live(answer):
        return False
    adopted = answer.version.in_force_at if answer.version is not None and is_adopted(answer) else None
    return day in {localdate(one) for one in (answer.answered_at, adopted) if one is not None}


kinds.register(ISSUED, Kind("A policy from the trust", _may_answer, _issued_mail))
kinds.register(ANSWERED, Kind("Schools have answered", _may_follow, _answered_mail))
