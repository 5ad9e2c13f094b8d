"""Giving and ending roles. Nobody gives a role to themselves or ends one of their own."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, Role, RoleKind, School
from foundation.schools.transitions.changes import is_oneself
from foundation.schools.verbs import Verb


def give_role(
    person: Person,
    *,
    school: School,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Role:
    """Give somebody a role at a school, from a day until a day. People of the trust may hold roles at its schools."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
        if is_oneself(by, person):
            raise NotAllowed("Nobody gives a role to themselves. Ask somebody else who gives roles here.")
        _check(person, school, kind, starts_on, ends_on)
        role = Role.objects.create(
            school=school,
            person=person,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            given_by=by if isinstance(by, Person) else None,
            given_at=at,
        )
        trail.record(
            Verb.ROLE_GIVEN,
            role,
            by=by,
            at=at,
            school=school,
            person=person.name,
            role=kind,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    return role


def end_role(role: Role, *, on: date, by: Person, at: datetime) -> Role:
    """End a role: `on` is its last day. One that has not begun is taken back."""
    with change():
        School.objects.select_for_update().get(pk=role.school_id)
        role = Role.objects.select_for_update(of=("self",)).select_related("person", "school").get(pk=role.pk)
        if is_oneself(by, role.person):
            raise NotAllowed("Nobody ends their own role. Ask somebody else who gives roles here.")
        if role.ends_on is not None and role.ends_on <= on:
            raise NotAllowed(f"This role has ended, or ends sooner: its last day is {role.ends_on:%-d %B %Y}.")
        role.ends_on = role.starts_on - timedelta(days=1) if on < role.starts_on else on
        role.ended_by, role.ended_at = by, at
        role.save(update_fields=["ends_on", "ended_by", "ended_at"])
        trail.record(
            Verb.ROLE_ENDED, role, by=by, at=at, school=role.school, person=role.person.name, role=role.kind, on=on
        )
    return role


def _check(person: Person, school: School, kind: str, starts_on: date, ends_on: date | None) -> None:
    if person.school_id not in (school.pk, school.trust_id):
        raise NotAllowed("A role is given to people of this school or of its trust.")
    is_trusts = person.school.kind == "trust"
    if kind == RoleKind.TRUST_OFFICER and not is_trusts:
        raise NotAllowed("A trust officer is somebody on the trust's own roll.")
    if ends_on is not None and ends_on < starts_on:
        raise NotAllowed("The last day cannot be before the first.")
    if person.leaves_on is not None and person.leaves_on < starts_on:
        raise NotAllowed(f"{person} leaves before that day.")
    same = Role.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), person=person, school=school)
    if ends_on is not None:
        same = same.filter(starts_on__lte=ends_on)
    if same.filter(kind=kind).exists():
        raise NotAllowed(f"{person} holds this role already on some of these days.")
