"""What is kept, on desks: addresses to look at again, evidence that is broken, removals to decide."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from foundation.core.panels import DeskLine, desk
from foundation.core.rules import permitted
from foundation.schools.models import RoleKind
from foundation.schools.people import standing
from incidents.models import Case, Evidence, RemovalQuestion, Route, Takedown
from incidents.standing import ROLES, standing_in

MOST = 50


def addresses_due(user: Any, today: date) -> list[DeskLine]:
    """To who leads, or to all who may where nobody does yet: addresses that wait for somebody to look: one query."""
    mine = list(standing(user, today).persons)
    if not mine:
        return []
    rows = Takedown.objects.filter(
        Q(case__lead__in=mine) | Q(case__lead=None), due_at__date__lte=today, case__closed_at=None
    )
    rows = permitted(user, "incidents.see_takedown", rows, today)
    return [
        _line(
            row.case,
            "look at an address again",
            reverse("takedown", args=[row.uid]),
            "Look",
            due_on=localdate(row.due_at),
            is_overdue=localdate(row.due_at) < today,
        )
        for row in rows.select_related("case__school").order_by("due_at")[:MOST]
    ]


def broken_evidence(user: Any, today: date) -> list[DeskLine]:
    """To who decides what is done: evidence that is not as it was kept: one query."""
    if not standing(user, today).persons:
        return []
    rows = Evidence.objects.filter(broken_at__isnull=False, purged_at=None)
    rows = permitted(user, "incidents.keep_evidence", rows, today)
    return [
        _line(
            row.case,
            f"evidence {row.number} is not as it was kept",
            reverse("evidence", args=[row.uid]),
            "See what is wrong",
            is_overdue=True,
        )
        for row in rows.select_related("case__school")[:MOST]
    ]


def removals_to_decide(user: Any, today: date) -> list[DeskLine]:
    """To the headteacher, or to who has the case where they are complained of: two queries (ACR-17)."""
    held = set(standing(user, today).roles) | standing_in(user, today)
    if not any(kind in ROLES.values() for kind, _ in held):
        return []
    rows = RemovalQuestion.objects.filter(answer=RemovalQuestion.Answer.OPEN, case__closed_at=None)
    rows = permitted(user, "incidents.see_removal_question", rows, today).select_related("case__school")
    return [
        _line(row.case, "decide whether something is removed", reverse("removal-question", args=[row.uid]), "Decide")
        for row in rows[:MOST]
        if _decides(row.case, held)
    ]


def _decides(case: Case, held: set[tuple[str, int]]) -> bool:
    """Who sees a case as its headteacher decides; where the case went past them, who it went to."""
    if (RoleKind.HEADTEACHER, case.school_id) in held:
        return True
    return case.route in (Route.CHAIR, Route.TRUST) and (ROLES[Route(case.route)], case.school_id) in held


def _line(case: Case, what: str, url: str, action: str, **more: Any) -> DeskLine:
    said = f"Case {case.reference}: {what}"
    return DeskLine(group="follow", what=said, url=url, action=action, school=case.school.said, **more)


desk.register("incidents.addresses", addresses_due)
desk.register("incidents.broken_evidence", broken_evidence)
desk.register("incidents.removals", removals_to_decide)
