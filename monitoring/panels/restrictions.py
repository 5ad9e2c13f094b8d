"""Restrictions in the menu, on desks, in the mail, and in one click from a closed case."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.core.rules import permitted
from foundation.notices.kinds import Kind, Mail, kinds
from foundation.notices.models import Notice
from foundation.schools.people import standing
from incidents.models import Case
from incidents.sources import case_links
from monitoring.models import Restriction
from monitoring.notices_restriction import RESTRICTION
from monitoring.permissions_restriction import KEEPERS
from monitoring.restriction_sources import withdraw_address
from monitoring.ties import ties

navigation.register(
    "restrictions",
    NavItem(
        "Restrictions",
        "restrictions",
        "monitoring.keep_restrictions",
        under="monitoring",
        about="Blocked sites and withdrawn access.",
    ),
)


def to_look_at_again(user: Any, today: date) -> list[DeskLine]:
    """What somebody is to look at again: one query, none for who has no such role."""
    if not standing(user, today).schools(KEEPERS):
        return []
    due = Restriction.objects.in_force(today).filter(review_on__lte=today)
    rows = permitted(user, "monitoring.change_restriction", due, today).select_related("school", "person")
    return [
        DeskLine(
            group="look",
            what=f"Blocked site: {row.host}" if row.host else "Access that was withdrawn",
            url=reverse("restriction", args=[row.uid]),
            action="Look at it again",
            school=row.school.said,
            whose=row.person.name if row.person else "",
            due_on=row.review_on,
            is_overdue=row.review_on is not None and row.review_on < today,
        )
        for row in rows.order_by("review_on", "pk")
    ]


def mine(user: Any, today: date) -> list[DeskLine]:
    """What was withdrawn from the user and is not over: one query, where there is any."""
    if not ties(user, today).is_restricted:
        return []
    rows = Restriction.objects.not_over(today).filter(person__in=list(standing(user, today).persons))
    return [
        DeskLine(
            group="look",
            what="Your access: something was withdrawn",
            url=reverse("restriction", args=[row.uid]),
            action="See what, why and until when",
            school=row.school.said,
        )
        for row in rows.select_related("school").order_by("pk")
    ]


desk.register("monitoring.restrictions", to_look_at_again)
desk.register("monitoring.my_restrictions", mine)


def _may_know(notice: Notice) -> bool:
    rows = Restriction.objects.filter(uid=UUID(notice.about[0]["uid"]))
    return (
        notice.recipient.user is not None
        and permitted(notice.recipient.user, "monitoring.see_restriction", rows).exists()
    )


def _mail(notice: Notice) -> Mail:
    url = reverse("restriction", args=[notice.about[0]["uid"]])
    return Mail(f"Word for you at {notice.school.said}", "monitoring/email/restriction", {"url": url})


kinds.register(RESTRICTION, Kind("Word for you", _may_know, _mail, is_private=True))


def withdraw_after(user: Any, case: Case) -> list[tuple[str, str]]:
    """From a closed case: access is withdrawn, with the person filled in (ACR-22)."""
    address = withdraw_address(user, case)
    return [("Withdraw access", address)] if address else []


case_links.register("restriction", withdraw_after)
