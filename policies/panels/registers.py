"""The registers on pages below: the list of statutory policies in the settings, whose its files are, and on the desk a
part whose public page is gone."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse

from foundation.core.panels import DeskLine, desk, file_rules
from foundation.core.rules import permitted
from foundation.schools.panels import SettingsLink, settings_links
from policies.models import Clause, PublishedPart, StatutoryList, Version


def list_file(user: Any, uid: UUID) -> bool:
    """The file of a list, for who looks it over."""
    return permitted(user, "policies.keep_statutory_list", StatutoryList.objects.filter(uid=uid)).exists()


def parts_without_a_page(user: Any, today: date) -> list[DeskLine]:
    """Parts whose clause is not in the version in force, for who may publish them: one query."""
    current = Version.objects.filter(policy=OuterRef("policy"), status=Version.Status.IN_FORCE)
    stands = Clause.objects.filter(
        version__policy=OuterRef("policy"), version__status=Version.Status.IN_FORCE, anchor=OuterRef("anchor")
    )
    gone = PublishedPart.objects.filter(Exists(current), ~Exists(stands), ended_at=None)
    mine = permitted(user, "policies.end_part", gone, today).select_related("policy", "school")
    return [
        DeskLine(
            group="look",
            what=f"“{part.title}” has no public page: its clause is not in the version in force",
            url=reverse("policy-parts", args=[part.policy.uid]),
            action="Look at it",
            school=part.school.said,
        )
        for part in mine
    ]


file_rules.register("policies.StatutoryList", list_file)
settings_links.register("statutory_list", SettingsLink("List of statutory policies", "statutory-list"))
desk.register("policies.parts", parts_without_a_page)
