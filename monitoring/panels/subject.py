"""Subject access in the menu, on desks, and among what holds records from being destroyed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.people import standing
from monitoring.models import ItemStatus, SubjectItem, SubjectRequest
from monitoring.permissions_subject import KEEPERS, item_guards
from monitoring.retention import holds
from monitoring.retention.holds import Named
from monitoring.subject.clock import clock_of
from monitoring.ties import ties

WHY = "named by an open subject access request"
Status = SubjectRequest.Status

navigation.register(
    "subject_requests",
    NavItem(
        "Subject access",
        "subject-requests",
        "monitoring.list_subject_requests",
        under="monitoring",
        about="Who asked for what is kept about them, and by when it is answered.",
    ),
)


def requests_kept(user: Any, today: date) -> list[DeskLine]:
    """To who keeps them: every open request with the days left; two queries, none for others."""
    if not standing(user, today).schools(KEEPERS):
        return []
    rows = SubjectRequest.objects.filter(status__in=SubjectRequest.OPEN).select_related("school")
    kept = permitted(user, "monitoring.keep_subject_request", rows, today).prefetch_related("pauses")
    return [_kept(row, today) for row in kept.order_by("received_on", "pk")]


def _kept(row: SubjectRequest, today: date) -> DeskLine:
    clock = clock_of(row)
    said = clock.said(today)
    still = f". {said}" if clock.due_on is None else ""
    return DeskLine(
        group="look",
        what=f"{row.reference}: {row.get_status_display().lower()}{still}",
        url=reverse("subject-request", args=[row.uid]),
        action="Go on with it",
        school=row.school.said,
        due_on=clock.due_on,
        due_words=_off(clock.days_left(today)),
        is_overdue=clock.is_overdue(today),
    )


def _off(left: int | None) -> str:
    """How far off the last day is, as the desk says it."""
    return f"in {left} day{'' if left == 1 else 's'}" if left is not None and left > 0 else ""


def items_to_look_over(user: Any, today: date) -> list[DeskLine]:
    """To who may see what was found: how much waits for them in each request; two queries, none where nothing waits."""
    if not ties(user, today).items_wait or not item_guards(user, today):
        return []
    waiting = SubjectItem.objects.filter(request__status=Status.REVIEW, status=ItemStatus.TO_REVIEW)
    guarded = waiting.exclude(guard_label="")
    mine = permitted(user, "monitoring.review_subject_item", guarded, today)
    counts = dict(mine.order_by().values_list("request").annotate(count=Count("pk")))
    if not counts:
        return []
    rows = SubjectRequest.objects.filter(pk__in=counts).select_related("school").prefetch_related("pauses")
    return [_to_look_over(row, counts[row.pk]) for row in rows.order_by("received_on", "pk")]


def _to_look_over(row: SubjectRequest, count: int) -> DeskLine:
    return DeskLine(
        group="decide",
        what=f"{row.reference}: {count} item{'' if count == 1 else 's'} for you to look over",
        url=reverse("subject-review", args=[row.uid]),
        action="Look over",
        school=row.school.said,
        due_on=clock_of(row).due_on,
    )


def people_held(school: School, on: date) -> Mapping[int, str]:
    """Everybody on the roll of whom a request is open: whatever names them is held."""
    rows = SubjectRequest.objects.filter(school=school, status__in=SubjectRequest.OPEN, person__isnull=False)
    return {pk: WHY for pk in rows.values_list("person", flat=True) if pk is not None}


def rows_held(school: School, on: date, named: Named) -> Mapping[UUID, str]:
    """Of these rows those that were found for an open request, and what guards them."""
    wanted = {uid for uids in named.values() for uid in uids}
    rows = SubjectItem.objects.filter(school=school, request__status__in=SubjectRequest.OPEN)
    held = set(rows.filter(about_uid__in=wanted).values_list("about_uid", flat=True))
    held |= set(rows.filter(guard_uid__in=wanted).values_list("guard_uid", flat=True))
    return {uid: WHY for uid in held if uid is not None}


desk.register("monitoring.subject_requests", requests_kept)
desk.register("monitoring.subject_items", items_to_look_over)
holds.register("subject_requests", rows=rows_held, people=people_held)
