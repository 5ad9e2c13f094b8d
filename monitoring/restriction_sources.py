"""What withdrawn access came of: a case or a check that is over, with the person it was about filled in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from foundation.core.panels import Registry
from foundation.core.rules import allows, permitted
from foundation.schools.models import School
from incidents.models import Case, CasePerson, Relation
from incidents.opened_from import one_named
from monitoring.models import Check
from monitoring.transitions.restrictions import CameOf


@dataclass(frozen=True)
class Origin:
    """From where, and what the form is filled with; nothing of it where the reader may not see that."""

    came_of: CameOf = field(default_factory=CameOf)
    initial: dict[str, Any] = field(default_factory=dict)


# the reader's request, the school -> what it came of; None where the address names no such row
origins: Registry[Callable[[HttpRequest, School], Origin | None]] = Registry()


def origin_of(request: HttpRequest, school: School) -> Origin:
    """What the address of the form names, as far as the reader may see it."""
    return next((found for found in (origin(request, school) for origin in origins) if found), Origin())


def from_case(request: HttpRequest, school: School) -> Origin | None:
    """A closed case that the reader runs; the one person of the roll who is complained of is chosen."""
    closed = Case.objects.filter(school=school, status=Case.Status.CLOSED)
    case = one_named(permitted(request.user, "incidents.run_case", closed), request, "case")
    if case is None:
        return None
    blamed = CasePerson.objects.filter(Q(person__isnull=False), case=case, relation=Relation.COMPLAINED_OF)
    people = list(blamed.filter(ended_at=None, person__school=school).select_related("person")[:2])
    initial = {"person": people[0].person.uid} if len(people) == 1 and people[0].person else {}
    return Origin(CameOf(Case._meta.label, case.uid), initial)


def from_check(request: HttpRequest, school: School) -> Origin | None:
    """A check that has ended and that the reader reads; whoever was checked is chosen."""
    ended = Check.objects.filter(school=school, status=Check.Status.ENDED)
    check = one_named(permitted(request.user, "monitoring.read_check", ended), request, "check")
    if check is None or check.subject is None:
        return None
    return Origin(CameOf(Check._meta.label, check.uid), {"person": check.subject.uid})


def withdraw_address(user: Any, row: Case | Check) -> str:
    """From a case or a check that is over: the form by which access is withdrawn; "" where the reader may not."""
    is_over = row.status == (Case.Status.CLOSED if isinstance(row, Case) else Check.Status.ENDED)
    if not is_over or not allows(user, "monitoring.keep_restrictions", row.school):
        return ""
    name = "case" if isinstance(row, Case) else "check"
    return f"{reverse('access-withdraw', args=[row.school.slug])}?{name}={row.uid}"


origins.register("case", from_case)
origins.register("check", from_check)
