"""Anything in an address is answered by a page or by “not found”, and every link on a page leads somewhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html

from tests.access.database import LOOKS, changed, fingerprint, rolled_back
from tests.access.held import Held, held
from tests.access.matrix import Asker, columns, said
from tests.access.places import places
from tests.access.routes import routes
from tests.access.sheets import Sheet, send, urlencoded
from tests.access.world import Place, World
from tests.corpus.text import ids, numbers, texts

pytestmark = pytest.mark.django_db
USUAL = ("page", "sort", "person", "text", "next")


@pytest.fixture(scope="module")
def filters(worlds: tuple[World, World]) -> list[Held]:
    cache.clear()
    return [one for one in held(worlds[0]) if one.sheet.method == "get"]


def readable(client: Client, world: World) -> list[Place]:
    """The pages that this browser is shown."""
    found = []
    for place in places(world):
        if "pdf" not in place.route and said(client.get(place.path)) == "200":
            found.append(place)
    return found


def test_any_number_in_any_query_is_answered(world: World, filters: list[Held]) -> None:
    """What is not understood narrows nothing and turns no page; it is never a fault."""
    client = world.client(world.cast.clerk.user)
    names = {place.name: list(USUAL) for place in readable(client, world)}
    for form in filters:
        names.setdefault(form.place.name, list(USUAL)).extend(name for name, _ in form.sheet.pairs)
    paths = {place.name: place.path for place in places(world)}
    values = [*numbers(), *(text.value for text in texts() if len(text.value) < 3000)]
    wrong, tried = [], 0
    for turn, value in enumerate(values):
        for place, (name, params) in enumerate(names.items()):
            if (turn + place) % (8 if len(params) == len(USUAL) else 3):
                continue
            param = params[(turn + place // 3) % len(params)]
            tried += 1
            answer = client.get(f"{paths[name]}?{urlencoded([(param, value)]).decode()}")
            if answer.status_code not in (200, 404):
                wrong.append(f"{name}?{param}={value[:40]!r}: {answer.status_code}")
    assert wrong == []
    assert tried >= 2000


def test_anything_in_the_place_of_an_id_is_not_found(world: World) -> None:
    client, tried, wrong = world.client(world.cast.clerk.user), 0, []
    before = fingerprint(but=LOOKS)
    for route in (one for one in routes() if one.access is not None and "<" in one.pattern):
        cache.clear()  # what may be asked only so often is asked anew
        for value in ids():
            for path in filled(route.pattern, value):
                tried += 1
                answer = client.get(path)
                if answer.status_code not in (404, 405, 301, 400) and not answer.get("Location", "").startswith("/"):
                    wrong.append(f"{path[:80]}: {answer.status_code}")
    assert wrong == []
    assert changed(before, fingerprint(but=LOOKS)) == []
    assert tried >= 3000


def filled(pattern: str, value: str) -> Iterator[str]:
    """The address with this value in its first place, as it is typed and as a browser writes it."""
    head, _, rest = pattern.partition("<")
    tail = rest.partition(">")[2]
    for other in ("uuid", "slug"):
        while f"<{other}:" in tail:
            before, _, after = tail.partition(f"<{other}:")
            tail = before + "00000000-0000-4000-8000-000000000000" + after.partition(">")[2]
    yield f"/{head}{value.replace('#', '%23').replace('?', '%3F')}{tail}"


@pytest.mark.parametrize("column", [name for name in columns() if name != "anonymous"])
def test_every_link_that_somebody_is_shown_leads_somewhere(column: str, world: World) -> None:
    """Navigation shows a person only what they can use."""
    client = Asker(world, {}).clients()[column]
    seen: dict[str, str] = {}
    wrong = []
    for place in places(world):
        if "pdf" in place.route:
            continue
        answer = client.get(place.path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            seen |= {link: place.name for link in links(answer) if link not in seen}
    for link, shown_on in seen.items():
        if "/pdf/" not in link and client.get(link).status_code not in (200, 302):
            wrong.append(f"{shown_on}: {link}")
    assert wrong == []
    assert len(seen) >= 3


def links(answer: Any) -> set[str]:
    page: Any = html.fromstring(answer.content.decode())
    found = {str(link).partition("#")[0] for link in page.xpath("//a/@href")}
    return {link for link in found if link.startswith("/") and not link.startswith("/static/")}


@pytest.mark.parametrize("column", ["audience", "clerk", "owner", "headteacher", "line_manager", "senior_leader"])
def test_every_button_that_somebody_is_shown_is_theirs_to_press(column: str, world: World) -> None:
    """The form of each page goes to an address that takes it from them."""
    client = Asker(world, {}).clients()[column]
    seen: set[str] = set()
    wrong: list[str] = []
    for place in places(world):
        answer = client.get(place.path) if "pdf" not in place.route else None
        if answer is None or answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page: Any = html.fromstring(answer.content.decode())
        for action in {str(one) for one in page.xpath("//form[@method='post']/@action")} - seen:
            seen.add(action)
            if not action.startswith("/account/"):
                with rolled_back():
                    status = send(client, button(action)).status_code
                wrong += [f"{place.name}: {action}"] if status == 404 else []
    assert wrong == []


def button(action: str) -> Sheet:
    return Sheet(action, "post", False, [("token", "")])
