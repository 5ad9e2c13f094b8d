"""Review dates are announced ahead and when overdue, each announcement once (ACR-24)."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from foundation.notices.delivery import drain
from foundation.notices.models import Notice
from foundation.schools.models import SchoolRules
from policies.models import Version
from policies.reviews import announce_reviews, stage
from policies.tasks import announce_all_reviews
from policies.transitions import withdraw_policy
from tests.cast import LONG_AGO, Cast, a_role
from tests.policies.shelf import a_policy, in_force

DUE = date(2026, 6, 30)
# days to the review (negative: after it) with the announcement that is the latest due, for a notice of 60 days
TABLE = [
    (400, None),
    (61, None),
    (60, "ahead-60"),
    (31, "ahead-60"),
    (30, "ahead-30"),
    (8, "ahead-30"),
    (7, "ahead-7"),
    (1, "ahead-7"),
    (0, "ahead-7"),
    (-1, "overdue-0"),
    (-28, "overdue-0"),
    (-29, "overdue-1"),
    (-56, "overdue-1"),
    (-57, "overdue-2"),
    (-365, "overdue-13"),
]
SHORT = [(15, None), (14, "ahead-14"), (8, "ahead-14"), (7, "ahead-7"), (-1, "overdue-0")]


@pytest.mark.clause("ACR-24")
@pytest.mark.parametrize(("left", "expected"), TABLE)
def test_a_review_is_announced_ahead_and_then_every_four_weeks(left: int, expected: str | None) -> None:
    assert stage(DUE, DUE - timedelta(days=left), 60) == expected


@pytest.mark.parametrize(("left", "expected"), SHORT)
def test_a_short_notice_leaves_out_what_would_come_before_it(left: int, expected: str | None) -> None:
    assert stage(DUE, DUE - timedelta(days=left), 14) == expected


@pytest.fixture
def version(cast: Cast) -> Version:
    """Owned by the business manager, with a review in 50 days; announced 60 days ahead."""
    SchoolRules.objects.filter(school=cast.school).update(review_notice_days=60)
    found = in_force(cast)
    due(found, cast, 50)
    return found


def due(version: Version, cast: Cast, days: int) -> None:
    day = cast.today + timedelta(days=days)
    Version.objects.filter(pk=version.pk).update(review_on=day, review_due_on=day)


def morning(cast: Cast, days: int = 0) -> int:
    at = cast.at + timedelta(days=days)
    cast.school.refresh_from_db()
    return announce_reviews(cast.school, on=cast.today + timedelta(days=days), at=at)


def told() -> list[str]:
    return sorted(Notice.objects.filter(kind="policies.review").values_list("recipient__name", flat=True))


OWNER, CLERK, HEAD = "Bela Business-Manager", "Clara Clerk", "Hannah Headteacher"


@pytest.mark.clause("ACR-24")
def test_owner_clerk_and_headteacher_are_told_once_whatever_runs_twice(cast: Cast, version: Version) -> None:
    morning(cast)
    assert told() == [OWNER, CLERK, HEAD]
    morning(cast)
    announce_all_reviews()
    morning(cast, 5)
    assert told() == [OWNER, CLERK, HEAD], "the same stage, the same recipients: told already"


def test_each_stage_is_told_once(cast: Cast, version: Version) -> None:
    for days in range(0, 120, 3):
        morning(cast, days)
    stages = {key.split(":")[3] for key in Notice.objects.values_list("key", flat=True)}
    assert stages == {"ahead-60", "ahead-30", "ahead-7", "overdue-0", "overdue-1", "overdue-2"}
    assert Notice.objects.count() == 3 * len(stages)


def test_who_came_to_a_role_since_is_told_and_nobody_again(cast: Cast, version: Version) -> None:
    morning(cast)
    a_role(cast.senior_leader, "clerk")
    morning(cast, 1)
    assert told() == [OWNER, CLERK, HEAD, "Sam Senior-Leader"]


def test_who_holds_two_of_the_three_is_told_once_and_who_left_not_at_all(cast: Cast, version: Version) -> None:
    version.policy.owner = cast.headteacher
    version.policy.save(update_fields=["owner"])
    cast.clerk.leaves_on = cast.today - timedelta(days=1)
    cast.clerk.save(update_fields=["leaves_on"])
    morning(cast)
    assert told() == [HEAD]


def test_a_role_that_ended_is_not_told(cast: Cast, version: Version) -> None:
    cast.clerk.roles.update(starts_on=LONG_AGO, ends_on=cast.today - timedelta(days=1))
    morning(cast)
    assert told() == [OWNER, HEAD]


def test_a_review_date_that_was_moved_is_announced_anew(cast: Cast, version: Version) -> None:
    morning(cast)
    due(version, cast, 55)
    morning(cast)
    assert told() == sorted([OWNER, CLERK, HEAD] * 2)


def test_nothing_far_off_no_draft_and_no_other_school(cast: Cast, version: Version) -> None:
    due(version, cast, 61)
    assert morning(cast) == 0
    due(version, cast, 10)
    assert announce_reviews(cast.other_school, on=cast.today, at=cast.at) == 0
    withdraw_policy(version.policy, why="Merged.", by=cast.clerk, at=cast.at)
    assert morning(cast) == 0
    assert told() == []


def letters() -> None:
    drain(timezone.now, until=timezone.now() + timedelta(seconds=5))


def test_the_mail_says_which_policy_and_leads_to_its_workbench(cast: Cast, version: Version) -> None:
    morning(cast)
    letters()
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        [cast.business_manager.email, cast.clerk.email, cast.headteacher.email]
    )
    letter = mail.outbox[0]
    assert letter.subject == "A policy review at Beacon Hill Primary School"
    assert "is coming up" in letter.body
    assert f"/policy/{version.policy.uid}/workbench/" in letter.body


def test_the_mail_of_an_overdue_review_says_so(cast: Cast, version: Version) -> None:
    due(version, cast, -3)
    morning(cast)
    letters()
    assert "is overdue" in mail.outbox[0].body


def test_an_announcement_that_nobody_needs_any_more_is_not_sent(cast: Cast, version: Version) -> None:
    morning(cast)
    in_force(cast, version.policy)
    letters()
    assert mail.outbox == []
    assert set(Notice.objects.values_list("status", flat=True)) == {"dropped"}


def test_who_may_not_see_the_policy_any_more_is_not_written_to(cast: Cast, version: Version) -> None:
    morning(cast)
    cast.headteacher.leaves_on = cast.today - timedelta(days=1)
    cast.headteacher.save(update_fields=["leaves_on"])
    letters()
    assert cast.headteacher.email not in [one.to[0] for one in mail.outbox]


def test_every_policy_whose_review_comes_up_is_announced(cast: Cast, version: Version) -> None:
    for number in range(3):
        due(in_force(cast, a_policy(cast, f"Policy {number}")), cast, 20)
    assert morning(cast) == 12
    assert Notice.objects.count() == 12
