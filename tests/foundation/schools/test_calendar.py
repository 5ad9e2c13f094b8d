from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.schools.calendar import (
    SchoolCalendar,
    add_school_days,
    at_work,
    bank_holidays,
    is_school_day,
    is_working_day,
    school_days_between,
)
from foundation.schools.models import Absence, Closure, Person, Term
from foundation.schools.models.calendar import Season
from tests.cast import Cast, a_person

AUTUMN = Term(season=Season.AUTUMN, starts_on=date(2026, 9, 3), ends_on=date(2026, 12, 18))
SPRING = Term(season=Season.SPRING, starts_on=date(2027, 1, 5), ends_on=date(2027, 3, 25))
SUMMER = Term(season=Season.SUMMER, starts_on=date(2027, 4, 12), ends_on=date(2027, 7, 21))
HALF_TERM = Closure(starts_on=date(2026, 10, 26), ends_on=date(2026, 10, 30), reason="Half-term")
TRAINING = Closure(
    starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 2), reason="Training", kind=Closure.Kind.TRAINING
)
WHOLE_YEAR = SchoolCalendar([AUTUMN, SPRING, SUMMER], [HALF_TERM, TRAINING])
NOTHING = SchoolCalendar([], [])


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 9, 2), False),  # before the autumn term begins, in the same school year
        (date(2026, 9, 3), True),
        (date(2026, 9, 5), False),  # a Saturday
        (date(2026, 10, 28), False),  # half-term
        (date(2026, 11, 2), False),  # training day
        (date(2026, 12, 21), False),  # between two terms
        (date(2027, 5, 3), False),  # bank holiday in a term
        (date(2027, 7, 22), False),  # after the summer term, same school year
        (date(2027, 9, 6), True),  # a school year that nobody entered: the usual rule
        (date(2026, 7, 1), True),
        (date(2027, 8, 31), False),
    ],
)
def test_days_in_an_entered_term_are_school_days_and_the_usual_rule_holds_outside(day: date, open_: bool) -> None:
    assert WHOLE_YEAR.is_school_day(day) is open_


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # substitute day for Boxing Day
        (date(2026, 8, 3), False),
        (date(2026, 7, 31), True),
        (date(2026, 4, 3), False),  # Good Friday
    ],
)
def test_without_terms_it_is_monday_to_friday_but_bank_holidays_and_august(day: date, open_: bool) -> None:
    assert NOTHING.is_school_day(day) is open_


def test_staff_are_in_on_training_days_and_not_at_half_term() -> None:
    assert WHOLE_YEAR.is_staff_day(date(2026, 11, 2))
    assert not WHOLE_YEAR.is_staff_day(date(2026, 10, 28))
    assert not WHOLE_YEAR.is_staff_day(date(2026, 11, 1))


def test_a_school_shut_on_its_training_day_is_shut_for_staff_too() -> None:
    snow = Closure(starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 2), reason="Snow", kind=Closure.Kind.CLOSED)
    assert not SchoolCalendar([AUTUMN], [TRAINING, snow]).is_staff_day(date(2026, 11, 2))


@pytest.mark.parametrize(
    ("start", "n", "found"),
    [
        (date(2026, 10, 23), 1, date(2026, 11, 3)),  # over half-term and a training day
        (date(2026, 12, 18), 3, date(2027, 1, 7)),
        (date(2026, 10, 24), 0, date(2026, 11, 3)),
        (date(2026, 9, 3), 0, date(2026, 9, 3)),
        (date(2026, 11, 3), -1, date(2026, 10, 23)),
        (date(2027, 7, 21), 1, date(2027, 9, 1)),
        (date(2026, 9, 3), -1, date(2026, 7, 31)),
    ],
)
def test_school_days_are_counted_forward_and_back(start: date, n: int, found: date) -> None:
    assert WHOLE_YEAR.add(start, n) == found


@pytest.mark.parametrize("n", [1, 2, 5, 60, 200, 400])
def test_counting_between_undoes_adding(n: int) -> None:
    start = date(2026, 9, 14)
    later = WHOLE_YEAR.add(start, n)
    assert WHOLE_YEAR.between(start, later) == n
    assert WHOLE_YEAR.between(later, start) == -n


