"""The register of a school's sites, or of all schools of a trust; and the public page of a school's own accounts."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from approvals.house_rules import rules_of
from approvals.models import Impostor, Site
from approvals.pulse import Level, pulses
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.models import School

PER_PAGE = 25
KEPT = "public, max-age=300"
PUBLIC = "parents have to be able to tell the school's own accounts from those that pass themselves off as its"
LEVELS = [(level.value, level.value.capitalize()) for level in Level]


@page("approvals.see_register", methods=("GET",))
def site_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every site that the reader may see here, each with how it is and why; of a trust, those of its schools."""
    on, status, level = timezone.localdate(), request.GET.get("status", ""), request.GET.get("pulse", "")
    rows = _with_pulse(_seen(request.user, school, status), level)
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    found = pulses(list(listed.object_list), on)
    context = {
        "school": school,
        "page": listed,
        "sites": [(site, found[site.pk]) for site in listed.object_list],
        "statuses": Site.Status.choices,
        "levels": LEVELS,
        "status": status,
        "level": level if level in dict(LEVELS) else "",
        "is_trust": school.kind == "trust",
        "may_enter_impostors": request.user.has_perm("approvals.enter_impostors", school),
        "may_keep_platforms": request.user.has_perm("approvals.keep_platforms", school),
    }
    return render(request, "approvals/register/list.html", context)


def _seen(user: Any, school: School, status: str) -> QuerySet[Site]:
    """The sites here that the reader may see; those with this status, where it is one."""
    here = Site.objects.filter(Q(school=school) | Q(school__trust=school)).select_related("platform", "school")
    rows = permitted(user, "approvals.see_site", here)
    return rows.filter(status=status) if status in Site.Status.values else rows


def _with_pulse(rows: QuerySet[Site], level: str) -> list[Site] | QuerySet[Site]:
    """Only the sites with this pulse; it says something only of those that are open."""
    if level not in dict(LEVELS):
        return rows
    still_open = list(rows.filter(status__in=Site.OPEN))
    found = pulses(still_open, timezone.localdate())
    return [site for site in still_open if found[site.pk].level == level]


@page(public=PUBLIC, methods=("GET",))
def public_accounts(request: HttpRequest, school: str) -> HttpResponse:
    """The school's own accounts with their rules, and known accounts that are not the school's (QEI-17, STM-13)."""
    found = get_object_or_404(School, slug=school)
    sites = Site.objects.filter(school=found, status=Site.Status.LIVE).select_related("platform")
    impostors = Impostor.objects.filter(school=found, gone_on=None).select_related("platform")
    context = {
        "school": found,
        "sites": sites,
        "impostors": impostors,
        "rules": rules_of(found),
        "crumbs": [("Our policies", reverse("public-policies", args=[found.slug])), ("Our accounts", "")],
    }
    answer = render(request, "approvals/register/public.html", context)
    answer["Cache-Control"] = KEPT
    return answer
