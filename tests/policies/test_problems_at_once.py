"""Two who say something at the same moment, on PostgreSQL."""

from threading import Thread

import pytest
from django.db import connections

from foundation.core.states import NotAllowed
from policies.models import Problem
from tests.cast import Cast
from tests.policies.shelf import in_force
from tests.policies.transitions.test_problems import raised


@pytest.mark.django_db(transaction=True)
def test_said_in_two_tabs_at_once_it_is_one_problem() -> None:
    cast = Cast.make()
    version, refused = in_force(cast), []

    def say() -> None:
        try:
            raised(cast, version)
        except NotAllowed as words:
            refused.append(str(words))
        finally:
            connections.close_all()

    both = [Thread(target=say) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert Problem.objects.count() == 1
    assert len(refused) == 1
    assert "have said already" in refused[0]
