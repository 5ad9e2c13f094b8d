"""What a log comes to: when, where, what was blocked, beside when the person is at work.

Only what is kept is counted, and lines go when their time is over: a summary is worked out each time it is looked at,
with the same number of queries whatever the log has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, TruncDate, TruncTime

from foundation.schools.calendar import SchoolCalendar
from foundation.schools.models import Absence, Person
from monitoring.models import Check, UsageExtract, UsageRow

HOME = ZoneInfo("Europe/London")
MOST_SITES, MOST_CATEGORIES = 20, 20
NO_CATEGORY = "None given"


@dataclass(frozen=True)
class Summary:
    """Figures of some lines of a log. `hours` are (hour said, at work, in all); sites and categories the
    commonest first, each with how many of its lines were blocked.
    """

    total: int
    blocked: int
    at_work: int
    seconds: int | None
    hours: list[tuple[str, int, int]]
    days: list[tuple[date, int, bool]]
    sites: list[tuple[str, int, int]]
    categories: list[tuple[str, int, int]]


def rows_of(check: Check) -> QuerySet[UsageRow]:
    """Every line that is kept for a check: of logs that are wholly brought in."""
    whole = check.extracts.filter(status=UsageExtract.Status.KEPT)
    return UsageRow.objects.filter(extract__in=list(whole.values_list("pk", flat=True)))


def summary_of(check: Check, rows: QuerySet[UsageRow]) -> Summary:
    """The figures: five queries."""
    assert check.subject is not None  # noqa: S101 - a check that has a log
    plain = rows.order_by()
    by_hour: list[Any] = list(
        plain.annotate(clock=TruncTime("at", tzinfo=HOME))
        .values(day=TruncDate("at", tzinfo=HOME), hour=ExtractHour("at", tzinfo=HOME))
        .annotate(
            n=Count("pk"),
            in_hours=Count("pk", filter=_hours_of_work(check)),
            was=Count("pk", filter=Q(was_blocked=True)),
            took=Sum("seconds"),
        )
    )
    working = working_days(check.subject, {one["day"] for one in by_hour})
    took = [one["took"] for one in by_hour if one["took"] is not None]
    return Summary(
        total=sum(one["n"] for one in by_hour),
        blocked=sum(one["was"] for one in by_hour),
        at_work=sum(one["in_hours"] for one in by_hour if working[one["day"]]),
        seconds=sum(took) if took else None,
        hours=_hours(by_hour, working),
        days=_days(by_hour, working),
        sites=_commonest(plain, "host", MOST_SITES),
        categories=[(name or NO_CATEGORY, n, was) for name, n, was in _commonest(plain, "category", MOST_CATEGORIES)],
    )


def _hours_of_work(check: Check) -> Q:
    """Lines within the hours that were said when the check was asked for; without them every hour counts."""
    if check.works_from is None:
        return Q(pk__isnull=False)
    return Q(clock__gte=check.works_from, clock__lt=check.works_to)


def working_days(person: Person, days: set[date]) -> Mapping[date, bool]:
    """Of these days, whether the person is at work: a staff day, one of theirs, not away. Two queries."""
    calendar = SchoolCalendar.of(person.school)
    away = list(Absence.objects.filter(person=person).values_list("starts_on", "ends_on"))

    def is_at_work(day: date) -> bool:
        is_away = any(first <= day and (last is None or day <= last) for first, last in away)
        return str(day.isoweekday()) in person.working_days and calendar.is_staff_day(day) and not is_away

    return {day: is_at_work(day) for day in days}


def _hours(by_hour: list[dict[str, Any]], working: Mapping[date, bool]) -> list[tuple[str, int, int]]:
    """Every hour from the first to the last in which there is a line."""
    seen = {one["hour"] for one in by_hour}
    every = range(min(seen), max(seen) + 1) if seen else range(0)
    all_of = dict.fromkeys(every, 0)
    at_work = dict.fromkeys(every, 0)
    for one in by_hour:
        all_of[one["hour"]] += one["n"]
        at_work[one["hour"]] += one["in_hours"] if working[one["day"]] else 0
    return [(f"{hour:02}:00 to {hour:02}:59", at_work[hour], all_of[hour]) for hour in every]


def _days(by_hour: list[dict[str, Any]], working: Mapping[date, bool]) -> list[tuple[date, int, bool]]:
    counts: dict[date, int] = {}
    for one in by_hour:
        counts[one["day"]] = counts.get(one["day"], 0) + one["n"]
    return [(day, counts[day], working[day]) for day in sorted(counts)]


def _commonest(rows: QuerySet[UsageRow], name: str, most: int) -> list[tuple[str, int, int]]:
    found = rows.values(name).annotate(n=Count("pk"), was=Count("pk", filter=Q(was_blocked=True)))
    return [(one[name], one["n"], one["was"]) for one in found.order_by("-n", name)[:most]]


def said_length(seconds: int | None) -> str:
    """A length of time as people say it."""
    if seconds is None:
        return ""
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
