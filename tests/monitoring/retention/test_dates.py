"""Days on which records fall due, against a way that shares no code with the product: a calendar, day by day."""

import calendar
import itertools
import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q

from foundation.schools.models import Absence, Role
from incidents.models import Case
from monitoring.models import CountedFrom
from monitoring.retention import due
from monitoring.retention.classes import Root
from monitoring.retention.period import Period, day_of, end_of_day
from tests.cast import Cast

ONE = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
SCHOOL_TERMS = ({1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12})


def walked_to_the_end(day: date, way: str) -> date:
    """Step on while the next day is still of the same month, term, school year or year."""

    def same(one: date, other: date) -> bool:
        if way == CountedFrom.MONTH:
            return (one.year, one.month) == (other.year, other.month)
        if way == CountedFrom.YEAR:
            return one.year == other.year
        if way == CountedFrom.SCHOOL_YEAR:
            return (one.year + (one.month > 8)) == (other.year + (other.month > 8))
        return one.year == other.year and any(one.month in term and other.month in term for term in SCHOOL_TERMS)

    if way == CountedFrom.DAY:
        return day
    while same(day, day + ONE):
        day += ONE
    return day


def walked_months(day: date, months: int) -> date:
    """Turn the leaves of a calendar: so many firsts of a month are passed, then on to the day, or the last there is."""
    at = day.replace(day=1)
    for _ in range(months):
        month = at.month
        while at.month == month:
            at += ONE
    last = max(itertools.chain(*calendar.monthcalendar(at.year, at.month)))
    while at.day < day.day and at.day < last:
        at += ONE
    return at


def expected(began: date, months: int, days: int, way: str) -> date:
    at = walked_months(walked_to_the_end(began, way), months)
    for _ in range(days):
        at += ONE
    return at


def cases() -> list[tuple[date, int, int, str]]:
    """Every day of three years with a leap day between, each way of counting, lengths drawn for each; ends sharp."""
    drawn = random.Random(20261121)  # noqa: S311 - the same cases each time
    made = []
    day = date(2023, 7, 1)
    while day < date(2026, 7, 1):
        for way in CountedFrom.values:
            made.append((day, drawn.choice((1, 2, 3, 6, 11, 12, 13, 18, 24)), 0, way))
            made.append((day, 0, drawn.choice((1, 28, 29, 30, 31, 90, 182, 364, 365)), way))
        day += ONE
    for year, month in itertools.product((2019, 2020, 2023, 2024), range(1, 13)):
        last = calendar.monthrange(year, month)[1]
        for number, months, way in itertools.product((1, 27, 28, last), (1, 12, 48), CountedFrom.values):
            made.append((date(year, month, number), months, 0, way))
    return made


def test_the_day_on_which_a_record_is_due_is_the_one_that_a_calendar_shows() -> None:
    every = cases()
    assert len(every) >= 13_000
    for began, months, days, way in every:
        period = Period(months, days, way)
        assert period.due_on(began) == expected(began, months, days, way), (began, period)


def test_asked_backwards_the_last_day_that_is_due_is_due_and_the_day_after_it_is_not() -> None:
    for began, months, days, way in cases():
        period = Period(months, days, way)
        on = expected(began, months, days, way)
        assert period.latest(on) >= began, (began, period)
        assert period.latest(on - ONE) < began, (began, period)


def test_a_leap_day_and_twelve_months_is_the_last_of_february() -> None:
    assert Period(months=12).due_on(date(2024, 2, 29)) == date(2025, 2, 28)
    assert Period(months=48).due_on(date(2024, 2, 29)) == date(2028, 2, 29)
    assert Period(months=12).latest(date(2025, 2, 28)) == date(2024, 2, 29)
    assert Period(months=12).latest(date(2025, 2, 27)) == date(2024, 2, 27)


def test_a_year_of_days_and_a_year_of_months_differ_by_the_leap_day() -> None:
    assert Period(days=365).due_on(date(2023, 6, 1)) == date(2024, 5, 31)
    assert Period(months=12).due_on(date(2023, 6, 1)) == date(2024, 6, 1)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1), date(2026, 12, 1)])
def test_a_moment_belongs_to_its_day_in_london_whatever_the_clocks_did(day: date) -> None:
    """Walked in minutes of UTC over three days: London's own calendar says on which day each falls."""
    at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("UTC")) - ONE
    for _ in range(3 * 24 * 12):
        shown = at.astimezone(LONDON)
        assert day_of(at) == date(shown.year, shown.month, shown.day)
        assert (at < end_of_day(day)) == (date(shown.year, shown.month, shown.day) <= day)
        at += timedelta(minutes=5)


def test_what_the_database_finds_due_is_what_the_calendar_says_for_moments_and_for_days(cast: Cast) -> None:
    """Moments around midnight, around both changes of the clocks and around the leap day; days beside them."""
    moments = [
        datetime(*day, hour, minute, tzinfo=ZoneInfo("UTC"))
        for day in ((2024, 2, 28), (2024, 2, 29), (2024, 3, 1), (2024, 3, 30), (2024, 3, 31), (2024, 10, 27))
        for hour in (0, 1, 12, 22, 23)
        for minute in (0, 59)
    ]
    role = Role.objects.create(
        school=cast.school, person=cast.teacher, kind="governor", starts_on=date(2020, 1, 1), given_at=cast.at
    )
    absence = Absence.objects.create(
        school=cast.school, person=cast.teacher, starts_on=date(2020, 1, 1), entered_by=cast.clerk, entered_at=cast.at
    )
    by_moment = Root("schools.Role", "given_at", Q(pk=role.pk))
    by_day = Root("schools.Absence", "ends_on", Q(pk=absence.pk))
    for moment, (months, way) in itertools.product(moments, ((1, "day"), (12, "day"), (12, "month"), (6, "term"))):
        shown = moment.astimezone(LONDON)
        day = date(shown.year, shown.month, shown.day)
        on = expected(day, months, 0, way)
        Role.objects.filter(pk=role.pk).update(given_at=moment)
        Absence.objects.filter(pk=absence.pk).update(ends_on=day)
        period = Period(months=months, counted_from=way)
        for root in (by_moment, by_day):
            assert due.due(root, cast.school, period, on).exists(), (moment, period)
            assert not due.due(root, cast.school, period, on - ONE).exists(), (moment, period)


def test_a_case_that_is_opened_again_begins_anew_and_one_that_never_closed_has_not_begun(cast: Cast) -> None:
    case = Case.objects.create(
        school=cast.school, number=1, kind="child", route="dsl", opened_at=cast.at, is_safeguarding=False
    )
    root = Root("incidents.Case", "closed_at")
    closed = {"status": "closed", "outcome": "Over", "taken_at": cast.at, "lead": cast.dsl}
    period = Period(months=12)
    far = date(2090, 1, 1)
    assert not due.due(root, cast.school, period, far).exists()
    Case.objects.filter(pk=case.pk).update(closed_at=datetime(2022, 5, 5, 9, tzinfo=LONDON), **closed)
    assert due.due(root, cast.school, period, date(2023, 5, 5)).exists()
    Case.objects.filter(pk=case.pk).update(closed_at=None, status="in_hand")
    assert not due.due(root, cast.school, period, far).exists()
    Case.objects.filter(pk=case.pk).update(closed_at=datetime(2024, 5, 5, 9, tzinfo=LONDON), **closed)
    assert not due.due(root, cast.school, period, date(2025, 5, 4)).exists()
    assert due.due(root, cast.school, period, date(2025, 5, 5)).exists()
