"""The footprint in the menu, among what is set up, on desks, and as what a report is opened from."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from foundation.core.panels import DeskLine, NavItem, desk, navigation
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.panels import SetUpTask, set_up_tasks
from foundation.schools.people import standing
from incidents.opened_from import Opened, one_named
from incidents.sources import named, openers
from monitoring.footprint_due import standings
from monitoring.models import FootprintPlace, Mention
from monitoring.permissions_footprint import LOOKERS

navigation.register(
    "footprint",
    NavItem(
        "Footprint",
        "footprint",
        "monitoring.keep_footprint",
        under="monitoring",
        about="What is said about the school, and how it was answered.",
    ),
)


def looks_due(user: Any, today: date) -> list[DeskLine]:
    """Where the next look is due: at most five queries, none for who has no such role."""
    keys = standing(user, today).schools(LOOKERS)
    if not keys:
        return []
    found = {pk: one for pk, one in standings(keys).items() if one.has_places}
    due = {pk: one for pk, one in found.items() if one.due_on is None or one.due_on <= today}
    schools = School.objects.filter(pk__in=due).order_by("name") if due else []
    return [_line(school, due[school.pk].due_on or today, today) for school in schools]


def _line(school: School, due_on: date, today: date) -> DeskLine:
    return DeskLine(
        group="look",
        what="Look at what is said about the school",
        url=reverse("footprint-look-add", args=[school.slug]),
        action="Record a look",
        school=school.said,
        due_on=due_on,
        is_overdue=due_on < today,
    )


desk.register("monitoring.looks", looks_due)


def _has_places(school: School, on: date) -> bool:
    return FootprintPlace.objects.filter(school=school, ended_at=None).exists()


set_up_tasks.register(
    "footprint",
    SetUpTask(
        "What is said about the school",
        "Where you look, and how often: for the headteacher, safeguarding lead or network manager",
        "footprint-places",
        _has_places,
        "monitoring.keep_footprint",
    ),
)


def opened_from_mention(request: HttpRequest, school: School) -> Opened | None:
    """A report with what was found filled in, where the reader may see it (ACR-23)."""
    rows = permitted(request.user, "monitoring.see_mention", Mention.objects.filter(school=school))
    mention = one_named(rows.select_related("place"), request, "mention")
    if mention is None:
        return None
    facts = {"saw": mention.what, "place": mention.where, "link": mention.link[:500], "happened_on": mention.on}
    return Opened(Mention._meta.label, mention.uid, facts)


named.register(Mention._meta.label, "What was said about the school, in its footprint")
openers.register("mention", opened_from_mention)
