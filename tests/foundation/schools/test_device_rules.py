"""The house rules of shared devices, and an asker that is no log-in."""

from typing import Any

import pytest
from django.urls import reverse

from foundation.core.rules import ASKERS, condition, permitted
from foundation.schools.devices import AtDevice
from foundation.schools.models import Person, SchoolRules, SharedDevice
from tests.cast import Cast, signed_in
from tests.devices import a_device
from tests.policies.views.shown import hidden, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def changed(cast: Cast, **rules: Any) -> Any:
    page = reverse("rules-change", args=[cast.school.slug, "devices"])
    client = signed_in(cast.clerk)
    return client.post(page, hidden(client.get(page)) | {"device_minutes": 10, "pin_digits": 4, **rules}, follow=True)


def test_a_school_says_when_a_tablet_is_handed_over_and_how_long_a_pin_is(cast: Cast) -> None:
    assert "The house rules are changed." in said(changed(cast, device_minutes=3, pin_digits=6))
    rules = {row.school: (row.device_minutes, row.pin_digits) for row in SchoolRules.objects.all()}
    assert rules[cast.school] == (3, 6)
    assert rules[cast.other_school] == (10, 4)


@pytest.mark.parametrize(
    ("rule", "words"),
    [({"device_minutes": 0}, "Write 1 to 60 minutes."), ({"pin_digits": 3}, "A PIN has 4 to 8 figures.")],
)
def test_what_makes_no_sense_is_refused_beside_the_box(cast: Cast, rule: dict[str, int], words: str) -> None:
    assert words in said(changed(cast, **rule))
    assert SchoolRules.objects.get(school=cast.school).device_minutes == 10


def test_a_device_holds_what_is_declared_for_it_and_a_log_in_nothing_of_that(cast: Cast) -> None:
    device = a_device(cast)
    asker = AtDevice(SharedDevice.objects.get(pk=device.pk))
    assert ASKERS["schools.give_pin"] == "device"
    assert list(permitted(asker, "schools.give_pin", Person.objects.all())) == [cast.midday_supervisor]
    assert not Person.objects.filter(condition(asker, "schools.see_person")).exists()
    assert not Person.objects.filter(condition(cast.clerk.user, "schools.give_pin")).exists()
    with pytest.raises(LookupError, match="Nobody gave their PIN"):
        _ = asker.person
