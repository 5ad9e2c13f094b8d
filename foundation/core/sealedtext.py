"""Text that stands encrypted in the database, bound to its row and column; in Python it is text.

The row has a `uid`. What was loaded is opened when it is read, so that a list which shows no text opens none. The
database cannot search it, and a query that tries is an error.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model

from foundation.core import keyring
from foundation.core.rotation import Rotated, rotate_column


class _Opened:
    """The attribute of a row: what was loaded is opened when somebody reads it."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, row: Any, model: Any = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        return value if isinstance(value, str) else keyring.open_text(bytes(value), about=self.field.about(row))

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]  # not generic when it runs
    """Text of any length, encrypted at rest. Reading it raises KeyMissing or Tampered (KeyringError)."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"editable": True, "default": "", **named})

    def _check_str_default_value(self) -> list[Any]:
        return []  # what stands in a row that was not saved yet is text

    def contribute_to_class(self, cls: type[Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opened(self))

    def about(self, row: Any) -> str:
        """What a value belongs to: it opens nowhere else."""
        return f"{row._meta.label}.{self.name}:{row.uid}"

    def pre_save(self, model_instance: Model, add: bool) -> bytes:
        value = model_instance.__dict__[self.attname]
        return keyring.close_text(value, about=self.about(model_instance)) if isinstance(value, str) else bytes(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            raise TypeError(f"{self.name} is encrypted: save the row instead; it cannot be searched.")
        return super().get_prep_value(value)


def sealed_fields() -> Iterator[tuple[type[Model], SealedTextField]]:
    """Every encrypted column of the product."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def rotate_texts() -> Rotated:
    """Close every text with the key in use."""
    found = Rotated()
    for model, field in sealed_fields():
        found += rotate_column(model._base_manager.only("uid", field.name), field.attname, field.about)
    return found
