"""The school's own list of bodies and who sits on them (COR-01)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Body, BodyMember, Person, School
from foundation.schools.models.school import SchoolKind
from foundation.schools.transitions.changes import is_oneself, set_fields
from foundation.schools.verbs import Verb

# How a body decides: quorum, written resolutions and the articles that allow them, how long it delegates.
RULES = ("quorum", "quorum_share", "written_threshold", "articles", "delegation_months")


def add_body(
    school: School, *, name: str, kind: str, quorum: int, by: Actor, at: datetime, rules: dict[str, Any] | None = None
) -> Body:
    """Add a body that decides on or looks over policies, with the rules by which it decides."""
    with change():
        school = School.objects.select_for_update().get(pk=school.pk)
        _check_name(school, name)
        own = {rule: value for rule, value in (rules or {}).items() if rule in RULES} | {"quorum": quorum}
        body = Body(school=school, name=name, kind=kind, **own)
        _check_rules(body)
        body.save()
        trail.record(Verb.BODY_ADDED, body, by=by, at=at, school=school, name=name, kind=kind, **own)
    return body


def change_body(body: Body, *, values: dict[str, Any], by: Actor, at: datetime) -> Body:
    """Change a body's name, kind or rules. Decisions taken keep the name as it was."""
    with change():
        body = Body.objects.select_for_update(of=("self",)).select_related("school").get(pk=body.pk)
        changed = set_fields(body, {name: values[name] for name in ("name", "kind", *RULES) if name in values})
        if not changed:
            return body
        _check_rules(body)
        _check_name(body.school, body.name, but=body)
        body.save(update_fields=list(changed))
        trail.record(Verb.BODY_CHANGED, body, by=by, at=at, school=body.school, changed=changed)
    return body


def close_body(body: Body, *, on: date, by: Actor, at: datetime) -> Body:
    """End a body: it is no longer offered for decisions; its past ones stay. Its members' seats end with it."""
    with change():
        body = Body.objects.select_for_update(of=("self",)).select_related("school").get(pk=body.pk)
        if body.closed_on is not None:
            raise NotAllowed(f"{body} has ended already.")
        body.closed_on = on
        body.save(update_fields=["closed_on"])
        open_seats = body.members.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        open_seats.filter(starts_on__lte=on).update(ends_on=on)
        trail.record(Verb.BODY_CLOSED, body, by=by, at=at, school=body.school, name=body.name, on=on)
    return body


def seat_member(
    body: Body, *, person: Person, office: str, starts_on: date, ends_on: date | None = None, by: Actor, at: datetime
) -> BodyMember:
    """Give somebody a seat on a body. Nobody seats themselves: a seat lets its holder read what the body decides on."""
    with change():
        body = Body.objects.select_for_update(of=("self",)).select_related("school").get(pk=body.pk)
        if is_oneself(by, person):
            raise NotAllowed("Nobody gives themselves a seat. Ask somebody else who keeps the bodies.")
        _check_seat(body, person, starts_on, ends_on)
        seat = BodyMember.objects.create(
            school=body.school, body=body, person=person, office=office, starts_on=starts_on, ends_on=ends_on
        )
        trail.record(
            Verb.MEMBER_SEATED,
            seat,
            by=by,
            at=at,
            school=body.school,
            body=body.name,
            person=person.name,
            office=office,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    return seat


def end_seat(seat: BodyMember, *, on: date, by: Actor, at: datetime) -> BodyMember:
    """End somebody's seat on a body: `on` is their last day."""
    with change():
        seat = (
            BodyMember.objects.select_for_update(of=("self",))
            .select_related("body", "person", "school")
            .get(pk=seat.pk)
        )
        if on < seat.starts_on:
            raise NotAllowed("The last day cannot be before the first.")
        if seat.ends_on is not None and seat.ends_on <= on:
            raise NotAllowed(f"This seat has ended, or ends sooner: its last day is {seat.ends_on:%-d %B %Y}.")
        seat.ends_on = on
        seat.save(update_fields=["ends_on"])
        trail.record(
            Verb.MEMBER_LEFT,
            seat,
            by=by,
            at=at,
            school=seat.school,
            body=seat.body.name,
            person=seat.person.name,
            on=on,
        )
    return seat


def _check_name(school: School, name: str, but: Body | None = None) -> None:
    if school.bodies.filter(name__iexact=name).exclude(pk=but.pk if but else 0).exists():
        raise NotAllowed(f"This school has a body called {name} already.")


def _check_rules(body: Body) -> None:
    """Written resolutions are for academies and trusts, and rest on an article of theirs."""
    if not body.written_threshold:
        return
    if body.school.kind not in (SchoolKind.ACADEMY, SchoolKind.TRUST):
        raise NotAllowed("Only an academy or a trust may take written resolutions, where its articles allow them.")
    if not body.articles:
        raise NotAllowed("Say where the articles allow written resolutions.")


def _check_seat(body: Body, person: Person, starts_on: date, ends_on: date | None) -> None:
    if person.school_id not in (body.school_id, body.school.trust_id):
        raise NotAllowed("A seat is given to people of this school or of its trust.")
    if body.closed_on is not None:
        raise NotAllowed(f"{body} has ended.")
    if ends_on is not None and ends_on < starts_on:
        raise NotAllowed("The last day cannot be before the first.")
    same = body.members.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), person=person)
    if ends_on is not None:
        same = same.filter(starts_on__lte=ends_on)
    if same.exists():
        raise NotAllowed(f"{person} has a seat on this body already on some of these days.")
