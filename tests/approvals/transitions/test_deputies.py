"""Somebody stands in for an approver, from a day until a day."""

from datetime import timedelta
from typing import Any

import pytest

from approvals import transitions
from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.notices.models import Notice
from tests.approvals.asked import CHAIR, HEAD, answer, open_step, sent, set_chain
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def named(cast: Cast, deputy: str = "senior_leader", **more: Any) -> Any:
    days: dict[str, Any] = {"starts_on": cast.today, "ends_on": cast.today + 5 * DAY} | more
    by = days.pop("by", cast.headteacher)
    return transitions.name_deputy(cast.headteacher, getattr(cast, deputy), **days, by=by, at=cast.at)


def test_the_deputy_is_told_and_it_is_on_the_trail(cast: Cast) -> None:
    named(cast)
    assert Notice.objects.get(kind="approvals.deputy").recipient == cast.senior_leader
    assert Entry.objects.filter(verb="deputy_named").count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"deputy": "headteacher"}, "nobody stands in for themselves"),
        ({"deputy": "leaver"}, "not on the roll"),
        ({"deputy": "other_teacher"}, "not on the roll"),
        ({"deputy": "clerk", "by": "clerk"}, "Nobody names themselves"),
        ({"ends_on": -1}, "before the first"),
        ({"starts_on": -9, "ends_on": -3}, "are over"),
    ],
)
def test_who_cannot_stand_in_is_refused_in_words(cast: Cast, more: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {
        key: cast.today + value * DAY if isinstance(value, int) else value for key, value in more.items()
    }
    if "by" in given:
        given["by"] = getattr(cast, given["by"])
    with pytest.raises(NotAllowed, match=words):
        named(cast, **given)


def test_one_person_stands_in_once_for_the_same_days(cast: Cast) -> None:
    row = named(cast)
    with pytest.raises(NotAllowed, match="already"):
        named(cast)
    transitions.end_deputy(row, by=cast.headteacher, at=cast.at)
    named(cast)


def test_who_begins_tomorrow_decides_nothing_today_and_everything_until_the_last_day(cast: Cast) -> None:
    set_chain(cast, HEAD)
    named(cast, starts_on=cast.today + DAY, ends_on=cast.today + DAY)
    for days, may in ((0, False), (1, True), (2, False)):
        request = sent(cast)
        step = open_step(request)
        said, at = transitions.Answer("approved"), cast.at + days * DAY

        def act(step: Any = step, said: Any = said, at: Any = at) -> Any:
            return transitions.answer_step(
                step, said, seen=step.revision.content_hash, by=cast.senior_leader, at=at
            )  # fmt: skip

        if may:
            (decision,) = act()
            assert (decision.by_name, decision.stands_in_for_name) == ("Sam Senior-Leader", "Hannah Headteacher")
        else:
            with pytest.raises(NotAllowed):
                act()


def test_a_deputy_of_a_deputy_decides_nothing(cast: Cast) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    named(cast)
    transitions.name_deputy(
        cast.senior_leader, cast.dsl, starts_on=cast.today, ends_on=cast.today, by=cast.clerk, at=cast.at
    )
    with pytest.raises(NotAllowed):
        answer(cast, request, cast.dsl)


def test_a_step_that_is_open_when_somebody_begins_to_stand_in_is_told_to_them(cast: Cast) -> None:
    set_chain(cast, HEAD)
    sent(cast)
    named(cast)
    for _ in range(2):
        transitions.keep_moving(cast.school, by=cast.clerk, at=cast.at)
    assert Notice.objects.filter(kind="approvals.asked", recipient=cast.senior_leader).count() == 1


@pytest.mark.clause("QEI-11")
def test_who_stands_in_and_then_answers_for_themselves_is_shown_as_such(cast: Cast) -> None:
    set_chain(cast, HEAD, CHAIR)
    request = sent(cast)
    named(cast, "chair")
    answer(cast, request, cast.chair)
    (decision,) = answer(cast, request, cast.chair)
    assert decision.conflicts == ["Charlie Chair answered this request before, for: Headteacher."]
