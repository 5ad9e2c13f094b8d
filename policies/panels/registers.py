"""The registers on pages below: the list of statutory policies in the settings, and whose its files are."""

from typing import Any
from uuid import UUID

from foundation.core.panels import file_rules
from foundation.core.rules import permitted
from foundation.schools.panels import SettingsLink, settings_links
from policies.models import StatutoryList


def list_file(user: Any, uid: UUID) -> bool:
    """The file of a list, for who looks it over."""
    return permitted(user, "policies.keep_statutory_list", StatutoryList.objects.filter(uid=uid)).exists()


file_rules.register("policies.StatutoryList", list_file)
settings_links.register("statutory_list", SettingsLink("List of statutory policies", "statutory-list"))
