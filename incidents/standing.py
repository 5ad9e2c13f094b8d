"""How a log-in stands to cases: the bricks of every rule. Whoever is complained of is shut out, come what may."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from approvals.holders import current
from approvals.models import Deputy
from foundation.core.rules import NOBODY, remembered
from foundation.schools.models import Absence, Person, Role, RoleKind
from foundation.schools.people import holds, standing
from incidents.models import Case, CaseGrant, CasePerson, EmergencyAccess, Relation, Route
from incidents.ties import ties

ROLES: dict[str, RoleKind] = {
    Route.DSL: RoleKind.DSL,
    Route.HEADTEACHER: RoleKind.HEADTEACHER,
    Route.SENIOR_LEADER: RoleKind.SENIOR_LEADER,
    Route.CHAIR: RoleKind.CHAIR,
    Route.TRUST: RoleKind.TRUST_OFFICER,
}


def is_shut_out(user: Any, case: str = "pk") -> Q:
    """Condition: the row's case has the user, as any of their persons of any time, for one complained of (ACR-18)."""
    named = CasePerson.objects.filter(
        case=OuterRef(case), relation=Relation.COMPLAINED_OF, ended_at=None, person__user=user.pk
    )
    return Q(Exists(named))


def has_it(user: Any, on: date, *, case: str = "") -> Q:
    """Condition: the case came to the user, is a safeguarding one and the user of the DSL team, or the headteacher.

    `case` is the row's path to its case with the double underscore ("" when the row is the case itself).
    """
    school = f"{case}school"
    team = Q(**{f"{case}is_safeguarding": True}) & holds(user, on, RoleKind.DSL, school=school)
    head = holds(user, on, RoleKind.HEADTEACHER, school=school)
    return Q(came_to(user, on, case=case), team, head, _connector=Q.OR)


def came_to(user: Any, on: date, *, case: str = "") -> Q:
    """Condition: the case came to the user's role, or to that of an absent colleague for whom the user stands in."""
    stands_in = standing_in(user, on)
    school, route = f"{case}school", f"{case}route"
    ways = []
    for to, role in ROLES.items():
        held = holds(user, on, role, school=school)
        others = [at for kind, at in stands_in if kind == role]
        ways.append(Q(**{route: to}) & (held | Q(**{f"{school}__in": others})))
    return Q(*ways, _connector=Q.OR)


def is_let_in(user: Any, on: date, *, case: str = "pk") -> Q:
    """Condition: the user is let into the row's case until that day or later, or is there in an emergency."""
    mine = list(standing(user, on).persons)
    if not mine:
        return NOBODY
    grants = CaseGrant.objects.filter(content_object=OuterRef(case), person__in=mine, until__gte=on)
    urgent = EmergencyAccess.objects.filter(case=OuterRef(case), person__in=mine, until__gt=timezone.now())
    return Q(Exists(grants)) | Q(Exists(urgent))


def standing_in(user: Any, on: date) -> set[tuple[str, int]]:
    """The roles, with their schools, of absent people for whom the user stands in that day; two queries a page."""
    return remembered(user, ("incidents.standing_in", on), lambda: _standing_in(user, on))


def _standing_in(user: Any, on: date) -> set[tuple[str, int]]:
    if not ties(user, on).stands_in:
        return set()
    for_others = current(Deputy.objects.filter(deputy__in=list(standing(user, on).persons)), on).values("person")
    away = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), person=OuterRef("person"), starts_on__lte=on
    )
    roles = Role.objects.current(on).filter(Exists(away), person__in=for_others, kind__in=ROLES.values())
    return set(roles.values_list("kind", "school"))


def standing_in_at(mine: list[int], on: date) -> QuerySet[Role]:
    """The roles at the row's school of absent people for whom one of these persons stands in that day."""
    away = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), person=OuterRef("person"), starts_on__lte=on
    )
    deputies = current(Deputy.objects.filter(deputy__in=mine, person=OuterRef("person")), on)
    roles = Role.objects.current(on).filter(kind__in=ROLES.values(), school=OuterRef("pk"))
    return roles.filter(Exists(away), Exists(deputies))


def who_is_there(school_pk: int, role: str, on: date) -> list[Person]:
    """Who holds a role that day, by name, and who stands in for those of them who are absent."""
    held = (
        Role.objects.current(on).filter(school=school_pk, kind=role).select_related("person").order_by("person__name")
    )
    people = {row.person.pk: row.person for row in held}
    away = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), person__in=people, starts_on__lte=on
    ).values_list("person", flat=True)
    there = {pk: person for pk, person in people.items() if pk not in set(away)}
    deputies = current(Deputy.objects.filter(person__in=set(people) - set(there)), on).select_related("deputy")
    there |= {row.deputy.pk: row.deputy for row in deputies}
    return list((there or people).values())


def who_runs(case: Case, on: date) -> list[Person]:
    """Who decides on a case that day, by name: to whom it came and the headteacher, the DSL team where it is one of
    safeguarding; nobody who is complained of, as any of their persons.
    """
    to = ROLES.get(Route(case.route))
    there = {person.pk: person for person in (who_is_there(case.school_id, to, on) if to else [])}
    always = [RoleKind.HEADTEACHER, RoleKind.DSL] if case.is_safeguarding else [RoleKind.HEADTEACHER]
    held = Role.objects.current(on).filter(school=case.school_id, kind__in=always).select_related("person")
    there |= {row.person.pk: row.person for row in held}
    named = CasePerson.objects.filter(case=case, relation=Relation.COMPLAINED_OF, ended_at=None, person__isnull=False)
    out = list(named.values_list("person", "person__user"))
    people, log_ins = {person for person, _ in out}, {user for _, user in out if user is not None}
    found = [one for one in there.values() if one.pk not in people and one.user_id and one.user_id not in log_ins]
    return sorted(found, key=lambda one: (one.name, one.pk))
