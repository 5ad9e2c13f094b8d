"""What is written in a case shows on the pages of the case to those who may read it, and stands nowhere else."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from lxml import html

from foundation.core import keyring
from foundation.core.sealedtext import SealedTextField
from foundation.notices.digests import remind
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from incidents.transitions.evidence import keep_picture
from incidents.transitions.exporting import ask_export, finish_export
from tests.access.database import rolled_back
from tests.access.leaking import fresh, shown
from tests.access.matrix import Asker, columns, shown_to
from tests.access.places import places
from tests.access.planting import MARK, plant, rows_of
from tests.access.routes import routes
from tests.access.sheets import a_png
from tests.access.world import World
from tests.incidents.kept import given

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
# Who is told something of what is written in cases, and where; all others nothing, and nothing anywhere else.
LEADS = {"headteacher", "dsl", "chair"}  # each their own cases
READERS = {*LEADS, "governor", "line_manager", "trust_officer"}
# The person affected, their own page and what they wrote; who may agree to an emergency, why it is asked. Who reported
# reads how far it is, and none of the words.
OWN_PAGES = {
    "line_manager": {"what-is-done", "informed-wishes"},
    "trust_officer": {"emergency"},
}
SHOWN = {
    "headteacher": {"case", "case-chronology", "case-pdf", "evidence", "case-export-file", "takedown"},
    "dsl": {"case"},
    "chair": {"case"},
    "governor": {"case", "evidence"},
} | OWN_PAGES
# A subject access request asks about what of a case names somebody: of those who decide on the case.
LOOKED_OVER = {"headteacher": {"subject-item", "subject-review"}}


def of_incidents() -> set[str]:
    return of_app("incidents")


def of_app(label: str) -> set[str]:
    return {route.name for route in routes() if route.view.__module__.startswith(f"{label}.")}


@pytest.fixture(scope="module")
def marked(worlds: tuple[World, World]) -> Iterator[World]:
    """The school with a marker in everything that is written in its cases, encrypted as the product does it."""
    world, rows = worlds[0], dict(worlds[0].rows)
    with rolled_back():
        _keep_files(world)
        assert len(plant_sealed(world, "incidents")) >= 25
        fresh(world)
        yield world
    world.rows = rows
    fresh(world)


def _keep_files(world: World) -> None:
    """A picture with the marker in its name and beside what it shows, and an export that says it."""
    case, at = world.rows["case"], world.cast.at
    by: dict[str, Any] = {"by": world.cast.headteacher, "at": at}
    picture = given(f"{MARK}.png", a_png(b"Comment\0" + MARK.encode()))
    kept = keep_picture(case, picture, about="A comment", **by)
    export = finish_export(ask_export(case, **by), MARK.encode(), holds=(), at=at)
    world.rows |= {"evidence": kept, "evidence_file": kept.working, "evidence_original_file": kept.original}
    world.rows |= {"case_export": export, "case_export_file": export.file}


def sealed_models(label: str) -> set[type[models.Model]]:
    return {
        model
        for model in apps.get_app_config(label).get_models()
        if any(isinstance(field, SealedTextField) for field in model._meta.fields)
    }


def plant_sealed(world: World, label: str) -> set[str]:
    """Put the marker into every sealed field of an app; which fields these are."""
    ours = sealed_models(label)
    fields = (field for model in ours for field in model._meta.fields)
    in_the_open = {f"{one.model._meta.label}.{one.name}" for one in fields if not isinstance(one, SealedTextField)}
    rows = [row for row in rows_of(world.cast.school) if type(row) in ours]
    planted, _ = plant(rows, _sealed, skip=in_the_open)
    return planted


def _sealed(row: models.Model, field: Any) -> bytes:
    return keyring.close_text(f"{MARK} {row.pk}", about=field.about(row))


def tells(world: World, column: str) -> dict[str, Any]:
    """By route, the answers that say the marker to somebody."""
    client, found = Asker(world, {}).clients()[column], {}
    for place in shown_to(world, column):
        answer = client.get(place.path)
        if MARK in shown(answer, place.path):
            found[place.route] = answer
    return found


@pytest.mark.clause("ACR-18")
@pytest.mark.parametrize("column", [name for name in columns() if name not in READERS])
def test_nothing_that_is_written_in_a_case_shows_to_who_is_outside_it(column: str, marked: World) -> None:
    """The administrator, whoever is complained of, whoever was let out again, other schools, everybody else."""
    assert tells(marked, column) == {}


@pytest.mark.parametrize("column", sorted(READERS))
def test_what_is_written_in_a_case_shows_on_its_own_pages_alone(column: str, marked: World) -> None:
    """Not on the desk, in lists, in titles of pages or in anything that a browser keeps."""
    told = tells(marked, column)
    assert set(told) - of_incidents() == LOOKED_OVER.get(column, set())
    assert set(told) & {"case-list", "incident-figures", "report", "incident-settings"} == set()
    assert set(told) <= OWN_PAGES.get(column, set(told))
    assert set(told) >= SHOWN.get(column, set())  # so all of this can fail
    assert "evidence-copy" not in told  # of a picture, what lay beside it is left out
    for route, answer in told.items():
        assert "no-store" in answer["Cache-Control"], route
        assert not [name for name, value in answer.items() if MARK in value], route
        if answer["Content-Type"].startswith("text/html"):
            page: Any = html.fromstring(answer.content.decode())
            assert MARK not in page.findtext(".//title"), route


def test_no_mail_says_what_is_written_in_a_case(marked: World) -> None:
    cast, letters = marked.cast, 0
    remind(cast.school, on=cast.today, at=cast.at)
    for notice in Notice.objects.filter(school=cast.school).select_related("recipient", "school"):
        with suppress(NoLongerOwed):
            letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at)
            assert MARK.encode() not in bytes(letter), notice.kind
            letters += 1
    assert letters > 5


def test_no_page_of_a_fault_says_what_is_written_in_a_case(marked: World) -> None:
    client = marked.client(marked.cast.headteacher.user, enforce_csrf_checks=True)
    for place in (one for one in places(marked) if one.route in of_incidents()):
        answer = client.post(place.path, {"token": "x", "saw": MARK, "words": MARK, "why": MARK})
        assert MARK not in shown(answer, place.path), place.name
