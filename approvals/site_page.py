"""The page of a site: who does what for it today, and what other parts of the product add to its page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from approvals.checklists import Point, points_of
from approvals.models import Site, SiteConfirmation, SitePerson
from foundation.core.panels import Registry
from foundation.schools.models import Absence, Person, School

Duty = SitePerson.Duty
Occasion = SiteConfirmation.Occasion

# user, site, day -> what templates/approvals/site/_looks.html, _reviews.html and _contacts.html show besides `site`
more: Registry[Callable[[Any, Site, date], dict[str, Any]]] = Registry()
# user, school -> what templates/approvals/upkeep/impostors.html shows besides the accounts that are not ours
beside_impostors: Registry[Callable[[Any, School], dict[str, Any]]] = Registry()


@dataclass(frozen=True)
class Named:
    """One row of who does what; `is_there` is false for a vacancy, for who has left, and before the first day."""

    row: SitePerson
    is_there: bool
    is_away: bool


@dataclass(frozen=True)
class DutyShown:
    """A duty with those who have it; `needed` is how many there have to be."""

    duty: str
    title: str
    needed: int
    people: list[Named]

    @property
    def there(self) -> int:
        """How many count today: real, current and not away (QEI-09)."""
        return sum(one.is_there and not one.is_away for one in self.people)


def people_of(site: Site, on: date) -> list[DutyShown]:
    """Each duty with who has it that day or later: one query."""
    open_still = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    away = Absence.objects.filter(open_still, person=OuterRef("person"), starts_on__lte=on)
    here = Person.objects.current(on).filter(pk=OuterRef("person"))
    rows = site.people.filter(open_still).annotate(is_away=Exists(away), is_here=Exists(here))
    by_duty: dict[str, list[Named]] = {duty: [] for duty in Duty.values}
    for row in rows:
        by_duty[row.duty].append(Named(row, row.is_here and row.starts_on <= on, row.is_away))
    return [
        DutyShown(duty, str(Duty(duty).label), SitePerson.NEEDED.get(Duty(duty), 0), found)
        for duty, found in by_duty.items()
    ]


@dataclass(frozen=True)
class PointShown:
    """One point of a checklist, who has confirmed it, and how many more have to."""

    name: str
    words: str
    people: int
    given: list[SiteConfirmation]
    left: int
    is_mine: bool


def checklist_of(site: Site, occasion: str, turn: int, user: Any) -> list[PointShown]:
    """The points that count for the site, with who confirmed each."""
    from_rows: dict[str, list[SiteConfirmation]] = {}
    for row in site.confirmations.filter(occasion=occasion, turn=turn).select_related("by"):
        from_rows.setdefault(row.point, []).append(row)
    return [_shown(point, from_rows.get(point.name, []), user) for point in points_of(site, occasion)]


def _shown(point: Point, given: list[SiteConfirmation], user: Any) -> PointShown:
    is_mine = any(one.by.user_id == user.pk for one in given)
    return PointShown(point.name, point.words, point.people, given, max(0, point.people - len(given)), is_mine)
