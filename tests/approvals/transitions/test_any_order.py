"""Whatever people do in whatever order: no step is left out, nobody decides twice or for themselves."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from approvals import transitions
from approvals.holders import holders
from approvals.models import Decision, Deputy, Kind, Mode, Request, Step, Whose
from approvals.transitions import Answer, Wanted
from approvals.transitions.asking import hash_of
from foundation.core.actors import Clock
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, Role, RoleKind
from tests.approvals.asked import CHAIR, HEAD, MANAGER, send, set_chain, team, written
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PEOPLE = ("teacher", "line_manager", "senior_leader", "headteacher", "chair", "clerk", "business_manager", "governor")
CHAINS = ("full", "short", "told", "leaders", "person")
SETTLED = (Step.Status.DONE, Step.Status.PASSED_OVER)
people, outcomes = st.sampled_from(PEOPLE), st.sampled_from([*Decision.Outcome.values])
ENOUGH, RUNS = 20_000, 12
# All that a refusal must leave as it was, in one question.
ROWS = """
SELECT (SELECT string_agg(concat_ws(' ', id, status, whose, person_id, due_on), ';' ORDER BY id) FROM approvals_step),
       (SELECT count(*) FROM approvals_decision),
       (SELECT string_agg(concat_ws(' ', id, status, round), ';' ORDER BY id) FROM approvals_request)
