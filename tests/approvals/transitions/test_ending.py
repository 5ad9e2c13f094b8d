"""What was approved until a day is announced before it and ends after it: never early, never late."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate

from approvals import transitions
from approvals.models import ApprovalRules, Kind, Request
from approvals.tasks import announce_all_endings, end_requests
from approvals.transitions.asking import hash_of
from foundation.core.actors import Clock
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from tests.approvals.asked import HEAD, MANAGER, answer, set_chain, written
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
LAST = date(2026, 6, 30)
CLOCK = Clock("test")


@pytest.fixture
def cast() -> Cast:
    return Cast.make(datetime(2026, 6, 1, 9, tzinfo=LONDON))


def approved(cast: Cast, ends_on: date | None = LAST) -> Request:
    set_chain(cast, MANAGER, HEAD, kind=Kind.OWN_CONTACT)
    request = written(cast, kind=Kind.OWN_CONTACT)
    seen = hash_of(request.kind, request.answers)
    request = transitions.send_request(request, seen=seen, ends_on=ends_on, by=cast.teacher, at=cast.at)
    answer(cast, request, cast.line_manager)
    answer(cast, request, cast.headteacher)
    request.refresh_from_db()
    return request


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        (datetime(2026, 6, 29, 22, 30, tzinfo=UTC), False),  # 23.30 in London, the day before the last
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), False),  # 23.59 in London on the last day
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), True),  # midnight in London; still the 30th in UTC
        (datetime(2026, 7, 9, 12, 0, tzinfo=UTC), True),
    ],
)
def test_it_ends_after_its_last_day_in_london_and_not_before(cast: Cast, at: datetime, ends: bool) -> None:
    request = approved(cast)
    if not ends:
        with pytest.raises(NotAllowed, match="not come to its end"):
            transitions.end_request(request, by=CLOCK, at=at)
        request.refresh_from_db()
        assert (request.status, told("approvals.ended")) == ("approved", [])
        return
    transitions.end_request(request, by=CLOCK, at=at)
    request.refresh_from_db()
    assert (request.status, request.ended_at) == ("ended", at)
    assert told("approvals.ended") == ["Hannah Headteacher", "Lena Line-Manager", "Tessa Teacher"]


@pytest.mark.clause("STM-14")
def test_the_clock_ends_all_that_is_over_and_nothing_else(cast: Cast) -> None:
    over, still, endless = approved(cast), approved(cast, date(2126, 1, 1)), approved(cast, None)
    end_requests()
    end_requests()
    for request, status in ((over, "ended"), (still, "approved"), (endless, "approved")):
        request.refresh_from_db()
        assert request.status == status
    assert len(told("approvals.ended")) == 3


def test_who_asked_and_who_approved_are_told_ahead_and_once(cast: Cast) -> None:
    ApprovalRules.objects.create(school=cast.school, ending_days=7)
    approved(cast)
    days = [LAST - timedelta(days=8), LAST - timedelta(days=7), LAST - timedelta(days=6), LAST, LAST + timedelta(1)]
    counts = []
    for day in days:
        transitions.announce_endings(cast.school, on=day, at=datetime(day.year, day.month, day.day, 7, tzinfo=LONDON))
        counts.append(len(told("approvals.ending")))
    assert counts == [0, 3, 3, 3, 3]


def test_two_schools_announce_it_at_different_times(cast: Cast) -> None:
    rules = ApprovalRules.objects.create(school=cast.school, ending_days=7)
    approved(cast)
    day = LAST - timedelta(days=20)
    transitions.announce_endings(cast.school, on=day, at=cast.at)
    assert told("approvals.ending") == []
    rules.ending_days = 30
    rules.save()
    transitions.announce_endings(cast.school, on=day, at=cast.at)
    assert len(told("approvals.ending")) == 3


def test_the_task_of_the_morning_announces_for_every_school(cast: Cast) -> None:
    approved(cast, localdate() + timedelta(days=2))
    announce_all_endings()
    assert len(told("approvals.ending")) == 3


def test_what_is_ended_cannot_end_again_or_be_taken_back(cast: Cast) -> None:
    request = approved(cast)
    at = datetime(2026, 7, 1, 0, 5, tzinfo=LONDON)
    transitions.end_request(request, by=CLOCK, at=at)
    with pytest.raises(NotAllowed):
        transitions.end_request(request, by=CLOCK, at=at)
    with pytest.raises(NotAllowed):
        transitions.withdraw_request(request, by=cast.teacher, at=at)
