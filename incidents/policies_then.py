"""The policies as they stood on the day of a case: which clause was not kept, and who had acknowledged it by then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from foundation.core.rules import permitted
from foundation.schools.models import School
from incidents.models import Breached, Case, CasePerson, Relation
from policies.chronicle import Chronicle, Given, Standing
from policies.models import Policy, Version
from policies.parts import Place, place_of
from policies.rewinding import end_of
from policies.search import Hit, find

MOST = 10


@dataclass(frozen=True)
class Acknowledged:
    """Somebody complained of, and how they stood to a policy that day."""

    name: str
    was_asked: bool
    given: Given | None


@dataclass(frozen=True)
class BreachedClause:
    """A clause that was not kept, with its words as they stood, and what those complained of had acknowledged."""

    row: Breached
    place: Place | None
    people: Sequence[Acknowledged]


def day_of(case: Case) -> date:
    """The day on which it happened, as far as a report says; else the day of the report."""
    days = case.reports.filter(happened_on__isnull=False).order_by("happened_on")
    return days.values_list("happened_on", flat=True).first() or localdate(case.opened_at)


def stood_on(school: School, on: date) -> QuerySet[Version]:
    """The versions that were in force at the end of that day."""
    end = end_of(on)
    stood = Q(ended_at__isnull=True) | Q(ended_at__gte=end)
    statuses = (Version.Status.IN_FORCE, Version.Status.SUPERSEDED)
    return Version.objects.filter(stood, school=school, status__in=statuses, in_force_at__lt=end)


def found_then(user: Any, school: School, words: str, on: date) -> Sequence[Hit]:
    """What a search of the policies that were in force that day finds, among what the user may see."""
    versions = permitted(user, "policies.see_version", stood_on(school, on))
    return list(find(versions, Policy.objects.none(), words, "1").page.object_list)[:MOST]


def breached_clauses(case: Case) -> list[BreachedClause]:
    """Every clause that was not kept: ten queries, however many there are; one where there is none."""
    rows = list(case.breached.select_related("version__policy").prefetch_related("version__clauses"))
    if not rows:
        return []
    named = CasePerson.objects.filter(case=case, relation=Relation.COMPLAINED_OF, ended_at=None, person__isnull=False)
    blamed = list(named.select_related("person"))
    days = sorted({row.on for row in rows})
    past = Chronicle.of(case.school, days[0], days[-1])
    standings = {day: past.at(day) for day in days}
    return [
        BreachedClause(row, place_of(row.version.clauses.all(), row.anchor), _people(blamed, row, standings[row.on]))
        for row in rows
    ]


def _people(blamed: Sequence[CasePerson], row: Breached, then: Standing) -> list[Acknowledged]:
    policy = next((one for one in then.policies if one.version.pk == row.version_id), None)
    found = []
    for one in blamed:
        asked = policy is not None and any(person.pk == one.person_id for person in policy.asked)
        given = policy.given.get(one.person_id) if policy is not None and one.person_id is not None else None
        found.append(Acknowledged(one.named, asked, given))
    return found
