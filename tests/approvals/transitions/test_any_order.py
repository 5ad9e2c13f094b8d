"""Whatever people do in whatever order: no step is left out, nobody decides twice or for themselves."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from approvals import transitions
from approvals.models import Decision, Deputy, Kind, Mode, Request, Step, Whose
from approvals.transitions import Answer, Wanted
from approvals.transitions.asking import hash_of
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, Role, RoleKind
from tests.approvals.asked import CHAIR, HEAD, MANAGER, send, set_chain, team, written
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PEOPLE = ("teacher", "line_manager", "senior_leader", "headteacher", "chair", "clerk", "business_manager", "governor")
CHAINS = ("full", "short", "told", "leaders", "person")
SETTLED = (Step.Status.DONE, Step.Status.PASSED_OVER)
people, outcomes = st.sampled_from(PEOPLE), st.sampled_from([*Decision.Outcome.values])


class Requests(RuleBasedStateMachine):
    """One request after another, and everything that can happen to it; what is refused changes nothing."""

    cast: Cast
    request: Request

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.shown = ""

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def person(self, name: str) -> Person:
        return Person.objects.get(pk=getattr(self.cast, name).pk)

    def try_to(self, act: Any) -> None:
        """A refusal leaves everything as it was."""
        before = self.rows()
        with suppress(NotAllowed):
            act()
            before = None
        if before is not None:
            assert self.rows() == before
        self.request.refresh_from_db()

    def rows(self) -> list[Any] | None:
        steps = Step.objects.values_list("pk", "status", "whose", "person", "due_on")
        return [list(steps), Decision.objects.count(), list(Request.objects.values_list("pk", "status", "round"))]

    def step(self) -> Step | None:
        found = Step.objects.select_related("revision", "request")
        return found.filter(request=self.request).exclude(status=Step.Status.WAITING).order_by("-pk").first()

    def current(self) -> Step | None:
        return (
            Step.objects.select_related("revision", "request")
            .filter(request=self.request, status=Step.Status.OPEN)
            .first()
            or self.step()
        )

    @initialize(chain=st.sampled_from(CHAINS), by=people)
    def begin(self, chain: str, by: str) -> None:
        set_chain(self.cast, *self.chain(chain))
        self.request = written(self.cast, self.person(by))

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
            lambda: given.extend(transitions.answer_step(step, said, seen=seen, by=self.person(by), at=self.cast.at))
        )
        assert all(decision.content_hash == seen == was for decision in given)

    @rule(by=people, outcome=st.just("approved"))
    def approve(self, by: str, outcome: str) -> None:
        self.answer(by, outcome, True, "")

    @rule(to=people, by=people)
    def pass_on(self, to: str, by: str) -> None:
        step = self.current()
        if step is not None:
            self.try_to(
                lambda: transitions.pass_on(step, self.person(to), why="Late.", by=self.person(by), at=self.cast.at)
            )

    @rule()
    def pass_over(self) -> None:
        step = self.current()
        if step is not None:
            self.try_to(lambda: transitions.pass_over(step, why="Late.", by=self.person("clerk"), at=self.cast.at))

    @rule()
    def withdraw(self) -> None:
        if self.request.round > 2:
            by = self.request.requester
            self.try_to(lambda: transitions.withdraw_request(self.request, by=by, at=self.cast.at))

    @rule(by=people)
    def ask_for_more(self, by: str) -> None:
        if self.request.settled_at is not None:
            self.request = written(self.cast, self.person(by))

    @rule(person=people, deputy=people)
    def name_deputy(self, person: str, deputy: str) -> None:
        on = self.cast.today
        self.try_to(
            lambda: transitions.name_deputy(
                self.person(person),
                self.person(deputy),
                starts_on=on,
                ends_on=on,
                by=self.cast.clerk,
                at=self.cast.at,
            )
        )

    @rule()
    def deputies_come_back(self) -> None:
        for row in Deputy.objects.filter(ended_at=None):
            transitions.end_deputy(row, by=self.cast.clerk, at=self.cast.at)

    @rule(chain=st.sampled_from(CHAINS), moves=st.booleans())
    def change_rules(self, chain: str, moves: bool) -> None:
        set_chain(self.cast, *self.chain(chain), kind=Kind.PARTICIPATION, moves=moves)
        self.request.refresh_from_db()

    @rule(name=st.sampled_from(["line_manager", "senior_leader", "business_manager"]))
    def leave_or_come_back(self, name: str) -> None:
        person = self.person(name)
        person.leaves_on = None if person.leaves_on else self.cast.today - timedelta(days=1)
        person.save()

    @rule(manager=people)
    def get_another_manager(self, manager: str) -> None:
        requester = Person.objects.get(pk=self.request.requester_id)
        if self.person(manager).pk != requester.pk:
            requester.line_manager = self.person(manager)
            requester.save()

    @rule(name=people)
    def become_chair(self, name: str) -> None:
        role = Role.objects.get(school=self.cast.school, kind=RoleKind.CHAIR)
        role.person = self.person(name)
        role.save()

    @invariant()
    def nobody_decides_on_their_own(self) -> None:
        assert not Decision.objects.filter(by=F("request__requester")).exists()

    @invariant()
    def one_step_is_open_while_it_is_in_hand(self) -> None:
        if hasattr(self, "request"):
            count = Step.objects.filter(request=self.request, status=Step.Status.OPEN).count()
            assert count == (self.request.status == Request.Status.IN_HAND)

    @invariant()
    def no_step_is_left_out(self) -> None:
        if not hasattr(self, "request"):
            return
        steps = list(self.request.steps.filter(round=self.request.round).select_related("revision", "carried"))
        for place, step in enumerate(steps):
            if step.status in SETTLED:
                assert all(one.status in (*SETTLED, Step.Status.TOGETHER, Step.Status.VOID) for one in steps[:place])
        if self.request.status == Request.Status.APPROVED:
            latest = self.request.revisions.order_by("number").last()
            for step in steps:
                assert step.status in SETTLED
                assert step.revision == latest
                if step.mode == Mode.DECIDE:
                    assert step.source.decision.outcome == "approved"
                    assert step.source.decision.content_hash == latest.content_hash  # type: ignore[union-attr]


def test_whatever_happens_in_whatever_order() -> None:
    """At least 20,000 steps."""
    Requests.cast = Cast.make()
    often = settings(max_examples=400, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Requests, settings=often)  # type: ignore[no-untyped-call]
