"""Where one reader stands with a policy: asked or not, acknowledged or not, and what of it carried over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from foundation.schools.models import Person
from policies.models import Acknowledgement, Version
from policies.outstanding import Owed, owed


@dataclass(frozen=True)
class Standing:
    """`receipt` is of the edition in force, `earlier` of one before. `owed` is all that the reader still owes, by
    the policy's uid; `corrections` the minor ones since the text that was acknowledged."""

    receipt: Acknowledgement | None = None
    earlier: Acknowledgement | None = None
    owes: Owed | None = None
    owed: Mapping[UUID, Owed] = field(default_factory=dict)
    corrections: Sequence[Version] = ()


def standing(user: Any, version: Version, on: date) -> Standing:
    """Where the user stands with the policy of this version: two queries, a third where a correction carried over."""
    owing = {row.policy_uid: row for row in owed(Person.objects.filter(user=user).current(on))}
    given = list(
        Acknowledgement.objects.filter(person__user=user, policy=version.policy_id)
        .select_related("version")
        .order_by("-edition")
    )
    receipt = next((one for one in given if one.edition == version.edition), None)
    earlier = next((one for one in given if one.edition < version.edition), None)
    return Standing(
        receipt=receipt,
        earlier=earlier,
        owes=owing.get(version.policy.uid) if version.status == Version.Status.IN_FORCE else None,
        owed=owing,
        corrections=_corrections(receipt, version),
    )


def _corrections(receipt: Acknowledgement | None, version: Version) -> list[Version]:
    """The minor corrections between the text that was acknowledged and this one (ALL-01)."""
    if receipt is None or receipt.version_id == version.pk:
        return []
    since = version.policy.versions.filter(
        sequence__gt=receipt.version.sequence, sequence__lte=version.sequence, in_force_at__isnull=False
    )
    return list(since.filter(is_material=False).order_by("sequence"))
