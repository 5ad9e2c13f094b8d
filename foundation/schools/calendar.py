"""When a school is at work: terms, closures, weekends and the bank holidays of England.

Where a school has entered terms, only days in a term count. Outside what it entered (and for a school that entered
none) Monday to Friday count, except bank holidays and August. `SchoolCalendar.of(school)` reads a school's calendar
once, with one query; nothing here asks the database day by day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import MINYEAR, date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from holidays import country_holidays

from foundation.schools.models import Absence, Closure, Person, School, Term
from foundation.schools.models.calendar import Season

ONE_DAY = timedelta(days=1)
AUGUST, SEPTEMBER = 8, 9
LONGEST_SEARCH = 10  # school years without one school day, after which a search gives up


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in one calendar year, substitute days included."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def school_year(day: date) -> int:
    """The calendar year in which the school year of this day began (September to August)."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def usual(day: date) -> bool:
    """A school day where nobody entered terms: Monday to Friday, no bank holiday, not in August."""
    return day.isoweekday() <= 5 and day.month != AUGUST and day not in bank_holidays(day.year)


TERM, CLOSURE = "term", "closure"


def terms_of(school: School) -> QuerySet[Term, tuple[Any, ...]]:
    """The terms as rows that go into one query with `closures_of`: what, season, first day, last day, 0."""
    rows = Term.objects.filter(school=school).order_by()
    return rows.values_list(Value(TERM), "season", "starts_on", "ends_on", Value(0))


def closures_of(school: School) -> QuerySet[Closure, tuple[Any, ...]]:
    rows = Closure.objects.filter(school=school).order_by()
    return rows.values_list(Value(CLOSURE), "kind", "starts_on", "ends_on", Value(0))


