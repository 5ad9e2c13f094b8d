"""Two, or ten, at the same moment, on PostgreSQL: one of them does it, the others get words."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from approvals import transitions
from approvals.models import Decision, Mode, Request, RequestGrant, Revision, Step, Whose
from approvals.transitions import Answer, Wanted
from approvals.transitions.asking import hash_of
from foundation.core.actors import Clock
from foundation.core.states import NotAllowed
from tests.approvals.asked import HEAD, MANAGER, open_step, sent, set_chain, written
from tests.cast import Cast, a_person, a_role

pytestmark = pytest.mark.django_db(transaction=True)
CLOCK = Clock("test")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of them at the same moment, each with its own connection; what each was refused with, in order."""
    assert connection.vendor == "postgresql", "SQLite lets one write at a time"
    start, said = Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait(20)
            act()
        except NotAllowed as refused:
            said[place] = str(refused)
        except BaseException as fault:
            said[place] = f"FAULT {fault!r}"
            raise
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert not any(words.startswith("FAULT") for words in said), said
    return said


def approving(cast: Cast, step: Step, by: object, outcome: str = "approved") -> Callable[[], object]:
    said = Answer(outcome, "" if outcome == "approved" else "Because.")
    seen = step.revision.content_hash
    return lambda: transitions.answer_step(step, said, seen=seen, by=by, at=cast.at)  # type: ignore[arg-type]


@pytest.mark.parametrize("run", range(5))
def test_taken_back_and_approved_at_once_it_is_one_of_them(cast: Cast, run: int) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    step = open_step(request)
    refused = at_once(
        lambda: transitions.withdraw_request(request, by=cast.teacher, at=cast.at),
        approving(cast, step, cast.headteacher),
    )
    request.refresh_from_db()
    assert len([words for words in refused if words]) == 1
    if refused[0]:
        assert (request.status, Decision.objects.count()) == ("approved", 1)
    else:
        assert (request.status, Decision.objects.count()) == ("withdrawn", 0)
        assert not Step.objects.exclude(status=Step.Status.VOID).exists()


def test_of_ten_approvers_one_wins_and_nine_are_told(cast: Cast) -> None:
    leaders = [a_person(cast.school, f"Leader {number}") for number in range(10)]
    for leader in leaders:
        a_role(leader, "senior_leader")
    set_chain(cast, Wanted(Mode.DECIDE, Whose.SENIOR_LEADER), HEAD)
    request = sent(cast)
    step = open_step(request)
    refused = at_once(*(approving(cast, step, leader) for leader in leaders))
    assert len([words for words in refused if words]) == 9
    assert Decision.objects.filter(step=step).count() == 1
    assert open_step(request).whose == Whose.HEADTEACHER


def test_approved_and_declined_at_once_it_is_one_of_them(cast: Cast) -> None:
    a_role(cast.dsl, "headteacher")
    set_chain(cast, HEAD)
    request = sent(cast)
    step = open_step(request)
    refused = at_once(approving(cast, step, cast.headteacher), approving(cast, step, cast.dsl, "declined"))
    request.refresh_from_db()
    assert len([words for words in refused if words]) == 1
    assert request.status == ("declined" if refused[0] else "approved")
    assert Decision.objects.count() == 1


def test_sent_in_two_tabs_at_once_it_is_sent_once(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = written(cast)
    seen = hash_of(request.kind, request.answers)
    refused = at_once(
        *(lambda: transitions.send_request(request, seen=seen, by=cast.teacher, at=cast.at) for _ in range(2))
    )
    assert len([words for words in refused if words]) == 1
    assert (Revision.objects.count(), Step.objects.count()) == (1, 2)


def test_two_requests_begun_at_once_have_two_numbers(cast: Cast) -> None:
    set_chain(cast, HEAD)
    refused = at_once(
        *(
            lambda by=by: transitions.start_request(cast.school, "participation", by=by, at=cast.at)
            for by in (cast.teacher, cast.dsl)
        )
    )
    assert refused == ["", ""]
    assert sorted(Request.objects.values_list("number", flat=True)) == [1, 2]


def test_a_step_that_is_answered_and_moved_by_the_clock_at_once_is_answered_once(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    step = open_step(request)
    cast.teacher.line_manager = cast.headteacher
    cast.teacher.save()
    at_once(
        approving(cast, step, cast.headteacher),
        lambda: transitions.move_on(request, by=CLOCK, at=cast.at),
        lambda: transitions.move_on(request, by=CLOCK, at=cast.at),
    )
    request.refresh_from_db()
    assert Step.objects.filter(status=Step.Status.OPEN).count() == (request.status == "in_hand")
    assert Decision.objects.values("step").distinct().count() == Decision.objects.count()


def test_the_chain_is_changed_while_somebody_approves(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    step = open_step(request)
    at_once(approving(cast, step, cast.line_manager), lambda: set_chain(cast, HEAD, moves=True))
    request.refresh_from_db()
    assert request.status == "in_hand"
    assert open_step(request).whose == Whose.HEADTEACHER
    assert open_step(request).round == request.round


def test_passed_on_and_answered_at_once_it_is_one_of_them(cast: Cast) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    step = open_step(request)
    refused = at_once(
        approving(cast, step, cast.headteacher),
        lambda: transitions.pass_on(step, cast.chair, why="Late.", by=cast.clerk, at=cast.at),
    )
    request.refresh_from_db()
    assert len([words for words in refused if words]) == 1
    assert request.status == ("in_hand" if refused[0] else "approved")


def test_let_in_by_two_at_once_somebody_is_let_in_once(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request, until = sent(cast), cast.today + timedelta(days=2)
    refused = at_once(
        *(
            lambda by=by: transitions.let_in(request, cast.dsl, until=until, why="Law.", by=by, at=cast.at)
            for by in (cast.clerk, cast.line_manager)
        )
    )
    assert len([words for words in refused if words]) == 1
    assert RequestGrant.objects.count() == 1
