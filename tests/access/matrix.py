"""The reviewed table: address by method by who asks -> the answer."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from tests.access.database import rolled_back
from tests.access.places import places
from tests.access.routes import routes
from tests.access.sheets import Sheet, send, sheets
from tests.access.world import Place, World
from tests.access.world_incidents import incident_choices
from tests.access.world_monitoring import monitoring_choices, monitoring_files

FILE = Path(__file__).with_name("matrix.csv")
SIGN_IN = "in"  # led to the sign-in page
REFUSED = frozenset({"404", "405", SIGN_IN})
# Who is asked first for the page of a form; the filled form is then sent by everybody.
HOLDERS = (
    "clerk",
    "headteacher",
    "chair",
    "self",
    "administrator",
    "trust_officer",
    "starter",
    "anonymous",
    "senior_leader",
    "line_manager",
    "owner",
    "governor",
    "business_manager",
    "network_manager",
    "data_protection_lead",
)
ANEW = re.compile(
    rb'(?:name="csrfmiddlewaretoken" value|nonce|name="token" value)="[^"]*"'
    rb'| aria-current="[a-z]*"| govuk-service-navigation__item--active'
    rb'|<strong class="govuk-service-navigation__active-fallback">|(?<=[a-z])</strong>(?=</a>)'
)


@dataclass(frozen=True)
class Row:
    """One line of the table; `answers` by column."""

    route: str
    on: str
    method: str
    answers: dict[str, str]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.route, self.on, self.method


def table() -> dict[tuple[str, str, str], Row]:
    with FILE.open(newline="") as lines:
        rows = [Row(line.pop("route"), line.pop("on"), line.pop("method"), line) for line in csv.DictReader(lines)]
    return {row.key: row for row in rows}


def columns() -> list[str]:
    with FILE.open(newline="") as lines:
        return next(csv.reader(lines))[3:]


def wanted(world: World) -> list[tuple[Place, str]]:
    """Every address with every method that is to have a line."""
    methods = {route.name: ("GET", "POST") for route in routes()}
    return [(place, method) for place in places(world) for method in methods[place.route]]


def shown_to(world: World, column: str) -> list[Place]:
    """The pages and files that the table gives somebody; that they are refused all others, and see there what stands
    at an address with nothing, is for the table's own test."""
    there = table()
    given = ((place, there.get((place.route, place.on, "GET"))) for place in places(world))
    return [place for place, row in given if row is None or row.answers[column] not in REFUSED]


@dataclass
class Asker:
    """Asks for pages as somebody, each time from a browser that has only just signed in."""

    world: World
    forms: dict[str, Sheet]

    def clients(self) -> dict[str, Client]:
        return {name: self.world.client(user) for name, user in self.world.users().items()}

    def ask(self, client: Client, place: Place, method: str, form: Sheet | None = None) -> Any:
        """One request. A POST carries the form of the page, filled in, where it has one."""
        form = form or self.forms.get(place.name)
        session = client.cookies.get(settings.SESSION_COOKIE_NAME)
        key = session.value if session else None
        try:
            if method == "GET":
                return client.get(place.path)
            if form is None:
                return client.post(place.path, {"token": ""})
            return send(client, _at(form, place.path))
        finally:
            client.cookies.clear()
            if key:
                client.cookies[settings.SESSION_COOKIE_NAME] = key


def _at(form: Sheet, path: str) -> Sheet:
    return replace(form, action=path)


def forms_of(world: World) -> dict[str, Sheet]:
    """The form of each page that has one, filled in, as the first who is shown it sees it.

    Only a view that takes both methods shows the form that it takes; no other is asked, least of all for a PDF. Nobody
    is asked whom the table refuses the page.
    """
    found = {}
    asker, there = Asker(world, {}), table()
    clients = asker.clients()
    both = {route.name for route in routes() if {"GET", "POST"} <= set(route.methods)}
    for place in (one for one in places(world) if one.route in both):
        row = there.get((place.route, place.on, "GET"))
        for name in (one for one in HOLDERS if row is None or row.answers[one] not in REFUSED):
            answer = asker.ask(clients[name], place, "GET")
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                posted = [one for one in sheets(answer.content, place.path) if _is_its_own(one, place)]
                if posted:
                    found[place.name] = _settled(world, place, posted[0])
                    found[place.name].holder = name
                    break
    return found | _buttons(world)


