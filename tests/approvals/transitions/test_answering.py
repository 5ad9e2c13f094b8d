"""A request goes through its chain: no step is left out, nobody decides twice or on their own request."""

import pytest
from django.db import IntegrityError, transaction

from approvals import transitions
from approvals.models import Decision, Mode, Request, Step, Whose
from approvals.transitions import Answer, Wanted
from approvals.transitions.asking import hash_of
from foundation.core.states import NotAllowed
from tests.approvals.asked import CHAIR, HEAD, MANAGER, answer, four_steps, open_step, send, sent, set_chain, team
from tests.cast import Cast, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def whose(request: Request) -> str:
    return open_step(request).whose


@pytest.mark.clause("QEI-10", "QEI-14")
def test_manager_team_head_and_chair_answer_in_this_order(cast: Cast) -> None:
    set_chain(cast, *four_steps(cast))
    request = sent(cast)
    for by, outcome in (
        (cast.line_manager, "approved"),
        (cast.senior_leader, "advised"),
        (cast.headteacher, "approved"),
    ):
        answer(cast, request, by, outcome)
        request.refresh_from_db()
        assert request.status == "in_hand"
    answer(cast, request, cast.chair)
    request.refresh_from_db()
    assert (request.status, request.settled_at) == ("approved", cast.at)
    assert list(request.decisions.values_list("by_name", "outcome")) == [
        ("Lena Line-Manager", "approved"),
        ("Sam Senior-Leader", "advised"),
        ("Hannah Headteacher", "approved"),
        ("Charlie Chair", "approved"),
    ]


def test_only_whose_turn_it_is_answers(cast: Cast) -> None:
    set_chain(cast, *four_steps(cast))
    request = sent(cast)
    for by in (cast.headteacher, cast.chair, cast.clerk, cast.other_teacher):
        with pytest.raises(NotAllowed):
            answer(cast, request, by)
    assert not request.decisions.exists()


@pytest.mark.clause("QEI-14")
def test_who_advises_neither_approves_nor_declines(cast: Cast) -> None:
    set_chain(cast, *four_steps(cast))
    request = sent(cast)
    answer(cast, request, cast.line_manager)
    for outcome in ("approved", "returned", "declined"):
        with pytest.raises(NotAllowed, match="does not decide"):
            answer(cast, request, cast.senior_leader, outcome)


@pytest.mark.clause("QEI-11")
def test_nobody_decides_on_their_own_request(cast: Cast) -> None:
    set_chain(cast, HEAD)
    request = sent(cast, by=cast.headteacher)
    step = open_step(request)
    assert step.whose == Whose.CHAIR
    assert "Headteacher" in step.because
    with pytest.raises(NotAllowed, match="own request"):
        answer(cast, request, cast.headteacher)
    answer(cast, request, cast.chair)
    request.refresh_from_db()
    assert request.status == "approved"


def test_the_database_itself_refuses_a_decision_on_ones_own_request(cast: Cast) -> None:
    set_chain(cast, HEAD)
    step = open_step(sent(cast))
    row = {"school": cast.school, "request": step.request, "revision": step.revision, "step": step}
    with pytest.raises(IntegrityError, match="nobody_decides_on_their_own_request"), transaction.atomic():
        Decision.objects.create(
            **row, requester=cast.teacher, by=cast.teacher, by_name="T", outcome="approved", at=cast.at
        )


@pytest.mark.clause("QEI-11")
def test_who_is_manager_and_head_decides_once_after_the_team_and_the_form_says_so(cast: Cast) -> None:
    cast.teacher.line_manager = cast.headteacher
    cast.teacher.save()
    set_chain(cast, *four_steps(cast))
    request = sent(cast)
    assert whose(request) == Whose.GROUP
    answer(cast, request, cast.senior_leader, "advised")
    first, second = answer(cast, request, cast.headteacher)
    assert (first.step.whose, second.step.whose) == (Whose.LINE_MANAGER, Whose.HEADTEACHER)
    assert second.conflicts == ["Decided once, together with: Line manager of who asks."]
    assert whose(request) == Whose.CHAIR


def test_what_waited_for_one_person_is_asked_by_itself_when_they_are_two(cast: Cast) -> None:
    cast.teacher.line_manager = cast.headteacher
    cast.teacher.save()
    set_chain(cast, *four_steps(cast))
    request = sent(cast)
    cast.teacher.line_manager = cast.line_manager
    cast.teacher.save()
    answer(cast, request, cast.senior_leader, "advised")
    assert whose(request) == Whose.LINE_MANAGER


