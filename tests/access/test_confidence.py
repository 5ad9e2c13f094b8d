"""What was told in confidence shows to those it was told to, on its own page, and nowhere else."""

import pytest

from foundation.notices.digests import remind
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from tests.access.matrix import Asker, shown_to
from tests.access.world import World
from tests.access.world_people import KIN

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover, pytest.mark.clause("STM-18", "QEI-27")]
MAY_READ = {"self", "headteacher", "dsl"}


def test_a_declared_relationship_shows_on_one_page_to_three_people(world: World) -> None:
    """Every page, file and export that anybody is given, asked for by everybody who is given it."""
    shown = set()
    for column, client in Asker(world, {}).clients().items():
        for place in shown_to(world, column):
            answer = client.get(place.path)
            content = b"".join(answer) if answer.streaming else answer.content
            if b"Quokka" in content:
                shown.add((column, place.route))
    assert shown == {(column, "relationship") for column in MAY_READ}
    assert all(words.startswith(("Quokka", "My niece Quokka")) for words in KIN.values())


def test_no_mail_says_that_there_is_one(world: World) -> None:
    cast = world.cast
    remind(cast.school, on=cast.today, at=cast.at)
    for notice in Notice.objects.filter(school=cast.school).select_related("recipient", "school"):
        assert "elationship" not in notice.kind
        try:
            letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at)
        except NoLongerOwed:
            continue
        assert b"Quokka" not in letter
        assert b"declaration" not in letter
