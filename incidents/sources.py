"""What upper apps hang on reports and cases: what a report is opened from, and where one goes on from a case."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.apps import apps

from foundation.core.panels import Registry

# label of the row ("monitoring.Mention") -> what a case says that its report was opened from
named: Registry[str] = Registry()
# the reader's request, the school -> what the form is filled with; None where the address names no such row
openers: Registry[Callable[[Any, Any], Any]] = Registry()
# the reader, a case that they run -> title and address of what can be done next with it elsewhere
case_links: Registry[Callable[[Any, Any], list[tuple[str, str]]]] = Registry()


def is_there(label: str, uid: UUID | None) -> bool:
    """Whether the row that a report is opened from is still here; a purge may have come first."""
    return bool(label) and apps.get_model(label)._base_manager.filter(uid=uid).exists()
