"""Whatever people do to cases in whatever order: who is complained of never sees one or acts in it, a case closes only
with all that belongs to it, and nothing that was written is lost."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import (
    Case,
    CaseGrant,
    CasePerson,
    Category,
    Considered,
    EmergencyAccess,
    Kind,
    Procedure,
    Relation,
    Report,
    ResponseOption,
    Update,
)
from incidents.transitions import (
    cases,
    closing,
    informing,
    joining,
    letting_in,
    people,
    procedures,
    responses,
    timeline,
)
from tests.cast import Cast
from tests.incidents.reported import a_case, affected, blamed, scale

pytestmark = pytest.mark.django_db
PEOPLE = ("headteacher", "dsl", "chair", "senior_leader", "line_manager", "teacher", "trust_officer")
RUNS, SEES = "incidents.run_case", "incidents.see_case"
ENOUGH, TURNS = 2000, 12
who = st.sampled_from(PEOPLE)
# Everything a refusal leaves as it was; the words of each line by their sum.
ROWS = """
SELECT (SELECT string_agg(concat_ws(' ', id, status, lead_id, route, severity_id, outcome, allegation), ';' ORDER BY id)
          FROM incidents_case),
       (SELECT string_agg(concat_ws(' ', id, relation, person_id, ended_at), ';' ORDER BY id)
          FROM incidents_caseperson),
       (SELECT string_agg(concat_ws(' ', id, until), ';' ORDER BY id) FROM incidents_casegrant),
       (SELECT string_agg(concat_ws(' ', id, until, refused_at), ';' ORDER BY id) FROM incidents_emergencyaccess),
       (SELECT string_agg(concat_ws(' ', id, case_id, what, md5(words)), ';' ORDER BY id) FROM incidents_entry)
