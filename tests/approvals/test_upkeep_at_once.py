"""Looking after sites at the same moment: two mornings, a duty for who leaves, an impostor twice."""

from datetime import timedelta
from typing import Any

import pytest

from approvals.models import Impostor, SiteAlert, SitePerson
from approvals.transitions.alerts import see_to_school
from approvals.transitions.sites import give_duty
from approvals.transitions.upkeep import Passing, enter_impostor
from foundation.audit.models import Entry
from foundation.schools.transitions.people import enter_leaving
from tests.approvals.sites import a_platform
from tests.approvals.test_pulse import a_site
from tests.cast import Cast
from tests.policies.test_meetings_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def test_two_clocks_at_once_raise_an_alert_once(cast: Cast) -> None:
    sites = [a_site(cast, name) for name in ("Kites", "Owls")]
    at = cast.at + timedelta(20)
    at_once(*[lambda: see_to_school(cast.school, on=at.date(), at=at)] * 2)
    assert SiteAlert.objects.count() == len(sites)
    assert Entry.objects.filter(verb="site_alerted").count() == len(sites)


def test_who_leaves_while_a_duty_is_given_to_them_stops_neither(cast: Cast) -> None:
    site = a_site(cast)
    person, duty = cast.line_manager, SitePerson.Duty.MODERATOR
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    refused = at_once(
        lambda: enter_leaving(person, on=cast.today - timedelta(1), **by),
        lambda: give_duty(site, person, duty, **by),
    )
    assert refused == []
    assert SiteAlert.objects.get().what == SiteAlert.What.ADMINISTRATORS
    assert site.people.filter(person=person, duty=duty).exists()


def test_two_who_enter_one_impostor_at_once_enter_it_once_and_one_is_told(cast: Cast) -> None:
    passing = Passing(a_platform(cast), "Beacon Hill Offical", "https://fake.example/b", cast.today)
    refused = at_once(
        *[lambda: enter_impostor(cast.school, passing, by=cast.clerk, at=cast.at)] * 2,
    )
    assert refused == ["This account is entered already."]
    assert Impostor.objects.count() == 1
