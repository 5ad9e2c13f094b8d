"""A log summed up: by hours of the day in this country, beside the days on which the person is at work."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from foundation.schools.models import Absence, Closure
from monitoring.models import Check, UsageExtract, UsageRow
from monitoring.usage.summary import rows_of, said_length, summary_of, working_days
from tests.cast import Cast
from tests.monitoring.checked import under_way

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
EASTER = (date(2026, 4, 3), date(2026, 4, 6))  # Good Friday, Easter Monday
MONDAY = date(2026, 3, 23)  # the clocks go forward on the Sunday of that week


def an_extract(cast: Cast, check: Check) -> UsageExtract:
    return UsageExtract.objects.create(
        of=check,
        school=cast.school,
        file_name="log.csv",
        size=1,
        status=UsageExtract.Status.KEPT,
        uploaded_by=cast.headteacher,
        uploaded_at=cast.at,
        confirmed_at=cast.at,
        period_from=MONDAY,
        period_to=MONDAY,
    )


def line(extract: UsageExtract, at: datetime, host: str = "news.example", **more: object) -> UsageRow:
    return UsageRow(extract=extract, school=extract.school, at=at, host=host, **more)


def test_hours_and_days_are_those_on_the_wall_whatever_the_season(cast: Cast) -> None:
    check = under_way(cast)
    extract, chance = an_extract(cast, check), Random(7)  # noqa: S311 - which lines, not a secret
    start = datetime(2026, 3, 23, tzinfo=UTC)
    moments = [start + timedelta(minutes=chance.randrange(14 * 1440)) for _ in range(400)]
    UsageRow.objects.bulk_create(line(extract, at, seconds=60, was_blocked=at.minute % 3 == 0) for at in moments)
    found = summary_of(check, rows_of(check))
    hours = Counter(at.astimezone(LONDON).hour for at in moments)
    days = Counter(at.astimezone(LONDON).date() for at in moments)
    assert {label[:2]: total for label, _, total in found.hours if total} == {f"{h:02}": n for h, n in hours.items()}
    assert {day: n for day, n, _ in found.days} == days
    assert (found.total, found.seconds) == (400, 400 * 60)
    assert found.blocked == sum(at.minute % 3 == 0 for at in moments)
    weekdays = sum(n for day, n in days.items() if day.isoweekday() <= 5 and day not in EASTER)
    assert found.at_work == weekdays == sum(at_work for _, at_work, _ in found.hours)


def test_with_hours_of_work_lines_before_and_after_them_are_not_at_work(cast: Cast) -> None:
    """By the clock on the wall, when it is summer here too; the first minute counts and the last does not."""
    check = under_way(cast)
    check.works_from, check.works_to = time(8, 30), time(16, 0)
    check.save(update_fields=["works_from", "works_to"])
    extract, days = an_extract(cast, check), (MONDAY, MONDAY + timedelta(days=8), MONDAY + timedelta(days=5))
    clock = [time(8, 29, 59), time(8, 30), time(8, 45), time(15, 59, 59), time(16, 0)]
    moments = [datetime.combine(day, at, LONDON) for day in days for at in clock]
    UsageRow.objects.bulk_create(line(extract, at) for at in moments)
    found = summary_of(check, rows_of(check))
    assert (found.total, found.at_work) == (15, 6)  # the last of the days is a Saturday
    at_work = {label[:2]: (n, total) for label, n, total in found.hours if total}
    assert at_work == {"08": (4, 9), "15": (2, 3), "16": (0, 3)}


def test_working_days_are_theirs_without_closures_holidays_and_absences(cast: Cast) -> None:
    cast.teacher.working_days = "124"
    cast.teacher.save()
    said = {"school": cast.school, "entered_by": cast.clerk, "entered_at": cast.at}
    Absence.objects.create(person=cast.teacher, starts_on=MONDAY + timedelta(days=7), ends_on=None, **said)
    Closure.objects.create(
        school=cast.school,
        kind=Closure.Kind.CLOSED,
        reason="Snow",
        starts_on=MONDAY + timedelta(days=1),
        ends_on=MONDAY + timedelta(days=1),
    )
    days = {MONDAY + timedelta(days=number) for number in range(8)}
    found = working_days(cast.teacher, days)
    assert {day for day, is_working in found.items() if is_working} == {MONDAY, MONDAY + timedelta(days=3)}


def test_the_commonest_come_first_and_logs_of_other_checks_do_not_count(cast: Cast) -> None:
    check, other = under_way(cast), under_way(cast)
    at = timezone.now()
    mine, theirs = an_extract(cast, check), an_extract(cast, other)
    rows = [line(mine, at, f"s{n % 3}.example", category="News" if n % 3 else "") for n in range(8)]
    UsageRow.objects.bulk_create([*rows, line(theirs, at), line(mine, at, "s0.example", was_blocked=True)])
    found = summary_of(check, rows_of(check))
    assert found.sites == [("s0.example", 4, 1), ("s1.example", 3, 0), ("s2.example", 2, 0)]
    assert found.categories == [("News", 5, 0), ("None given", 4, 1)]
    assert found.seconds is None


def test_a_log_without_a_line_has_figures_too(cast: Cast) -> None:
    check = under_way(cast)
    found = summary_of(check, rows_of(check))
    assert (found.total, found.hours, found.days, found.sites, found.seconds) == (0, [], [], [], None)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3600, "1 h 0 min"), (7384, "2 h 3 min")],
)
def test_lengths_are_said_in_hours_and_minutes(seconds: int | None, words: str) -> None:
    assert said_length(seconds) == words