def _is_its_own(sheet: Sheet, place: Place) -> bool:
    return sheet.method == "post" and sheet.action.partition("?")[0] == place.path


def _settled(world: World, place: Place, form: Sheet) -> Sheet:
    """What no filling in by rule gets right."""
    cast = world.cast
    last_day = cast.today + timedelta(days=40)  # not today: the form may be sent after midnight
    values: dict[str, dict[str, list[str]]] = {
        "step-record": {"outcome": ["approved"], "members": [cast.chair.name, cast.governor.name]},
        "role-give": {"person": [str(world.colleague.uid)], "kind": ["dsl"]},
        "seat-give": {"person": [str(world.colleague.uid)]},
        "recruitment-panel": {"person": [str(world.outsider.pk)]},
        "meeting-outcome": {"members": [cast.chair.name, cast.governor.name]},
        "version-review": {"members": [cast.chair.name, cast.governor.name], "outcome": ["approved"]},
        "meeting-add": {"body": [str(cast.governing_body.uid)]},
        "delegation-add": {"body": [str(cast.governing_body.uid)], "person": [str(world.colleague.uid)]},
        "pack-list": {"choice": ["in_force"]},
        "policy-add": {"body": [str(cast.governing_body.pk)]},
        "statutory-line": {"answer": ["none"]},
        "policy-parts": {"anchor": ["2-lost-keys"]},
        "contractor-add": {f"until_on_{part}": [str(getattr(last_day, part))] for part in ("day", "month", "year")},
        "check-write": {"works_from": [""], "works_to": [""]},
        "duty-give": {"person": [str(world.colleague.uid)], "duty": ["moderator"]},
        "owner-change": {"person": [str(world.colleague.uid)]},
        "platform-add": {"minimum_age": ["13"], "checked_on_year": ["2024"]},
        "impostor-add": {
            "address": ["https://chalkboard.example/owls-official"],
            "platform": [str(world.rows["platform"].uid)],
        },
        "post-record": {"address": ["https://chalkboard.example/kites/2"], "checks": form.choices.get("checks", [])},
        "request-published": {"address": ["https://chalkboard.example/kites/1"]},
        "deputy-list": {"person": [str(cast.dsl.uid)], "deputy": [str(world.colleague.uid)]},
        "adviser-let-in": {"person": [str(world.colleague.uid)]},
        "step-pass-on": {"person": [str(world.colleague.uid)]},
        "pin-set": {"password": ["482915"], "password_again": ["482915"]},
        "device-set-up": {"password": [world.words["device_code"]]},
    }
    chosen = values.get(place.route) or incident_choices(world, place) or monitoring_choices(world, place)
    for name, values_of_it in chosen.items():
        if name in form.choices or name in form.typed:
            form.pairs = form.with_value(name, *values_of_it)
    form.files |= monitoring_files(world, place)
    if place.route == "scan-code":
        form.pairs = form.with_value("code", world.rows["loose_code"])
    if place.route == "pack-list":
        form.pairs = [(name, "" if name.startswith("since_on") else value) for name, value in form.pairs]
    if place.name == "step-record (signature)":
        form.pairs = [(name, cast.chair.name if name in form.typed else value) for name, value in form.pairs]
    return form


def _buttons(world: World) -> dict[str, Sheet]:
    """Buttons on other pages: they carry what was seen."""
    seen = world.rows["draft"].content_hash
    pairs = [("token", ""), ("seen", seen)]
    return {name: Sheet("", "post", False, list(pairs)) for name in ("clause-move", "clause-remove")}


def said(answer: Any) -> str:
    """The answer as the table has it."""
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/"):
        return SIGN_IN
    return str(answer.status_code)


def body(answer: Any) -> bytes:
    """The page without what differs each time it is made, and without the mark of the menu's entry it stands under."""
    return ANEW.sub(b"", answer.content)


def drafted(asker: Asker, keys: Iterable[tuple[Place, str]]) -> Iterator[Row]:
    """Lines as the product answers now: to be judged by a person before they go into the file."""
    clients = asker.clients()
    for place, method in keys:
        answers = {}
        for name, client in clients.items():
            with rolled_back():
                answers[name] = said(asker.ask(client, place, method))
        yield Row(place.route, place.on, method, answers)
