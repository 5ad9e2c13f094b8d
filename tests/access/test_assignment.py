"""Fields that a form does not have change nothing; a choice takes no row of another school, nor an address two rows."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import models

from foundation.core.text import tidy
from tests.access.database import changed, contents, fingerprint, number_anew, rolled_back, written
from tests.access.held import Held
from tests.access.places import places
from tests.access.planting import all_of, rows_of
from tests.access.sheets import Pairs
from tests.access.world import Place, World

pytestmark = pytest.mark.django_db
OURS = ("schools", "policies", "approvals", "incidents", "monitoring", "notices", "jobs", "documents", "audit")
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BOGUS = ("", "0", "-1", "no-such-choice", "1" * 40, "'--", "consult:", "sign:headmistress")


@pytest.fixture(scope="module")
def theirs(worlds: tuple[World, World]) -> dict[str, models.Model]:
    """Of each model, a row of the other school; by its label."""
    found: dict[str, models.Model] = {}
    for row in rows_of(worlds[1].cast.school):
        found.setdefault(row._meta.label, row)
    return found


def extras(theirs: dict[str, models.Model], given: set[str]) -> Pairs:
    """A value for every field of every model of ours that a form does not have."""
    found: dict[str, str] = {"id": "1", "pk": "1", "is_superuser": "true", "is_staff": "on", "_method": "DELETE"}
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, models.Field) and not field.auto_created:
                    value = _other_value(field, theirs)
                    found |= {field.name: value, f"{field.name}_id": value, f"id_{field.name}": value}
    return [(name, value) for name, value in found.items() if name not in given]


def _other_value(field: Any, theirs: dict[str, models.Model]) -> str:
    if field.is_relation:
        row = theirs.get(field.related_model._meta.label)
        return str(row.pk if row else 1)
    if field.choices:
        return str(field.choices[-1][0])
    kinds: dict[type, str] = {models.BooleanField: "on", models.IntegerField: "7", models.DateField: "2001-01-01"}
    return next((value for kind, value in kinds.items() if isinstance(field, kind)), "zqx9")


def test_fields_that_a_form_does_not_have_change_nothing(
    posted: list[Held], theirs: dict[str, models.Model], settings: LazySettings
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # so many fields have all models together
    asked, wrong = 0, []
    for form in posted:
        names = {
            *dict(form.sheet.pairs),
            *form.sheet.choices,
            *form.sheet.ticks,
            *form.sheet.files,
            "token",
            "resume",
            "back",
        }
        more = extras(theirs, names)
        asked += len(more)
        plainly, with_more = outcome(form, form.sheet.pairs), outcome(form, [*form.sheet.pairs, *more])
        if plainly != with_more:
            wrong.append(f"{form.name}: {differing(plainly, with_more)}")
    assert wrong == []
    assert asked >= 10_000


def outcome(form: Held, pairs: Pairs) -> tuple[int, dict[str, list[str]]]:
    """The answer, and the tables that the form wrote to as they are afterwards; then it is undone."""
    with rolled_back():
        number_anew()
        with written() as touched:
            answer = form.sent(pairs)
        return answer.status_code, contents(touched)


def left(form: Held, pairs: Pairs, before: dict[str, str]) -> tuple[int, list[str]]:
    """The answer, and the tables that are not as they were before; then it is undone."""
    with rolled_back():
        with written() as touched:
            answer = form.sent(pairs)
        return answer.status_code, changed({name: before[name] for name in touched}, fingerprint(of=touched))


def differing(one: tuple[int, dict[str, list[str]]], other: tuple[int, dict[str, list[str]]]) -> list[str]:
    tables = {*one[1], *other[1]}
    rows = [(name, set(one[1].get(name, [])) ^ set(other[1].get(name, []))) for name in sorted(tables)]
    return [f"{one[0]} {other[0]}", *(f"{name}: {sorted(found)}" for name, found in rows if found)]


def test_the_comparison_sees_a_field_that_counts(posted: list[Held]) -> None:
    form = next(one for one in posted if one.place.route == "person-change")
    plainly = outcome(form, form.sheet.pairs)
    assert outcome(form, form.sheet.pairs) == plainly
    assert outcome(form, form.sheet.with_value("job_title", "Bursar")) != plainly


def choices(form: Held, theirs: dict[str, models.Model], ours: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The form's choices that stand for rows, each with the value that would stand for a row of the other school."""
    for name, values in form.sheet.choices.items():
        for value in values:
            uid = UID.search(value)
            row = theirs.get(ours.get(uid.group() if uid else value, ""))
            if row is not None:
                yield name, value.replace(uid.group(), str(row.uid)) if uid else str(row.pk)  # type: ignore[attr-defined]
                break


def numbered(world: World) -> dict[str, str]:
    """Number or uid -> the model it is of; no two tables share a number here."""
    found = {}
    for row in rows_of(world.cast.school):
        found[str(row.pk)] = row._meta.label
        if hasattr(row, "uid"):
            found[str(row.uid)] = row._meta.label
    return found


def test_a_choice_takes_no_row_of_another_school(
    posted: list[Held], theirs: dict[str, models.Model], world: World
) -> None:
    ours, before, tried, wrong = numbered(world), fingerprint(), 0, []
    for form in posted:
        for name, value in choices(form, theirs, ours):
            tried += 1
            status, tables = left(form, form.sheet.with_value(name, value), before)
            if status != 200 or tables:
                wrong.append(f"{form.name}, {name}: {status} {tables}")
    assert wrong == []
    assert tried >= 15


def test_a_choice_takes_nothing_that_is_not_offered(posted: list[Held]) -> None:
    before, wrong = fingerprint(), []
    for turn, form in enumerate(posted):
        for place, (name, values) in enumerate(form.sheet.choices.items()):
            value = BOGUS[(turn + place) % len(BOGUS)]
            if tidy(value) in ("", *values) or name == "token":  # what is tidied away is an empty choice
                continue
            status, tables = left(form, form.sheet.with_value(name, value), before)
            if status != 200 or tables:
                wrong.append(f"{form.name}, {name}, {value!r}: {status} {tables}")
    assert wrong == []


def crossed(world: World, other: World) -> Iterator[Place]:
    """Addresses that name two rows, the second one of the other school."""
    there = {(place.route, place.on): place for place in places(other)}
    for place in places(world):
        for name, value in place.given.items():
            if isinstance(value, UUID) and name != "uid":
                given = place.given | {name: there[place.route, place.on].given[name]}
                yield Place(place.route, place.on, given)


def test_an_address_takes_no_second_row_of_another_school(world: World, other: World) -> None:
    """Asked by the two who may open most of the addresses with the row of their own school."""
    tried = 0
    clients = [world.client(person.user) for person in (world.cast.clerk, world.cast.headteacher)]
    before = fingerprint()
    for client in clients:
        for place in crossed(world, other):
            for answer in (client.get(place.path), client.post(place.path, {"token": "x"})):
                assert answer.status_code in (404, 405), place.name
                tried += 1
    assert changed(before, fingerprint()) == []
    assert tried >= 16


def test_no_form_offers_a_row_of_another_school(posted: list[Held], other: World) -> None:
    """In none of its choices, by number or by uid."""
    foreign = numbered(other).keys() - {str(row.pk) for row in all_of(type(other.cast.trust))}
    for form in posted:
        for name, values in form.sheet.choices.items():
            assert not foreign & set(values), f"{form.name}, {name}"
