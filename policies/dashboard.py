"""How a school stands with what it asks people to read: by policy, by group and month by month.

For governors without names: what is about fewer than five people is put together with what is about few others, and
kept back where even that is about fewer than five, so that nobody can be told apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.schools.models import School
from policies.chronicle import Chronicle, PolicyThen, Standing

MONTHS = 12
FEWEST = 5  # people


@dataclass(frozen=True)
class Figure:
    """Acknowledgements asked and given, of how many people. `key` names the policy or group; empty where merged."""

    title: str
    asked: int
    given: int
    people: frozenset[int]
    key: str = ""

    @property
    def share(self) -> int:
        """Per cent, rounded down: 100 means everybody."""
        return 100 * self.given // self.asked if self.asked else 100


@dataclass(frozen=True)
class Month:
    """How it stood at the end of a day."""

    on: date
    figure: Figure


@dataclass(frozen=True)
class Dashboard:
    """Everything the page shows. `total` is None where it would be about fewer than five people."""

    total: Figure | None
    by_policy: Sequence[Figure]
    by_group: Sequence[Figure]
    months: Sequence[Month]
    is_merged: bool = False


def dashboard(school: School, on: date) -> Dashboard:
    """Today and at the end of each of the months before: a fixed number of queries."""
    days = month_ends(on)
    past = Chronicle.of(school, days[0], on)
    standings = [past.at(day) for day in days]
    months = [Month(one.on, _total(one.policies)) for one in standings]
    began = next((at for at, month in enumerate(months) if month.figure.asked), len(months))
    return Dashboard(
        total=months[-1].figure,
        by_policy=[_figure(policy.title, [policy], key=str(policy.uid)) for policy in standings[-1].policies],
        by_group=_by_group(standings[-1]),
        months=months[began:],
    )


def month_ends(on: date) -> list[date]:
    """The last days of the twelve months before, and the day itself."""
    days = [on]
    first = on.replace(day=1)
    for _ in range(MONTHS):
        days.insert(0, first - timedelta(days=1))
        first = (first - timedelta(days=1)).replace(day=1)
    return days


def _total(policies: Sequence[PolicyThen]) -> Figure:
    return _figure("All policies", policies)


def _figure(title: str, policies: Iterable[PolicyThen], *, key: str = "") -> Figure:
    asked = [person.pk for policy in policies for person in policy.asked]
    return Figure(title, len(asked), sum(len(policy.given) for policy in policies), frozenset(asked), key)


def _by_group(standing: Standing) -> list[Figure]:
    """Each group as it is called that day; somebody in two groups counts in both."""
    asked: defaultdict[str, list[int]] = defaultdict(list)
    given: defaultdict[str, int] = defaultdict(int)
    for policy in standing.policies:
        for person in policy.asked:
            for group in person.groups:
                asked[group].append(person.pk)
                given[group] += person.pk in policy.given
    return [Figure(name, len(asked[name]), given[name], frozenset(asked[name]), name) for name in sorted(asked)]


def without_names(full: Dashboard) -> Dashboard:
    """The same for who may not know how any single person stands."""
    enough = full.total is not None and len(full.total.people) >= FEWEST
    if not enough:
        return Dashboard(None, [], [], [], is_merged=True)
    policies = merged(full.by_policy, "Policies that ask few people, together")
    groups = merged(full.by_group, "Small groups, together")
    months = [month for month in full.months if len(month.figure.people) >= FEWEST]
    is_merged = len(policies) < len(full.by_policy) or len(groups) < len(full.by_group)
    return Dashboard(full.total, policies, groups, months, is_merged=is_merged)


def merged(figures: Sequence[Figure], title: str) -> list[Figure]:
    """Figures of fewer than five people as one; the next smallest joins them until they are of five or more."""
    rest = sorted(figures, key=lambda figure: len(figure.people))
    small: list[Figure] = []
    while rest and (len(rest[0].people) < FEWEST or (small and len(_people(small)) < FEWEST)):
        small.append(rest.pop(0))
    kept = [figure for figure in figures if figure in rest]
    if small and len(_people(small)) >= FEWEST:
        kept.append(Figure(title, sum(one.asked for one in small), sum(one.given for one in small), _people(small)))
    return kept


def _people(figures: Iterable[Figure]) -> frozenset[int]:
    return frozenset().union(*(figure.people for figure in figures))
