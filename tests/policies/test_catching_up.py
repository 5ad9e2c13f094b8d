"""Back from an absence: what changed meanwhile as one list, and reminders that waited."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.notices.digests import remind
from foundation.notices.models import Notice
from foundation.schools.calendar import SchoolCalendar
from foundation.schools.models import Absence
from policies.catching_up import catching_up
from policies.models import Policy, Version
from policies.transitions import (
    acknowledge,
    put_in_force,
    set_materiality,
    submit_version,
    withdraw_policy,
)
from tests.cast import Cast, signed_in
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import said

AWAY = 10  # days; the first is so many before today, the last yesterday


@pytest.fixture
def away(cast: Cast) -> Absence:
    return Absence.objects.create(
        school=cast.school,
        person=cast.teacher,
        starts_on=cast.today - timedelta(AWAY),
        ends_on=cast.today - timedelta(1),
        entered_by=cast.clerk,
        entered_at=cast.at,
    )


def put(version: Version, days_ago: int) -> Version:
    """Have it be in force since so many days ago."""
    at = version.in_force_at
    assert at is not None
    day = at - timedelta(days_ago)
    Version.objects.filter(pk=version.pk).update(in_force_at=day, asked_on=day.date())
    return version


def page(cast: Cast) -> str:
    return said(signed_in(cast.teacher).get(reverse("catch-up")))


def test_who_is_back_gets_what_changed_as_one_list(cast: Cast, away: Absence) -> None:
    first = put(in_force(cast, a_policy(cast)), 40)
    acknowledge(first, words="Yes.", statements=TEXT.statements, seen=first.content_hash, by=cast.teacher, at=cast.at)
    put(in_force(cast, first.policy, OTHER_TEXT), 5)
    put(in_force(cast, a_policy(cast, "Fire drills")), 3)
    put(in_force(cast, a_policy(cast, "Old and unchanged")), 60)
    put(in_force(cast, a_policy(cast, "For the office", audience=(cast.office,))), 3)
    gone = put(in_force(cast, a_policy(cast, "Marquees")), 60).policy
    withdraw_policy(gone, why="The marquee is sold.", by=cast.clerk, at=cast.at)
    Policy.objects.filter(pk=gone.pk).update(withdrawn_at=cast.at - timedelta(2))
    shown = page(cast)
    assert "2 of 2 are still to be confirmed." in shown
    assert "What changed since the version you confirmed : Keys and visitors" in shown
    assert "Fire drills" in shown
    assert "Marquees: The marquee is sold." in shown
    for other in ("Old and unchanged", "For the office"):
        assert other not in shown
    assert "While you were away: 2 policies changed" in said(signed_in(cast.teacher).get("/"))
    assert "While you were away" not in said(signed_in(cast.line_manager).get("/"))


def test_a_minor_correction_stands_on_the_list_and_asks_nothing(cast: Cast, away: Absence) -> None:
    first = put(in_force(cast, a_policy(cast)), 40)
    acknowledge(first, words="Yes.", statements=TEXT.statements, seen=first.content_hash, by=cast.teacher, at=cast.at)
    draft = a_draft(cast, first.policy, OTHER_TEXT)
    set_materiality(draft, is_material=False, change_note="A telephone number.", by=cast.clerk, at=cast.at)
    version = put_in_force(submit_version(draft, by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at)
    Version.objects.filter(pk=version.pk).update(in_force_at=cast.at - timedelta(4))
    shown = page(cast)
    assert "a minor correction: A telephone number." in shown
    assert "You have confirmed all of it." in shown
    assert "While you were away" not in said(signed_in(cast.teacher).get("/"))


@pytest.mark.parametrize(("first", "last"), [(10, 0), (50, 29)])
def test_who_is_still_away_or_long_back_has_nothing_to_catch_up_on(cast: Cast, first: int, last: int) -> None:
    Absence.objects.create(
        school=cast.school,
        person=cast.teacher,
        starts_on=cast.today - timedelta(first),
        ends_on=cast.today - timedelta(last),
        entered_by=cast.clerk,
        entered_at=cast.at,
    )
    put(in_force(cast, a_policy(cast)), (first + last) // 2)
    assert "Nothing to catch up on" in page(cast)


def test_reminders_wait_while_somebody_is_away_and_come_as_one_mail(cast: Cast) -> None:
    for title in ("Keys and visitors", "Fire drills"):
        in_force(cast, a_policy(cast, title))
    monday = cast.today + timedelta(7 - cast.today.weekday())
    Absence.objects.create(
        school=cast.school, person=cast.teacher, starts_on=cast.today, ends_on=monday + timedelta(1),
        entered_by=cast.clerk, entered_at=cast.at,
    )  # fmt: skip

    def morning(day: date) -> int:
        remind(cast.school, on=day, at=cast.at)
        return Notice.objects.filter(recipient=cast.teacher).count()

    assert SchoolCalendar.of(cast.school).is_staff_day(monday)
    assert morning(monday) == 0
    assert morning(monday + timedelta(1)) == 0
    assert morning(monday + timedelta(2)) == 1


def test_a_desk_without_an_absence_costs_one_question(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert catching_up(cast.teacher.user, cast.today) == []
    assert len(asked) == 1
