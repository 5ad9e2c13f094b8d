"""Sites on desks and in digests: who has to look, what turned, which account is not reported; and a site's own page."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from approvals import site_page
from approvals.models import ApprovalRules, Impostor, Site, SiteAlert, SiteCheckIn, SitePerson
from approvals.permissions_sites import OWNERS, duties
from approvals.pulse import Level, pulses
from approvals.transitions.alerts import KEPT_UP
from approvals.transitions.upkeep import LOOK
from foundation.core.panels import DeskLine, desk, file_rules
from foundation.core.rules import permitted
from foundation.notices.kinds import Owing, digest_sources
from foundation.schools.models import Person, Role, RoleKind, School
from foundation.schools.people import standing

Duty = SitePerson.Duty
LATEST = 5


def sites_to_look_at(user: Any, today: date) -> list[DeskLine]:
    """The live sites at which the user moderates and nobody has looked for the school's time (QEI-20): two queries."""
    mine = [site for site, (_, held) in duties(user, today).items() if Duty.MODERATOR in held]
    if not mine:
        return []
    live = Site.objects.filter(pk__in=mine, status=Site.Status.LIVE).annotate(last=Max("check_ins__at"))
    sites = list(live.select_related("school", "platform"))
    rules = ApprovalRules.objects.filter(school__in={site.school_id for site in sites})
    days = dict(rules.values_list("school", "check_in_days"))
    usual = ApprovalRules().check_in_days
    return [
        _look(site, due_on, today)
        for site in sites
        if (due_on := _since(site) + timedelta(days.get(site.school_id, usual))) <= today
    ]


def _since(site: Site) -> date:
    """The last look, or the first day."""
    last = site.last  # type: ignore[attr-defined]  # annotated
    return localdate(last) if last else site.live_on or localdate(site.added_at)


def _look(site: Site, due_on: date, today: date) -> DeskLine:
    return DeskLine(
        group="look",
        what=f"Look at {site}",
        url=reverse("site-look", args=[site.uid]),
        action="Record a look",
        school=site.school.said,
        due_on=due_on,
        is_overdue=due_on < today,
    )


def sites_that_need_you(user: Any, today: date) -> list[DeskLine]:
    """To owners and clerks, each site that is not healthy, and why: five queries, however many there are."""
    mine = [site for site, (_, held) in duties(user, today).items() if held & set(OWNERS)]
    clerk_at = standing(user, today).schools([RoleKind.CLERK])
    if not mine and not clerk_at:
        return []
    rows = Site.objects.filter(Q(pk__in=mine) | Q(school__in=clerk_at), status__in=KEPT_UP)
    sites = list(rows.select_related("school", "platform"))
    found = pulses(sites, today) if sites else {}
    return [
        DeskLine(
            group="look",
            what=f"{site}: {' '.join(found[site.pk].reasons)}",
            url=reverse("site", args=[site.uid]),
            action="See to it",
            school=site.school.said,
            is_overdue=found[site.pk].level == Level.NEGLECTED,
        )
        for site in sites
        if found[site.pk].reasons
    ]


def impostors_to_report(user: Any, today: date) -> list[DeskLine]:
    """To who entered one and to clerks: an account that is not ours and not reported to the platform yet: one query."""
    persons, clerk_at = list(standing(user, today).persons), standing(user, today).schools([RoleKind.CLERK])
    if not persons:
        return []
    mine = Q(entered_by__in=persons) | Q(school__in=clerk_at)
    rows = Impostor.objects.filter(mine, reported_on=None, gone_on=None)
    return [
        DeskLine(
            group="follow",
            what=f"{row} is not ours, and not reported to the platform yet",
            url=reverse("impostor-change", args=[row.uid]),
            action="Say it is reported",
            school=row.school.said,
        )
        for row in permitted(user, "approvals.change_impostor", rows, today).select_related("school", "platform")
    ]


desk.register("approvals.look", sites_to_look_at)
desk.register("approvals.sites", sites_that_need_you)
desk.register("approvals.impostors", impostors_to_report)


def alerts_owed(school: School, people: QuerySet[Person], on: date) -> Iterable[Owing]:
    """What turned at the school's sites and did not turn back, to their owners and the clerk: seven queries."""
    alerts = SiteAlert.objects.filter(school=school, settled_at=None, raised_on__lte=on, site__status__in=KEPT_UP)
    rows = list(alerts.select_related("site__platform").order_by("raised_at"))
    if not rows:
        return
    found = pulses(list({row.site_id: row.site for row in rows}.values()), on)
    owners, clerks = _owners(rows, people, on), set(_clerks(school, people, on))
    for row in rows:
        if row.what not in found[row.site_id].found:
            continue
        for person in sorted(owners.get(row.site_id, set()) | clerks):
            yield Owing(
                person_pk=person,
                about_label="approvals.SiteAlert",
                about_uid=row.uid,
                about_key=f"site-alert:{row.uid}",
                title=str(row),
                since=row.raised_on,
                due_on=None,
                url=reverse("site", args=[row.site.uid]),
                to="to look after",
            )


def _owners(alerts: Iterable[SiteAlert], people: QuerySet[Person], on: date) -> dict[int, set[int]]:
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    sites = {row.site_id for row in alerts}
    rows = SitePerson.objects.filter(
        current, site__in=sites, duty__in=OWNERS, starts_on__lte=on, person__in=people.order_by().values("pk")
    )
    found: dict[int, set[int]] = {}
    for site, person in rows.values_list("site", "person"):
        found.setdefault(site, set()).add(person)
    return found


def _clerks(school: School, people: QuerySet[Person], on: date) -> Iterable[int]:
    roles = Role.objects.current(on).filter(school=school, kind=RoleKind.CLERK)
    return roles.filter(person__in=people.order_by().values("pk")).values_list("person", flat=True)


digest_sources.register("approvals.sites", alerts_owed)


def copy_file(user: Any, uid: UUID) -> bool:
    """The copy of what was removed: those who may see the log of its site."""
    sites = Site.objects.filter(pk__in=SiteCheckIn.objects.filter(uid=uid).values("site"))
    return permitted(user, "approvals.see_site_log", sites).exists()


file_rules.register(LOOK, copy_file)


def on_the_page(user: Any, site: Site, on: date) -> dict[str, Any]:
    """What the page of a site shows of its upkeep: the latest looks, reviews, contacts, and when it turned."""
    return {
        "looks": list(site.check_ins.all()[:LATEST]),
        "reviews": site.reviews.all()[:LATEST],
        "contacts": site.contacts.select_related("approval")[:LATEST],
        "alerts": site.alerts.order_by(F("settled_at").desc(nulls_first=True), "-raised_at")[:LATEST],
        "may_look": site.status == Site.Status.LIVE and user.has_perm("approvals.look_at_site", site),
        "may_review": site.status == Site.Status.LIVE and user.has_perm("approvals.keep_site", site),
        "may_see_log": user.has_perm("approvals.see_site_log", site),
    }


site_page.more.register("upkeep", on_the_page)
