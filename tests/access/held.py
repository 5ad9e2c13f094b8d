"""The forms of every page, with who may send them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.test import Client

from tests.access.matrix import Asker
from tests.access.places import places
from tests.access.reading import Reader
from tests.access.sheets import Pairs, Sheet, send
from tests.access.world import Place, World

# Boxes that ask for something other than words.
NOT_WORDS = (
    "email",
    "login",
    "colour",
    "email_domain",
    "reminder_days",
    "school_year",
    "quorum",
    "number",
    "delegation_months",
    "code",
    "size",
    "signed",
    "time",
)
NOT_WORDS_ENDINGS = (
    "_minutes",
    "_time",
    "_digits",
    "_day",
    "_month",
    "_year",
    "_on",
    "_days",
    "days_to_acknowledge",
    "last_updated",
    "review",
    "votes_for",
    "votes_against",
    "abstained",
    "works_from",
    "works_to",
)


@dataclass
class Held:
    """One form of one page, who sends it, and their browser."""

    place: Place
    sheet: Sheet
    client: Client
    session: str

    @property
    def name(self) -> str:
        return f"{self.place.name}, {self.sheet.method}"

    def sent(self, pairs: Pairs | None = None) -> Any:
        """Send it from a browser that has only just signed in."""
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return send(self.client, self.sheet, pairs)

    def words(self) -> list[str]:
        """The boxes in which any words may stand."""
        return [name for name in self.sheet.typed if is_for_words(name) and name not in self.sheet.exact]


def is_for_words(name: str) -> bool:
    return name not in NOT_WORDS and not name.endswith(NOT_WORDS_ENDINGS) and "password" not in name


def held(reader: Reader, forms: dict[str, Sheet]) -> list[Held]:
    """Every form that can be reached: those that change something, and the filters of lists."""
    return [*_posted(reader.world, forms), *_filters(reader)]


def _posted(world: World, forms: dict[str, Sheet]) -> Iterator[Held]:
    clients = Asker(world, {}).clients()
    for place in places(world):
        form = forms.get(place.name)
        if form is not None and form.holder:
            form = replace(form, action=place.path)
            yield Held(place, form, clients[form.holder], _session(clients[form.holder]))


def _filters(reader: Reader) -> Iterator[Held]:
    clients, done = Asker(reader.world, {}).clients(), set[str]()
    for holder in ("clerk", "self", "headteacher"):
        for seen in reader.pages(holder).seen:
            if seen.is_page and seen.place.name not in done:
                done.add(seen.place.name)
                for form in seen.filters:
                    yield Held(seen.place, form, clients[holder], _session(clients[holder]))


def _session(client: Client) -> str:
    kept = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return kept.value if kept else ""
