"""Missed promises at the same moment, and killed at every step: told once, and never forgotten."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from foundation.audit.models import Entry as Act
from foundation.core.actors import Clock
from foundation.notices.models import Notice
from incidents.models import Case, CasePerson, Entry, Kind, Promise, Update
from incidents.transitions.informing import Word, record_contact, tell
from incidents.transitions.overdue import chase
from incidents.transitions.procedures import Advised, decide_threshold
from tests.approvals.test_at_once import at_once
from tests.cast import Cast
from tests.crash import crash_points
from tests.incidents.reported import affected, in_hand, the_affected

pytestmark = pytest.mark.django_db(transaction=True)
CLOCK, DAY = Clock("test"), timedelta(days=1)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


@pytest.fixture
def row(cast: Cast) -> CasePerson:
    row = the_affected(in_hand(cast, named=[affected(cast.line_manager)]))
    row = record_contact(row, words="Hello.", happened_at=cast.at, by=cast.headteacher, at=cast.at)
    tell(row, Word(Update.What.WORD, "Soon.", cast.today + DAY), by=cast.headteacher, at=cast.at)
    return row


def counted() -> tuple[int, int, int]:
    """How often it was told, written down, and entered in the trail."""
    clock = Act.objects.filter(verb="case_promise_missed").count()
    return Notice.objects.filter(kind="incidents.missed").count(), Entry.objects.filter(by=None).count(), clock


def chasing(cast: Cast) -> Callable[[], object]:
    at = cast.at + 3 * DAY
    return lambda: chase(by=CLOCK, at=at)


@pytest.mark.clause("ACR-14")
def test_ten_clocks_at_once_tell_a_missed_promise_once(cast: Cast, row: CasePerson) -> None:
    assert at_once(*[chasing(cast)] * 10) == [""] * 10
    assert counted() == (1, 1, 1)


@pytest.mark.parametrize("run", range(3))
def test_kept_and_missed_at_once_it_is_told_at_most_once_and_one_promise_is_open(
    cast: Cast, row: CasePerson, run: int
) -> None:
    word = Word(Update.What.WORD, "Late.", cast.today + 9 * DAY)
    at_once(chasing(cast), lambda: tell(row, word, by=cast.headteacher, at=cast.at + 3 * DAY))
    assert counted() in ((0, 0, 0), (1, 1, 1))
    assert Promise.objects.filter(kept_at=None).count() == 1


def test_two_updates_at_once_leave_one_promise_open(cast: Cast, row: CasePerson) -> None:
    words = [Word(Update.What.WORD, f"Word {number}.", cast.today + (4 + number) * DAY) for number in range(5)]

    def telling(word: Word) -> Callable[[], object]:
        return lambda: tell(row, word, by=cast.headteacher, at=cast.at)

    assert at_once(*map(telling, words)) == [""] * 5
    assert Promise.objects.filter(kept_at=None).count() == 1
    assert Update.objects.count() == 6


@pytest.mark.clause("ACR-14")
def test_a_worker_killed_at_any_step_leaves_it_told_or_to_be_told(cast: Cast, row: CasePerson) -> None:
    chase_it, killed = chasing(cast), 0
    for _ in crash_points(chase_it):
        killed += 1
        assert counted() in ((0, 0, 0), (1, 1, 1))
    assert killed > 5
    chase_it()
    assert counted() == (1, 1, 1)


@pytest.mark.clause("HAY-06")
def test_two_decisions_at_once_are_one_and_the_other_is_told(cast: Cast) -> None:
    case = in_hand(cast, Kind.STAFF_CONTACT)

    def deciding() -> Callable[[], object]:
        kept = {"why": "Below it.", "told": Advised(), "by": cast.headteacher, "at": cast.at}
        return lambda: decide_threshold(case, Case.Allegation.LOW_LEVEL, **kept)  # type: ignore[arg-type]

    refused = at_once(*[deciding()] * 5)
    assert sorted(refused) == ["", *["This was decided already."] * 4]
    assert case.threshold_decisions.count() == 1