@pytest.mark.clause("QEI-11")
def test_an_approver_who_is_also_an_administrator_is_shown_as_such(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    people = [{"person": str(cast.line_manager.uid), "words": ""}, {"person": None, "words": "Vacancy"}]
    request = sent(cast, administrators=people, moderators=people)
    (decision,) = answer(cast, request, cast.line_manager)
    assert decision.conflicts == [
        "Lena Line-Manager is also named as administrator.",
        "Lena Line-Manager is also named as moderator.",
    ]


@pytest.mark.clause("QEI-12")
def test_the_headteacher_decides_on_name_and_logo_separately(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD, CHAIR)
    request = sent(cast)
    with pytest.raises(NotAllowed, match="another step"):
        answer(cast, request, cast.line_manager, brand="approved")
    answer(cast, request, cast.line_manager)
    (decision,) = answer(cast, request, cast.headteacher, brand="declined")
    assert (decision.outcome, decision.brand) == ("approved", "declined")


def test_returned_it_keeps_what_was_said_and_goes_through_its_chain_again(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    answer(cast, request, cast.line_manager)
    answer(cast, request, cast.headteacher, "returned", reason="Who looks after it in August?")
    request.refresh_from_db()
    assert request.status == "returned"
    request = transitions.write_request(
        request, {"cover": "The office."}, seen=hash_of(request.kind, request.answers), by=cast.teacher, at=cast.at
    )
    request = send(cast, request)
    assert (request.status, request.revisions.count(), whose(request)) == ("in_hand", 2, Whose.LINE_MANAGER)
    assert request.decisions.count() == 2


@pytest.mark.parametrize("outcome", ["returned", "declined"])
def test_a_refusal_says_why(cast: Cast, outcome: str) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    with pytest.raises(NotAllowed, match="Say why"):
        answer(cast, request, cast.headteacher, outcome, reason="")


def test_a_decision_on_another_text_than_was_shown_is_refused(cast: Cast) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    with pytest.raises(NotAllowed, match="Nothing was recorded"):
        answer(cast, request, cast.headteacher, seen="0" * 64)


def test_a_deputy_decides_between_the_days_and_both_names_stand(cast: Cast) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    with pytest.raises(NotAllowed):
        answer(cast, request, cast.senior_leader)
    transitions.name_deputy(
        cast.headteacher, cast.senior_leader, starts_on=cast.today, ends_on=cast.today, by=cast.clerk, at=cast.at
    )
    (decision,) = answer(cast, request, cast.senior_leader)
    assert (decision.by_name, decision.stands_in_for_name) == ("Sam Senior-Leader", "Hannah Headteacher")


def test_a_deputy_whose_time_is_over_decides_nothing(cast: Cast) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    row = transitions.name_deputy(
        cast.headteacher, cast.senior_leader, starts_on=cast.today, ends_on=cast.today, by=cast.clerk, at=cast.at
    )
    transitions.end_deputy(row, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed):
        answer(cast, request, cast.senior_leader)


def test_the_deputy_who_asks_decides_nothing(cast: Cast) -> None:
    set_chain(cast, HEAD)
    request = sent(cast, by=cast.senior_leader)
    transitions.name_deputy(
        cast.headteacher, cast.senior_leader, starts_on=cast.today, ends_on=cast.today, by=cast.clerk, at=cast.at
    )
    with pytest.raises(NotAllowed, match="own request"):
        answer(cast, request, cast.senior_leader)


@pytest.mark.clause("STM-08")
def test_who_is_told_has_nothing_to_answer(cast: Cast) -> None:
    set_chain(cast, HEAD, Wanted(Mode.TELL, Whose.SENIOR_LEADER))
    request = sent(cast)
    answer(cast, request, cast.headteacher)
    request.refresh_from_db()
    assert request.status == "approved"
    assert list(request.decisions.values_list("by_name", "outcome"))[-1] == ("Sam Senior-Leader", "told")


def test_a_step_is_passed_on_with_a_reason_and_only_to_somebody_who_did_not_ask(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    with pytest.raises(NotAllowed, match="own request"):
        transitions.pass_on(open_step(request), cast.teacher, why="Away.", by=cast.clerk, at=cast.at)
    transitions.pass_on(open_step(request), cast.business_manager, why="Away.", by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed):
        answer(cast, request, cast.line_manager)
    (decision,) = answer(cast, request, cast.business_manager)
    assert decision.step.passed_why == "Away."


def test_only_advice_is_passed_over(cast: Cast) -> None:
    set_chain(cast, *four_steps(cast))
    request = sent(cast)
    with pytest.raises(NotAllowed, match="cannot be passed over"):
        transitions.pass_over(open_step(request), why="No answer.", by=cast.clerk, at=cast.at)
    answer(cast, request, cast.line_manager)
    transitions.pass_over(open_step(request), why="No answer.", by=cast.clerk, at=cast.at)
    assert whose(request) == Whose.HEADTEACHER


def test_a_chain_that_changes_leaves_what_is_under_way_or_moves_it(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    stays, goes = sent(cast), sent(cast)
    answer(cast, stays, cast.line_manager)
    answer(cast, goes, cast.line_manager)
    set_chain(cast, MANAGER, CHAIR)
    assert whose(stays) == whose(goes) == Whose.HEADTEACHER
    assert set_chain(cast, MANAGER, CHAIR, moves=True) == 2
    assert whose(stays) == Whose.CHAIR
    answer(cast, goes, cast.chair)
    goes.refresh_from_db()
    assert goes.status == "approved"
    assert [step.source.decision.by_name for step in goes.steps.filter(round=goes.round)] == [
        "Lena Line-Manager",
        "Charlie Chair",
    ]


def test_a_chain_in_which_nobody_decides_is_refused(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Somebody has to decide"):
        set_chain(cast, Wanted(Mode.ADVISE, Whose.GROUP, group=team(cast)))


def test_a_kind_without_a_chain_cannot_be_sent(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Ask the clerk"):
        sent(cast)
    assert not Request.objects.exclude(status="draft").exists()


def test_an_approver_who_leaves_half_way_is_followed_by_who_comes_after(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    cast.teacher.line_manager = new = a_person(cast.school, "Nora New-Manager")
    cast.teacher.save()
    with pytest.raises(NotAllowed):
        answer(cast, request, cast.line_manager)
    answer(cast, request, new)
    assert whose(request) == Whose.HEADTEACHER


def test_withdrawn_nothing_waits_any_more(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    step = open_step(request)
    transitions.withdraw_request(request, by=cast.teacher, at=cast.at)
    assert not request.steps.exclude(status=Step.Status.VOID).exists()
    with pytest.raises(NotAllowed):
        transitions.answer_step(
            step, Answer("approved"), seen=step.revision.content_hash, by=cast.line_manager, at=cast.at
        )
