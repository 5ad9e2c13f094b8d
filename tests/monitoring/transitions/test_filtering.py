"""Filtering and monitoring tried out and reviewed as the DfE asks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.schools.dates import months_after
from foundation.schools.models import RoleKind
from monitoring.filtering_due import standings
from monitoring.filtering_start import SHIPPED
from monitoring.models import FilteringAction, FilteringCall, FilteringCheck, FilteringPoint, MonitoringRules
from monitoring.transitions import filtering
from monitoring.transitions.filtering import ToDo
from tests.cast import Cast, a_role
from tests.monitoring.watched import DAY, a_check, a_review, desk_of, network_manager, one_of_each, points

pytestmark = pytest.mark.django_db
DUE, MINE = "monitoring.filtering", "monitoring.filtering_actions"


def test_a_check_says_when_who_what_was_tested_and_what_has_to_be_done(cast: Cast) -> None:
    points(cast)
    check = a_check(cast, on=cast.today - DAY, to_do=[ToDo("Block the proxies", cast.teacher, cast.today + DAY)])
    assert (check.on, check.by, check.by_name) == (cast.today - DAY, cast.dsl, cast.dsl.name)
    assert set(check.points.all()) == set(one_of_each(cast))
    action = check.actions.get()
    assert (action.what, action.owner, action.due_on, action.done_at) == (
        "Block the proxies",
        cast.teacher,
        cast.today + DAY,
        None,
    )
    verbs = Entry.objects.filter(school_uid=cast.school.uid).values_list("verb", flat=True)
    assert {"filtering_checked", "filtering_action_added"} <= set(verbs)


@pytest.mark.parametrize("kind", FilteringPoint.Kind.values)
def test_a_check_tests_one_of_each_kind_that_the_school_lists(cast: Cast, kind: str) -> None:
    points(cast)
    with pytest.raises(NotAllowed, match="Say what was tested"):
        a_check(cast, points=[point for point in one_of_each(cast) if point.kind != kind])
    assert not FilteringCheck.objects.exists()


def test_a_check_with_something_to_do_says_what(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="what has to be done"):
        a_check(cast, outcome=FilteringCheck.Outcome.TO_DO)


def test_no_check_is_recorded_before_its_day_or_before_there_is_a_list(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="not said yet what it tests"):
        filtering.record_check(
            cast.school, filtering.Tested(cast.today, [], "sound", "All well."), by=cast.dsl, at=cast.at
        )
    with pytest.raises(NotAllowed, match="still to come"):
        a_check(cast, on=cast.today + DAY)


def test_what_is_out_of_the_list_or_another_schools_is_tested_no_more(cast: Cast) -> None:
    points(cast)
    chosen = one_of_each(cast)
    filtering.end_point(chosen[0], by=cast.dsl, at=cast.at)
    chosen[0].refresh_from_db()
    with pytest.raises(NotAllowed, match="not in the school's list"):
        a_check(cast, points=chosen)
    with pytest.raises(NotAllowed, match="taken out"):
        filtering.end_point(chosen[0], by=cast.dsl, at=cast.at)
    other = FilteringPoint.objects.create(school=cast.other_school, kind="device", name="Abacus")
    with pytest.raises(NotAllowed, match="not in the school's list"):
        a_check(cast, points=[other, *one_of_each(cast)])


def test_the_shipped_list_is_added_once_and_what_was_taken_out_stays_out(cast: Cast) -> None:
    first = points(cast)
    assert len(first) == len(SHIPPED)
    filtering.end_point(first[0], by=cast.dsl, at=cast.at)
    assert points(cast) == []
    again = filtering.add_point(cast.school, first[0].kind, first[0].name, by=cast.dsl, at=cast.at)
    assert again.ended_at is None
    with pytest.raises(NotAllowed, match="stands in the list already"):
        filtering.add_point(cast.school, first[0].kind, first[0].name.upper(), by=cast.dsl, at=cast.at)


def test_what_has_to_be_done_is_done_once_and_says_how(cast: Cast) -> None:
    action = a_check(cast, to_do=[ToDo("Block the proxies", cast.teacher, cast.today)]).actions.get()
    with pytest.raises(NotAllowed, match="Say what was done"):
        filtering.finish_action(action, " ", by=cast.teacher, at=cast.at)
    done = filtering.finish_action(action, "Blocked.", by=cast.teacher, at=cast.at)
    assert (done.done_by, done.done_at, done.done_words) == (cast.teacher, cast.at, "Blocked.")
    with pytest.raises(NotAllowed, match="done already"):
        filtering.finish_action(action, "Twice.", by=cast.teacher, at=cast.at)


def test_an_action_is_of_somebody_on_the_roll_and_due_after_its_check(cast: Cast) -> None:
    check = a_check(cast)
    for owner in (cast.leaver, cast.other_teacher):
        with pytest.raises(NotAllowed, match="not on the roll"):
            filtering.add_action(check, ToDo("Look again", owner, cast.today), by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="not before it"):
        filtering.add_action(check, ToDo("Look again", cast.dsl, cast.today - DAY), by=cast.dsl, at=cast.at)


def test_an_action_belongs_to_a_check_or_a_review_and_never_to_both(cast: Cast) -> None:
    check, review = a_check(cast), a_review(cast)
    fields = {"school": cast.school, "what": "x", "owner": cast.dsl, "due_on": cast.today, "added_by": cast.dsl}
    for whose in ({}, {"check_of": check, "review": review}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FilteringAction.objects.create(added_at=cast.at, **fields, **whose)


def test_a_review_names_its_leader_its_governor_and_the_safeguarding_lead(cast: Cast) -> None:
    review = a_review(cast)
    assert (review.leader_name, review.governor_name, review.dsl_name) == (
        cast.senior_leader.name,
        cast.governor.name,
        cast.dsl.name,
    )
    for wrong, words in (
        ({"leader": cast.teacher}, "no senior leader"),
        ({"governor": cast.teacher}, "no governor"),
        ({"dsl": cast.teacher}, "not the designated safeguarding lead"),
    ):
        with pytest.raises(NotAllowed, match=words):
            a_review(cast, **wrong)


def test_the_leader_and_the_governor_are_two_people(cast: Cast) -> None:
    a_role(cast.governor, RoleKind.SENIOR_LEADER)
    with pytest.raises(NotAllowed, match="two people"):
        a_review(cast, leader=cast.governor)


def test_a_seat_on_the_governing_body_makes_a_governor(cast: Cast) -> None:
    assert cast.chair.pk in filtering.governors(cast.school, cast.today)
    assert cast.teacher.pk not in filtering.governors(cast.school, cast.today)


def test_the_next_review_is_a_year_later_at_most_and_sooner_where_the_school_says_so(cast: Cast) -> None:
    year = months_after(cast.today, 12)
    for wrong in (cast.today, year + DAY):
        with pytest.raises(NotAllowed, match="at the latest"):
            a_review(cast, next_due_on=wrong)
    assert a_review(cast, next_due_on=year).next_due_on == year
    MonitoringRules.objects.create(school=cast.school, filtering_review_months=6)
    with pytest.raises(NotAllowed, match="at the latest"):
        a_review(cast, next_due_on=year)
    assert standings([cast.school.pk])[cast.school.pk].review_due_on == months_after(cast.today, 6)


def test_a_review_on_a_leap_day_is_due_again_on_the_last_of_february(cast: Cast) -> None:
    held_on, cast.at = date(2028, 2, 29), datetime(2028, 3, 1, 12, tzinfo=UTC)
    assert a_review(cast, on=held_on, next_due_on=date(2029, 2, 28)).next_due_on == date(2029, 2, 28)
    with pytest.raises(NotAllowed, match="28 February 2029 at the latest"):
        a_review(cast, on=held_on, next_due_on=date(2029, 3, 1))


def test_a_risk_or_a_change_brings_the_review_forward_until_one_is_held(cast: Cast) -> None:
    a_review(cast)
    call = filtering.call_for_review(
        cast.school, why="risk", words="A proxy got round it.", due_on=cast.today + 14 * DAY, by=cast.dsl, at=cast.at
    )
    assert standings([cast.school.pk])[cast.school.pk].review_due_on == cast.today + 14 * DAY
    review = a_review(cast, why="risk")
    call.refresh_from_db()
    assert call.answered_by == review
    assert standings([cast.school.pk])[cast.school.pk].review_due_on == review.next_due_on


def test_a_review_held_before_it_was_called_for_does_not_answer_the_call(cast: Cast) -> None:
    filtering.call_for_review(
        cast.school, why="practice", words="Everybody brings a laptop.", due_on=cast.today, by=cast.dsl, at=cast.at
    )
    a_review(cast, on=cast.today - DAY)
    assert FilteringCall.objects.get().answered_by is None


@pytest.mark.parametrize("days", [-1, 400])
def test_a_review_is_called_for_within_a_year_from_today(cast: Cast, days: int) -> None:
    with pytest.raises(NotAllowed, match="within a year"):
        filtering.call_for_review(
            cast.school, why="risk", words="x", due_on=cast.today + days * DAY, by=cast.dsl, at=cast.at
        )


def test_nobody_is_reminded_before_the_school_has_begun(cast: Cast) -> None:
    assert desk_of(cast.dsl, cast.today, DUE) == []


def test_what_is_due_stands_on_the_desks_of_those_who_keep_it(cast: Cast) -> None:
    points(cast)
    both = ["Review of filtering and monitoring", "Check of filtering and monitoring"]
    for person in (cast.headteacher, cast.senior_leader, cast.dsl, network_manager(cast.school)):
        assert desk_of(person, cast.today, DUE) == both
    for person in (cast.teacher, cast.governor, cast.administrator, cast.other_headteacher):
        assert desk_of(person, cast.today, DUE) == []


def test_the_desk_reminds_thirty_days_before_a_review_and_a_week_before_a_check(cast: Cast) -> None:
    a_check(cast)
    review = a_review(cast, check_months=12)
    ahead = review.next_due_on - 30 * DAY
    assert desk_of(cast.dsl, ahead - DAY, DUE) == []
    assert desk_of(cast.dsl, ahead, DUE) == ["Review of filtering and monitoring"]
    late = desk_of(cast.dsl, review.next_due_on + DAY, DUE)
    assert late == ["Review of filtering and monitoring (overdue)"]
    check_on = months_after(cast.today, 12)
    assert "Check of filtering and monitoring" in desk_of(cast.dsl, check_on - 7 * DAY, DUE)
    assert "Check of filtering and monitoring (overdue)" in desk_of(cast.dsl, check_on + timedelta(days=1), DUE)


def test_what_somebody_has_to_do_stands_on_their_desk_until_it_is_done(cast: Cast) -> None:
    action = a_check(cast, to_do=[ToDo("Block the proxies", cast.teacher, cast.today)]).actions.get()
    assert desk_of(cast.teacher, cast.today, MINE) == ["Block the proxies"]
    assert desk_of(cast.teacher, cast.today + DAY, MINE) == ["Block the proxies (overdue)"]
    filtering.finish_action(action, "Blocked.", by=cast.teacher, at=cast.at)
    assert desk_of(cast.teacher, cast.today, MINE) == []