"""


class Requests(RuleBasedStateMachine):
    """One request after another, and everything that can happen to it; what is refused changes nothing."""

    cast: Cast
    request: Request
    taken: ClassVar = 0  # steps, of all runs together

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        found = Person.objects.in_bulk([getattr(self.cast, name).pk for name in PEOPLE])
        self.people = {name: found[getattr(self.cast, name).pk] for name in PEOPLE}
        self.shown = ""
        self.steps: list[Step] = []
        self.waited: set[int] = set()  # steps that were to be decided together with a later one

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def try_to(self, act: Callable[[], Any]) -> None:
        """What is done is looked at; a refusal leaves everything as it was."""
        try:
            act()
        except NotAllowed:
            assert self.rows() == self.were
        else:
            self.see()

    def rows(self) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(ROWS)
            return cursor.fetchone()

    def see(self) -> None:
        """Look at the request anew, after anything that may have changed it."""
        self.request = Request.objects.select_related("requester", "school").get(pk=self.request.pk)
        found = Step.objects.filter(request=self.request).select_related("revision", "decision", "carried__decision")
        self.steps = list(found.order_by("pk"))
        for step in self.steps:
            step.request = self.request
        self.waited.update(step.pk for step in self.steps if step.status == Step.Status.TOGETHER)
        self.were = self.rows()
        self.nobody_decides_on_their_own()
        self.one_step_is_open_while_it_is_in_hand()
        self.no_step_is_left_out()

    def current(self) -> Step | None:
        """The open step; without one, the last that was reached."""
        reached = [step for step in self.steps if step.status != Step.Status.WAITING]
        return next((step for step in reached if step.status == Step.Status.OPEN), reached[-1] if reached else None)

    @initialize(chain=st.sampled_from(CHAINS), by=people, is_sent=st.booleans())
    def begin(self, chain: str, by: str, is_sent: bool) -> None:
        set_chain(self.cast, *self.chain(chain))
        self.request = written(self.cast, self.people[by])
        self.see()
        if is_sent:
            self.send()

    def chain(self, name: str) -> list[Wanted]:
        advice = Wanted(Mode.ADVISE, Whose.GROUP, group=team(self.cast, self.cast.senior_leader, self.cast.teacher))
        named = Wanted(Mode.DECIDE, Whose.PERSON, person=self.cast.business_manager)
        return {
            "full": [MANAGER, advice, HEAD, CHAIR],
            "short": [HEAD],
            "told": [HEAD, Wanted(Mode.TELL, Whose.SENIOR_LEADER)],
            "leaders": [Wanted(Mode.DECIDE, Whose.SENIOR_LEADER), advice],
            "person": [advice, named, CHAIR],
        }[name]

    @rule(words=st.sampled_from("abc"))
    def write(self, words: str) -> None:
        seen = hash_of(self.request.kind, self.request.answers)
        by = self.request.requester
        self.try_to(lambda: transitions.write_request(self.request, {"aims": words}, seen=seen, by=by, at=self.cast.at))

    @rule()
    def send(self) -> None:
        self.try_to(lambda: send(self.cast, self.request))

    @rule()
    def look(self) -> None:
        step = self.current()
        self.shown = step.revision.content_hash if step else ""

    @rule(by=people, outcome=outcomes, is_fresh=st.booleans(), brand=st.sampled_from(["", "approved"]))
    def answer(self, by: str, outcome: str, is_fresh: bool, brand: str) -> None:
        step = self.current()
        if step is None:
            return
        seen = step.revision.content_hash if is_fresh else self.shown
        said, was = Answer(outcome, "Because.", brand), step.revision.content_hash
        given: list[Decision] = []
        self.try_to(
            lambda: given.extend(transitions.answer_step(step, said, seen=seen, by=self.people[by], at=self.cast.at))
        )
        assert all(decision.content_hash == seen == was for decision in given)

    @rule(outcome=outcomes, place=st.integers(0, 2))
    def answer_in_turn(self, outcome: str, place: int) -> None:
        """Whose turn it is answers; one of them, where it is the turn of several."""
        step = self.current()
        turn = holders(step, self.cast.today) if step is not None and step.status == Step.Status.OPEN else []
        names = [name for name, person in self.people.items() if person in turn]
        if names:
            advises = step is not None and step.mode == Mode.ADVISE
            self.answer(names[place % len(names)], "advised" if advises else outcome, True, "")

    @rule(to=people, by=people)
    def pass_on(self, to: str, by: str) -> None:
        step = self.current()
        if step is not None:
            self.try_to(
                lambda: transitions.pass_on(step, self.people[to], why="Late.", by=self.people[by], at=self.cast.at)
            )

    @rule()
    def pass_over(self) -> None:
        step = self.current()
        if step is not None:
            self.try_to(lambda: transitions.pass_over(step, why="Late.", by=self.people["clerk"], at=self.cast.at))

    @rule()
    def withdraw(self) -> None:
        if self.request.round > 2:
            by = self.request.requester
            self.try_to(lambda: transitions.withdraw_request(self.request, by=by, at=self.cast.at))

    @rule(by=people)
    def ask_for_more(self, by: str) -> None:
        if self.request.settled_at is not None:
            self.request = written(self.cast, self.people[by])
            self.see()

    @rule(person=people, deputy=people)
    def name_deputy(self, person: str, deputy: str) -> None:
        on = self.cast.today
        with suppress(NotAllowed):
            transitions.name_deputy(
                self.people[person],
                self.people[deputy],
                starts_on=on,
                ends_on=on,
                by=self.cast.clerk,
                at=self.cast.at,
            )
        assert self.rows() == self.were

    @rule()
    def deputies_come_back(self) -> None:
        for row in Deputy.objects.filter(ended_at=None):
            transitions.end_deputy(row, by=self.cast.clerk, at=self.cast.at)

    @rule(chain=st.sampled_from(CHAINS), moves=st.booleans())
    def change_rules(self, chain: str, moves: bool) -> None:
        set_chain(self.cast, *self.chain(chain), kind=Kind.PARTICIPATION, moves=moves)
        self.see()

    @rule(name=st.sampled_from(["line_manager", "senior_leader", "business_manager"]))
    def leave_or_come_back(self, name: str) -> None:
        person = self.people[name]
        person.leaves_on = None if person.leaves_on else self.cast.today - timedelta(days=1)
        person.save(update_fields=["leaves_on"])

    @rule(manager=people)
    def get_another_manager(self, manager: str) -> None:
        requester = self.request.requester
        if self.people[manager].pk != requester.pk:
            requester.line_manager = self.people[manager]
            requester.save(update_fields=["line_manager"])

    @rule()
    def the_clock_sees_to_it(self) -> None:
        """What nobody holds any more moves, and then stays where it is."""
        by, at = Clock("test"), self.cast.at
        transitions.move_on(self.request, by=by, at=at)
        self.see()
        assert not transitions.move_on(self.request, by=by, at=at)

    @rule(name=people)
    def become_chair(self, name: str) -> None:
        Role.objects.filter(school=self.cast.school, kind=RoleKind.CHAIR).update(person=self.people[name])

    @invariant()
    def another_step_was_taken(self) -> None:
        Requests.taken += 1

    def nobody_decides_on_their_own(self) -> None:
        decided = [step.decision for step in self.steps if hasattr(step, "decision")]
        assert self.request.requester_id not in [decision.by_id for decision in decided]

    def one_step_is_open_while_it_is_in_hand(self) -> None:
        count = sum(step.status == Step.Status.OPEN for step in self.steps)
        assert count == (self.request.status == Request.Status.IN_HAND)

    def no_step_is_left_out(self) -> None:
        """A step that waited with a later one opens after all where that one is somebody else's by now; what is carried
        from another chain was said before."""
        steps = [step for step in self.steps if step.round == self.request.round]
        for place, step in enumerate(steps):
            if step.status in SETTLED and step.carried is None:
                before = [one for one in steps[:place] if one.pk not in self.waited]
                assert all(one.status in (*SETTLED, Step.Status.VOID) for one in before)
                assert all(one.status != Step.Status.WAITING for one in steps[:place])
        if self.request.status == Request.Status.APPROVED:
            latest = self.request.revisions.latest("number")
            for step in steps:
                assert step.status in SETTLED
                assert step.revision == latest
                if step.mode == Mode.DECIDE:
                    assert step.source.decision.outcome == "approved"
                    assert step.source.decision.content_hash == latest.content_hash


def test_whatever_happens_in_whatever_order() -> None:
    """At least 20,000 steps."""
    Requests.cast = Cast.make()
    often = settings(max_examples=50, stateful_step_count=50, suppress_health_check=list(HealthCheck))
    for turn in range(RUNS):
        if Requests.taken < ENOUGH:  # how many a run takes is not always the same
            run_state_machine_as_test(seed(turn)(Requests), settings=often)
    assert Requests.taken >= ENOUGH
