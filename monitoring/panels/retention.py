"""Retention in the menu, in the settings and on desks. A line names a class and a number, and no record."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, Section, desk, house_rules, navigation
from foundation.core.rules import permitted
from foundation.schools.models import RoleKind
from foundation.schools.people import standing
from monitoring.forms.retention import RetentionRulesForm
from monitoring.models import Night, Purge, RetentionRule, RetentionRules
from monitoring.permissions_retention import AGREERS, KEEPERS, SEERS
from monitoring.retention.classes import register

navigation.register(
    "retention",
    NavItem(
        "Retention",
        "retention",
        "monitoring.see_retention",
        under="monitoring",
        about="How long what is kept, what falls due, holds and certificates.",
    ),
)
house_rules.register(
    "retention",
    Section(
        title="When a purge stops",
        why="What is due is destroyed at night and cannot be brought back. When it would be an unlikely share of all"
        " records of its class, it stops, and two people look.",
        model=RetentionRules,
        form=RetentionRulesForm,
    ),
)
Status = Purge.Status


def _title(code: str) -> str:
    found = register.entries.get(code)
    return found.title if found else code


def _purge_line(purge: Purge, what: str, action: str, group: str = "follow", **more: Any) -> DeskLine:
    return DeskLine(
        group=group,
        what=f"{_title(purge.record_class)}: {what}",
        url=reverse("purge", args=[purge.uid]),
        action=action,
        school=purge.school.said,
        **more,
    )


def to_look_through(user: Any, today: date) -> list[DeskLine]:
    """What is due in classes that two people agree to: one query, none for who has no such role."""
    if not standing(user, today).schools(KEEPERS):
        return []
    rows = Purge.objects.filter(status=Status.FOUND).select_related("school").order_by("pk")
    return [
        _purge_line(one, f"{one.found_count} due to be destroyed", "Look through it")
        for one in permitted(user, "monitoring.keep_purge", rows, today)
    ]


def to_agree(user: Any, today: date) -> list[DeskLine]:
    """What waits for a second person: two queries, none for who has no such role."""
    if not standing(user, today).schools(AGREERS):
        return []
    purges = Purge.objects.filter(status=Status.PROPOSED).select_related("school").order_by("pk")
    rules = RetentionRule.objects.filter(status=RetentionRule.Status.PROPOSED).select_related("school").order_by("pk")
    lines = [
        _purge_line(
            one, f"agree that {one.found_count} are destroyed", "Agree or not", "decide", whose=one.proposed_by_name
        )
        for one in permitted(user, "monitoring.agree_purge", purges, today)
    ]
    return lines + [
        DeskLine(
            group="decide",
            what=f"{_title(one.record_class)}: another period is proposed",
            url=reverse("retention-period", args=[one.uid]),
            action="Agree or not",
            school=one.school.said,
            whose=one.proposed_by_name,
        )
        for one in permitted(user, "monitoring.agree_period", rules, today)
    ]


def stopped(user: Any, today: date) -> list[DeskLine]:
    """What an alarm stopped, for the data protection lead, headteacher and administrator: two queries at most."""
    if not standing(user, today).schools((*SEERS, RoleKind.ADMINISTRATOR)):
        return []
    purges = Purge.objects.filter(status=Status.STOPPED).select_related("school").order_by("pk")
    waits = Q(status=Night.Status.WAITED, on=today)
    nights = Night.objects.filter(Q(status=Night.Status.STOPPED) | waits).select_related("school").order_by("pk")
    lines = [
        _purge_line(one, "destroying was stopped by an alarm", "See why", is_overdue=True)
        for one in permitted(user, "monitoring.see_purge", purges, today)
    ]
    return lines + [_night_line(one) for one in permitted(user, "monitoring.see_night", nights, today)]


def _night_line(night: Night) -> DeskLine:
    waits = night.status == Night.Status.WAITED
    what = "Nothing is destroyed yet: the site was off" if waits else "Nothing is destroyed: the clock may be wrong"
    return DeskLine(
        group="look" if waits else "follow",
        what=what,
        url=reverse("retention-night", args=[night.uid]),
        action="See why",
        school=night.school.said,
        is_overdue=not waits,
    )


desk.register("monitoring.retention_due", to_look_through)
desk.register("monitoring.retention_agree", to_agree)
desk.register("monitoring.retention_stopped", stopped)
