"""Markers in every text field of every row: found by looking at the models, so that a new field has one too."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from foundation.core import keyring
from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import School, User

MARK = "zqx9vkw"  # so long that no token and no nonce has it by chance
Column: TypeAlias = "models.Field[Any, Any]"

# Rows that are of no school: each was looked at.
OF_NO_SCHOOL = {
    "account.EmailAddress": "allauth's own; nothing of ours writes or reads it",
    "account.EmailConfirmation": "allauth's own; nothing of ours writes or reads it",
    "auth.Group": "Django's own; nobody is in one",
    "auth.Permission": "Django's own; our permissions are rules",
    "contenttypes.ContentType": "the names of the tables",
    "guardian.GroupObjectPermission": "guardian's own; nobody is in a group",
    "guardian.UserObjectPermission": "guardian's own; exceptions stand in tables of their own",
    "jobs.ClockRun": "when the clock's tasks last ran and which kind of error came: nothing of a school in it",
    "sessions.Session": "who is signed in: encrypted with nothing of a school in it",
}
# Rows that name a log-in by its uid.
BY_LOG_IN = {"jobs.Submission": "user_uid", "jobs.KeptTyping": "for_user_uid"}


def rows_of(school: School) -> Iterator[models.Model]:
    """Every row that belongs to this school, by whatever way it leads there."""
    users = User.objects.filter(persons__school=school)
    for model in apps.get_models():
        label = model._meta.label
        if label in OF_NO_SCHOOL:
            continue
        if model is User:
            found: Any = users
        elif label in BY_LOG_IN:
            found = all_of(model).filter(**{f"{BY_LOG_IN[label]}__in": users.values("uid")})
        else:
            found = all_of(model).filter(belongs(model, school))
        yield from found.distinct()


def all_of(model: type[models.Model]) -> Any:
    """Every row; the trail's own manager lets nobody change them."""
    return models.QuerySet(model)


def belongs(model: type[models.Model], school: School) -> Q:
    """The condition of being this school's. Raises LookupError for a model that leads to no school."""
    if model is School:
        return Q(pk=school.pk)
    if any(field.name == "school_uid" for field in model._meta.fields):
        return Q(school_uid=school.uid)
    return Q(**{_way(model, ()): school})


def _way(model: type[models.Model], seen: tuple[type[models.Model], ...]) -> str:
    keys = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    direct = next((field for field in keys if field.related_model is School and field.name == "school"), None)
    if direct is not None:
        return "school"
    for field in keys:
        other = field.related_model
        if other is not User and other not in (*seen, model):
            try:
                return f"{field.name}__{_way(other, (*seen, model))}"
            except LookupError:
                continue
    raise LookupError(f"{model._meta.label} leads to no school: say in OF_NO_SCHOOL why not.")


def texts(model: type[models.Model]) -> list[Column]:
    """The fields that hold words, bytes or structures of words, but not one of a fixed choice."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return [field for field in model._meta.get_fields() if isinstance(field, kinds) and not field.choices]


def marked(row: models.Model, field: Column, mark: str = MARK) -> Any:
    """What stands in the field instead; the last digits of the row's number, as many as fit, keep it unique."""
    longest = getattr(field, "max_length", None) or 100
    value = f"{mark}{str(row.pk)[-max(longest - len(mark), 1) :]}"[:longest]
    if isinstance(field, models.JSONField):
        return _within(getattr(row, field.attname), value)
    if isinstance(field, SealedTextField):
        return keyring.close_text(value, about=field.about(row))
    if isinstance(field, models.BinaryField):
        return value.encode()
    return value


def _within(value: Any, mark: str) -> Any:
    if isinstance(value, dict):
        return {key: _within(one, mark) for key, one in value.items()} | {mark: mark}
    if isinstance(value, list):
        return [*(_within(one, mark) for one in value), mark]
    return mark


def plant(
    rows: Iterable[models.Model],
    value: Callable[[models.Model, Column], Any] = marked,
    skip: Iterable[str] = (),
) -> tuple[set[str], set[str]]:
    """Mark every text field of these rows; which fields were marked, and which the database refused to have marked."""
    planted: set[str] = set()
    refused: set[str] = set()
    left_out = set(skip)
    for row in list(rows):
        for field in texts(type(row)):
            name = f"{row._meta.label}.{field.name}"
            if name in left_out or field.name in left_out:
                continue
            try:
                with transaction.atomic():
                    all_of(type(row)).filter(pk=row.pk).update(**{field.attname: value(row, field)})
                planted.add(name)
            except IntegrityError:
                refused.add(name)
    return planted, refused - planted
