"""How many parents and pupils signed what is in force: figures by group and policy, without a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from foundation.schools.models import School
from policies.models import CountedGroup, GroupAsk, GroupCount, GroupSize, Policy, Version


@dataclass(frozen=True)
class GroupFigures:
    """One group that one policy in force asks: how many of it signed the edition in force."""

    group: CountedGroup
    policy_uid: UUID
    policy_title: str
    signed: int
    size: int

    @property
    def missing(self) -> int:
        return self.size - self.signed

    @property
    def said(self) -> str:
        return f"{self.signed} of {self.size}"


def _asks(schools: Sequence[School]) -> QuerySet[GroupAsk]:
    """What counted groups are asked now, with `size` and `signed`: of policies in force only."""
    current = Version.objects.filter(policy=OuterRef("policy"), status=Version.Status.IN_FORCE)
    edition = Subquery(current.values("edition")[:1])
    sizes = GroupSize.objects.filter(group=OuterRef("group")).order_by("-entered_at", "-pk")
    counts = (
        GroupCount.objects.filter(
            group=OuterRef("group"), policy=OuterRef("policy"), edition=OuterRef("edition"), corrected_by=None
        )
        .order_by()
        .values("group")
        .annotate(sum=Sum("signed"))
        .values("sum")
    )
    asks = GroupAsk.objects.filter(school__in=schools, ended_on=None, group__closed_on=None)
    return (
        asks.annotate(edition=edition)
        .filter(edition__isnull=False)
        .annotate(size=Subquery(sizes.values("size")[:1]), signed=Coalesce(Subquery(counts), 0))
    )


def figures(school: School, *, policy: Policy | None = None, group: CountedGroup | None = None) -> list[GroupFigures]:
    """Every counted group with every policy in force that asks it, or those of one of them: one query."""
    asks = _asks([school])
    if policy is not None:
        asks = asks.filter(policy=policy)
    if group is not None:
        asks = asks.filter(group=group)
    ordered = asks.select_related("group", "policy").order_by("policy__title", "group__kind", "group__name")
    return [
        GroupFigures(ask.group, ask.policy.uid, ask.policy.title, ask.signed, ask.size)  # type: ignore[attr-defined]
        for ask in ordered
    ]


def missing_by_school(schools: Sequence[School]) -> Mapping[int, int]:
    """For each school that counts, by its key: how many parents and pupils have still to sign: one query."""
    totals: dict[int, int] = {}
    for pk, missing in _asks(schools).values_list("school_id", F("size") - F("signed")):
        totals[pk] = totals.get(pk, 0) + missing
    return totals


def groups_of(school: School) -> QuerySet[CountedGroup]:
    """The groups that are counted now, each with its `size`."""
    sizes = GroupSize.objects.filter(group=OuterRef("pk")).order_by("-entered_at", "-pk")
    return CountedGroup.objects.filter(school=school, closed_on=None).annotate(size=Subquery(sizes.values("size")[:1]))


def groups_asked(policy: Policy) -> list[CountedGroup]:
    """The groups that the policy asks, whether or not it is in force."""
    asked = GroupAsk.objects.filter(policy=policy, ended_on=None, group__closed_on=None)
    return [ask.group for ask in asked.select_related("group")]
