"""What people owe of policies, in their morning's digest: one mail, ever more rarely, until they confirm."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from foundation.notices.delivery import drain
from foundation.notices.digests import remind
from foundation.notices.models import Notice, Reminder
from foundation.schools.models import Person
from policies.models import PolicyRules, Version
from policies.transitions import acknowledge, put_in_force, set_materiality, submit_version, withdraw_policy
from tests.cast import Cast
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force

TUESDAY = datetime(2026, 11, 17, 7, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    """One person with an address: the teacher. The day is a Tuesday in term."""
    cast = Cast.make(TUESDAY)
    Person.objects.exclude(pk=cast.teacher.pk).update(email="")
    return cast


def morning(cast: Cast, days: int = 0) -> int:
    at = cast.at + timedelta(days=days)
    return remind(cast.school, on=at.date(), at=at)


def letters(at: datetime = TUESDAY) -> None:
    with time_machine.travel(at, tick=False):
        drain(lambda: at, until=at + timedelta(seconds=1))


def confirmed(cast: Cast, version: Version) -> None:
    statements = [statement.text for statement in version.statements.all()]
    acknowledge(version, words="I will.", statements=statements, seen=version.content_hash, by=cast.teacher, at=cast.at)


def test_all_that_is_owed_comes_in_one_mail_with_its_dates_and_links(cast: Cast) -> None:
    keys, alone = in_force(cast), in_force(cast, a_policy(cast, "Lone working"))
    PolicyRules.objects.filter(school=cast.school).update(days_to_acknowledge=10)
    assert morning(cast) == 1
    letters()
    (letter,) = mail.outbox
    assert letter.to == [cast.teacher.email]
    assert letter.subject == "2 policies to read at Beacon Hill Primary School"
    for version in (keys, alone):
        assert version.policy.title in letter.body
        assert reverse("version-acknowledge", args=[version.uid]) in letter.body
    assert "1 December 2026" in letter.body, "ten school days after the day they were asked"


def test_the_same_is_told_after_3_7_14_and_28_school_days_and_no_more(cast: Cast) -> None:
    in_force(cast)
    told = [cast.at.date() + timedelta(days=day) for day in range(70) if morning(cast, day)]
    assert told == [date(2026, 11, 17), date(2026, 11, 20), date(2026, 11, 26), date(2026, 12, 7), date(2026, 12, 29)]


def test_reminders_stop_when_it_is_confirmed(cast: Cast) -> None:
    version = in_force(cast)
    assert morning(cast) == 1
    confirmed(cast, version)
    assert [day for day in range(1, 60) if morning(cast, day)] == []


def test_a_mail_under_way_is_not_sent_to_who_confirmed_meanwhile(cast: Cast) -> None:
    version = in_force(cast)
    morning(cast)
    confirmed(cast, version)
    letters()
    assert mail.outbox == []
    assert Notice.objects.get().status == Notice.Status.DROPPED


@pytest.mark.clause("ALL-01")
def test_a_new_edition_is_asked_for_anew_and_a_minor_correction_is_not(cast: Cast) -> None:
    version = in_force(cast)
    morning(cast)
    confirmed(cast, version)
    draft = a_draft(cast, version.policy, OTHER_TEXT)
    minor = set_materiality(draft, is_material=False, change_note="A word.", by=cast.clerk, at=cast.at)
    put_in_force(submit_version(minor, by=cast.clerk, at=cast.at), by=cast.headteacher, at=cast.at)
    assert morning(cast, 1) == 0
    in_force(cast, version.policy, TEXT)
    assert morning(cast, 2) == 1
    assert [row.nth for row in Reminder.objects.order_by("on")] == [1, 1]


def test_a_withdrawn_policy_is_no_longer_told(cast: Cast) -> None:
    version = in_force(cast)
    withdraw_policy(version.policy, why="Merged.", by=cast.clerk, at=cast.at)
    assert morning(cast) == 0


def test_who_the_policy_does_not_ask_is_told_nothing(cast: Cast) -> None:
    in_force(cast, a_policy(cast, audience=(cast.office,)))
    assert morning(cast) == 0


def test_a_starter_is_told_from_their_first_day_on(cast: Cast) -> None:
    in_force(cast)
    Person.objects.filter(pk=cast.teacher.pk).update(starts_on=cast.today + timedelta(days=3))
    assert [day for day in range(5) if morning(cast, day)] == [3]
