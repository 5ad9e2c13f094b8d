"""Meetings in the navigation and on the desk: outcomes to enter, what is to be reported, meetings to come."""

from collections import Counter
from datetime import date
from typing import Any

from django.urls import reverse

from foundation.core.panels import DeskLine, DeskNote, NavItem, ahead, desk, navigation
from foundation.core.rules import permitted
from policies.agendas import to_report
from policies.models import Meeting

AHEAD = 3

navigation.register("meetings", NavItem("Meetings", "meeting-list", "policies.see_meetings"))


def outcomes_to_enter(user: Any, today: date) -> list[DeskLine]:
    """Meetings whose day has come, for who enters what they came to: one query."""
    over = Meeting.objects.filter(status=Meeting.Status.PLANNED, held_on__lte=today)
    mine = permitted(user, "policies.keep_meeting", permitted(user, "policies.see_meeting", over, today), today)
    return [
        DeskLine(
            group="decide",
            what=f"What {meeting} came to",
            url=reverse("meeting-outcome", args=[meeting.uid]),
            action="Enter the outcome",
            school=meeting.school.said,
            due_on=meeting.held_on,
        )
        for meeting in mine.select_related("body", "school").order_by("held_on")
    ]


def decisions_waiting(user: Any, today: date) -> list[DeskLine]:
    """Delegated decisions and chair's actions that no meeting was told of yet, one line for each body: one query."""
    waiting = permitted(user, "policies.report_decision", to_report(), today)
    found = Counter((decision.body, decision.step.version.school) for decision in waiting)
    return [
        DeskLine(
            group="follow",
            what=f"{number} {'decision' if number == 1 else 'decisions'} to report to {body}",
            url=reverse("decisions-to-report", args=[school.slug]),
            action="See what is to be reported",
            school=school.said,
        )
        for (body, school), number in found.items()
    ]


def _when(meeting: Meeting) -> str:
    return f"{meeting.body} meets on {meeting.held_on:%-d %B %Y}"


def meetings_ahead(user: Any, today: date) -> list[DeskNote]:
    """The next meetings that the user may go to or prepares: one query."""
    coming = Meeting.objects.filter(status=Meeting.Status.PLANNED, held_on__gt=today)
    mine = permitted(user, "policies.see_meeting", coming, today).select_related("body").order_by("held_on")
    return [
        DeskNote(_when(one), one.held_on, reverse("meeting", args=[one.uid]), "See the agenda") for one in mine[:AHEAD]
    ]


desk.register("policies.outcomes", outcomes_to_enter)
desk.register("policies.to_report", decisions_waiting)
ahead.register("policies.meetings", meetings_ahead)
