"""Whose files of policies may be read by whom: the same rules as the rows they belong to."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from foundation.core.panels import file_rules
from foundation.core.rules import permitted
from foundation.schools.models import Person
from policies.models import Intake, Pack, Version

SHEET = "policies.PaperSheet"  # the scan of a sheet; its uid is the person's


def version_file(user: Any, uid: UUID) -> bool:
    """Whoever may see the version may read its original and its annexes."""
    return permitted(user, "policies.see_version", Version.objects.filter(uid=uid)).exists()


def intake_file(user: Any, uid: UUID) -> bool:
    """A document on its way in is for whoever checks it; taken in, for whoever may see the version."""
    intakes = Intake.objects.filter(uid=uid)
    if permitted(user, "policies.see_intake", intakes).exists():
        return True
    version = Version.objects.filter(intake__in=intakes)
    return permitted(user, "policies.see_version", version).exists()


def sheet_file(user: Any, uid: UUID) -> bool:
    """The scan of a signed sheet: the person who signed, and whoever oversees them."""
    person = Person.objects.filter(uid=uid)
    return person.filter(Q(user=user)).exists() or permitted(user, "policies.oversee_person", person).exists()


file_rules.register("policies.Version", version_file)
file_rules.register("policies.Intake", intake_file)
file_rules.register(SHEET, sheet_file)


def pack_file(user: Any, uid: UUID) -> bool:
    """Whoever may see the pack may open it."""
    return permitted(user, "policies.see_pack", Pack.objects.filter(uid=uid)).exists()


file_rules.register("policies.Pack", pack_file)
file_rules.register("policies.SignaturePage", version_file)
