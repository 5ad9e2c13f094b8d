"""What was told in confidence shows to those it was told to, on its own page, and nowhere else."""

import pytest

from foundation.notices.digests import remind
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from tests.access.matrix import columns
from tests.access.reading import Reader
from tests.access.world import World
from tests.access.world_people import KIN_NAME

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover, pytest.mark.clause("STM-18", "QEI-27")]
MAY_READ = {"self", "headteacher", "dsl"}


@pytest.mark.parametrize("column", columns())
def test_a_declared_relationship_shows_on_one_page_to_three_people(column: str, reader: Reader) -> None:
    """Of every page, file and export that anybody is given."""
    seen = [*reader.pages(column).seen, *reader.prints(column).seen]
    named = {one.place.route for one in seen if one.names_kin}
    assert named == ({"relationship"} if column in MAY_READ else set())


def test_no_mail_says_that_there_is_one(world: World) -> None:
    cast = world.cast
    remind(cast.school, on=cast.today, at=cast.at)
    for notice in Notice.objects.filter(school=cast.school).select_related("recipient", "school"):
        assert "elationship" not in notice.kind
        try:
            letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at)
        except NoLongerOwed:
            continue
        assert KIN_NAME.encode() not in letter
        assert b"declaration" not in letter
