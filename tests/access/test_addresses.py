"""Anything in an address is answered by a page or by “not found”, and every link on a page leads somewhere."""

from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve

from tests.access.database import LOOKS, changed, fingerprint, rolled_back
from tests.access.held import Held
from tests.access.matrix import Asker, columns
from tests.access.places import places
from tests.access.reading import Reader
from tests.access.routes import routes
from tests.access.sheets import Sheet, send, urlencoded
from tests.access.world import World
from tests.corpus.text import ids, numbers, texts

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
NOTHING = "00000000-0000-4000-8000-000000000000"
PARTS = 3  # so that two processes share them
USUAL = ("page", "sort", "person", "text", "next")


@pytest.mark.parametrize("part", range(PARTS))
def test_any_number_in_any_query_is_answered(part: int, world: World, reader: Reader, filters: list[Held]) -> None:
    """What is not understood narrows nothing and turns no page; it is never a fault."""
    names, clients = dict[str, list[str]](), Asker(world, {}).clients()
    asks: dict[str, Client] = {}
    for column in ("clerk", "headteacher"):
        for seen in reader.pages(column).seen:
            if seen.said == "200" and seen.place.name not in names:
                names[seen.place.name], asks[seen.place.name] = list(USUAL), clients[column]
    for form in filters:
        names.setdefault(form.place.name, list(USUAL)).extend(name for name, _ in form.sheet.pairs)
        asks.setdefault(form.place.name, form.client)
    paths = {place.name: place.path for place in places(world)}
    values = [*numbers(), *(text.value for text in texts() if len(text.value) < 3000)]
    wrong, tried = [], 0
    for turn, value in list(enumerate(values))[part::PARTS]:
        for nth, (name, params) in enumerate(names.items()):
            if (turn + nth) % (20 if len(params) == len(USUAL) else 7):
                continue
            param = params[(turn + nth // 5) % len(params)]
            tried += 1
            answer = asks[name].get(f"{paths[name]}?{urlencoded([(param, value)]).decode()}")
            if answer.status_code not in (200, 404):
                wrong.append(f"{name}?{param}={value[:40]!r}: {answer.status_code}")
    assert wrong == []
    assert tried >= 1000 / PARTS


def test_anything_in_the_place_of_an_id_is_not_found(world: World) -> None:
    """What no route takes is answered by one page for all: of these, each route is asked for some."""
    client, reached, asked, wrong = world.client(world.cast.clerk.user), 0, 0, []
    before = fingerprint(but=LOOKS)
    for turn, route in enumerate(one for one in routes() if one.access is not None and "<" in one.pattern):
        cache.clear()  # what may be asked only so often is asked anew
        for place, path in enumerate(filled(route.pattern, value) for value in ids()):
            is_there = is_taken(path)
            reached += is_there
            if not is_there and (turn + place) % 20:
                continue
            asked += 1
            answer = client.get(path)
            if answer.status_code not in (404, 405, 301, 400) and not answer.get("Location", "").startswith("/"):
                wrong.append(f"{path[:80]}: {answer.status_code}")
    assert wrong == []
    assert changed(before, fingerprint(but=LOOKS)) == []
    assert reached >= 300
    assert asked >= 1000


def is_taken(path: str) -> bool:
    """Whether some route takes the address, and so a view of ours sees it."""
    try:
        resolve(unquote(path.partition("?")[0]))
    except Resolver404:
        return False
    return True


def filled(pattern: str, value: str) -> str:
    """The address with this value in its first place, written as a browser writes it."""
    head, _, rest = pattern.partition("<")
    tail = rest.partition(">")[2]
    for other, value_there in {"uuid": NOTHING, "slug": NOTHING, "int": "1"}.items():
        while f"<{other}:" in tail:
            before, _, after = tail.partition(f"<{other}:")
            tail = before + value_there + after.partition(">")[2]
    return f"/{head}{value.replace('#', '%23').replace('?', '%3F')}{tail}"


@pytest.mark.parametrize("column", [name for name in columns() if name != "anonymous"])
def test_every_link_that_somebody_is_shown_leads_somewhere(column: str, world: World, reader: Reader) -> None:
    """Navigation shows a person only what they can use."""
    client, pages = Asker(world, {}).clients()[column], reader.pages(column).seen
    shown_on = {link: page.place.name for page in pages for link in page.links if "/pdf/" not in link}
    answers = {page.place.path: page.said for page in pages}
    wrong = []
    for link, name in shown_on.items():
        answer = answers.get(link) or str(client.get(link).status_code)
        wrong += [f"{name}: {link}"] if answer not in ("200", "302") else []
    assert wrong == []
    assert len(shown_on) >= 3


BUTTONS = [
    "audience",
    "clerk",
    "owner",
    "headteacher",
    "line_manager",
    "senior_leader",
    "dsl",
    "chair",
    "governor",
    "self",
    "business_manager",
    "network_manager",
    "data_protection_lead",
    "trust_officer",
]


@pytest.mark.parametrize("column", BUTTONS)
def test_every_button_that_somebody_is_shown_is_theirs_to_press(column: str, world: World, reader: Reader) -> None:
    """The form of each page goes to an address that takes it from them.

    But for what was typed before the right to it ended: that is shown once more, and is not taken.
    """
    client = Asker(world, {}).clients()[column]
    pages = (page for page in reader.pages(column).seen if page.place.route != "carry-on")
    shown_on = {action: page.place.name for page in pages for action in page.actions}
    wrong = []
    for action, name in shown_on.items():
        if not action.startswith("/account/"):
            with rolled_back():
                status = send(client, button(action)).status_code
            wrong += [f"{name}: {action}"] if status == 404 else []
    assert wrong == []


def button(action: str) -> Sheet:
    return Sheet(action, "post", False, [("token", "")])
