"""A shared device for the tests: a browser that is one, and people with PINs."""

from typing import Any

from django.test import Client
from django.urls import reverse

from foundation.schools.models import Person, SharedDevice, StaffGroup
from foundation.schools.pins import set_up_code
from foundation.schools.transitions.devices import name_device, set_up_device
from foundation.schools.transitions.pins import set_pin
from tests.cast import Cast
from tests.policies.views.shown import hidden

PIN = "4829"


def a_device(cast: Cast, *groups: StaffGroup, name: str = "Kitchen tablet") -> SharedDevice:
    return name_device(cast.school, name=name, groups=groups or (cast.midday,), by=cast.clerk, at=cast.at)


def a_browser(cast: Cast, device: SharedDevice, **options: Any) -> Client:
    """A browser that was set up as this device."""
    _, key = set_up_device(set_up_code(device), at=cast.at)
    client = Client(**options)
    client.cookies["device"] = key
    return client


def with_pin(cast: Cast, *people: Person, pin: str = PIN) -> None:
    for person in people:
        set_pin(person, pin, by=cast.clerk, at=cast.at)


def give(client: Client, person: Person, pin: str = PIN) -> Any:
    """Choose the name, type the PIN."""
    page = reverse("device-person", args=[person.uid])
    return client.post(page, hidden(client.get(page)) | {"password": pin})


def finish(client: Client) -> Any:
    return client.post(reverse("device-leave"))
