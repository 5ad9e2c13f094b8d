"""What every table of ours promises."""

import io
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.architecture.sources import LAYERS, below

PEOPLE = {"schools.Person", "schools.User"}
WHO = {"actor_name", "actor_uid", "by_name", "by_uid", "person_uid", "user_uid", "for_user_uid"}

# Rows about people without a school of their own, each with the reason.
NO_SCHOOL = {
    "schools.School": "is the school",
    "schools.User": "a log-in may be several persons, in several schools",
    "jobs.Submission": "of a log-in, and gone within days",
    "jobs.KeptTyping": "of a log-in, and gone within days",
    "monitoring.Tombstone": "names nobody, and stands below its chunk, which has the school",
}
# Parts that live and go with their whole, and have its school and its retention class: the key to the whole.
PARTS = {
    "policies.Finding": "version",
    "policies.PastEvent": "version",
    "policies.PastVersion": "version",
}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in LAYERS]


def labels(found: Iterator[str]) -> list[str]:
    return sorted(found)


def keys_to_others() -> Iterator[tuple[type[models.Model], Any]]:
    """Every key and many-to-many of ours that points into another app of ours."""
    for model in ours():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            other = field.related_model if field.is_relation else None
            if other in ours() and other._meta.app_label != model._meta.app_label:
                yield model, field


def test_keys_point_downwards() -> None:
    upward = (
        f"{model._meta.label}.{field.name}"
        for model, field in keys_to_others()
        if field.related_model._meta.app_label not in below(model._meta.app_label)
    )
    assert labels(upward) == []


def test_a_key_across_apps_leaves_no_name_on_the_other_side() -> None:
    # Guardian's own permission tables find their row by the name they give it.
    named = (
        f"{model._meta.label}.{field.name}"
        for model, field in keys_to_others()
        if not field.remote_field.hidden and field.name != "content_object"
    )
    assert labels(named) == []


def test_every_row_about_people_knows_its_school_and_its_retention_class() -> None:
    def found() -> Iterator[str]:
        for model in ours():
            label = model._meta.label
            if model._meta.auto_created or label in PARTS or not about_people(model):
                continue
            if not has(model, "school", "school_uid") and label not in NO_SCHOOL:
                yield f"{label}: school"
            if not has(model, "retention_class"):
                yield f"{label}: retention class"

    assert labels(found()) == []


@pytest.mark.parametrize("label", PARTS)
def test_a_part_goes_with_a_whole_that_has_school_and_retention_class(label: str) -> None:
    key = apps.get_model(label)._meta.get_field(PARTS[label])
    assert isinstance(key, models.ForeignKey)
    assert key.remote_field.on_delete is models.CASCADE
    assert has(key.related_model, "school")
    assert has(key.related_model, "retention_class")


def has(model: type[models.Model], *names: str) -> bool:
    return bool({field.name for field in model._meta.get_fields()} & set(names))


def about_people(model: type[models.Model]) -> bool:
    """It names a person or a log-in, holds an address, or says itself how long it is kept."""
    for field in model._meta.fields:
        if isinstance(field, models.EmailField):
            return True
        if field.is_relation and field.related_model and field.related_model._meta.label in PEOPLE:
            return True
        if field.name in WHO or field.name == "retention_class":
            return True
    return model._meta.label in PEOPLE


def test_what_has_an_address_is_named_by_a_uid() -> None:
    wrong = (
        f"{model._meta.label}.uid"
        for model in ours()
        if has(model, "uid")
        for field in [model._meta.get_field("uid")]
        if not (isinstance(field, models.UUIDField) and field.default is uuid.uuid4 and field.unique)
    )
    assert labels(wrong) == []


def test_no_key_deletes_across_apps_in_silence() -> None:
    """What stands above is protected: nothing below takes it along when it goes."""
    cascading = (
        f"{model._meta.label}.{field.name}"
        for model, field in keys_to_others()
        if not field.many_to_many and field.remote_field.on_delete is models.CASCADE
    )
    assert labels(cascading) == []


def test_the_exceptions_are_still_tables_of_ours() -> None:
    known = {model._meta.label for model in ours()}
    assert known >= NO_SCHOOL.keys() | PARTS.keys()


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    said = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"
