"""What the table gives each relation, asked for once for all the tests that look at it."""

from dataclasses import dataclass, field
from typing import Any

from lxml import html

from tests.access.database import LOOKS, changed, fingerprint
from tests.access.leaking import shown
from tests.access.matrix import Asker, said, shown_to
from tests.access.sheets import Sheet, sheets
from tests.access.world import Place, World
from tests.access.world_people import KIN_NAME


@dataclass(frozen=True)
class Seen:
    """One page or file as somebody was shown it, and what tests look for in it."""

    place: Place
    said: str
    names_kin: bool
    is_page: bool = False
    links: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()  # of the forms that change something
    filters: tuple[Sheet, ...] = ()  # the forms that narrow a list


@dataclass
class Reading:
    """Page after page as one person; the tables that this changed (looks may be written)."""

    seen: list[Seen]
    changed: list[str]


@dataclass
class Reader:
    """Reads as anybody, the pages apart from the prints: these take long, and most tests need none."""

    world: World
    kept: dict[tuple[str, bool], Reading] = field(default_factory=dict)

    def pages(self, column: str) -> Reading:
        return self._read(column, are_prints=False)

    def prints(self, column: str) -> Reading:
        return self._read(column, are_prints=True)

    def _read(self, column: str, are_prints: bool) -> Reading:
        if (column, are_prints) not in self.kept:
            asked = [place for place in shown_to(self.world, column) if ("pdf" in place.route) == are_prints]
            asker = Asker(self.world, {})
            client = asker.clients()[column]
            before = fingerprint(but=LOOKS)
            found = [_seen(place, asker.ask(client, place, "GET")) for place in asked]
            self.kept[column, are_prints] = Reading(found, changed(before, fingerprint(but=LOOKS)))
        return self.kept[column, are_prints]


def links(page: Any) -> frozenset[str]:
    """The addresses on this site to which a page leads."""
    found = {str(link).partition("#")[0] for link in page.xpath("//a/@href")}
    return frozenset(link for link in found if link.startswith("/") and not link.startswith("/static/"))


def _seen(place: Place, answer: Any) -> Seen:
    names_kin = KIN_NAME in shown(answer, place.path)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return Seen(place, said(answer), names_kin)
    page: Any = html.fromstring(answer.content.decode())
    return Seen(
        place,
        said(answer),
        names_kin,
        is_page=True,
        links=links(page),
        actions=frozenset(str(one) for one in page.xpath("//form[@method='post']/@action")),
        filters=tuple(one for one in sheets(answer.content, place.path) if one.method == "get"),
    )
