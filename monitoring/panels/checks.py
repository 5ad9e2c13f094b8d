"""Checks in the menu and on desks. A line says the reference and what is due, never of whom."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.people import standing
from incidents.sources import named
from monitoring.models import Check, UsageExtract
from monitoring.permissions_checks import AUTHORISERS
from monitoring.retention import holds
from monitoring.ties import ties, works_on_checks

Status, Way = Check.Status, Check.Way
A_MONTH = timedelta(days=30)

navigation.register(
    "checks",
    NavItem(
        "Checks",
        "check-list",
        "monitoring.list_checks",
        under="monitoring",
        about="Looks at somebody's use of the internet: asked for, authorised, told, ended.",
    ),
)
navigation.register(
    "check_reasons",
    NavItem(
        "Reasons for a check",
        "check-reasons",
        "monitoring.keep_check_reasons",
        under="monitoring",
        about="For what a check may be asked here, each with the rule it rests on.",
    ),
)
named.register(Check._meta.label, "Something that came up in other work at the school")


def _line(check: Check, what: str, url_name: str, action: str, group: str, **more: Any) -> DeskLine:
    return DeskLine(
        group=group,
        what=f"{check}: {what}",
        url=reverse(url_name, args=[check.uid]),
        action=action,
        school=check.school.said,
        **more,
    )


def to_authorise(user: Any, today: date) -> list[DeskLine]:
    """What waits for the user's decision: one query, none for who has no such role."""
    if not standing(user, today).schools(AUTHORISERS):
        return []
    rows = permitted(user, "monitoring.decide_check", Check.objects.filter(status=Status.ASKED), today)
    found = rows.select_related("school", "asked_by").order_by("asked_at")
    return [_line(one, "waits to be decided", "check", "Decide", "decide", whose=one.asked_by.name) for one in found]


def to_tell(user: Any, today: date) -> list[DeskLine]:
    """Where somebody is to be told: before it begins, or because not telling is over. One query at most."""
    if not works_on_checks(user, today):
        return []
    over = Q(way=Way.COVERT, covert_until__lt=today) & ~Q(status=Status.WITHDRAWN) | Q(
        way__in=(Way.COVERT, Way.POLICY), status=Status.ENDED
    )
    rows = Check.objects.filter(Q(status=Status.AUTHORISED) | over, told_at=None)
    found = permitted(user, "monitoring.run_check", rows, today).select_related("school").order_by("pk")
    lines = []
    for check in found:
        is_owed = check.status != Status.AUTHORISED
        what = "the person is to be told now" if is_owed else "authorised; the person is told first"
        due = check.covert_until if is_owed else None
        lines.append(_line(check, what, "check", "Tell them", "follow", due_on=due, is_overdue=is_owed))
    return lines


def to_carry_out(user: Any, today: date) -> list[DeskLine]:
    """What the user carries out: one query, where there can be any."""
    if not ties(user, today).runs_checks:
        return []
    mine = Check.objects.filter(status__in=(Status.READY, Status.UNDER_WAY))
    found = permitted(user, "monitoring.carry_out_check", mine, today).select_related("school").order_by("pk")
    words = {Status.READY: ("may begin", "Begin"), Status.UNDER_WAY: ("under way", "Go on")}
    return [_line(one, *_said(words[Status(one.status)])) for one in found]


def _said(words: tuple[str, str]) -> tuple[str, str, str, str]:
    return words[0], "check", words[1], "follow"


def logs_waiting(user: Any, today: date) -> list[DeskLine]:
    """Files that were sent and not brought in: one query, where there can be any."""
    if not ties(user, today).runs_checks:
        return []
    mine = list(standing(user, today).persons)
    rows = UsageExtract.objects.filter(status=UsageExtract.Status.LOOKED_OVER, of__carried_by__in=mine)
    found = permitted(user, "monitoring.bring_in_log", rows, today).select_related("of__school").order_by("pk")
    return [
        DeskLine(
            group="follow",
            what=f"{one.of}: a log waits to be brought in",
            url=reverse("usage-extract", args=[one.uid]),
            action="Look it over",
            school=one.of.school.said,
        )
        for one in found
    ]


def own_checks(user: Any, today: date) -> list[DeskLine]:
    """The user's own pages, once told: while a check is open, and for a month after its end. One query at most."""
    if not ties(user, today).is_told:
        return []
    lately = Q(status=Status.ENDED, ended_at__date__gte=today - A_MONTH)
    told = Check.objects.filter(Q(status__in=(Status.READY, Status.UNDER_WAY)) | lately, told_at__isnull=False)
    found = permitted(user, "monitoring.see_own_check", told, today).select_related("school").order_by("pk")
    words = ("Your use of the internet at work is looked at", "Read why and when")
    over = ("Your use of the internet at work was looked at", "Read what was found")
    lines = []
    for check in found:
        what, action = over if check.status == Status.ENDED else words
        url = reverse("own-check", args=[check.uid])
        lines.append(DeskLine(group="look", what=what, url=url, action=action, school=check.school.said))
    return lines


def still_to_tell(school: School, on: date, named_rows: holds.Named) -> Mapping[UUID, str]:
    """A check of which the employee was never told is kept until they are."""
    uids = named_rows.get(Check._meta.label, ())
    untold = Check.objects.filter(uid__in=uids, school=school, told_at=None, way__in=(Way.COVERT, Way.POLICY))
    rows = untold.filter(status=Status.ENDED).values_list("uid", flat=True)
    return dict.fromkeys(rows, "held until the person is told")


holds.register("monitoring.checks_still_to_tell", rows=still_to_tell)

for name, lines in (
    ("authorise", to_authorise),
    ("tell", to_tell),
    ("carry_out", to_carry_out),
    ("logs", logs_waiting),
    ("own", own_checks),
):
    desk.register(f"monitoring.checks.{name}", lines)
