"""Cases in figures for governors and headteacher: over twelve months, without names, and nobody to be told apart.

What is below five is never shown, and cannot be worked out from what is: few of one sort stand together with the next,
until they are five; of a share neither part is shown exactly where one is below five. The figures end with the last
full month, so that two looks on two days do not tell what came in between. Cases in which the reader is complained of
do not count.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate, make_aware

from foundation.schools.calendar import SchoolCalendar
from foundation.schools.dates import months_after
from foundation.schools.models import School
from incidents.models import Case, CasePerson, Promise, Relation, Report
from incidents.models.kinds import BRIEF
from incidents.standing import is_shut_out
from incidents.takedown_figures import PlatformFigures
from incidents.takedown_figures import figures as by_platform

FEWEST = 5
MONTHS = 12
AGES = (0, 1, 3, 6)  # months; the last is open
Row = tuple[str, int]


@dataclass(frozen=True)
class Share:
    """So many of so many, in words in which neither part can be read off where it is below five."""

    title: str
    good: int
    of: int

    @property
    def words(self) -> str:
        if self.is_exact:
            return f"{self.good} of {self.of}"
        if self.of < 2 * FEWEST:  # one of the two parts is below five, and what is said of it would tell which
            return "Too few to say"
        if self.of - self.good < FEWEST:
            return f"At least {self.of - FEWEST + 1} of {self.of}"
        return f"At most {FEWEST - 1} of {self.of}"

    @property
    def is_exact(self) -> bool:
        """Whether both parts may be shown as they are."""
        return self.good >= FEWEST and self.of - self.good >= FEWEST


@dataclass(frozen=True)
class Removed:
    """Addresses on one platform, or on several with few: how many are gone of those asked for, and how fast."""

    platform: str
    share: Share
    took: str
    hours: int | None = None  # in which half of them were gone; none where there are too few


@dataclass(frozen=True)
class Figures:
    """All that the page shows, from the first to the last day. A part is empty where nothing of it may be shown."""

    first: date
    last: date
    total: int | None
    kinds: Sequence[Row]
    months: Sequence[Row]
    open_now: int | None
    ages: Sequence[Row]
    contacts: Share
    contact_days: float | None
    promises: Share
    removals: Sequence[Removed]


def figures(school: School, user: Any, on: date) -> Figures:
    """Twelve months, to the end of the last full one: a fixed number of queries."""
    end = on.replace(day=1)
    start = months_after(end, -MONTHS)
    counted = _counted(school, user)
    rows = list(counted.filter(**_within("opened_at", start, end)).values_list("kind", "opened_at").order_by())
    opened = [localdate(at) for _, at in rows]
    contacts, contact_days = _contacts(school, counted, start, end)
    since_open = Q(closed_at=None) | Q(closed_at__gte=_midnight(end))
    still_open = counted.filter(since_open, opened_at__lt=_midnight(end)).values_list("opened_at", flat=True)
    ages = [localdate(at) for at in still_open.order_by()]
    return Figures(
        first=start,
        last=date.fromordinal(end.toordinal() - 1),
        total=_shown(len(rows)),
        kinds=_by_kind([kind for kind, _ in rows]),
        months=_by_month(opened, start),
        open_now=_shown(len(ages)),
        ages=_by_age(ages, end),
        contacts=contacts,
        contact_days=contact_days,
        promises=_promises(counted, start, end),
        removals=_removals(by_platform(school, start, user, until=end)),
    )


def _counted(school: School, user: Any) -> QuerySet[Case]:
    """The cases that count: not those joined to others, nor any in which the reader is complained of."""
    own = Report.objects.filter(case=OuterRef("pk"))
    return Case.objects.filter(Exists(own), ~is_shut_out(user), school=school)


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def _within(name: str, start: date, end: date) -> dict[str, datetime]:
    return {f"{name}__gte": _midnight(start), f"{name}__lt": _midnight(end)}


def _shown(count: int) -> int | None:
    return count if count >= FEWEST or count == 0 else None


def together(rows: Iterable[Row], title: str) -> list[Row]:
    """Few of one sort as one row with the next fewest, until they are five; nothing where all are fewer than five."""
    there = [row for row in rows if row[1]]
    rest = sorted(there, key=lambda row: row[1])
    small: list[Row] = []
    while rest and (rest[0][1] < FEWEST or (small and _sum(small) < FEWEST)):
        small.append(rest.pop(0))
    kept = sorted((row for row in there if row not in small), key=lambda row: -row[1])
    return [*kept, (title, _sum(small))] if _sum(small) >= FEWEST else kept


def _sum(rows: Iterable[Row]) -> int:
    return sum(count for _, count in rows)


def _by_kind(kinds: Sequence[str]) -> list[Row]:
    return together(((BRIEF[kind], kinds.count(kind)) for kind in BRIEF), "Everything else, together")


def neighbours(counts: Sequence[int], said: Callable[[int, int], str]) -> list[Row]:
    """Counts in their order, neighbours as one until they are five; `said` names those from one place to another."""
    spans: list[tuple[int, int, int]] = []
    begin, held = 0, 0
    for place, count in enumerate(counts):
        held += count
        if held >= FEWEST:
            spans.append((begin, place, held))
            begin, held = place + 1, 0
    if spans and begin < len(counts):
        first, _, count = spans.pop()
        spans.append((first, len(counts) - 1, count + held))
    return [(said(first, last), count) for first, last, count in spans]


def _by_month(days: Iterable[date], start: date) -> list[Row]:
    firsts = [months_after(start, count) for count in range(MONTHS)]
    counts = [0] * MONTHS
    for day in days:
        counts[(day.year - start.year) * 12 + day.month - start.month] += 1

    def said(one: int, two: int) -> str:
        return f"{firsts[one]:%b %Y}" if one == two else f"{firsts[one]:%b %Y} to {firsts[two]:%b %Y}"

    return neighbours(counts, said)


def _by_age(opened: Iterable[date], end: date) -> list[Row]:
    counts = [0] * len(AGES)
    bounds = [months_after(end, -months) for months in AGES]
    for day in opened:
        counts[max(place for place, bound in enumerate(bounds) if day <= bound)] += 1

    def said(one: int, two: int) -> str:
        low, high = AGES[one], AGES[two + 1] if two + 1 < len(AGES) else None
        if high is None:
            return f"Over {_months(low)}" if low else "Of any age"
        return f"{low} to {_months(high)}" if low else f"Under {_months(high)}"

    return neighbours(counts, said)


def _months(count: int) -> str:
    return f"{count} month{'' if count == 1 else 's'}"


def _contacts(school: School, counted: QuerySet[Case], start: date, end: date) -> tuple[Share, float | None]:
    """Whether the people affected were spoken with in time, and after how many school days half of them were."""
    affected = CasePerson.objects.filter(case__in=counted.values("pk"), relation=Relation.AFFECTED, ended_at=None)
    rows = affected.filter(contact_due_on__gte=start, contact_due_on__lt=end)
    found = list(rows.values_list("added_at", "contact_due_on", "contacted_at"))
    in_time = sum(at is not None and due_on is not None and localdate(at) <= due_on for _, due_on, at in found)
    calendar = SchoolCalendar.of(school)
    took = [calendar.between(localdate(since), localdate(at)) for since, _, at in found if at is not None]
    half = float(median(took)) if len(took) >= FEWEST else None
    return Share("Spoken with in time", in_time, len(found)), half


def _promises(counted: QuerySet[Case], start: date, end: date) -> Share:
    rows = Promise.objects.filter(case__in=counted.values("pk"), due_on__gte=start, due_on__lt=end)
    found = list(rows.values_list("due_on", "kept_at"))
    kept = sum(at is not None and localdate(at) <= due_on for due_on, at in found)
    return Share("Word given by the promised day", kept, len(found))


def _removals(rows: Sequence[PlatformFigures]) -> list[Removed]:
    """Each platform with five addresses or more; the others as one."""
    of = {row.platform: row for row in rows}
    made = []
    for platform, asked in together(((row.platform, row.asked) for row in rows), "Other platforms, together"):
        row = of.get(platform)
        if row is not None:
            is_told = row.gone >= FEWEST
            took, hours = (row.median_words, row.median_hours) if is_told else ("", None)
            made.append(Removed(platform, Share(platform, row.gone, row.asked), took, hours))
            continue
        shown = {one.platform for one in made}
        gone = sum(one.gone for one in rows if one.platform not in shown)
        made.append(Removed(platform, Share(platform, gone, asked), ""))
    return made
