"""“I have a problem with this” is an answer that does not count as acknowledged."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.core.states import NotAllowed
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.schools.models import Person
from policies.models import Problem, ProblemMessage, Version
from policies.outstanding import outstanding
from policies.transitions import (
    acknowledge,
    answer_problem,
    credit_problems,
    put_in_force,
    raise_problem,
    reply_to_problem,
    submit_version,
)
from tests.cast import Cast
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, in_force


def raised(cast: Cast, version: Version, by: Person | None = None, **changes: Any) -> Problem:
    given: dict[str, Any] = {"words": "There is no key book in the kitchen.", "seen": version.content_hash, **changes}
    return raise_problem(version, by=by or cast.teacher, at=cast.at, **given)


def answered(cast: Cast, problem: Problem, seen: int = 1, by: Person | None = None) -> Problem:
    return answer_problem(problem, words="There will be one on Monday.", seen=seen, by=by or cast.clerk, at=cast.at)


def owes(cast: Cast) -> bool:
    return outstanding(Person.objects.filter(pk=cast.teacher.pk)).exists()


def test_it_goes_to_the_owner_and_does_not_count_as_acknowledged(cast: Cast) -> None:
    version = in_force(cast)
    clause = version.clauses.get(anchor="2-lost-keys")
    problem = raised(cast, version, clause=clause)
    assert owes(cast)
    assert (problem.status, problem.clause, problem.content_hash) == ("open", "2 Lost keys", version.content_hash)
    notice = Notice.objects.get(kind="policies.problem")
    assert notice.recipient == cast.business_manager, "the owner"
    kind = kinds.entries[notice.kind]
    assert kind.may_know(notice)
    mail = kind.render(notice)
    assert "key book" not in f"{mail.subject} {mail.context}"


def test_the_answer_is_kept_and_the_reader_told_who_can_say_more_and_confirm_afterwards(cast: Cast) -> None:
    version = in_force(cast)
    problem = answered(cast, raised(cast, version))
    assert problem.status == "answered"
    told = Notice.objects.get(kind="policies.problem_answer")
    assert told.recipient == cast.teacher
    problem = reply_to_problem(problem, words="And on Tuesdays?", seen=2, by=cast.teacher, at=cast.at)
    assert problem.status == "open"
    with pytest.raises(NoLongerOwed):
        kinds.entries[told.kind].render(told)
    assert Notice.objects.filter(kind="policies.problem").count() == 2
    assert [one.by for one in problem.messages.all()] == [cast.teacher, cast.clerk, cast.teacher]
    acknowledge(
        version, words="I will.", statements=TEXT.statements, seen=version.content_hash, by=cast.teacher, at=cast.at
    )
    problem.refresh_from_db()
    assert (problem.status, problem.settled_at, owes(cast)) == ("settled", cast.at, False)
    for act in (answered, lambda *_: reply_to_problem(problem, words="x", seen=3, by=cast.teacher, at=cast.at)):
        with pytest.raises(NotAllowed, match="settled"):
            act(cast, problem, 3)
    assert ProblemMessage.objects.count() == 3


def test_who_is_not_asked_has_confirmed_or_has_said_so_already_cannot_say_it(cast: Cast) -> None:
    version = in_force(cast)
    with pytest.raises(NotAllowed, match="does not ask"):
        raised(cast, version, cast.governor)
    with pytest.raises(NotAllowed, match="changed while you had it open"):
        raised(cast, version, seen="0" * 64)
    raised(cast, version)
    with pytest.raises(NotAllowed, match="have said already"):
        raised(cast, version)
    given: dict[str, Any] = {"words": "I will.", "statements": TEXT.statements, "seen": version.content_hash}
    acknowledge(version, by=cast.line_manager, at=cast.at, **given)
    with pytest.raises(NotAllowed, match="have confirmed this policy already"):
        raised(cast, version, cast.line_manager)


def test_nobody_answers_their_own_or_says_more_for_another(cast: Cast) -> None:
    version = in_force(cast)
    problem = raised(cast, version)
    with pytest.raises(NotAllowed, match="Nobody answers their own"):
        answered(cast, problem, by=cast.teacher)
    with pytest.raises(NotAllowed, match="Only who has the problem"):
        reply_to_problem(problem, words="x", seen=1, by=cast.clerk, at=cast.at)


def test_two_who_answer_at_once_do_not_cross(cast: Cast) -> None:
    problem = raised(cast, in_force(cast))
    answered(cast, problem)
    with pytest.raises(NotAllowed, match="said here meanwhile"):
        answered(cast, problem, by=cast.headteacher)
    assert problem.messages.count() == 2


def test_where_the_owner_has_left_the_clerk_is_told(cast: Cast) -> None:
    version = in_force(cast)
    Person.objects.filter(pk=cast.business_manager.pk).update(leaves_on=cast.today - timedelta(days=1))
    raised(cast, version)
    assert Notice.objects.get(kind="policies.problem").recipient == cast.clerk


def test_a_new_version_can_say_which_problems_led_to_it_until_it_is_in_force(cast: Cast) -> None:
    version = in_force(cast)
    problem = raised(cast, version)
    draft = a_draft(cast, version.policy, OTHER_TEXT)
    credit_problems(draft, [problem], by=cast.clerk, at=cast.at)
    problem.refresh_from_db()
    assert problem.led_to == draft
    credit_problems(draft, [], by=cast.clerk, at=cast.at)
    problem.refresh_from_db()
    assert problem.led_to is None
    credit_problems(draft, [problem], by=cast.clerk, at=cast.at)
    put_in_force(submit_version(draft, by=cast.clerk, at=cast.at), by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="not being written"):
        credit_problems(draft, [], by=cast.clerk, at=cast.at)
    assert raised(cast, Version.objects.get(pk=draft.pk)).edition == 2, "the new edition is asked anew"


def test_the_database_keeps_one_unsettled_problem_and_a_day_for_each_settled_one(cast: Cast) -> None:
    problem = raised(cast, in_force(cast))
    problem.pk, problem.uid = None, None  # type: ignore[assignment]
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.create(**{**_fields(Problem.objects.get())})
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.update(status="settled")


def _fields(problem: Problem) -> dict[str, Any]:
    return {
        field.attname: getattr(problem, field.attname)
        for field in problem._meta.fields
        if field.name not in ("id", "uid")
    }
