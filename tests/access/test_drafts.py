"""What is being written never shows to those it is not for."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from approvals.models import Attachment, Request
from policies.models import Intake, Policy, Version
from tests.access.database import rolled_back
from tests.access.leaking import fresh, leaks
from tests.access.matrix import shown_to
from tests.access.planting import plant
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # the same lines again and again: the matrix covers them
OUTSIDERS = (
    *("anonymous", "no_person", "audience", "outside_audience", "self", "line_manager", "administrator", "dsl"),
    *("leaver", "other_clerk", "trust_officer", "starter"),
)


@pytest.fixture(scope="module")
def marked(worlds: tuple[World, World]) -> Iterator[World]:
    """The school with a marker in every text field of what is unfinished."""
    world = worlds[0]
    with rolled_back():
        plant(unfinished(world))
        fresh(world)
        yield world
    fresh(world)


@pytest.mark.parametrize("column", OUTSIDERS)
def test_nothing_of_a_draft_shows_to_whom_it_is_not_for(column: str, marked: World) -> None:
    assert leaks(marked, column, shown_to(marked, column)) == []


def test_what_is_unfinished_shows_to_its_owner(marked: World) -> None:
    """So the sweep above can fail."""
    assert len(leaks(marked, "owner", shown_to(marked, "owner"))) > 10


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
