"""Meetings under strain: two clerks at the same moment, a text edited at the same moment, a process killed anywhere."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from foundation.core.states import NotAllowed
from policies.agendas import state_of
from policies.models import AgendaItem, Decision, Meeting, Version
from policies.transitions import enter_outcome, write_text
from tests.cast import Cast
from tests.crash import crash_points
from tests.policies.meetings import SAT, a_meeting, before_governors, decides, reached
from tests.policies.shelf import OTHER_TEXT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of them at the same moment, each with its own connection; what was refused, in words."""
    start, refused = Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            act()
        except NotAllowed as words:
            refused.append(str(words))
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return refused


def two_items(cast: Cast) -> tuple[Meeting, Version]:
    first, second = before_governors(cast, "Bicycles"), before_governors(cast, "Keys")
    return a_meeting(cast, decides(first), decides(second)), first


def test_of_two_clerks_who_enter_at_once_one_does_and_the_other_is_told(cast: Cast) -> None:
    meeting, _ = two_items(cast)
    seen = state_of(meeting)

    def entering(*outcomes: str) -> Callable[[], object]:
        found = reached(meeting, *outcomes, reason="As minuted.")
        return lambda: enter_outcome(meeting, SAT, found, seen=seen, by=cast.clerk, at=cast.at)

    (refused,) = at_once(entering("approved", "approved"), entering("returned", "returned"))
    assert "Somebody else" in refused
    assert len(set(Decision.objects.values_list("outcome", flat=True))) == 1
    assert Decision.objects.count() == 2


def test_a_text_edited_while_the_outcome_is_entered_is_never_approved_as_another(cast: Cast) -> None:
    meeting, version = two_items(cast)
    found, seen = reached(meeting, "approved", "approved"), state_of(meeting)
    at_once(
        lambda: enter_outcome(meeting, SAT, found, seen=seen, by=cast.clerk, at=cast.at),
        lambda: write_text(version, OTHER_TEXT, by=cast.business_manager, at=cast.at),
    )
    version.refresh_from_db()
    assert version.status == "draft"
    assert not Decision.objects.filter(step__version=version).exclude(step__status="void").exists()
    kept = {item.version.policy.title: item.outcome for item in AgendaItem.objects.filter(meeting=meeting)}
    assert kept["Keys"] == "approved"
    given = Decision.objects.filter(step__version=version).count()
    assert kept["Bicycles"] == ("approved" if given else "")


def test_an_outcome_that_is_killed_at_any_step_is_entered_whole_or_not_at_all(cast: Cast) -> None:
    meeting, _ = two_items(cast)
    found, seen = reached(meeting, "approved", "returned", reason="As minuted."), state_of(meeting)
    points = 0
    for _ in crash_points(lambda: enter_outcome(meeting, SAT, found, seen=seen, by=cast.clerk, at=cast.at)):
        meeting.refresh_from_db()
        assert (meeting.status, Decision.objects.count()) == ("planned", 0)
        points += 1
    assert points > 20
    meeting.refresh_from_db()
    assert (meeting.status, Decision.objects.count()) == ("held", 2)