"""


class Cases(RuleBasedStateMachine):
    """Two cases of one school, and everything that people do to them; the pages' permissions stand before the verbs."""

    cast: Cast
    taken: ClassVar = 0  # steps, of all runs together
    ended: ClassVar = 0  # cases closed

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        found = Person.objects.select_related("user").in_bulk([getattr(self.cast, name).pk for name in PEOPLE])
        self.people = {name: found[getattr(self.cast, name).pk] for name in PEOPLE}
        self.at = self.cast.at
        self.low, self.high = scale(self.cast)
        self.cases: list[Case] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(kind=st.sampled_from([Kind.CHILD, Kind.STAFF_MENTION, Kind.STAFF_CONTACT]), blames=st.booleans())
    def begin(self, kind: str, blames: bool) -> None:
        named = [affected(self.people["line_manager"])]
        more = [blamed(self.people["headteacher"])] if blames else []
        self.cases = [a_case(self.cast, kind, named=[*named, *more]), a_case(self.cast, Kind.CHILD)]
        self.see()

    def rows(self) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(ROWS)
            return cursor.fetchone()

    def see(self) -> None:
        """Look at everything anew, after anything that may have changed it."""
        lines = getattr(self, "were", (None,) * 5)[4] or ""
        self.were = self.rows()
        assert self.were[4].startswith(lines)
        pks = [case.pk for case in self.cases]
        self.cases = list(Case.objects.filter(pk__in=pks).select_related("school", "lead", "severity").order_by("pk"))
        rows = CasePerson.objects.filter(relation=Relation.COMPLAINED_OF, ended_at=None, person__isnull=False)
        self.shut = {(row.case_id, row.person_id) for row in rows}
        for case in self.cases:
            self.nobody_complained_of_sees_it(case)

    def nobody_complained_of_sees_it(self, case: Case) -> None:
        assert case.lead is None or case.status == Case.Status.CLOSED or (case.pk, case.lead.pk) not in self.shut
        for name, person in self.people.items():
            if (case.pk, person.pk) in self.shut:
                assert not self.may(name, SEES, case)
                assert not self.may(name, RUNS, case)
                grants = CaseGrant.objects.filter(content_object=case, person=person)
                assert not grants.filter(until__gte=self.cast.today).exists()
                assert not EmergencyAccess.objects.filter(case=case, person=person, until__gt=self.at).exists()

    def may(self, name: str, perm: str, row: Any) -> bool:
        user = self.people[name].user
        return user is not None and user.has_perm(perm, row)

    def do(self, by: str, perm: str, case: Case, act: Callable[[Person], Any], row: Any = None) -> bool:
        """What the page allows is tried, and so is what somebody complained of tries on a page still open."""
        person = self.people[by]
        is_shut = (case.pk, person.pk) in self.shut
        if not is_shut and not self.may(by, perm, row or case):
            return False
        try:
            act(person)
        except NotAllowed:
            assert self.rows() == self.were
            return False
        assert not is_shut
        self.see()
        return True

    @rule(by=who, n=st.integers(0, 1))
    def take(self, by: str, n: int) -> None:
        self.do(by, RUNS, self.cases[n], lambda one: cases.take_case(self.cases[n], by=one, at=self.at))

    @rule(by=who, to=who, n=st.integers(0, 1))
    def hand_on(self, by: str, to: str, n: int) -> None:
        case, person = self.cases[n], self.people[to]
        self.do(by, RUNS, case, lambda one: cases.hand_on(case, person, by=one, at=self.at))

    @rule(by=who, n=st.integers(0, 1), is_low=st.booleans())
    def judge(self, by: str, n: int, is_low: bool) -> None:
        how: dict[str, Any] = {"category": Category.OTHER, "procedure": Procedure.NONE, "summary": "It."}
        step, case = self.low if is_low else self.high, self.cases[n]
        self.do(by, RUNS, case, lambda one: cases.judge(case, severity=step, **how, by=one, at=self.at))

    @rule(by=who, n=st.integers(0, 1))
    def make_safeguarding(self, by: str, n: int) -> None:
        case = self.cases[n]
        self.do(by, RUNS, case, lambda one: cases.make_safeguarding(case, why="A child.", by=one, at=self.at))

    @rule(by=who, n=st.integers(0, 1), decides=st.booleans())
    def consider_an_allegation(self, by: str, n: int, decides: bool) -> None:
        case = self.cases[n]

        def act(one: Person) -> Any:
            if not decides:
                return procedures.make_allegation(case, why="It may be.", by=one, at=self.at)
            told = procedures.Advised()
            return procedures.decide_threshold(case, "low_level", why="It is.", told=told, by=one, at=self.at)

        self.do(by, "incidents.manage_case", case, act)

    @rule(by=who, n=st.integers(0, 1))
    def write(self, by: str, n: int) -> None:
        case = self.cases[n]
        self.do(
            by,
            RUNS,
            case,
            lambda one: timeline.write_entry(case, "note", "So.", happened_at=self.at, by=one, at=self.at),
        )

    @rule(by=who, n=st.integers(0, 1))
    def correct(self, by: str, n: int) -> None:
        entry = self.cases[n].entries.first()
        assert entry is not None
        self.do(
            by,
            "incidents.correct_entry",
            self.cases[n],
            lambda one: timeline.correct_entry(entry, "Not so.", by=one, at=self.at),
            entry,
        )

    @rule(by=who, name=who, n=st.integers(0, 1), is_blamed=st.booleans())
    def name(self, by: str, name: str, n: int, is_blamed: bool) -> None:
        case, person = self.cases[n], self.people[name]
        named = blamed(person) if is_blamed else affected(person)
        self.do(by, RUNS, case, lambda one: people.name_person(case, named, by=one, at=self.at))

    @rule(by=who, n=st.integers(0, 1), place=st.integers(0, 5))
    def take_out(self, by: str, n: int, place: int) -> None:
        case, rows = self.cases[n], list(self.cases[n].people.filter(ended_at=None))
        if rows:
            row = rows[place % len(rows)]
            self.do(by, RUNS, case, lambda one: people.take_out(row, why="A mistake.", by=one, at=self.at))

    @rule(by=who, name=who, n=st.integers(0, 1))
    def let_in(self, by: str, name: str, n: int) -> None:
        case, person, until = self.cases[n], self.people[name], self.cast.today + timedelta(days=2)
        self.do(by, RUNS, case, lambda one: letting_in.let_in(case, person, until=until, why="So.", by=one, at=self.at))

    @rule(by=who, n=st.integers(0, 1))
    def let_out(self, by: str, n: int) -> None:
        grant = CaseGrant.objects.filter(content_object=self.cases[n]).first()
        if grant is not None:
            self.do(by, RUNS, self.cases[n], lambda one: letting_in.let_out(grant, by=one, at=self.at))

    @rule(by=who, n=st.integers(0, 1))
    def ask_in_an_emergency(self, by: str, n: int) -> None:
        case = self.cases[n]
        self.do(
            by,
            "incidents.ask_emergency",
            case,
            lambda one: letting_in.ask_emergency(case, why="Now.", by=one, at=self.at),
            self.cast.school,
        )

    @rule(by=who, n=st.integers(0, 1), agrees=st.booleans())
    def answer_in_an_emergency(self, by: str, n: int, agrees: bool) -> None:
        row = self.cases[n].emergencies.filter(agreed_at=None, refused_at=None).first()
        if row is None:
            return
        answer = letting_in.agree_emergency if agrees else letting_in.refuse_emergency
        done = self.do(by, "incidents.agree_emergency", self.cases[n], lambda one: answer(row, by=one, at=self.at), row)
        assert not done or row.person_id != self.people[by].pk

    @rule(by=who, n=st.integers(0, 1), place=st.integers(0, 3))
    def tell(self, by: str, n: int, place: int) -> None:
        rows = list(self.cases[n].people.filter(relation=Relation.AFFECTED, ended_at=None))
        if rows:
            row, word = rows[place % len(rows)], informing.Word(Update.What.DONE, "Done.", None)
            self.do(by, RUNS, self.cases[n], lambda one: informing.tell(row, word, by=one, at=self.at))

    @rule(by=who, n=st.integers(0, 1))
    def consider_all(self, by: str, n: int) -> None:
        case = self.cases[n]
        for option in responses.left_to_consider(case):
            self.do(by, RUNS, case, partial(self.answer_one, case, option))

    def answer_one(self, case: Case, option: ResponseOption, one: Person) -> Considered:
        return responses.consider(case, option, answer=Considered.Answer.TAKEN, why="Done.", by=one, at=self.at)

    @rule(by=who, n=st.integers(0, 1))
    def close(self, by: str, n: int) -> None:
        case = self.cases[n]
        is_ready = self.is_ready(case)
        how = {"outcome": closing.OUTCOMES[0], "why": "It is over."}
        done = self.do(by, RUNS, case, lambda one: closing.close_case(case, **how, by=one, at=self.at))
        assert is_ready or not done
        Cases.ended += done

    def is_ready(self, case: Case) -> bool:
        """All that closing asks for, put in other words than the product's."""
        if case.status != Case.Status.IN_HAND or case.allegation == "considered" or case.severity is None:
            return False
        if case.severity.is_low:
            return True
        options = set(ResponseOption.objects.filter(school=case.school, ended_at=None).values_list("pk", flat=True))
        considered = set(Considered.objects.filter(case=case).values_list("option", flat=True))
        rows = case.people.filter(relation=Relation.AFFECTED, ended_at=None, person__isnull=False)
        waiting = [row for row in rows if (case.pk, row.person_id) not in self.shut]
        told = set(Update.objects.filter(case=case).values_list("affected", flat=True))
        return options <= considered and all(row.pk in told for row in waiting)

    @rule(n=st.integers(0, 1), is_low=st.booleans(), place=st.integers(0, 1))
    def bring_it_to_its_end(self, n: int, is_low: bool, place: int) -> None:
        """Whoever has the case does all that it needs, one thing after the other."""
        have_it = [name for name in self.people if self.may(name, RUNS, self.cases[n])]
        if not have_it:
            return
        by = have_it[place % len(have_it)]
        self.take(by, n)
        self.consider_an_allegation(by, n, decides=True)
        self.judge(by, n, is_low)
        self.consider_all(by, n)
        for which in range(4):
            self.tell(by, n, which)
        self.close(by, n)

    @rule(by=who, n=st.integers(0, 1))
    def reopen(self, by: str, n: int) -> None:
        case = self.cases[n]
        self.do(by, RUNS, case, lambda one: closing.reopen_case(case, why="Again.", by=one, at=self.at))

    @rule(by=who, n=st.integers(0, 1))
    def join(self, by: str, n: int) -> None:
        case, other = self.cases[n], self.cases[1 - n]
        report = Report.objects.filter(case=case).first()
        if report is not None and self.may(by, RUNS, other):
            self.do(by, RUNS, case, lambda one: joining.join(report, other, by=one, at=self.at))

    @invariant()
    def another_step_was_taken(self) -> None:
        Cases.taken += 1


@pytest.mark.clause("ACR-18", "ACR-13")
def test_whatever_happens_in_whatever_order() -> None:
    """At least 2,000 steps, some of which close a case."""
    Cases.cast = Cast.make()
    often = settings(max_examples=20, stateful_step_count=50, suppress_health_check=list(HealthCheck))
    for turn in range(TURNS):
        if Cases.taken < ENOUGH:  # how many a turn takes is not always the same
            run_state_machine_as_test(seed(turn)(Cases), settings=often)
    assert Cases.taken >= ENOUGH
    assert Cases.ended
