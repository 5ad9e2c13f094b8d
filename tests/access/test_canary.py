"""What one school writes never shows at another."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import reverse

from foundation.notices.digests import remind
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from foundation.schools.models import School, User
from tests.access.database import rolled_back
from tests.access.leaking import fresh, leaks, shown
from tests.access.matrix import shown_to
from tests.access.places import places
from tests.access.planting import MARK, belongs, plant, rows_of, texts
from tests.access.routes import routes
from tests.access.world import Place, World

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
FIELDS = 90  # so many text fields there are at least

# What the database itself keeps empty in a world where nothing is destroyed or dropped.
KEPT_EMPTY = {"audit.Entry.destroyed_by", "documents.File.purged_by", "notices.Notice.dropped_why"}
KEPT_EMPTY |= {"policies.IssueAnswer.why", "policies.GroupCount.reason"}  # of an explanation, of a correction only
KEPT_EMPTY |= {"approvals.Step.passed_why"}  # of a step that was passed on only
KEPT_EMPTY |= {"incidents.Report.progress_hash"}  # of a report from outside only
KEPT_EMPTY |= {"monitoring.Hold.record_class", "monitoring.Hold.about_label"}  # of a whole class, of one record only
KEPT_EMPTY |= {"monitoring.CheckReason.anchor"}  # of a reason that rests on a clause only
KEPT_EMPTY |= {"monitoring.Restriction.host", "monitoring.Restriction.for_whom"}  # of a blocked site only
KEPT_EMPTY |= {"monitoring.SubjectItem.guard_label"}  # of what a row of its own guards only
OF_A_TRUST = {"policies.TrustIssue"}  # its schools see it through their answers
# Not the other clerk and the trust officer: of the other world these two belong to the marked school.
ASKED = (
    *("anonymous", "no_person", "audience", "outside_audience", "self", "line_manager", "administrator", "dsl"),
    *("leaver", "starter", "clerk", "headteacher", "owner", "governor"),
)


@pytest.fixture(scope="module")
def marked(worlds: tuple[World, World]) -> Iterator[World]:
    """The school with a marker in every text field of every row."""
    world = worlds[0]
    with rolled_back():
        _, refused = plant(rows_of(world.cast.school))
        assert refused <= KEPT_EMPTY
        fresh(world)
        yield world
    fresh(world)


def private(asked: list[Place]) -> list[Place]:
    public = {route.name for route in routes() if route.access is None or route.access.public}
    return [place for place in asked if place.route not in public]


def test_every_model_leads_to_a_school_or_says_why_not(world: World) -> None:
    assert {row._meta.label for row in rows_of(world.cast.school)} >= {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in ("schools", "policies", "approvals", "incidents", "monitoring")
    } - OF_A_TRUST


def test_a_model_that_leads_nowhere_is_found() -> None:
    with pytest.raises(LookupError, match="leads to no school"):
        belongs(apps.get_model("contenttypes", "ContentType"), None)  # type: ignore[arg-type]


def test_the_marker_stands_in_every_text_field(marked: World) -> None:
    """And is there to be seen by those who may: so the sweeps below can fail."""
    ours: dict[str, list[models.Model]] = {}
    for row in rows_of(marked.cast.school):
        if not getattr(row, "destroyed_by", ""):  # what a purge emptied stays empty
            ours.setdefault(row._meta.label, []).append(row)
    fields = {f"{label}.{field.name}" for label, rows in ours.items() for field in texts(type(rows[0]))}
    assert len(fields) >= FIELDS
    bare = {name for name in fields - KEPT_EMPTY if not _is_marked(ours[name.rpartition(".")[0]], name)}
    assert bare == set()
    clerk = User.objects.get(persons=marked.cast.clerk)  # as it is now: a session ends when the password changes
    School.objects.filter(pk=marked.cast.school.pk).update(colour="#1f5a4c")
    page = marked.client(clerk).get(reverse("policy-list", args=[marked.cast.school.slug]))
    assert MARK in page.content.decode().replace(marked.cast.school.slug, "")


def _is_marked(rows: list[models.Model], name: str) -> bool:
    values = [getattr(row, name.rpartition(".")[2]) for row in rows]
    return all(MARK in (bytes(one).decode() if isinstance(one, memoryview) else str(one)) for one in values)


@pytest.mark.parametrize("column", ASKED)
def test_nothing_of_one_school_shows_on_a_page_of_another(column: str, marked: World, other: World) -> None:
    """Every page, export and PDF that they are given at their own addresses."""
    assert leaks(other, column, shown_to(other, column)) == []


@pytest.mark.parametrize("column", ["anonymous", "no_person", "audience", "clerk", "headteacher"])
def test_nothing_of_one_school_shows_to_another_at_its_own_addresses(column: str, marked: World, other: World) -> None:
    """Whatever the address of the marked school that somebody of another school asks for."""
    assert leaks(other, column, private(places(marked))) == []


def test_nothing_of_one_school_is_in_the_mail_of_another(marked: World, other: World) -> None:
    cast = other.cast
    monday = cast.today + timedelta(days=7 - cast.today.weekday())
    remind(cast.school, on=monday, at=cast.at)
    letters = []
    for notice in Notice.objects.filter(school=cast.school).select_related("recipient", "school"):
        with suppress(NoLongerOwed):
            letters.append(write(notice, kinds.entries[notice.kind].render(notice), at=cast.at))
    client = other.client(cast.clerk.user)
    starter = reverse("person-invite", args=[cast.starter.uid])
    client.post(starter, {"token": client.get(starter).context["form"]["token"].value()})
    client.post(reverse("account_reset_password"), {"email": cast.clerk.email})
    letters += [letter.message().as_bytes() for letter in mail.outbox]
    assert len(letters) > 5
    assert not [letter for letter in letters if MARK in _said(letter)]


def _said(letter: bytes) -> str:
    message = message_from_bytes(letter, policy=policy.default)
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *_parts(message)])


def _parts(message: Any) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield part.get_content()


def test_nothing_of_one_school_is_on_the_error_pages_of_another(marked: World, other: World) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert other.cast.clerk.user is not None
    strict.force_login(other.cast.clerk.user)
    for place in places(other):
        answer = strict.post(place.path, {"token": "x"})
        assert answer.status_code in (403, 405), place.name
        assert MARK not in shown(answer, place.path), place.name
