"""Until when a request is to be answered, against another way to reckon it."""

import calendar
import random
from datetime import date, timedelta

import pytest
from holidays import country_holidays

from foundation.core.states import NotAllowed
from monitoring.models import SubjectPause, SubjectRequest
from monitoring.subject.clock import clock_of, due_after, next_working_day
from monitoring.transitions.subject import confirm_identity, extend, pause, resume
from tests.cast import Cast
from tests.monitoring.subject.asking import asked, data_protection_lead

ENGLAND = country_holidays("GB", subdiv="ENG", years=range(2019, 2041))


def by_stepping(begins: date, months: int, stood_still: int) -> date:
    """Day by day: the same number in the month so many ahead, or its last; then on to a day somebody works."""
    wanted, ahead, day = begins.day, 0, begins
    while ahead < months:
        day += timedelta(days=1)
        if day.day == 1:
            ahead += 1
    last = calendar.monthrange(day.year, day.month)[1]
    while day.day < min(wanted, last):
        day += timedelta(days=1)
    for _ in range(stood_still):
        day += timedelta(days=1)
    while day.strftime("%a") in ("Sat", "Sun") or day in ENGLAND:
        day += timedelta(days=1)
    return day


def test_the_last_day_is_reckoned_as_by_stepping_through_the_days() -> None:
    draw = random.Random(20261121)  # noqa: S311 - the same draws each time
    start, cases = date(2019, 1, 1), 0
    for number in range(20 * 365):
        begins = start + timedelta(days=number)
        for months in (1, 3):
            stood = draw.choice((0, 0, 1, 2, 3, 7, 30))
            assert due_after(begins, months, stood) == by_stepping(begins, months, stood), (begins, months, stood)
            cases += 1
    assert cases >= 13_000


@pytest.mark.parametrize(
    ("begins", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 3, 2)),  # February has 28 days, and its last is a Saturday
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2025, 11, 25), 1, date(2025, 12, 29)),  # Christmas, Boxing Day, a weekend
        (date(2026, 3, 3), 1, date(2026, 4, 7)),  # Good Friday, a weekend, Easter Monday
        (date(2025, 11, 30), 3, date(2026, 3, 2)),
    ],
)
def test_months_end_on_their_last_day_and_no_time_ends_on_a_day_off(begins: date, months: int, last: date) -> None:
    assert due_after(begins, months) == last


def test_a_working_day_is_left_where_it_is() -> None:
    assert next_working_day(date(2026, 11, 20)) == date(2026, 11, 20)
    assert next_working_day(date(2026, 12, 25)) == date(2026, 12, 29)


def a_request(confirmed: date | None, **more: object) -> SubjectRequest:
    return SubjectRequest(received_on=date(2026, 1, 5), identity_confirmed_on=confirmed, **more)


def test_the_month_begins_when_identity_is_confirmed() -> None:
    clock = clock_of(a_request(None), [])
    assert (clock.begins_on, clock.due_on) == (None, None)
    assert clock.said(date(2026, 1, 6)) == "The month begins when identity is confirmed"
    assert clock_of(a_request(date(2026, 1, 12)), []).due_on == date(2026, 2, 12)


def test_days_between_a_question_and_its_answer_do_not_count_and_an_open_one_stops_the_clock() -> None:
    request = a_request(date(2026, 1, 5))
    answered = SubjectPause(asked_on=date(2026, 1, 7), answered_on=date(2026, 1, 12))
    assert clock_of(request, [answered]).due_on == date(2026, 2, 10)
    still = clock_of(request, [answered, SubjectPause(asked_on=date(2026, 1, 20))])
    assert (still.due_on, still.still_since) == (None, date(2026, 1, 20))
    assert still.days_left(date(2026, 1, 21)) is None
    assert not still.is_overdue(date(2030, 1, 1))


def test_what_was_asked_and_answered_before_the_month_began_moves_nothing() -> None:
    request = a_request(date(2026, 1, 12))
    before = SubjectPause(asked_on=date(2026, 1, 6), answered_on=date(2026, 1, 9))
    across = SubjectPause(asked_on=date(2026, 1, 6), answered_on=date(2026, 1, 14))
    assert clock_of(request, [before]).due_on == date(2026, 2, 12)
    assert clock_of(request, [across]).due_on == date(2026, 2, 16)  # two days, and a weekend


def test_the_days_left_are_said_in_words() -> None:
    clock = clock_of(a_request(date(2026, 1, 5)), [])
    assert clock.said(date(2026, 2, 3)) == "2 days left"
    assert clock.said(date(2026, 2, 4)) == "1 day left"
    assert clock.said(date(2026, 2, 5)) == "The last day is today"
    assert clock.said(date(2026, 2, 6)) == "1 day late"
    assert clock.is_overdue(date(2026, 2, 6))


@pytest.mark.django_db
def test_a_request_is_extended_once_and_only_where_they_were_told_within_the_first_month(cast: Cast) -> None:
    lead = data_protection_lead(cast)
    long_ago = cast.today - timedelta(days=60)
    request = asked(cast, received_on=long_ago)
    first = clock_of(request).first_on
    assert first is not None
    with pytest.raises(NotAllowed, match="within the first month"):
        extend(request, told_on=first + timedelta(days=1), why="Many records.", by=lead, at=cast.at)
    extended = extend(request, told_on=first, why="Many records.", by=lead, at=cast.at)
    assert clock_of(extended).due_on == due_after(long_ago, 3)
    with pytest.raises(NotAllowed, match="extended already"):
        extend(request, told_on=first, why="More.", by=lead, at=cast.at)


@pytest.mark.django_db
def test_the_clock_stops_and_goes_on(cast: Cast) -> None:
    lead, began = data_protection_lead(cast), cast.today - timedelta(days=10)
    request = asked(cast, received_on=began)
    pause(request, asked_on=began + timedelta(days=2), what="Which years?", by=lead, at=cast.at)
    assert clock_of(request).due_on is None
    with pytest.raises(NotAllowed, match="asked already"):
        pause(request, asked_on=cast.today, what="And where?", by=lead, at=cast.at)
    resume(request, answered_on=began + timedelta(days=7), by=lead, at=cast.at)
    assert clock_of(request).due_on == due_after(began, 1, 5)
    with pytest.raises(NotAllowed, match="does not stand still"):
        resume(request, answered_on=cast.today, by=lead, at=cast.at)
    with pytest.raises(NotAllowed, match="stood still already"):
        pause(request, asked_on=began + timedelta(days=3), what="Again?", by=lead, at=cast.at)


@pytest.mark.django_db
def test_identity_is_confirmed_once_on_a_day_that_can_be(cast: Cast) -> None:
    lead = data_protection_lead(cast)
    request = asked(cast, received_on=cast.today - timedelta(days=5), identity_confirmed_on=None)
    with pytest.raises(NotAllowed, match="from the one it was received"):
        confirm_identity(request, on=cast.today - timedelta(days=6), how="Passport", by=lead, at=cast.at)
    confirmed = confirm_identity(request, on=cast.today, how="Passport", by=lead, at=cast.at)
    assert clock_of(confirmed).begins_on == cast.today
    with pytest.raises(NotAllowed, match="confirmed already"):
        confirm_identity(request, on=cast.today, how="Passport", by=lead, at=cast.at)
