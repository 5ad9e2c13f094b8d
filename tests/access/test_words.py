"""What is written of cases, of who is looked at and in drafts shows on its own pages to who may read it: nowhere else.

The school has a marker of its own in each of the three. Every page, file and export that somebody is given is asked for
once, and looked at for all of them.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from typing import Any, TypeAlias

import pytest
from django.apps import apps
from django.db import models
from lxml import html

from approvals.models import Attachment, Request
from foundation.core import keyring
from foundation.core.sealedtext import SealedTextField
from foundation.notices.digests import remind
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from incidents.transitions.evidence import keep_picture
from incidents.transitions.exporting import ask_export, finish_export
from policies.models import Intake, Policy, Version
from tests.access.database import rolled_back
from tests.access.leaking import fresh, shown
from tests.access.matrix import Asker, columns, shown_to
from tests.access.places import places
from tests.access.planting import marked as with_marker
from tests.access.planting import plant, rows_of
from tests.access.routes import routes_of
from tests.access.sheets import a_png
from tests.access.world import Place, World
from tests.incidents.kept import given

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
Told: TypeAlias = "Callable[[str], dict[str, list[tuple[Place, Any]]]]"
CASE, CHECK, DRAFT = "zqx9cse", "zqx9chk", "zqx9drf"

# Who is told something of what is written in cases, and where; all others nothing, and nothing anywhere else.
LEADS = {"headteacher", "dsl", "chair"}  # each their own cases
READERS = {*LEADS, "governor", "line_manager", "trust_officer"}
# The person affected, their own page and what they wrote; who may agree to an emergency, why it is asked. Who reported
# reads how far it is, and none of the words.
OWN_PAGES = {
    "line_manager": {"what-is-done", "informed-wishes"},
    "trust_officer": {"emergency"},
}
SHOWN_OF_CASES = {
    "headteacher": {"case", "case-chronology", "case-pdf", "evidence", "case-export-file", "takedown"},
    "dsl": {"case"},
    "chair": {"case"},
    "governor": {"case", "evidence"},
} | OWN_PAGES
# A subject access request asks about what of a case names somebody: of those who decide on the case.
LOOKED_OVER = {"headteacher": {"subject-item", "subject-review"}}

# Who reads something of who is checked, restricted, held or asks for their records, and where at least.
SHOWN_OF_CHECKS = {
    "headteacher": {"check", "mention", "restriction", "hold", "subject-request"},
    "chair": {"check"},
    "trust_officer": {"check"},
    "business_manager": {"check", "check-answers"},
    "network_manager": {"check", "mention", "restriction", "usage-columns"},
    "dsl": {"mention", "restriction", "footprint"},
    "senior_leader": {"mention", "footprint"},
    "data_protection_lead": {"hold", "subject-request"},
    "self": {"own-check", "restriction"},
}
ONLY = {"self": {"own-check", "restriction"}}

# Whom drafts are not for.
OUTSIDERS = (
    *("anonymous", "no_person", "audience", "outside_audience", "self", "line_manager", "administrator", "dsl"),
    *("leaver", "other_clerk", "trust_officer", "starter"),
)
# Pages of what is unfinished that a marker in the place of a date or a list breaks.
TELL_NO_MARKER = {"request", "request-pdf", "request-write", "request-check", "intake"}


@pytest.fixture(scope="module")
def marked(worlds: tuple[World, World]) -> Iterator[World]:
    """The school with markers in all that is encrypted of its cases and of monitoring, and in what is unfinished."""
    world, rows = worlds[0], dict(worlds[0].rows)
    with rolled_back():
        _keep_files(world)
        assert len(plant_sealed(world, "incidents", CASE)) >= 25
        assert len(plant_sealed(world, "monitoring", CHECK)) >= 20
        plant(unfinished(world), partial(with_marker, mark=DRAFT))
        fresh(world)
        yield world
    world.rows = rows
    fresh(world)


def _keep_files(world: World) -> None:
    """A picture with the marker in its name and beside what it shows, and an export that says it."""
    case, at = world.rows["case"], world.cast.at
    by: dict[str, Any] = {"by": world.cast.headteacher, "at": at}
    picture = given(f"{CASE}.png", a_png(b"Comment\0" + CASE.encode()))
    kept = keep_picture(case, picture, about="A comment", **by)
    export = finish_export(ask_export(case, **by), CASE.encode(), holds=(), at=at)
    world.rows |= {"evidence": kept, "evidence_file": kept.working, "evidence_original_file": kept.original}
    world.rows |= {"case_export": export, "case_export_file": export.file}


def plant_sealed(world: World, label: str, mark: str) -> set[str]:
    """Put the marker into every sealed field of an app as the product encrypts it; which fields these are."""

    def sealed(row: models.Model, field: Any) -> bytes:
        return keyring.close_text(f"{mark} {row.pk}", about=field.about(row))

    ours = [model for model in apps.get_app_config(label).get_models() if any(map(is_sealed, model._meta.fields))]
    fields = [field for model in ours for field in model._meta.fields]
    in_the_open = {f"{field.model._meta.label}.{field.name}" for field in fields if not is_sealed(field)}
    rows = [row for row in rows_of(world.cast.school) if type(row) in ours]
    return plant(rows, sealed, skip=in_the_open)[0]


def is_sealed(field: Any) -> bool:
    return isinstance(field, SealedTextField)


def unfinished(world: World) -> Iterator[models.Model]:
    """Versions not in force, all that hangs on them, policies never in force, documents coming in, requests unsent."""
    school = world.cast.school
    done = (Version.Status.IN_FORCE, Version.Status.SUPERSEDED)
    versions = Version.objects.filter(school=school).exclude(status__in=done)
    shelf = Policy.objects.filter(school=school).exclude(versions__status__in=done)
    yield from versions
    yield from shelf
    yield from Intake.objects.filter(school=school)
    for model in apps.get_app_config("policies").get_models():
        for field in model._meta.fields:
            if field.related_model is Version and model is not Intake:
                yield from model._default_manager.filter(**{f"{field.name}__in": versions})
            elif field.related_model is Policy and model is not Version:
                yield from model._default_manager.filter(**{f"{field.name}__in": shelf})
            elif field.related_model is not None and field.related_model._meta.label == "policies.Step":
                yield from model._default_manager.filter(**{f"{field.name}__version__in": versions})
    yield from apps.get_model("documents", "File").objects.filter(owner_uid__in=versions.values("uid"))
    requests = Request.objects.filter(school=school, round=0)
    yield from requests
    yield from Attachment.objects.filter(request__in=requests)


@pytest.fixture(scope="module")
def told(marked: World) -> Told:
    """By marker, where it is said to somebody, with the answer."""

    @cache
    def asked(column: str) -> dict[str, list[tuple[Place, Any]]]:
        client, found = Asker(marked, {}).clients()[column], dict[str, list[tuple[Place, Any]]]()
        for place in shown_to(marked, column):
            answer = client.get(place.path)
            text = shown(answer, place.path)
            assert answer.status_code < 500 or place.route in TELL_NO_MARKER, place.name
            for mark in (CASE, CHECK, DRAFT):
                found.setdefault(mark, []).extend([(place, answer)] if mark in text else [])
        return found

    return asked


@pytest.mark.clause("ACR-18")
@pytest.mark.parametrize("column", [name for name in columns() if name not in READERS])
def test_nothing_that_is_written_in_a_case_shows_to_who_is_outside_it(column: str, told: Told) -> None:
    """The administrator, whoever is complained of, whoever was let out again, other schools, everybody else."""
    assert told(column)[CASE] == []


@pytest.mark.parametrize("column", sorted(READERS))
def test_what_is_written_in_a_case_shows_on_its_own_pages_alone(column: str, told: Told) -> None:
    """Not on the desk, in lists, in titles of pages or in anything that a browser keeps."""
    routes = {place.route for place, _ in told(column)[CASE]}
    assert routes - routes_of("incidents") == LOOKED_OVER.get(column, set())
    assert routes & {"case-list", "incident-figures", "report", "incident-settings"} == set()
    assert routes <= OWN_PAGES.get(column, routes)
    assert routes >= SHOWN_OF_CASES.get(column, set())  # so all of this can fail
    assert "evidence-copy" not in routes  # of a picture, what lay beside it is left out
    assert kept_or_titled(told, column, CASE) == []


@pytest.mark.clause("ACR-19")
@pytest.mark.parametrize("column", [name for name in columns() if name not in SHOWN_OF_CHECKS])
def test_nothing_that_is_written_of_who_is_looked_at_shows_to_others(column: str, told: Told) -> None:
    """The administrator, whoever is checked and not told, line managers, governors, other schools."""
    assert told(column)[CHECK] == []


@pytest.mark.parametrize("column", sorted(SHOWN_OF_CHECKS))
def test_what_is_written_of_who_is_looked_at_shows_on_its_own_pages_alone(column: str, told: Told) -> None:
    """Not on the desk, in titles of pages or in anything that a browser keeps."""
    routes = {place.route for place, _ in told(column)[CHECK]}
    assert routes - routes_of("monitoring") == set()
    assert routes & {"check-list", "check-csv", "assurance", "monitoring"} == set()
    assert routes <= ONLY.get(column, routes)
    assert routes >= SHOWN_OF_CHECKS[column]  # so all of this can fail
    assert kept_or_titled(told, column, CHECK) == []


def kept_or_titled(told: Told, column: str, mark: str) -> list[str]:
    """The pages that a browser may keep, or that say the marker in their title or their head."""
    found = []
    for place, answer in told(column)[mark]:
        titled = [name for name, value in answer.items() if mark in value]
        if answer["Content-Type"].startswith("text/html"):
            page: Any = html.fromstring(answer.content.decode())
            titled += ["title"] if mark in page.findtext(".//title") else []
        if titled or "no-store" not in answer["Cache-Control"]:
            found.append(f"{place.name}: {titled}, {answer['Cache-Control']}")
    return found


@pytest.mark.parametrize("column", OUTSIDERS)
def test_nothing_of_a_draft_shows_to_whom_it_is_not_for(column: str, told: Told) -> None:
    assert [place.name for place, _ in told(column)[DRAFT]] == []


def test_what_is_unfinished_shows_to_its_owner(told: Told) -> None:
    """So the test above can fail."""
    assert len(told("owner")[DRAFT]) > 10


def test_no_mail_says_what_is_written_in_a_case_or_of_who_is_looked_at(marked: World) -> None:
    cast, letters = marked.cast, 0
    with rolled_back():
        remind(cast.school, on=cast.today, at=cast.at)
        for notice in Notice.objects.filter(school=cast.school).select_related("recipient", "school"):
            with suppress(NoLongerOwed):
                letter = bytes(write(notice, kinds.entries[notice.kind].render(notice), at=cast.at))
                assert not [mark for mark in (CASE, CHECK) if mark.encode() in letter], notice.kind
                letters += 1
    assert letters > 5


def test_no_page_of_a_fault_says_what_is_written_in_a_case(marked: World) -> None:
    client = marked.client(marked.cast.headteacher.user, enforce_csrf_checks=True)
    of_cases = routes_of("incidents")
    for place in (one for one in places(marked) if one.route in of_cases):
        answer = client.post(place.path, {"token": "x", "saw": CASE, "words": CASE, "why": CASE})
        assert CASE not in shown(answer, place.path), place.name
