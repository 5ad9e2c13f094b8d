"""What monitoring costs a desk: whoever has no part in any of it is asked about once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.core.panels import desk
from foundation.core.rules import remember
from foundation.schools.models import Person, User
from foundation.schools.people import standing
from monitoring.ties import Ties, ties
from tests.cast import Cast
from tests.monitoring.checked import asked, authorised, network_manager, told

pytestmark = pytest.mark.django_db
OWN = [name for name in desk.entries if name.startswith("monitoring.")]


def cost(cast: Cast, person: Person) -> tuple[int, list[str]]:
    """How often the database is asked for monitoring's lines of a desk, and what stands there."""
    assert person.user is not None
    user = User.objects.get(pk=person.user.pk)
    remember(user)
    standing(user, cast.today)
    with CaptureQueriesContext(connection) as queries:
        lines = [line.action for name in OWN for line in desk.entries[name](user, cast.today)]
    return len(queries), lines


def test_whoever_has_no_part_in_monitoring_costs_their_desk_one_query(cast: Cast) -> None:
    assert len(OWN) > 8
    asked(cast)
    assert cost(cast, cast.teacher) == (1, [])
    assert cost(cast, cast.line_manager) == (1, [])


def test_who_is_checked_and_not_told_costs_no_more_than_others(cast: Cast) -> None:
    check = authorised(cast)
    assert check.subject == cast.teacher
    assert cost(cast, cast.teacher) == (1, [])
    assert ties(cast.teacher.user, cast.today) == Ties()


def test_who_is_told_or_carries_it_out_has_their_line(cast: Cast) -> None:
    told(cast)
    assert cost(cast, cast.teacher)[1] == ["Read why and when"]
    assert "Begin" in cost(cast, network_manager(cast))[1]
    assert not ties(cast.teacher.user, cast.today + timedelta(days=9)).runs_checks
