"""Filtering and monitoring in the menu, among what is set up, and on desks: what is due, and what is mine to do."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from foundation.core.actors import Actor
from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.schools.models import School
from foundation.schools.panels import ProfilePart, SetUpTask, profile_parts, set_up_tasks
from foundation.schools.people import standing
from monitoring.filtering_due import Standing, standings
from monitoring.filtering_start import SHIPPED
from monitoring.models import FilteringAction, FilteringPoint
from monitoring.permissions_filtering import KEEPERS
from monitoring.ties import ties
from monitoring.transitions.filtering import start_points

REVIEW_AHEAD, CHECK_AHEAD = timedelta(days=30), timedelta(days=7)

navigation.register(
    "filtering",
    NavItem(
        "Filtering",
        "filtering",
        "monitoring.see_filtering",
        under="monitoring",
        about="What was tested and reviewed, and what has to be done.",
    ),
)


def filtering_due(user: Any, today: date) -> list[DeskLine]:
    """Reviews and checks that are due: six queries at most, none for who has no such role."""
    keys = standing(user, today).schools(KEEPERS)
    found = {pk: one for pk, one in standings(keys).items() if one.has_begun} if keys else {}
    schools = School.objects.filter(pk__in=found).order_by("name") if found else []
    return [line for school in schools for line in _due(school, found[school.pk], today)]


def _due(school: School, now: Standing, today: date) -> Iterator[DeskLine]:
    review_on, check_on = now.review_due_on or today, now.check_due_on or today
    if review_on - REVIEW_AHEAD <= today:
        yield _line(school, "Review of filtering and monitoring", "filtering-review-add", review_on, today)
    if check_on - CHECK_AHEAD <= today:
        yield _line(school, "Check of filtering and monitoring", "filtering-check-add", check_on, today)


def _line(school: School, what: str, url_name: str, due_on: date, today: date) -> DeskLine:
    return DeskLine(
        group="look",
        what=what,
        url=reverse(url_name, args=[school.slug]),
        action="Record it",
        school=school.said,
        due_on=due_on,
        is_overdue=due_on < today,
    )


def mine_to_do(user: Any, today: date) -> list[DeskLine]:
    """What a check or a review gave the user to do: one query, where there is any."""
    if not ties(user, today).has_actions:
        return []
    rows = FilteringAction.objects.filter(owner__in=list(standing(user, today).persons), done_at=None)
    return [
        DeskLine(
            group="follow",
            what=action.what,
            url=reverse("filtering-action", args=[action.uid]),
            action="Say that it is done",
            school=action.school.said,
            due_on=action.due_on,
            is_overdue=action.due_on < today,
        )
        for action in rows.select_related("school")
    ]


desk.register("monitoring.filtering", filtering_due)
desk.register("monitoring.filtering_actions", mine_to_do)


def _has_points(school: School, on: date) -> bool:
    return FilteringPoint.objects.filter(school=school, ended_at=None).exists()


set_up_tasks.register(
    "filtering",
    SetUpTask(
        "Filtering and monitoring",
        "What is tested, as the DfE's standard asks: for the headteacher, safeguarding lead or network manager",
        "filtering-points",
        _has_points,
        "monitoring.keep_filtering",
    ),
)


def _now(school: School) -> str:
    return "There is a list" if FilteringPoint.objects.filter(school=school).exists() else "None"


def _wanted(part: Mapping[str, Any], school: School) -> str:
    return "There is a list" if part.get("shipped") else "As it is"


def _apply(school: School, part: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """The school starts with the list that comes with Countersign, where it has none."""
    if part.get("shipped") and not FilteringPoint.objects.filter(school=school).exists():
        start_points(school, SHIPPED, by=by, at=at)


profile_parts.register("filtering", ProfilePart("What is tested of filtering", _now, _wanted, _apply))
