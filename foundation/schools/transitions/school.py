"""Setting up a school and changing how it does things."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, RoleKind, School, SchoolRules
from foundation.schools.models.school import SchoolKind
from foundation.schools.transitions.changes import said, set_fields
from foundation.schools.transitions.log_ins import Invitation, invite
from foundation.schools.transitions.people import add_person
from foundation.schools.transitions.roles import give_role
from foundation.schools.verbs import Verb

DETAILS = ("name", "short_name", "kind", "address", "email_domain", "colour")


def add_school(*, name: str, slug: str, kind: str, trust: School | None = None, by: Actor, at: datetime) -> School:
    """Set up a school with the usual house rules. Raises NotAllowed when its address is taken or its trust is none."""
    with change():
        if trust is not None and (trust.kind != SchoolKind.TRUST or kind == SchoolKind.TRUST):
            raise NotAllowed("A school belongs to a trust, and a trust to nobody.")
        if School.objects.filter(slug=slug).exists():
            raise NotAllowed(f"There is a school at the address {slug} already.")
        school = School.objects.create(name=name, slug=slug, kind=kind, trust=trust)
        SchoolRules.objects.create(school=school)
        trail.record(Verb.SCHOOL_ADDED, school, by=by, at=at, school=school, name=name, kind=kind)
    return school


def add_first_clerk(school: School, *, name: str, email: str, on: date, by: Actor, at: datetime) -> Invitation:
    """Put the first person on a new school's roll: its clerk, who sets up the rest."""
    with change():
        if Person.objects.filter(school=school).exists():
            raise NotAllowed(f"There are people on the roll of {school} already.")
        details = {"name": name, "email": email, "job_title": "Clerk", "starts_on": on}
        clerk = add_person(school, details=details, groups=(), by=by, at=at)
        give_role(clerk, school=school, kind=RoleKind.CLERK, starts_on=on, by=by, at=at)
        return invite(clerk, by=by, at=at)


def change_school(school: School, *, details: Mapping[str, Any], by: Actor, at: datetime) -> School:
    """Change a school's name, colour, kind or address."""
    with change():
        school = School.objects.select_for_update().get(pk=school.pk)
        changed = set_fields(school, {name: details[name] for name in DETAILS if name in details})
        if not changed:
            return school
        if "kind" in changed and SchoolKind.TRUST in (changed["kind"]):
            raise NotAllowed("A school cannot become a trust, nor a trust a school.")
        school.save(update_fields=list(changed))
        trail.record(Verb.SCHOOL_CHANGED, school, by=by, at=at, school=school, changed=changed)
    return school


def change_rules(
    school: School, *, section: str, row: Model, values: Mapping[str, Any], by: Actor, at: datetime
) -> Model:
    """Change a section of the house rules. `row` is the section's row of this school, which may not be saved yet."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        model = type(row)
        kept = model._default_manager.select_for_update().filter(school=school).first() or model(school=school)
        several = {field.name for field in model._meta.many_to_many}
        changed = set_fields(kept, {name: value for name, value in values.items() if name not in several})
        if changed or kept._state.adding:
            kept.save()
        for name in several & values.keys():
            related = getattr(kept, name)
            before = set(related.all())
            if before != set(values[name]):
                related.set(values[name])
                changed[name] = [said(before), said(values[name])]
        if changed:
            trail.record(Verb.RULES_CHANGED, school, by=by, at=at, school=school, section=section, changed=changed)
    return kept
