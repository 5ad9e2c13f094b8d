"""When a site stops being healthy, and when it is well again: a task and one telling for each reason.

How a site is is worked out from the rows of the day; here is kept since when, so that nobody is told twice. Nothing is
locked: this runs inside the changes of others (somebody leaves, is absent), and the database keeps one of each kind.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from approvals.models import Site, SiteAlert, SitePerson
from approvals.pulse import pulses
from approvals.verbs import Verb
from foundation.audit import trail
from foundation.core.actors import Actor, Clock
from foundation.core.change import change
from foundation.schools.models import Person, School

CLOCK = Clock("upkeep of sites")
KEPT_UP = (Site.Status.APPROVED, Site.Status.LIVE)


def see_to_school(school: School, *, on: date, at: datetime) -> int:
    """Each morning: what turned overnight at the sites of a school, and what is well again; how many alerts are new."""
    rows = Site.objects.filter(Q(status__in=KEPT_UP) | Q(alerts__settled_at=None, alerts__isnull=False), school=school)
    return see_to(list(rows.select_related("school", "platform").distinct()), on=on, by=CLOCK, at=at)


def see_to_sites_of(person: Person, *, on: date, by: Actor, at: datetime) -> int:
    """Somebody leaves or is absent: the sites that count on them turn the same day (QEI-09)."""
    counted = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = SitePerson.objects.filter(counted, person=person, site__status__in=KEPT_UP).values("site")
    return see_to(list(Site.objects.filter(pk__in=rows).select_related("school", "platform")), on=on, by=by, at=at)


def see_to(sites: Sequence[Site], *, on: date, by: Actor, at: datetime) -> int:
    """Raise what a site needs now and was not told of, settle what it needs no more; how many alerts are new."""
    if not sites:
        return 0
    with change():
        found = pulses(sites, on)
        open_now = {
            (row.site_id, row.what): row for row in SiteAlert.objects.filter(site__in=sites, settled_at__isnull=True)
        }
        raised = 0
        for site in sorted(sites, key=lambda one: one.pk):
            for what in found[site.pk].found:
                if (site.pk, what) not in open_now:
                    raised += _raise(site, what, on, by, at)
        gone = [row for (pk, what), row in open_now.items() if what not in found[pk].found]
        for row in sorted(gone, key=lambda one: one.pk):
            _settle(row, by, at)
    return raised


def _raise(site: Site, what: str, on: date, by: Actor, at: datetime) -> bool:
    """Whether it is new: somebody else may have raised it a moment before."""
    fields = {"school": site.school, "raised_on": on, "raised_at": at}
    _, is_new = SiteAlert.objects.get_or_create(site=site, what=what, settled_at=None, defaults=fields)
    if is_new:
        trail.record(Verb.SITE_ALERTED, site, by=by, at=at, school=site.school, what=what)
    return is_new


def _settle(row: SiteAlert, by: Actor, at: datetime) -> None:
    if SiteAlert.objects.filter(pk=row.pk, settled_at=None).update(settled_at=at):
        site = Site.objects.select_related("school").get(pk=row.site_id)
        trail.record(Verb.SITE_SETTLED, site, by=by, at=at, school=site.school, what=row.what)
