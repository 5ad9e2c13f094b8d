"""A permission is settled by the row in hand as the query over all rows settles it."""

import pytest

from foundation.core.rules import ASKERS, RULES, condition, permitted, remember, settles
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them


def test_a_row_in_hand_is_judged_as_the_list_of_rows_is(worlds: tuple[World, World]) -> None:
    """Every permission, for everybody of either school, on every row of both."""
    users = [user for world in worlds for user in world.users().values() if user is not None]
    judged = allowed = 0
    for perm, (model, _) in RULES.items():
        rows = list(model._default_manager.all())
        for user in users if perm not in ASKERS else ():
            remember(user)
            listed = set(permitted(user, perm, model._default_manager.all()).values_list("pk", flat=True))
            found = {row.pk: settles(condition(user, perm), row) for row in rows}
            settled = {pk for pk, judgement in found.items() if judgement is not None}
            judged, allowed = judged + len(settled), allowed + len(settled & listed)
            assert {pk for pk in settled if found[pk]} == settled & listed, f"{user} {perm}"
    assert 0 < allowed < judged
