"""The groups that a policy can address."""

from datetime import datetime

from django.db.models import ProtectedError

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import School, StaffGroup
from foundation.schools.transitions.changes import set_fields
from foundation.schools.verbs import Verb


def add_group(school: School, *, name: str, community: str, by: Actor, at: datetime) -> StaffGroup:
    """Add a group of people."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _check_name(school, name)
        group = StaffGroup.objects.create(school=school, name=name, community=community)
        trail.record(Verb.GROUP_ADDED, group, by=by, at=at, school=school, name=name, community=community)
    return group


def change_group(group: StaffGroup, *, name: str, community: str, by: Actor, at: datetime) -> StaffGroup:
    """Rename a group or say to which part of the community it belongs."""
    with change():
        group = StaffGroup.objects.select_for_update(of=("self",)).select_related("school").get(pk=group.pk)
        changed = set_fields(group, {"name": name, "community": community})
        if not changed:
            return group
        _check_name(group.school, name, but=group)
        group.save(update_fields=list(changed))
        trail.record(Verb.GROUP_CHANGED, group, by=by, at=at, school=group.school, changed=changed)
    return group


def remove_group(group: StaffGroup, *, by: Actor, at: datetime) -> None:
    """Remove a group that nobody is in and nothing is addressed to."""
    with change():
        group = StaffGroup.objects.select_for_update(of=("self",)).select_related("school").get(pk=group.pk)
        if group.people.exists():
            raise NotAllowed(f"There are people in {group}. Put them into another group first.")
        trail.record(Verb.GROUP_REMOVED, group, by=by, at=at, school=group.school, name=group.name)
        try:
            group.delete()
        except ProtectedError as used:
            raise NotAllowed(f"Something is addressed to {group}, so it stays.") from used


def _check_name(school: School, name: str, but: StaffGroup | None = None) -> None:
    if school.groups.filter(name__iexact=name).exclude(pk=but.pk if but else 0).exists():
        raise NotAllowed(f"This school has a group called {name} already.")
