"""What is taken off the school's own accounts: copied first, on a ground of the school or by a decision."""

import pytest

from foundation.core.states import NotAllowed
from incidents.models import Case, Kind, Removal, RemovalQuestion
from incidents.transitions.people import name_person
from incidents.transitions.purging import Ground, purge_evidence
from incidents.transitions.removals import TakenOff, ask_removal, decide_removal, deciders, record_removal
from tests.cast import Cast
from tests.incidents.kept import a_text, rules
from tests.incidents.reported import blamed, in_hand

pytestmark = pytest.mark.django_db
REMOVE, LEAVE = RemovalQuestion.Answer.REMOVE, RemovalQuestion.Answer.LEAVE


@pytest.fixture
def case(cast: Cast) -> Case:
    return in_hand(cast, Kind.ON_OUR_ACCOUNT)


def take_off(cast: Cast, case: Case, **more: object) -> Removal:
    given = {"what": "A comment below the fair.", "removed_at": cast.at, "no_copy_why": "It had gone."}
    return record_removal(case, TakenOff(**(given | more)), by=cast.dsl, at=cast.at)  # type: ignore[arg-type]


def asked(cast: Cast, case: Case) -> RemovalQuestion:
    return ask_removal(case, "A comment that the school is badly led.", by=cast.dsl, at=cast.at)


@pytest.mark.clause("ACR-17")
def test_nothing_goes_without_the_headteachers_recorded_decision(cast: Cast, case: Case) -> None:
    with pytest.raises(NotAllowed, match="Hannah Headteacher decides"):
        take_off(cast, case)
    question = asked(cast, case)
    with pytest.raises(NotAllowed, match="without a decision"):
        take_off(cast, case, question=question)
    with pytest.raises(NotAllowed, match="Hannah Headteacher decides"):
        decide_removal(question, REMOVE, why="It annoys me.", by=cast.senior_leader, at=cast.at)
    question = decide_removal(question, REMOVE, why="It names a child.", by=cast.headteacher, at=cast.at)
    made = take_off(cast, case, question=question)
    assert (made.question, made.ground) == (question, "")
    with pytest.raises(NotAllowed, match="already"):
        take_off(cast, case, question=question)


@pytest.mark.clause("ACR-17")
def test_criticism_that_is_to_stay_stays_with_the_reason(cast: Cast, case: Case) -> None:
    question = decide_removal(asked(cast, case), LEAVE, why="It is an opinion.", by=cast.headteacher, at=cast.at)
    assert (question.answer, question.why, question.decided_by) == (LEAVE, "It is an opinion.", cast.headteacher)
    with pytest.raises(NotAllowed, match="without a decision"):
        take_off(cast, case, question=question)
    with pytest.raises(NotAllowed, match="decided already"):
        decide_removal(question, REMOVE, why="After all.", by=cast.headteacher, at=cast.at)


@pytest.mark.clause("QEI-24", "STM-15")
def test_one_school_has_grounds_for_removing_at_once_and_another_has_none(cast: Cast, case: Case) -> None:
    with pytest.raises(NotAllowed, match="not one of the school's grounds"):
        take_off(cast, case, ground="Extreme offence")
    rules(cast, removal_grounds="Extreme offence\nAbuse")
    made = take_off(cast, case, ground="Extreme offence")
    assert (made.ground, made.question) == ("Extreme offence", None)
    with pytest.raises(NotAllowed, match="not one of the school's grounds"):
        take_off(cast, case, ground="I do not like it")


def test_where_no_headteacher_is_needed_whoever_runs_the_case_decides(cast: Cast) -> None:
    case = in_hand(cast, Kind.CHILD, lead=cast.dsl)
    question = asked(cast, case)
    with pytest.raises(NotAllowed, match="decides"):
        decide_removal(question, REMOVE, why="A child is named.", by=cast.dsl, at=cast.at)
    rules(cast, removal_needs_headteacher=False)
    assert decide_removal(question, REMOVE, why="A child is named.", by=cast.dsl, at=cast.at).decided_by == cast.dsl
    other = asked(cast, case)
    with pytest.raises(NotAllowed, match="decides"):
        decide_removal(other, REMOVE, why="I would like to.", by=cast.teacher, at=cast.at)


@pytest.mark.clause("ACR-18", "ACR-17")
def test_the_chair_decides_where_the_headteacher_is_complained_of(cast: Cast, case: Case) -> None:
    question = asked(cast, case)
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    assert deciders(case, cast.today) == [cast.chair]
    with pytest.raises(NotAllowed, match="not there any more"):
        decide_removal(question, REMOVE, why="It is about me.", by=cast.headteacher, at=cast.at)
    assert decide_removal(question, LEAVE, why="It stays.", by=cast.chair, at=cast.at).decided_by == cast.chair


@pytest.mark.clause("STM-15")
def test_the_copy_comes_first_and_that_there_is_none_is_never_hidden(cast: Cast, case: Case) -> None:
    rules(cast, removal_grounds="Abuse")
    with pytest.raises(NotAllowed, match="Keep a copy first"):
        take_off(cast, case, ground="Abuse", no_copy_why=" ")
    copy = a_text(cast, case)
    made = take_off(cast, case, ground="Abuse", copy=copy)
    assert (made.is_copied, made.copy, made.no_copy_why) == (True, copy, "")
    without = take_off(cast, case, ground="Abuse")
    assert (without.is_copied, without.no_copy_why) == (False, "It had gone.")
    assert any("No copy: It had gone." in entry.words for entry in case.entries.all())


def test_a_copy_of_another_case_or_a_destroyed_one_is_none(cast: Cast, case: Case) -> None:
    rules(cast, removal_grounds="Abuse")
    elsewhere, gone = a_text(cast, in_hand(cast)), a_text(cast, case)
    purge_evidence(gone, ground=Ground.OTHER, why="Wrong.", by=cast.headteacher, at=cast.at)
    gone.refresh_from_db()
    for copy in (elsewhere, gone):
        with pytest.raises(NotAllowed, match="kept in this case"):
            take_off(cast, case, ground="Abuse", copy=copy)
