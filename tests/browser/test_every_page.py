"""Every page there is, in a browser: axe finds nothing on it, and nothing runs off the side of the smallest telephone.

Complete by construction: the addresses are those of the resolver, each with the rows of the access tests. An address
that nobody was shown has to stand below with its reason.
"""

from collections import defaultdict
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Error, Page, ViewportSize

from tests.access.matrix import HOLDERS, table
from tests.access.places import places
from tests.access.routes import routes
from tests.access.test_device import OF_THE_DEVICE
from tests.access.world import Place, World, a_world
from tests.access.world_device import at_the_device
from tests.browser.axe import problems, sideways
from tests.browser.site import PASSWORD
from tests.cast import Cast, a_user

pytestmark = pytest.mark.django_db(transaction=True)
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 700}
TOLD = table()

# Addresses that answer something else than a page.
NO_PAGES = {
    "file-download": "the file as it came",
    "person-export": "the roll as CSV",
    "roll-problems": "what is wrong with a roll as CSV",
    "outstanding-csv": "CSV",
    "law-register-csv": "CSV",
    "statutory-list-csv": "CSV",
    "as-at-csv": "CSV",
    "contractor-annex": "a file that belongs to a policy",
    "starting-annex": "a file that belongs to a policy",
    "feed-calendar": "iCalendar",
    "version-pdf": "PDF",
    "receipt-pdf": "PDF",
    "public-policy-pdf": "PDF",
    "public-part-pdf": "PDF",
    "meeting-pdf": "PDF",
    "request-pdf": "PDF",
    "sheet-pdf": "PDF",
    "counted-sheet": "PDF",
    "as-at-pdf": "PDF",
    "case-pdf": "PDF",
    "case-pdf-affected": "PDF",
    "case-export-file": "an archive",
    "evidence-copy": "the working copy as it is kept",
    "check-csv": "CSV",
    "usage-csv": "CSV",
    "filtering-csv": "CSV",
    "footprint-csv": "CSV",
    "restrictions-csv": "CSV",
    "filtering-pdf": "PDF",
    "retention-pdf": "PDF",
    "certificate-pdf": "PDF",
    "assurance-pdf": "PDF",
    "subject-archive": "an archive",
    "subject-item-file": "a file as it came",
    "health": "two words for a machine",
}
# Pages that take more than an address to come to.
ELSEWHERE = {"device-receipt": "what was confirmed there a moment ago: tests/browser/test_shared_device.py"}
# Pages for a log-in with a password; those of the access tests have none.
OF_A_PASSWORD = ("account_reauthenticate", "account_change_password")
# The device shows its names until somebody gives a PIN, and then what they are to read.
BEFORE_THE_PIN = ("device", "device-person", "device-slip")


def test_every_page_can_be_used_by_all(browser: Browser, live_server: Any) -> None:
    world = a_world(Cast.make())
    wrong: list[str] = []
    shown = {*NO_PAGES, *ELSEWHERE}
    for who, theirs in walks(world).items():
        page = at_a_desk(browser, client(world, who), live_server.url)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        for place in theirs:
            wrong.extend(faults(page, live_server.url + place.path))
            shown.add(place.route)
        wrong.extend(faults(page, f"{live_server.url}/no-such-page/", status=404))
        page.context.close()
    assert not wrong, "\n".join(wrong)
    assert sorted(readable() - shown) == []
    assert pages_among_the_files(world) == []


@pytest.mark.parametrize("listed", [NO_PAGES, ELSEWHERE])
def test_what_is_left_out_is_there_and_has_its_reason(listed: dict[str, str]) -> None:
    assert listed.keys() <= readable()
    assert all(listed.values())


def readable() -> set[str]:
    return {route.name for route in routes() if "GET" in route.methods}


def walks(world: World) -> dict[str, list[Place]]:
    """Who is to open which addresses. Nobody signs in twice."""
    wanted = readable() - NO_PAGES.keys() - ELSEWHERE.keys()
    found: dict[str, list[Place]] = defaultdict(list)
    for place in (one for one in places(world) if one.route in wanted):
        if who := opened_by(place):
            found[who].append(place)
    return found


def opened_by(place: Place) -> str | None:
    """Of those whom the reviewed table lets, the first; where it lets nobody, who has what the address asks for."""
    line = TOLD.get((place.route, place.on, "GET"))
    answers = line.answers if line else {}
    who = next((name for name in ("anonymous", *HOLDERS) if answers.get(name) == "200"), None)
    if who is None and place.route in OF_A_PASSWORD:
        return "with a password"
    if who is None and place.route in OF_THE_DEVICE and place.on != "draft":
        return "before the pin" if place.route in BEFORE_THE_PIN else "at the device"
    return who


def client(world: World, who: str) -> Client:
    """A browser that is signed in as this relation of the access tests, or stands at the shared device."""
    if who in ("before the pin", "at the device"):
        device = at_the_device(world)
        if who == "before the pin":
            del device.cookies[settings.DEVICE_SEEN_COOKIE_NAME]
        return device
    if who == "with a password":
        user = a_user("password@beacon-hill.example")
        user.set_password(PASSWORD)
        user.save()
        return world.client(user)
    return world.client(world.users()[who])


def at_a_desk(browser: Browser, client: Client, url: str) -> Page:
    """The same session in a window."""
    context = browser.new_context(viewport=WIDE)
    context.add_cookies([{"name": name, "value": one.value, "url": url} for name, one in client.cookies.items()])
    return context.new_page()


def faults(page: Page, address: str, status: int = 200) -> list[str]:
    """What is wrong with one page, looked at in a wide window that is then made narrow."""
    page.set_viewport_size(WIDE)
    try:
        answer = page.goto(address)
    except Error as trouble:
        return [f"{address}: {trouble}"]
    if answer is None or answer.status != status or page.url != address:
        return [f"{address}: {answer and answer.status} {page.url}"]
    found = [f"{address}: {one}" for one in problems(page)]
    page.set_viewport_size(NARROW)
    if sideways(page):
        found.append(f"{address}: {sideways(page)} pixels wider than the window at 320")
    return found


def pages_among_the_files(world: World) -> list[str]:
    """None, so that no page is kept from the walk by its name."""
    found = []
    for place in {one.route: one for one in reversed(places(world)) if one.route in NO_PAGES}.values():
        answer = world.client(world.users()[opened_by(place) or ""]).get(place.path)
        if answer.status_code != 200 or answer["Content-Type"].startswith("text/html"):
            found.append(f"{place.name}: {answer.status_code} {answer['Content-Type']}")
    return found
