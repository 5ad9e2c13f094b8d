"""Two at the same moment on one check, on PostgreSQL; and every verb at every status."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from foundation.core.states import NotAllowed
from monitoring.models import Check, UsageExtract
from monitoring.transitions.carrying_out import Find, begin_check, end_check, open_case_from, write_finding
from monitoring.transitions.checks import (
    check_hash,
    decide_check,
    discard_check,
    hand_on_check,
    send_check,
    start_check,
    withdraw_check,
    write_check,
)
from monitoring.transitions.extracts import keep_log
from monitoring.transitions.telling import decide_not_telling, tell
from tests.approvals.test_at_once import at_once
from tests.cast import Cast
from tests.monitoring.checked import (
    WORDS,
    a_line,
    a_log,
    answers,
    asked,
    authorised,
    ended,
    network_manager,
    told,
    under_way,
)

Act = Callable[[], object]


@pytest.fixture
def at_once_cast(transactional_db: None) -> Cast:
    return Cast.make()


def refusals(said: list[str]) -> list[str]:
    return [words for words in said if words]


@pytest.mark.django_db(transaction=True)
def test_authorised_by_one_and_refused_by_another_at_once_one_of_them_counts(at_once_cast: Cast) -> None:
    cast = at_once_cast
    check = asked(cast)

    def decide(by: Any, is_authorised: bool) -> Act:
        return lambda: decide_check(check, is_authorised=is_authorised, why="So.", by=by, at=cast.at)

    said = at_once(decide(cast.headteacher, True), decide(cast.chair, False))
    assert len(refusals(said)) == 1
    check.refresh_from_db()
    assert check.entries.count() == 2
    assert (check.status == "authorised") == (check.decided_by == cast.headteacher)


@pytest.mark.django_db(transaction=True)
def test_told_and_decided_not_to_tell_at_once_one_way_stands(at_once_cast: Cast) -> None:
    cast = at_once_cast
    check = authorised(cast)
    until = cast.today + timedelta(days=7)
    said = at_once(
        lambda: tell(check, WORDS, by=cast.business_manager, at=cast.at),
        lambda: decide_not_telling(check, ground="crime", why="Theft.", until=until, by=cast.headteacher, at=cast.at),
    )
    check.refresh_from_db()
    assert check.status == "ready"
    if check.way == "told":
        assert len(refusals(said)) == 1
    else:  # decided first, and told after all: then they know
        assert check.told_at is not None


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_has_one_number_and_two_checks_have_two(at_once_cast: Cast) -> None:
    cast = at_once_cast
    drafts = []
    for by in (cast.business_manager, cast.senior_leader):
        check = start_check(cast.school, by=by, at=cast.at)
        drafts.append(write_check(check, answers(cast), by=by, at=cast.at))

    def send(check: Check) -> Act:
        return lambda: send_check(check, seen=check_hash(check), by=check.asked_by, at=cast.at)

    said = at_once(send(drafts[0]), send(drafts[0]), send(drafts[1]))
    assert len(refusals(said)) == 1
    assert set(Check.objects.values_list("number", flat=True)) == {1, 2}


@pytest.mark.django_db(transaction=True)
def test_begun_and_taken_back_at_once_one_of_them_is_done(at_once_cast: Cast) -> None:
    cast = at_once_cast
    check = told(cast)
    said = at_once(
        lambda: begin_check(check, by=network_manager(cast), at=cast.at),
        lambda: withdraw_check(check, why="Settled.", by=cast.headteacher, at=cast.at),
    )
    assert len(refusals(said)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_log_that_comes_while_the_check_ends_is_there_before_or_not_at_all(at_once_cast: Cast) -> None:
    cast = at_once_cast
    check = under_way(cast)
    said = at_once(
        lambda: keep_log(check, "log.csv", [a_log([a_line(cast.at)])], by=network_manager(cast), at=cast.at),
        lambda: end_check(check, outcome="nothing", why="", by=cast.headteacher, at=cast.at),
    )
    assert said[1] == ""
    assert UsageExtract.objects.count() == (said[0] == "")


def refused(cast: Cast) -> Check:
    return decide_check(asked(cast), is_authorised=False, why="No.", by=cast.headteacher, at=cast.at)


def withdrawn(cast: Cast) -> Check:
    return withdraw_check(told(cast), why="No.", by=cast.headteacher, at=cast.at)


def draft(cast: Cast) -> Check:
    check = start_check(cast.school, by=cast.business_manager, at=cast.at)
    return write_check(check, answers(cast), by=cast.business_manager, at=cast.at)


MADE = {
    "draft": draft,
    "asked": asked,
    "authorised": authorised,
    "refused": refused,
    "ready": told,
    "under_way": under_way,
    "ended": ended,
    "withdrawn": withdrawn,
}
# verb -> the statuses from which it is done; from all others it is refused.
DONE_FROM = {
    "write": {"draft"},
    "send": {"draft"},
    "discard": {"draft"},
    "decide": {"asked"},
    "tell": {"authorised"},
    "not_tell": {"authorised"},
    "begin": {"ready"},
    "find": {"under_way"},
    "case": {"under_way"},
    "log": {"under_way"},
    "end": {"ready", "under_way"},
    "withdraw": {"asked", "authorised", "ready"},
    "hand_on": {"asked", "authorised", "ready", "under_way"},
}


def verbs(cast: Cast, check: Check) -> dict[str, Act]:
    head, carrier, owner = cast.headteacher, network_manager(cast), cast.business_manager
    until = cast.today + timedelta(days=7)
    at: Any = {"at": cast.at}
    return {
        "write": lambda: write_check(check, {"purpose": "Another."}, by=owner, **at),
        "send": lambda: send_check(check, seen=check_hash(check), by=owner, **at),
        "discard": lambda: discard_check(check, by=owner),
        "decide": lambda: decide_check(check, is_authorised=True, why="", by=head, **at),
        "tell": lambda: tell(check, WORDS, by=head, **at),
        "not_tell": lambda: decide_not_telling(check, ground="crime", why="Theft.", until=until, by=head, **at),
        "begin": lambda: begin_check(check, by=carrier, **at),
        "find": lambda: write_finding(check, "Found.", by=carrier, **at),
        "case": lambda: open_case_from(check, Find("Seen.", is_safeguarding=True, by_subject=False), by=carrier, **at),
        "log": lambda: keep_log(check, "log.csv", [a_log([a_line(cast.at)])], by=carrier, **at),
        "end": lambda: end_check(check, outcome="nothing", why="", by=head, **at),
        "withdraw": lambda: withdraw_check(check, why="No.", by=head, **at),
        "hand_on": lambda: hand_on_check(check, cast.senior_leader, by=head, **at),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("status", MADE)
def test_each_verb_is_done_from_its_statuses_and_refused_from_all_others(cast: Cast, status: str) -> None:
    check = MADE[status](cast)
    assert check.status == status
    for verb, act in verbs(cast, check).items():
        mark = transaction.savepoint()
        try:
            act()
        except NotAllowed:
            done = False
        else:
            done = True
        transaction.savepoint_rollback(mark)
        check.refresh_from_db()
        assert done == (status in DONE_FROM[verb]), f"{verb} from {status}"
