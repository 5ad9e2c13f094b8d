"""The figures in a pack: how many have acknowledged, and what is in force at each school of a trust. Never a name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate

from foundation.schools.models import Person, School
from foundation.schools.models.school import SchoolKind
from policies.compliance import by_policy, by_school
from policies.cover import in_words, review_words
from policies.models import Version
from policies.outstanding import asked, outstanding

FEWEST = 5  # people in a group whose figures are shown by themselves; fewer could be told by name
SMALL_GROUPS = "Smaller groups together"
Share = tuple[str, int, int]


@dataclass(frozen=True)
class Figures:
    """Of each policy (title, acknowledged, asked); of each group (name, people with nothing outstanding, people)."""

    policies: Sequence[Share] = ()
    groups: Sequence[Share] = ()


def figures_of(school: School, policies: Sequence[UUID], on: date) -> Figures:
    """How these policies stand among everybody on the roll: four queries."""
    people = Person.objects.filter(school=school).current(on)
    wanted = set(policies)
    rows = [(row.title, row.given, row.asked) for row in by_policy(people) if row.uid in wanted]
    reached = set(asked(people).filter(policy__uid__in=wanted).order_by().values_list("person_id", flat=True))
    owing = set(outstanding(people).filter(policy__uid__in=wanted).order_by().values_list("person_id", flat=True))
    members: defaultdict[str, set[int]] = defaultdict(set)
    for group, person in Person.groups.through.objects.filter(person__in=people).values_list(
        "staffgroup__name", "person"
    ):
        if person in reached:
            members[group].add(person)
    return Figures(rows, _groups(members, owing))


def _groups(members: dict[str, set[int]], owing: set[int]) -> list[Share]:
    """By group; groups of few people are counted together, and left out where even that is few."""
    large = {name: people for name, people in members.items() if len(people) >= FEWEST}
    small = set[int]().union(*(people for name, people in members.items() if name not in large))
    shares = [(name, len(people - owing), len(people)) for name, people in sorted(large.items())]
    return [*shares, (SMALL_GROUPS, len(small - owing), len(small))] if len(small) >= FEWEST else shares


@dataclass(frozen=True)
class Holding:
    """What one school of a trust has in force: (title, version, in force since, review), and its acknowledgements."""

    school: str
    policies: Sequence[tuple[str, str, str, str]]
    given: int
    asked: int


def holdings_of(trust: School, on: date) -> list[Holding]:
    """School by school; nothing for a school that is no trust."""
    if trust.kind != SchoolKind.TRUST:
        return []
    schools = list(School.objects.filter(trust=trust).order_by("name"))
    counts, rows = by_school(schools, on), defaultdict(list)
    held = Version.objects.filter(school__in=schools, status=Version.Status.IN_FORCE).select_related("policy")
    for version in held.order_by("policy__title"):
        rows[version.school_id].append((version.policy.title, version.number, _since(version), review_words(version)))
    return [Holding(one.name, rows[one.pk], counts[one.pk][1], counts[one.pk][0]) for one in schools]


def _since(version: Version) -> str:
    if version.in_force_at is None or version.brought_in_at is not None:
        return ""
    return in_words(localdate(version.in_force_at))
