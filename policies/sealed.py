"""Words that stand encrypted in the database: what was told in confidence, bound to the row that holds it."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from foundation.core import keyring
from policies.models import ContractorReport, RelationshipEntry


def seal(row: Model, words: Mapping[str, str]) -> bytes:
    """Encrypt the words of one row with the key in use; they open for this row only."""
    return keyring.close_text(json.dumps(dict(words), ensure_ascii=False), about=_about(row))


def unseal(row: Any) -> dict[str, str]:
    """The words of a row. Raises KeyMissing or Tampered (KeyringError) where they cannot be opened."""
    found: dict[str, str] = json.loads(keyring.open_text(bytes(row.sealed), about=_about(row)))
    return found


def rotate_all() -> int:
    """Give every sealed row the key in use; how many had another. Safe to run again, and while people work."""
    count = 0
    for model in (ContractorReport, RelationshipEntry):
        for row in model._default_manager.only("uid", "sealed").iterator():
            if keyring.needs_rotation(bytes(row.sealed)):
                sealed = keyring.rotate(bytes(row.sealed), about=_about(row))
                count += model._default_manager.filter(pk=row.pk, sealed=row.sealed).update(sealed=sealed)
    return count


def _about(row: Any) -> str:
    return f"{row._meta.label}:{row.uid}"
