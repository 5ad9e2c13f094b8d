"""Contractors and what they owe: the policies that address contractors, less what they acknowledged of the edition."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from foundation.schools.models import School
from foundation.schools.models.person import Community
from policies.links import Held
from policies.models import Contractor, ContractorAcknowledgement, Policy, Version


def asked_of_contractors(school: School) -> QuerySet[Version]:
    """The versions in force that address contractors at this school."""
    reached = Policy.audience.through.objects.filter(
        policy=OuterRef("policy"), staffgroup__community=Community.CONTRACTORS
    )
    in_force = Version.objects.filter(school=school, status=Version.Status.IN_FORCE)
    return in_force.filter(Exists(reached)).select_related("policy__owner", "school").order_by("policy__title")


@dataclass(frozen=True)
class Asked:
    """One policy that asks a contractor, and their receipt where they have confirmed it."""

    version: Version
    given: ContractorAcknowledgement | None


def asked_of(contractor: Contractor) -> list[Asked]:
    """What this contractor is asked to read: two queries."""
    given = {(one.policy_id, one.edition): one for one in contractor.acknowledgements.all()}
    versions = asked_of_contractors(contractor.school)
    return [Asked(version, given.get((version.policy_id, version.edition))) for version in versions]


@dataclass(frozen=True)
class ContractorFigures:
    """A contractor on the list, with how much of what they are asked they have confirmed."""

    contractor: Contractor
    asked: int
    given: int

    @property
    def outstanding(self) -> int:
        return self.asked - self.given


def listed(school: School, on: date, *, is_past: bool = False) -> list[ContractorFigures]:
    """The school's contractors with their figures, those whose time has run out by themselves: three queries."""
    rows = Contractor.objects.filter(school=school)
    working = rows.working(on)
    rows = rows.exclude(pk__in=working) if is_past else working
    editions = {(version.policy_id, version.edition) for version in asked_of_contractors(school)}
    given: Counter[int] = Counter()
    for contractor, *edition in ContractorAcknowledgement.objects.filter(contractor__in=rows).values_list(
        "contractor", "policy", "edition"
    ):
        given[contractor] += tuple(edition) in editions
    return [ContractorFigures(row, len(editions), given[row.pk]) for row in rows]


def owing(policy: Policy, on: date) -> QuerySet[Contractor]:
    """Contractors at work here who have not confirmed the policy's edition in force, where it asks contractors."""
    asked = Policy.audience.through.objects.filter(policy=policy, staffgroup__community=Community.CONTRACTORS)
    in_force = {"policy__versions__status": Version.Status.IN_FORCE, "policy__versions__edition": F("edition")}
    given = ContractorAcknowledgement.objects.filter(contractor=OuterRef("pk"), policy=policy, **in_force)
    in_use = Version.objects.filter(policy=policy, status=Version.Status.IN_FORCE)
    rows = Contractor.objects.working(on).filter(school=policy.school_id)
    return rows.filter(Exists(asked), Exists(in_use), ~Exists(given))


def held(link_hash: str, on: date) -> Held | None:
    """The contractor of a link, and whether it still opens their page."""
    row: Any = Contractor.objects.select_related("school").filter(link_hash=link_hash).first()
    return Held(row, row.until >= on) if row is not None else None
