"""What one school writes never shows at another, nor a draft to those it is not for."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from foundation.notices.digests import remind
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from foundation.schools.models import School, User
from policies.models import Intake, Policy, Version
from tests.access.matrix import Asker, columns
from tests.access.places import places
from tests.access.planting import MARK, all_of, belongs, plant, rows_of, texts
from tests.access.routes import routes
from tests.access.world import Place, World
from tests.foundation.documents.pdf_words import words_of

pytestmark = pytest.mark.django_db
FIELDS = 90  # so many text fields there are at least

# What the database itself keeps empty in a world where nothing is destroyed or dropped.
KEPT_EMPTY = {"audit.Entry.destroyed_by", "documents.File.purged_by", "notices.Notice.dropped_why"}
KEPT_EMPTY |= {"policies.IssueAnswer.why", "policies.GroupCount.reason"}  # of an explanation, of a correction only
OF_A_TRUST = {"policies.TrustIssue"}  # its schools see it through their answers
OTHERS = {"other_clerk", "trust_officer"}  # of the other world these two belong to the marked school
# May not see what is being written.
OUTSIDERS = (
    *("anonymous", "no_person", "audience", "outside_audience", "self", "line_manager", "administrator", "dsl"),
    *("leaver", "other_clerk", "trust_officer", "starter"),
)
EVERYBODY = [name for name in columns() if name not in OTHERS]


@pytest.fixture
def marked(world: World) -> World:
    """The school with a marker in every text field of every row."""
    _, refused = plant(rows_of(world.cast.school))
    assert refused <= KEPT_EMPTY
    fresh(world)
    return world


def fresh(world: World) -> None:
    world.cast.school.refresh_from_db()
    for row in world.rows.values():
        if isinstance(row, Model):  # and not the key of a link
            row.refresh_from_db()


def shown(answer: Any, path: str) -> str:
    """All that an answer says: head, body, the words of a PDF. The address that was asked for is taken out."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.items())
    content = b"".join(answer) if answer.streaming else answer.content
    drawn = words_of(content) if content.startswith(b"%PDF-1") and len(content) > 1000 else ""
    return f"{head}\n{content.decode(errors='replace')}\n{drawn}".replace(path, "")


def leaks(world: World, columns: Iterator[str] | tuple[str, ...], asked: list[Place]) -> list[str]:
    """The pages that say the marker, to whom."""
    found = []
    buttons = {route.name for route in routes() if "GET" not in route.methods}
    clients = Asker(world, {}).clients()
    for column in columns:
        for place in (one for one in asked if one.route not in buttons):
            answer = clients[column].get(place.path)
            if MARK in shown(answer, place.path):
                found.append(f"{column}: {place.name} ({answer.status_code})")
    return found


def private(asked: list[Place]) -> list[Place]:
    public = {route.name for route in routes() if route.access is None or route.access.public}
    return [place for place in asked if place.route not in public]


def test_every_model_leads_to_a_school_or_says_why_not(world: World) -> None:
    assert {row._meta.label for row in rows_of(world.cast.school)} >= {
        model._meta.label for model in apps.get_models() if model._meta.app_label in ("schools", "policies")
    } - OF_A_TRUST


def test_a_model_that_leads_nowhere_is_found() -> None:
    with pytest.raises(LookupError, match="leads to no school"):
        belongs(apps.get_model("contenttypes", "ContentType"), None)  # type: ignore[arg-type]


def test_the_marker_stands_in_every_text_field(marked: World) -> None:
    """And is there to be seen by those who may: so the sweeps below can fail."""
    ours = {row._meta.label: type(row) for row in rows_of(marked.cast.school)}
    fields = {f"{label}.{field.name}" for label, model in ours.items() for field in texts(model)}
    assert len(fields) >= FIELDS
    bare = {name for name in fields - KEPT_EMPTY if not _is_marked(ours[name.rpartition(".")[0]], name, marked)}
    assert bare == set()
    clerk = User.objects.get(persons=marked.cast.clerk)  # as it is now: a session ends when the password changes
    School.objects.filter(pk=marked.cast.school.pk).update(colour="#1f5a4c")
    page = marked.client(clerk).get(reverse("policy-list", args=[marked.cast.school.slug]))
    assert MARK in page.content.decode().replace(marked.cast.school.slug, "")


def _is_marked(model: type[models.Model], name: str, world: World) -> bool:
    field = name.rpartition(".")[2]
    own = {row.pk for row in rows_of(world.cast.school) if type(row) is model}
    values = all_of(model).filter(pk__in=own).values_list(field, flat=True)
    return all(MARK[:7] in (bytes(one).decode() if isinstance(one, memoryview) else str(one)) for one in values)


@pytest.mark.parametrize(
    "column", [name for name in (*OUTSIDERS, "clerk", "headteacher", "owner", "governor") if name not in OTHERS]
)
def test_nothing_of_one_school_shows_on_a_page_of_another(column: str, marked: World, other: World) -> None:
    """Every page, export and PDF at their own addresses."""
    assert leaks(other, (column,), places(other)) == []


@pytest.mark.parametrize("column", ["anonymous", "no_person", "audience", "clerk", "headteacher"])
def test_nothing_of_one_school_shows_to_another_at_its_own_addresses(column: str, marked: World, other: World) -> None:
    """Whatever the address of the marked school that somebody of another school asks for."""
    assert leaks(other, (column,), private(places(marked))) == []


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


@pytest.mark.parametrize("column", OUTSIDERS)
def test_nothing_of_a_draft_shows_to_whom_it_is_not_for(column: str, world: World) -> None:
    plant(unfinished(world))
    fresh(world)
    assert leaks(world, (column,), places(world)) == []


def test_what_is_unfinished_shows_to_its_owner(world: World) -> None:
    """So the sweep above can fail."""
    plant(unfinished(world))
    fresh(world)
    assert len(leaks(world, ("owner",), places(world))) > 10


def unfinished(world: World) -> Iterator[models.Model]:
    """Versions not in force, all that hangs on them, policies never in force, and documents coming in."""
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
