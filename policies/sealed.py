"""Words that stand encrypted in the database: what was told in confidence, bound to the row that holds it."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from foundation.core import keyring
from foundation.core.rotation import Rotated, rotate_column
from policies.models import ContractorReport, RelationshipEntry


def seal(row: Model, words: Mapping[str, str]) -> bytes:
    """Encrypt the words of one row with the key in use; they open for this row only."""
    return keyring.close_text(json.dumps(dict(words), ensure_ascii=False), about=_about(row))


def unseal(row: Any) -> dict[str, str]:
    """The words of a row. Raises KeyMissing or Tampered (KeyringError) where they cannot be opened."""
    found: dict[str, str] = json.loads(keyring.open_text(bytes(row.sealed), about=_about(row)))
    return found


def rotate_all() -> Rotated:
    """Give every sealed row the key in use."""
    models = (ContractorReport, RelationshipEntry)
    found = (rotate_column(model._default_manager.only("uid", "sealed"), "sealed", _about) for model in models)
    return sum(found, Rotated())


def _about(row: Any) -> str:
    return f"{row._meta.label}:{row.uid}"