class SchoolCalendar:
    """One school's calendar in memory, for as many questions as wanted."""

    def __init__(self, terms: Iterable[Term], closures: Iterable[Closure]) -> None:
        self.terms = sorted(terms, key=lambda term: term.starts_on)
        self.closures = list(closures)
        self._days: dict[int, list[date]] = {}
        self._entered = self._span()

    @classmethod
    def of(cls, school: School) -> "SchoolCalendar":
        """The calendar of one school: one query, whatever is asked of it afterwards."""
        return cls.of_rows(terms_of(school).union(closures_of(school), all=True))

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[Any, ...]]) -> "SchoolCalendar":
        """From rows of `terms_of` and `closures_of`; others among them are left out."""
        terms, closures = [], []
        for what, kind, starts_on, ends_on, *_ in rows:
            if what == TERM:
                terms.append(Term(season=kind, starts_on=starts_on, ends_on=ends_on))
            elif what == CLOSURE:
                closures.append(Closure(kind=kind, starts_on=starts_on, ends_on=ends_on))
        return cls(terms, closures)

    @classmethod
    def of_all(cls, schools: Iterable[School]) -> dict[int, "SchoolCalendar"]:
        """The calendars of many schools by the school's key: two queries in all."""
        keys = [school.pk for school in schools]
        terms: dict[int, list[Term]] = {key: [] for key in keys}
        closures: dict[int, list[Closure]] = {key: [] for key in keys}
        for term in Term.objects.filter(school__in=keys):
            terms[term.school_id].append(term)
        for closure in Closure.objects.filter(school__in=keys):
            closures[closure.school_id].append(closure)
        return {key: cls(terms[key], closures[key]) for key in keys}

    def is_school_day(self, day: date) -> bool:
        """Whether pupils are in on this day."""
        return self._is_open(day) and self._closure(day) is None

    def is_staff_day(self, day: date) -> bool:
        """Whether staff are at work: school days, and the training days on which pupils stay at home."""
        closure = self._closure(day)
        return self._is_open(day) and (closure is None or closure.kind == Closure.Kind.TRAINING)

    def add(self, day: date, days: int) -> date:
        """The so-manieth school day after `day` (before it, when negative); 0 is the day itself or the next school day.

        Raises ValueError where the calendar has no such day.
        """
        if days == 0:
            return day if self.is_school_day(day) else self.add(day, 1)
        return self._forward(day, days) if days > 0 else self._backward(day, -days)

    def between(self, start: date, end: date) -> int:
        """How many school days come after `start` up to and with `end`; negative when `end` is the earlier."""
        if end < start:
            return -self.between(end, start)
        total = 0
        for year in range(school_year(start), school_year(end) + 1):
            days = self._days_of(year)
            total += max(0, bisect_right(days, end) - bisect_right(days, start))
        return total

    def term_end(self, season: str, year: int) -> date | None:
        """The last day of the term of this season in this calendar year, if the school entered it."""
        ends = [term.ends_on for term in self.terms if term.season == season and term.ends_on.year == year]
        return max(ends, default=None)

    def _span(self) -> tuple[date, date] | None:
        """The days for which the entered terms speak: whole school years at the ends, where these are complete."""
        if not self.terms:
            return None
        first, last = self.terms[0], max(self.terms, key=lambda term: term.ends_on)
        start, end = first.starts_on, last.ends_on
        if first.season == Season.AUTUMN:
            start = min(start, date(school_year(start), SEPTEMBER, 1))
        if last.season == Season.SUMMER:
            end = max(end, date(school_year(end) + 1, AUGUST, 31))
        return start, end

    def _is_open(self, day: date) -> bool:
        if self._entered is None or not self._entered[0] <= day <= self._entered[1]:
            return usual(day)
        in_term = any(term.starts_on <= day <= term.ends_on for term in self.terms)
        return in_term and day.isoweekday() <= 5 and day not in bank_holidays(day.year)

    def _closure(self, day: date) -> Closure | None:
        """The closure on this day; one that closes the school for everyone before a training day."""
        found = [closure for closure in self.closures if closure.starts_on <= day <= closure.ends_on]
        return min(found, key=lambda closure: closure.kind == Closure.Kind.TRAINING, default=None)

    def _days_of(self, year: int) -> list[date]:
        """The school days of the school year that begins in this calendar year, in order."""
        if year not in self._days:
            first = date(year, SEPTEMBER, 1) if year >= MINYEAR else date.min
            last = date(year + 1, AUGUST, 31) if year < date.max.year else date.max
            every = (first + ONE_DAY * count for count in range((last - first).days + 1))
            self._days[year] = [day for day in every if self.is_school_day(day)]
        return self._days[year]

    def _forward(self, day: date, wanted: int) -> date:
        year, empty = school_year(day), 0
        while empty < LONGEST_SEARCH and year <= date.max.year:
            days = self._days_of(year)
            after = days[bisect_right(days, day) :]
            if len(after) >= wanted:
                return after[wanted - 1]
            wanted -= len(after)
            empty = 0 if after else empty + 1
            year += 1
        raise ValueError("The calendar has no such school day.")

    def _backward(self, day: date, wanted: int) -> date:
        year, empty = school_year(day), 0
        while empty < LONGEST_SEARCH and year >= MINYEAR:
            days = self._days_of(year)
            before = days[: bisect_left(days, day)]
            if len(before) >= wanted:
                return before[-wanted]
            wanted -= len(before)
            empty = 0 if before else empty + 1
            year -= 1
        raise ValueError("The calendar has no such school day.")


def is_school_day(school: School, day: date) -> bool:
    """Whether pupils are in at this school on this day."""
    return SchoolCalendar.of(school).is_school_day(day)


def add_school_days(school: School, day: date, n: int) -> date:
    """The nth school day after `day`; see `SchoolCalendar.add`."""
    return SchoolCalendar.of(school).add(day, n)


def school_days_between(school: School, a: date, b: date) -> int:
    """School days after `a` up to and with `b`; see `SchoolCalendar.between`."""
    return SchoolCalendar.of(school).between(a, b)


def is_working_day(person: Person, day: date) -> bool:
    """Whether this person is at work: a staff day, one of their working days, on the roll and not away."""
    return at_work(Person.objects.filter(pk=person.pk), SchoolCalendar.of(person.school), day).exists()


def at_work(people: QuerySet[Person], calendar: SchoolCalendar, day: date) -> QuerySet[Person]:
    """Those of one school's `people` who are at work on this day: one query for any number."""
    if not calendar.is_staff_day(day):
        return people.none()
    away = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), person=OuterRef("pk"), starts_on__lte=day
    )
    on_roll = Q(starts_on__lte=day) & (Q(leaves_on__isnull=True) | Q(leaves_on__gte=day))
    return people.filter(on_roll, ~Exists(away), working_days__contains=str(day.isoweekday()))
