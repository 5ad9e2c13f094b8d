"""Two clerks at the same moment: the second gets words, never a fault, and nothing is there twice."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from policies.models import PublishedPart, StatutoryAnswer, StatutoryList
from policies.statutory import shipped
from policies.transitions.parts import publish_part
from policies.transitions.statutory import ListRead, answer_statutory, offer_statutory_list, take_statutory_list
from tests.cast import Cast
from tests.policies.shelf import in_force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each was answered: "" where it was done, else the sentence."""
    assert connection.vendor == "postgresql", "SQLite lets one write at a time"
    start, said = Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait(10)
        try:
            act()
        except NotAllowed as refused:
            said[place] = str(refused)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return said


def an_offered_list(cast: Cast) -> StatutoryList:
    uid = uuid4()
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    with change():
        owner = ("policies.StatutoryList", uid)
        file = files.seal("list.csv", b"Key", media_type="text/csv", owner=owner, school=cast.school, **by)
        read = ListRead([line.as_dict() for line in shipped()[:3]], [])
        return offer_statutory_list(cast.school, file, read, uid=uid, **by)


def test_a_part_published_by_two_at_once_is_published_once(cast: Cast) -> None:
    policy = in_force(cast).policy
    said = at_once(
        lambda: publish_part(policy, "1-purpose", by=cast.clerk, at=cast.at),
        lambda: publish_part(policy, "1-purpose", by=cast.headteacher, at=cast.at),
    )
    assert sorted(said) == ["", "This clause is published by itself already."]
    assert PublishedPart.objects.count() == 1


def test_two_lists_taken_at_once_leave_one_in_use(cast: Cast) -> None:
    first, second = an_offered_list(cast), an_offered_list(cast)
    said = at_once(
        lambda: take_statutory_list(first, by=cast.clerk, at=cast.at),
        lambda: take_statutory_list(second, by=cast.headteacher, at=cast.at),
        lambda: take_statutory_list(first, by=cast.headteacher, at=cast.at),
    )
    assert sum(sentence == "" for sentence in said) == 2
    assert next(sentence for sentence in said if sentence).endswith("Look at it again.")
    assert sorted(StatutoryList.objects.values_list("status", flat=True)) == ["in_use", "replaced"]


def test_two_answers_to_one_line_at_once_leave_the_later_one(cast: Cast) -> None:
    policy = in_force(cast).policy
    said = at_once(
        lambda: answer_statutory(cast.school, "uniform", policy=policy, by=cast.clerk, at=cast.at),
        lambda: answer_statutory(cast.school, "uniform", not_needed_why="None.", by=cast.headteacher, at=cast.at),
    )
    assert said == ["", ""]
    assert StatutoryAnswer.objects.count() == 1
