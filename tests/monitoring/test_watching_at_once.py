"""Filtering, the footprint and restrictions at the same moment: each thing is done once."""

import pytest

from foundation.audit.models import Entry
from foundation.notices.models import Notice
from monitoring.models import FootprintPlace, Mention, Restriction
from monitoring.transitions import filtering, footprint, restrictions
from monitoring.transitions.filtering import ToDo
from monitoring.transitions.restrictions import Terms
from tests.approvals.test_at_once import at_once
from tests.cast import Cast
from tests.monitoring.watched import DAY, a_check, a_mention

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def entries(verb: str) -> int:
    return Entry.objects.filter(verb=verb).count()


def test_what_five_say_at_once_was_done_is_done_once(cast: Cast) -> None:
    action = a_check(cast, to_do=[ToDo("Block it", cast.teacher, cast.today)]).actions.get()
    said = at_once(*[lambda: filtering.finish_action(action, "Blocked.", by=cast.teacher, at=cast.at)] * 5)
    assert sorted(said) == ["", *["This is done already."] * 4]
    assert entries("filtering_action_done") == 1


def test_a_place_that_five_add_at_once_stands_once(cast: Cast) -> None:
    said = at_once(*[lambda: footprint.add_place(cast.school, "Reviews", by=cast.dsl, at=cast.at)] * 5)
    assert said.count("") == 1
    assert FootprintPlace.objects.count() == entries("footprint_place_set") == 1


def test_answered_and_left_at_once_it_ends_answered(cast: Cast) -> None:
    mention = a_mention(cast)
    at_once(
        lambda: footprint.answer_mention(mention, "We thanked them.", by=cast.dsl, at=cast.at),
        lambda: footprint.leave_mention(mention, "A joke.", by=cast.headteacher, at=cast.at),
    )
    assert Mention.objects.get().answer_words == "We thanked them."


@pytest.mark.clause("ACR-22")
def test_lifted_by_three_at_once_it_is_lifted_and_told_once(cast: Cast) -> None:
    terms = Terms(cast.today, cast.today + DAY)
    row = restrictions.withdraw_access(
        cast.teacher, cast.school, what="Wireless", reason="x", terms=terms, by=cast.headteacher, at=cast.at
    )
    said = at_once(*[lambda: restrictions.lift_restriction(row, why="Enough", by=cast.dsl, at=cast.at)] * 3)
    assert sorted(said) == ["", *["This is over already."] * 2]
    assert Notice.objects.filter(kind="monitoring.restriction").count() == 2  # set, lifted
    assert Restriction.objects.exclude(lifted_at=None).count() == entries("restriction_lifted") == 1
