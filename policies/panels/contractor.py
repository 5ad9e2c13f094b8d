"""Contractors on the desk of clerk and headteacher; the notice that one of them reported something."""

from datetime import date
from typing import Any

from django.urls import reverse

from foundation.core.panels import DeskLine
from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from policies.models import ContractorReport
from policies.transitions.contractor import REPORTED


def reports_to_see(user: Any, today: date) -> list[DeskLine]:
    """What contractors reported and nobody has answered: one query."""
    waiting = permitted(user, "policies.see_contractor_report", ContractorReport.objects.filter(seen_at=None), today)
    return [
        DeskLine(
            group="follow",
            what="A contractor reported something",
            url=reverse("contractor-report", args=[report.uid]),
            action="Read it",
            school=report.school.said,
            whose=report.contractor_name,
        )
        for report in waiting.select_related("school")
    ]


def _report(notice: Notice) -> ContractorReport | None:
    return ContractorReport.objects.select_related("school").filter(uid=notice.about[0]["uid"]).first()


def _may_know(notice: Notice) -> bool:
    report, user = _report(notice), notice.recipient.user
    return report is not None and (user is None or user.has_perm("policies.see_contractor_report", report))


def _render(notice: Notice) -> Mail:
    report = _report(notice)
    if report is None or report.seen_at is not None:
        raise NoLongerOwed("Somebody has seen it.")
    context = {"report": report, "url": reverse("contractor-report", args=[report.uid])}
    return Mail(f"A report at {report.school.said}", "policies/email/contractor_report", context)


kinds.register(REPORTED, Kind("A report by a contractor", _may_know, _render, is_urgent=True))
