"""What is kept of a site, of the platforms a school may use, and when a site is to close."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from approvals.models import Platform, Site, SitePerson
from approvals.platforms import not_there
from approvals.transitions.sites import end_duty, give_duty, held, tell_leaders
from approvals.verbs import SITE_MOVES, Verb
from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from foundation.schools.transitions.changes import set_fields

KNOWN_BY = ("identity", "address")  # what the senior leaders are told


def change_site(site: Site, values: Mapping[str, Any], *, by: Person, at: datetime) -> Site:
    """Change what is kept of a site. With another address or name, the senior leaders are told anew (STM-08)."""
    with change():
        site = held(site)
        SITE_MOVES.check("change", site.status)
        changed = set_fields(site, dict(values))
        if not changed:
            return site
        if site.status == Site.Status.LIVE and not (site.address and site.terms):
            raise NotAllowed("A site that is live keeps its address and its rules. Close it, or write others.")
        is_another = bool(set(KNOWN_BY) & changed.keys())
        if is_another:
            site.leaders_told_at = None
        site.save(update_fields=[*changed, "leaders_told_at"])
        trail.record(Verb.SITE_CHANGED, site, by=by, at=at, school=site.school, fields=sorted(changed))
        if is_another and site.status == Site.Status.LIVE:
            site = tell_leaders(site, by=by, at=at)
    return site


def plan_closing(site: Site, closes_on: date | None, *, by: Person, at: datetime) -> Site:
    """Set the day on which a site is to close, or take it away."""
    with change():
        site = held(site)
        SITE_MOVES.check("change", site.status)
        if closes_on is not None and closes_on < localdate(at):
            raise NotAllowed("That day is past. Close the site now, or choose a day to come.")
        site.closes_on = closes_on
        site.save(update_fields=["closes_on"])
        trail.record(Verb.SITE_CHANGED, site, by=by, at=at, school=site.school, fields=["closes_on"])
    return site


def change_owner(site: Site, person: Person, duty: str, *, by: Person, at: datetime) -> SitePerson:
    """Somebody becomes owner or second owner; whoever was stays until tonight."""
    with change():
        on = localdate(at)
        for row in held(site).people.filter(duty=duty).select_related("site"):
            if row.ends_on is None or row.ends_on > on:
                if row.person_id == person.pk:
                    raise NotAllowed(f"{person.name} is that already.")
                end_duty(row, by=by, at=at)
        return give_duty(site, person, duty, by=by, at=at)


def start_platforms(school: School, *, by: Actor, at: datetime) -> list[Platform]:
    """Add the platforms of the list that comes with Countersign which the school does not have yet (QEI-16)."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        return [_add(school, vars(line), by=by, at=at) for line in not_there(school)]


def add_platform(school: School, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Platform:
    """Add a platform that the school may use."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _is_free(school, values["name"])
        return _add(school, values, by=by, at=at)


def _add(school: School, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Platform:
    row = Platform.objects.create(school=school, **values)
    trail.record(Verb.PLATFORM_ADDED, row, by=by, at=at, school=school, name=row.name, minimum_age=row.minimum_age)
    return row


def _is_free(school: School, name: str, beside: Platform | None = None) -> None:
    others = Platform.objects.filter(school=school, name__iexact=name)
    if any(other != beside for other in others):
        raise NotAllowed(f"{name} is in the list already.")


def change_platform(platform: Platform, values: Mapping[str, Any], *, by: Person, at: datetime) -> Platform:
    """Change what is known of a platform; sites that are live keep going, and are judged by the new age."""
    with change():
        School.objects.select_for_update().get(pk=platform.school_id)
        platform = Platform.objects.select_for_update().get(pk=platform.pk)
        _is_free(platform.school, values["name"], platform)
        changed = set_fields(platform, dict(values))
        if changed:
            platform.save(update_fields=list(changed))
            trail.record(Verb.PLATFORM_CHANGED, platform, by=by, at=at, school=platform.school, changed=changed)
    return platform


def offer_platform(platform: Platform, *, is_offered: bool, by: Person, at: datetime) -> Platform:
    """Offer a platform for new sites, or no more; what stands there stays."""
    with change():
        platform = Platform.objects.select_for_update().select_related("school").get(pk=platform.pk)
        ended_at = None if is_offered else at
        if (platform.ended_at is None) == is_offered:
            return platform
        platform.ended_at = ended_at
        platform.save(update_fields=["ended_at"])
        verb = Verb.PLATFORM_OFFERED if is_offered else Verb.PLATFORM_ENDED
        trail.record(verb, platform, by=by, at=at, school=platform.school, name=platform.name)
    return platform
