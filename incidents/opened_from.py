"""What a report is opened from, with its facts filled in: an account of the school, what a moderator saw there, an
account that passes itself off as the school's, or what an upper app keeps.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from approvals.models import Impostor, Site, SiteCheckIn
from foundation.core.rules import permitted
from foundation.schools.models import School
from incidents.forms.reporting import SCHOOL
from incidents.models import Kind
from incidents.sources import named, openers


@dataclass(frozen=True)
class Opened:
    """From where, and what the form is filled with; nothing of it where the reporter may not see that."""

    label: str = ""
    uid: UUID | None = None
    initial: dict[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, Any]:
        """What the report keeps of it."""
        return {"from_label": self.label, "from_uid": self.uid}


def address(site: Site) -> str:
    """The form of a report about an account of the school."""
    return f"{reverse('report-write', args=[site.school.slug, Kind.ON_OUR_ACCOUNT])}?site={site.uid}"


def impostors_address(school: School) -> str:
    """The form of a report about an account that passes itself off as the school's."""
    return reverse("report-write", args=[school.slug, Kind.ABOUT_SCHOOL])


def opened_from(request: HttpRequest, school: School) -> Opened:
    """What the address of the form names, as far as the reader may see it."""
    sites = permitted(request.user, "approvals.see_site", Site.objects.filter(school=school))
    site = one_named(sites, request, "site")
    if site is None:
        others = (opener(request, school) for opener in (_from_impostor, *openers))
        return next((found for found in others if found), Opened())
    initial = {"place": f"{site.identity} on {site.platform}"[:100], "link": site.address[:500]}
    logged = permitted(request.user, "approvals.see_site_log", Site.objects.filter(pk=site.pk))
    look = one_named(SiteCheckIn.objects.filter(site__in=logged), request, "look")
    if look is None:
        return Opened(Site._meta.label, site.uid, initial)
    words = f"{look.seen}\n\nRemoved: {look.removed}" if look.removed else look.seen
    return Opened(SiteCheckIn._meta.label, look.uid, {**initial, "saw": words, "happened_on": look.at.date()})


def _from_impostor(request: HttpRequest, school: School) -> Opened | None:
    rows = Impostor.objects.filter(school=school).select_related("platform")
    one = one_named(permitted(request.user, "approvals.change_impostor", rows), request, "impostor")
    if one is None:
        return None
    reported = f" It was reported to the platform on {one.reported_on:%-d %B %Y}." if one.reported_on else ""
    initial = {
        "place": str(one.platform)[:100],
        "link": one.address[:500],
        "saw": f"The account “{one.identity}” passes itself off as the school's.{reported}",
        "happened_on": one.found_on,
        "affected": [SCHOOL],
    }
    return Opened(Impostor._meta.label, one.uid, initial)


def one_named(rows: QuerySet[Any], request: HttpRequest, name: str) -> Any:
    """The row of these whose uid the address gives under this name; None where there is none."""
    try:
        return rows.filter(uid=UUID(request.GET.get(name, ""))).first()
    except ValueError:
        return None


named.register(SiteCheckIn._meta.label, "What a moderator saw on one of the school's accounts")
named.register(Impostor._meta.label, "An account that passes itself off as the school's")
