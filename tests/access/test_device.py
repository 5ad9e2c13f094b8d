"""A shared device shows its own pages and nothing else: every address is asked, with somebody's PIN given there."""

from typing import Any

import pytest
from django.test import Client

from foundation.core.rules import ASKERS, RULES, condition
from foundation.schools.devices import AtDevice
from foundation.schools.models import Person
from policies.models import Policy, Version
from tests.access.database import rolled_back
from tests.access.matrix import body
from tests.access.places import places
from tests.access.reading import links
from tests.access.world import Place, World
from tests.access.world_device import at_the_device
from tests.policies.views.shown import document

pytestmark = pytest.mark.django_db
OF_THE_DEVICE = {
    *("device", "device-set-up", "device-person", "device-slip", "device-leave"),
    *("device-reading", "device-version", "device-receipt", "device-problem"),
    *("device-report", "device-report-write"),
}


def asked(client: Client, place: Place, method: str) -> tuple[int, str, bytes]:
    """The answer, undone; each time from a browser that keeps the cookies it came with."""
    cookies = {name: one.value for name, one in client.cookies.items()}
    with rolled_back():
        answer = client.get(place.path) if method == "GET" else client.post(place.path, {"token": ""})
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value
    return answer.status_code, answer.get("Location", ""), body(answer) if is_page(answer) else b""


def is_page(answer: Any) -> bool:
    """A page, and no file or feed: these have their moment in them."""
    return not answer.streaming and answer.get("Content-Type", "").startswith("text/html")


def test_every_other_address_is_answered_as_to_somebody_who_is_not_signed_in(world: World) -> None:
    device, anybody, wrong, tried = at_the_device(world), world.client(None), [], 0
    for place in (one for one in places(world) if one.route not in OF_THE_DEVICE):
        for method in ("GET", "POST"):
            tried += 1
            if asked(device, place, method) != asked(anybody, place, method):
                wrong.append(f"{method} {place.name}")
    assert wrong == []
    assert tried > 200


def test_the_device_has_its_own_pages(world: World) -> None:
    """So the walk above asked as somebody who is there."""
    device = at_the_device(world)
    for path in ("/device/reading/", f"/device/version/{world.rows['version'].uid}/"):
        assert device.get(path).status_code == 200, path
    known = {place.route for place in places(world)}
    assert known >= OF_THE_DEVICE


def test_every_link_and_button_of_its_pages_leads_to_its_pages(world: World) -> None:
    device, found = at_the_device(world), set[str]()
    asked_for = [place.path for place in places(world) if place.route in OF_THE_DEVICE]
    for path in asked_for:
        answer = device.get(path)
        if answer.status_code == 200:
            page = document(answer)
            found |= links(page) | {str(one) for one in page.xpath("//form/@action")}
    assert found - {path for path in found if path.startswith("/device/")} <= {"", "/"}
    assert len(found) > 5


def test_of_all_versions_it_opens_those_in_force_that_ask_the_person(world: World) -> None:
    device, teacher = at_the_device(world), world.cast.teacher
    mine = Policy.objects.filter(audience__people=teacher)
    opened = {
        version.pk
        for version in Version.objects.all()
        if device.get(f"/device/version/{version.uid}/").status_code == 200
    }
    assert opened == set(Version.objects.filter(policy__in=mine, status="in_force").values_list("pk", flat=True))
    assert 0 < len(opened) < Version.objects.count()


def test_no_receipt_but_those_given_there_since_the_pin(world: World) -> None:
    device = at_the_device(world)
    for name in ("receipt", "paper_receipt"):
        assert device.get(f"/device/receipt/{world.rows[name].uid}/").status_code == 404


def test_no_permission_is_held_by_both_a_log_in_and_a_device(world: World) -> None:
    """The one rule: what is declared for a device is held by no log-in, and a device holds nothing else."""
    session, user = world.rows["device_session"], world.cast.clerk.user
    askers = {"device": AtDevice(session.device), "at_device": AtDevice(session.device, session)}
    held = {
        perm: [name for name, asker in askers.items() if condition(asker, perm).children != NOBODYS] for perm in RULES
    }
    assert {perm: found for perm, found in held.items() if found} == {perm: [name] for perm, name in ASKERS.items()}
    for perm in ASKERS:
        model = RULES[perm][0]
        assert not model._default_manager.filter(condition(user, perm)).exists()
    assert Person.objects.filter(condition(askers["device"], "schools.give_pin")).exists()


NOBODYS: list[object] = [("pk__in", [])]
