"""Applying a ready-made set of house rules."""

from datetime import datetime

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.panels import house_rules
from foundation.schools.models import School
from foundation.schools.models.school import SchoolKind
from foundation.schools.panels import profile_parts
from foundation.schools.profiles import Profile, missing, rules_in, section_form, section_row
from foundation.schools.transitions.bodies import add_body
from foundation.schools.transitions.groups import add_group
from foundation.schools.transitions.school import change_rules, change_school
from foundation.schools.verbs import Verb


def apply_profile(school: School, profile: Profile, *, by: Actor, at: datetime) -> School:
    """Set the house rules as the profile says, all of them or none; groups and bodies are added, none is removed."""
    with change():
        school = School.objects.select_for_update().get(pk=school.pk)
        if "kind" in profile.school and school.kind != SchoolKind.TRUST:
            school = change_school(school, details={"kind": profile.school["kind"]}, by=by, at=at)
        for group in missing(profile, school, "groups"):
            add_group(school, name=group["name"], community=group["community"], by=by, at=at)
        for body in missing(profile, school, "bodies"):
            add_body(
                school, name=body["name"], kind=body["kind"], quorum=body.get("quorum", 0), rules=body, by=by, at=at
            )
        for name, values in profile.sections.items():
            section = house_rules.entries[name]
            rules = rules_in(section_form(section, school, values))
            change_rules(school, section=name, row=section_row(section, school), values=rules, by=by, at=at)
        for name, wanted in profile.parts.items():
            profile_parts.entries[name].apply(school, wanted, by=by, at=at)
        trail.record(Verb.PROFILE_APPLIED, school, by=by, at=at, school=school, profile=profile.name)
    return school
