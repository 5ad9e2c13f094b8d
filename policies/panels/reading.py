"""On the desk: what is to be read and signed, what was signed lately, and reviews to come."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from foundation.core.panels import DeskLine, DeskNote, ahead, desk, lately
from foundation.core.rules import permitted
from foundation.schools.calendar import SchoolCalendar
from foundation.schools.dates import PartDate
from foundation.schools.models import Person, School
from policies.compliance import Deadline
from policies.models import Acknowledgement, PolicyRules, Version
from policies.outstanding import Owed, owed

LATELY, AHEAD = 3, 3
A_YEAR = timedelta(days=366)
DAYS_TO_ACKNOWLEDGE = PolicyRules().days_to_acknowledge
NOTICE_DAYS = 60


def read_and_sign(user: Any, today: date) -> list[DeskLine]:
    """What the user has to read and sign, as each of their persons; five queries, one where there is nothing."""
    owing = list(owed(Person.objects.filter(user=user).current(today)))
    if not owing:
        return []
    schools = {school.pk: school for school in School.objects.filter(pk__in={row.school_id for row in owing})}
    days = dict(PolicyRules.objects.filter(school__in=schools).values_list("school", "days_to_acknowledge"))
    deadlines = {
        pk: Deadline(calendar, days.get(pk, DAYS_TO_ACKNOWLEDGE))
        for pk, calendar in SchoolCalendar.of_all(schools.values()).items()
    }
    several = len(schools) > 1
    return [_line(row, deadlines, schools[row.school_id].said if several else "", today) for row in owing]


def _line(row: Owed, deadlines: Mapping[int, Deadline], school: str, today: date) -> DeskLine:
    deadline = deadlines[row.school_id]
    due_on = deadline.due_on(row.since)
    return DeskLine(
        group="read",
        what=f"{row.policy_title}: changed since you confirmed it" if row.has_earlier else row.policy_title,
        url=reverse("version-acknowledge", args=[row.version_uid]),
        action="Read and confirm",
        school=school,
        due_on=due_on,
        due_words=days_off(due_on, deadline.calendar, today),
        is_overdue=due_on < today,
    )


def days_off(due_on: date, calendar: SchoolCalendar, today: date) -> str:
    """How far off a day is, in school days and in words."""
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    left = calendar.between(today, due_on)
    return "the next school day" if left <= 1 else f"in {left} school days"


def signed_lately(user: Any, today: date) -> list[DeskNote]:
    """What the user acknowledged last: one query."""
    given = Acknowledgement.objects.filter(person__user=user).order_by("-at")
    return [
        DeskNote(f"You confirmed {title}, version {number}", localdate(at), reverse("receipt", args=[uid]), "Receipt")
        for uid, title, number, at in given.values_list("uid", "policy__title", "version__number", "at")[:LATELY]
    ]


def reviews_ahead(user: Any, today: date) -> list[DeskNote]:
    """The next reviews of what the user looks after, before they are announced as something to do: one query."""
    coming = Version.objects.filter(
        status=Version.Status.IN_FORCE, review_due_on__gt=today, review_due_on__lte=today + A_YEAR
    )
    mine = permitted(user, "policies.edit_version", coming, today).order_by("review_due_on", "policy__title")
    names = ("policy__title", "policy__uid", "review_on", "review_precision", "review_due_on")
    rows = mine.values_list(*names, "school__rules__review_notice_days")
    return [
        DeskNote(f"Review of {title}: {PartDate.of(on, precision)}", due_on, reverse("policy", args=[uid]), "Read it")
        for title, uid, on, precision, due_on, notice in rows
        if (due_on - today).days > (NOTICE_DAYS if notice is None else notice)
    ][:AHEAD]


desk.register("policies.read_and_sign", read_and_sign)
lately.register("policies.signed_lately", signed_lately)
ahead.register("policies.reviews_ahead", reviews_ahead)
