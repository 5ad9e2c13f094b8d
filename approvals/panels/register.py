"""The register of sites in the menu, among what is set up, on the trust's page, and in the mail to senior leaders."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from approvals.models import Platform, Site
from approvals.notices import SITE_TOLD
from approvals.platforms import shipped
from approvals.pulse import Level, pulses
from approvals.transitions.register import start_platforms
from foundation.core.actors import Actor
from foundation.core.panels import NavItem, PublicPage, navigation, public_pages
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.schools.models import School
from foundation.schools.panels import ProfilePart, SetUpTask, TrustFigure, profile_parts, set_up_tasks, trust_figures

navigation.register("sites", NavItem("Accounts", "site-list", "approvals.see_register"))
public_pages.register("sites", PublicPage("Our accounts, and those that are not ours", "public-accounts"))


def _has_platforms(school: School, on: date) -> bool:
    return Platform.objects.filter(school=school, ended_at=None).exists()


set_up_tasks.register(
    "platforms",
    SetUpTask(
        "Platforms",
        "Where the school may have sites, and from which age: for the clerk or the headteacher",
        "platform-list",
        _has_platforms,
        "approvals.keep_platforms",
    ),
)


def live_counts(schools: Sequence[School], on: date) -> Mapping[int, int]:
    """How many sites of each school are live."""
    rows = Site.objects.filter(school__in=schools, status=Site.Status.LIVE).order_by().values("school")
    return {row["school"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def _at(level: Level) -> Callable[[Sequence[School], date], Mapping[int, int]]:
    """How many live sites of each school have this pulse: as many queries for all of them as for one."""

    def counts(schools: Sequence[School], on: date) -> Mapping[int, int]:
        sites = list(Site.objects.filter(school__in=schools, status=Site.Status.LIVE))
        found: dict[int, int] = {}
        school_of = {site.pk: site.school_id for site in sites}
        for pk, pulse in pulses(sites, on).items():
            if pulse.level == level:
                found[school_of[pk]] = found.get(school_of[pk], 0) + 1
        return found

    return counts


trust_figures.register("sites", TrustFigure("Accounts that are live", live_counts, "site-list"))
trust_figures.register("attention", TrustFigure("Accounts needing attention", _at(Level.ATTENTION), "site-list"))
trust_figures.register("neglected", TrustFigure("Accounts neglected", _at(Level.NEGLECTED), "site-list"))


def _now(school: School) -> str:
    return ", ".join(Platform.objects.filter(school=school).values_list("name", flat=True)) or "None"


def _wanted(part: Mapping[str, Any], school: School) -> str:
    return ", ".join(sorted(line.name for line in shipped())) if part.get("shipped") else "As they are"


def _apply(school: School, part: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """The school starts with the list that comes with Countersign; what it has itself stays as it is."""
    if part.get("shipped"):
        start_platforms(school, by=by, at=at)


profile_parts.register("platforms", ProfilePart("Platforms", _now, _wanted, _apply))


def _site(notice: Notice) -> Site | None:
    return Site.objects.select_related("school").filter(uid=notice.about[0]["uid"]).first()


def _may_know(notice: Notice) -> bool:
    site, user = _site(notice), notice.recipient.user
    return site is not None and user is not None and user.has_perm("approvals.see_site", site)


def _told(notice: Notice) -> Mail:
    """A new account, or another address of one: the page says which."""
    site = _site(notice)
    if site is None:
        raise NoLongerOwed("It is not there any more.")
    about = {"school_name": site.school.said, "url": reverse("site", args=[site.uid])}
    return Mail(f"Address and name of an account of {site.school.said}", "approvals/email/site_told", about)


kinds.register(SITE_TOLD, Kind("Address and name of an account", _may_know, _told))
