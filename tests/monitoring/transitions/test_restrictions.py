"""Blocked sites and withdrawn access: with a reason and an end, told to the person, lifted by somebody else."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from foundation.schools.models import Person
from monitoring.models import Restriction, RestrictionReview
from monitoring.transitions import restrictions
from monitoring.transitions.restrictions import Terms
from tests.cast import Cast
from tests.monitoring.watched import DAY, desk_of, network_manager

pytestmark = [pytest.mark.django_db, pytest.mark.clause("ACR-22")]
AGAIN, MINE = "monitoring.restrictions", "monitoring.my_restrictions"


def terms(cast: Cast, days: int | None = 30, again: int | None = None) -> Terms:
    def later(count: int | None) -> date | None:
        return None if count is None else cast.today + count * DAY

    return Terms(cast.today, later(days), later(again))


def withdrawn(cast: Cast, person: Person | None = None, **more: Any) -> Restriction:
    usual = {"what": "Social media on school devices", "reason": "Marker reason", "terms": terms(cast), "at": cast.at}
    named = {"by": cast.headteacher, **usual, **more}
    return restrictions.withdraw_access(person or cast.teacher, cast.school, **named)


def blocked(cast: Cast, **more: Any) -> Restriction:
    usual = {"for_whom": "Pupils", "reason": "Gambling", "terms": Terms(cast.today), "by": cast.dsl, "at": cast.at}
    return restrictions.block_site(cast.school, more.pop("host", "bets.example"), **{**usual, **more})


def test_a_site_is_blocked_with_its_reason_and_needs_no_end(cast: Cast) -> None:
    row = blocked(cast)
    assert (row.host, row.for_whom, row.reason, row.ends_on) == ("bets.example", "Pupils", "Gambling", None)
    with pytest.raises(NotAllowed, match="already"):
        blocked(cast, for_whom="pupils")
    assert blocked(cast, for_whom="Guests").pk != row.pk


@pytest.mark.parametrize(("days", "again"), [(None, None), (500, None), (None, 500)])
def test_access_is_withdrawn_until_a_day_or_until_it_is_looked_at_again_within_a_year(
    cast: Cast, days: int | None, again: int | None
) -> None:
    with pytest.raises(NotAllowed, match=r"until when|within a year"):
        withdrawn(cast, terms=terms(cast, days, again))
    assert not Restriction.objects.exists()


def test_the_database_too_wants_an_end_of_withdrawn_access(cast: Cast) -> None:
    row = withdrawn(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.filter(pk=row.pk).update(ends_on=None)


def test_nobody_withdraws_or_lifts_or_keeps_their_own(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="their own access"):
        withdrawn(cast, cast.headteacher)
    row = withdrawn(cast, cast.headteacher, by=cast.dsl)
    with pytest.raises(NotAllowed, match="their own access"):
        restrictions.lift_restriction(row, why="Enough", by=cast.headteacher, at=cast.at)
    later = {"ends_on": cast.today + DAY, "review_on": None}
    with pytest.raises(NotAllowed, match="their own access"):
        restrictions.review_restriction(row, why="x", by=cast.headteacher, at=cast.at, **later)
    assert not cast.headteacher.user.has_perm("monitoring.change_restriction", row)  # type: ignore[union-attr]


def test_access_is_withdrawn_from_somebody_on_this_schools_roll(cast: Cast) -> None:
    for person in (cast.leaver, cast.other_teacher):
        with pytest.raises(NotAllowed, match="not on the roll"):
            withdrawn(cast, person)


def test_the_person_is_told_in_a_mail_that_says_nothing_of_it(cast: Cast) -> None:
    row = withdrawn(cast)
    notice = Notice.objects.get(kind="monitoring.restriction")
    assert notice.recipient == cast.teacher
    assert notice.about[0]["uid"] == str(row.uid)
    assert "Marker" not in str(notice.about)
    restrictions.lift_restriction(row, why="It went well.", by=cast.dsl, at=cast.at)
    assert Notice.objects.filter(kind="monitoring.restriction", recipient=cast.teacher).count() == 2


def test_what_is_said_of_a_person_stands_encrypted_and_not_in_the_trail(cast: Cast) -> None:
    withdrawn(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, reason FROM monitoring_restriction")
        assert all(b"Marker" not in bytes(one) and b"Social" not in bytes(one) for one in cursor.fetchone())
    assert not Entry.objects.filter(payload__contains="Marker").exists()


def test_it_is_looked_at_again_with_a_reason_and_stays_until_another_day(cast: Cast) -> None:
    row = withdrawn(cast, terms=terms(cast, None, 10))
    later = cast.today + 40 * DAY
    restrictions.review_restriction(
        row, why="Not yet.", ends_on=None, review_on=later, by=cast.dsl, at=cast.at + 10 * DAY
    )
    row.refresh_from_db()
    assert (row.review_on, RestrictionReview.objects.get().why) == (later, "Not yet.")
    for days in ({"ends_on": None, "review_on": None}, {"ends_on": cast.today - DAY, "review_on": None}):
        with pytest.raises(NotAllowed, match=r"until when|still to come"):
            restrictions.review_restriction(row, why="x", by=cast.dsl, at=cast.at, **days)


def test_what_is_over_is_neither_kept_nor_lifted(cast: Cast) -> None:
    row = withdrawn(cast)
    restrictions.lift_restriction(row, why="Enough", by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="over already"):
        restrictions.lift_restriction(row, why="Again", by=cast.dsl, at=cast.at)
    ended = withdrawn(cast, cast.line_manager, terms=terms(cast, 1))
    with pytest.raises(NotAllowed, match="over already"):
        restrictions.lift_restriction(ended, why="Late", by=cast.dsl, at=cast.at + 2 * DAY)


@pytest.mark.parametrize(("days", "status"), [(-1, "to_come"), (0, "in_force"), (30, "in_force"), (31, "ended")])
def test_it_is_in_force_from_its_first_to_its_last_day(cast: Cast, days: int, status: str) -> None:
    row, on = withdrawn(cast), cast.today + days * DAY
    assert row.status_on(on) == status
    assert Restriction.objects.in_force(on).exists() == (status == "in_force")


def test_it_stands_on_the_persons_desk_and_to_be_looked_at_again_on_those_who_keep_it(cast: Cast) -> None:
    withdrawn(cast, terms=terms(cast, None, 10))
    assert desk_of(cast.teacher, cast.today, MINE) == ["Your access: something was withdrawn"]
    for person in (cast.headteacher, cast.dsl, network_manager(cast.school)):
        assert desk_of(person, cast.today + 9 * DAY, AGAIN) == []
        assert desk_of(person, cast.today + 10 * DAY, AGAIN) == ["Access that was withdrawn"]
        assert desk_of(person, cast.today + 11 * DAY, AGAIN) == ["Access that was withdrawn (overdue)"]
    for person in (cast.teacher, cast.administrator, cast.senior_leader, cast.other_headteacher):
        assert desk_of(person, cast.today + 11 * DAY, AGAIN) == []
