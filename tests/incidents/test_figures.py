"""Figures without names: nothing below five is shown or can be worked out."""

import itertools
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware
from hypothesis import given
from hypothesis import strategies as st

from foundation.schools.calendar import SchoolCalendar
from incidents.figures import FEWEST, Share, figures, neighbours, together
from incidents.models import Case, CasePerson, Kind, Promise, Relation, Report
from tests.cast import Cast
from tests.incidents.reported import affected, blamed, reported

LAST = date(2026, 10, 31)
ON = date(2026, 11, 21)


def at(day: date) -> datetime:
    """Nine in the morning of that day."""
    return make_aware(datetime.combine(day, time(9)))


counts = st.lists(st.integers(0, 12), max_size=15)


@given(counts)
def test_few_of_one_sort_stand_with_others_until_they_are_five(numbers: list[int]) -> None:
    rows = [(f"sort {place}", number) for place, number in enumerate(numbers)]
    made = together(rows, "others")
    assert all(count >= FEWEST for _, count in made)
    if sum(numbers) >= FEWEST:
        assert sum(count for _, count in made) == sum(numbers), "the whole is known, so nothing is left to subtract"
    else:
        assert made == []
    hidden = {name for name, count in rows if count and (name, count) not in made}
    assert len(hidden) != 1 or not made, "one alone behind the others could be subtracted"


@given(counts)
def test_neighbours_stand_together_until_they_are_five(numbers: list[int]) -> None:
    made = neighbours(numbers, lambda first, last: f"{first}-{last}")
    assert all(count >= FEWEST for _, count in made)
    whole = sum(numbers)
    assert sum(count for _, count in made) == (whole if whole >= FEWEST else 0)
    places = [tuple(map(int, name.split("-"))) for name, _ in made]
    assert all(one[1] + 1 == two[0] for one, two in itertools.pairwise(places))


@pytest.mark.parametrize(
    ("good", "of", "said"),
    [
        (2, 4, "Too few to say"),
        (0, 0, "Too few to say"),
        (5, 5, "Too few to say"),
        (5, 9, "Too few to say"),
        (0, 10, "At most 4 of 10"),
        (4, 10, "At most 4 of 10"),
        (5, 10, "5 of 10"),
        (6, 10, "At least 6 of 10"),
        (10, 10, "At least 6 of 10"),
    ],
)
def test_of_a_share_neither_part_below_five_can_be_read_off(good: int, of: int, said: str) -> None:
    assert Share("Kept", good, of).words == said


@pytest.fixture
def made(cast: Cast) -> list[Case]:
    """Twelve cases: seven about staff, three of children, two of the press, on days of the twelve months before."""
    kinds = [Kind.STAFF_MENTION] * 7 + [Kind.CHILD] * 3 + [Kind.PRESS] * 2
    found = []
    for place, kind in enumerate(kinds):
        case = reported(cast, kind, named=[affected(cast.line_manager)]).case
        opened = at(LAST - timedelta(days=20 * place))
        due_on = SchoolCalendar.of(cast.school).add(opened.date(), 1)
        Case.objects.filter(pk=case.pk).update(opened_at=opened)
        contacted = opened + timedelta(days=0 if place else 30)
        CasePerson.objects.filter(case=case).update(added_at=opened, contact_due_on=due_on, contacted_at=contacted)
        found.append(case)
    return found


@pytest.mark.django_db
def test_the_figures_show_what_is_five_or_more_and_the_rest_together(cast: Cast, made: list[Case]) -> None:
    shown = figures(cast.school, cast.governor.user, ON)
    assert (shown.first, shown.last, shown.total) == (date(2025, 11, 1), LAST, 12)
    assert list(shown.kinds) == [("About a member of staff", 7), ("Everything else, together", 5)]
    assert sum(count for _, count in shown.months) == 12
    assert all(count >= FEWEST for _, count in shown.months)
    assert (shown.open_now, sum(count for _, count in shown.ages)) == (12, 12)
    assert shown.promises.words == "Too few to say"


@pytest.mark.django_db
@pytest.mark.clause("ACR-18")
def test_a_case_in_which_the_reader_is_complained_of_does_not_count(cast: Cast, made: list[Case]) -> None:
    case = made[0]
    CasePerson.objects.create(
        school=cast.school,
        case=case,
        relation=Relation.COMPLAINED_OF,
        person=cast.chair,
        added_at=cast.at,
        added_by_name="x",
    )
    assert figures(cast.school, cast.chair.user, ON).total == 11
    assert figures(cast.school, cast.headteacher.user, ON).total == 12


@pytest.mark.django_db
def test_what_came_since_the_last_full_month_or_was_joined_does_not_count(cast: Cast, made: list[Case]) -> None:
    late = reported(cast, Kind.PRESS).case
    Case.objects.filter(pk=late.pk).update(opened_at=at(date(2026, 11, 2)))
    Report.objects.filter(case=made[1]).update(case=made[0])
    shown = figures(cast.school, cast.governor.user, ON)
    assert (shown.total, shown.open_now) == (11, 11)


@pytest.mark.django_db
@pytest.mark.clause("ACR-12", "ACR-14")
def test_first_conversations_and_promises_are_told_as_shares_and_half(cast: Cast, made: list[Case]) -> None:
    for case in made:
        row = CasePerson.objects.get(case=case)
        due_on = date(2026, 9, 1)
        Promise.objects.create(
            school=cast.school,
            case=case,
            affected=row,
            due_on=due_on,
            made_by=cast.headteacher,
            made_at=cast.at,
            kept_at=at(date(2026, 8, 30)) if case.pk % 2 else at(date(2026, 9, 9)),
        )
    shown = figures(cast.school, cast.governor.user, ON)
    assert shown.promises.words == "6 of 12"
    assert shown.contact_days == 0
    assert shown.contacts.words.startswith("At least")


@pytest.mark.django_db
def test_fewer_than_five_cases_are_no_figure_at_all(cast: Cast) -> None:
    for _ in range(4):
        case = reported(cast, named=[blamed(cast.senior_leader)]).case
        Case.objects.filter(pk=case.pk).update(opened_at=at(date(2026, 9, 9)))
    shown = figures(cast.school, cast.governor.user, ON)
    assert (shown.total, shown.open_now, list(shown.kinds), list(shown.months), list(shown.ages)) == (
        None,
        None,
        [],
        [],
        [],
    )


@pytest.mark.django_db
def test_more_cases_ask_no_more_of_the_database(cast: Cast, made: list[Case]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        figures(cast.school, cast.governor.user, ON)
    for _ in range(10):
        reported(cast)
    with CaptureQueriesContext(connection) as many:
        figures(cast.school, cast.governor.user, ON)
    assert len(many) == len(few) <= 14