def test_a_school_that_is_always_closed_is_said_not_searched_for_ever() -> None:
    shut = SchoolCalendar([], [Closure(starts_on=date.min, ends_on=date.max, reason="Closed")])
    for n in (1, -1):
        with pytest.raises(ValueError, match="no such school day"):
            shut.add(date(2026, 9, 1), n)


def test_the_calendar_ends_with_the_calendar() -> None:
    for start, n in ((date.max, 1), (date.min, -1)):
        with pytest.raises(ValueError, match="no such school day"):
            NOTHING.add(start, n)


def test_the_end_of_a_term_is_the_one_entered() -> None:
    assert WHOLE_YEAR.term_end(Season.SUMMER, 2027) == date(2027, 7, 21)
    assert WHOLE_YEAR.term_end(Season.SUMMER, 2028) is None


def test_england_has_eight_bank_holidays_and_their_substitutes() -> None:
    assert len(bank_holidays(2026)) == 9
    assert date(2026, 12, 28) in bank_holidays(2026)


@pytest.mark.django_db
def test_a_calendar_is_read_with_one_query_whatever_is_asked(django_assert_num_queries: Any) -> None:
    school = Cast.make().school
    with django_assert_num_queries(1):
        calendar = SchoolCalendar.of(school)
        calendar.between(date(2026, 1, 1), calendar.add(date(2026, 1, 1), 300))


@pytest.mark.django_db
def test_the_calendars_of_many_schools_are_read_with_two_queries(django_assert_num_queries: Any) -> None:
    cast = Cast.make()
    Term.objects.create(school=cast.school, season="autumn", starts_on=date(2026, 9, 3), ends_on=date(2026, 12, 18))
    Closure.objects.create(school=cast.other_school, starts_on=date(2026, 9, 4), ends_on=date(2026, 9, 4), reason="x")
    with django_assert_num_queries(2):
        calendars = SchoolCalendar.of_all([cast.school, cast.other_school])
    assert not calendars[cast.school.pk].is_school_day(date(2026, 9, 2))
    assert calendars[cast.other_school.pk].is_school_day(date(2026, 9, 2))
    assert not calendars[cast.other_school.pk].is_school_day(date(2026, 9, 4))


@pytest.mark.django_db
def test_the_plain_questions_read_the_school_of_the_row() -> None:
    school = Cast.make().school
    Closure.objects.create(school=school, starts_on=date(2026, 9, 4), ends_on=date(2026, 9, 4), reason="Snow")
    assert not is_school_day(school, date(2026, 9, 4))
    assert add_school_days(school, date(2026, 9, 3), 1) == date(2026, 9, 7)
    assert school_days_between(school, date(2026, 9, 3), date(2026, 9, 7)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "works"),
    [
        (SimpleNamespace(), True),
        (SimpleNamespace(working_days="1245"), False),
        (SimpleNamespace(leaves_on=date(2026, 9, 8)), False),
        (SimpleNamespace(starts_on=date(2026, 9, 10)), False),
        (SimpleNamespace(away=(date(2026, 9, 1), None)), False),
        (SimpleNamespace(away=(date(2026, 9, 1), date(2026, 9, 8))), True),
        (SimpleNamespace(away=(date(2026, 9, 9), date(2026, 9, 9))), False),
    ],
)
def test_a_person_works_on_their_days_when_on_the_roll_and_not_away(case: SimpleNamespace, works: bool) -> None:
    wednesday = date(2026, 9, 9)
    cast = Cast.make()
    fields = {key: value for key, value in vars(case).items() if key != "away"}
    person = a_person(cast.school, "Wednesday Worker", **fields)
    if hasattr(case, "away"):
        Absence.objects.create(
            school=cast.school,
            person=person,
            starts_on=case.away[0],
            ends_on=case.away[1],
            entered_by=cast.clerk,
            entered_at=cast.at,
        )
    assert is_working_day(person, wednesday) is works


@pytest.mark.django_db
def test_who_is_at_work_is_one_query_and_none_when_the_school_is_shut(django_assert_num_queries: Any) -> None:
    cast = Cast.make()
    everyone = Person.objects.filter(school=cast.school)
    with django_assert_num_queries(1):
        assert cast.teacher in at_work(everyone, NOTHING, date(2026, 9, 9))
    with django_assert_num_queries(0):
        assert list(at_work(everyone, NOTHING, date(2026, 9, 12))) == []
