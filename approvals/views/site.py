"""The page of a site, and the forms of what is kept of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from approvals import site_page as of_page
from approvals.checklists import publishing_points
from approvals.forms.site_details import SECTIONS, ClosingForm
from approvals.house_rules import rules_of
from approvals.models import Site
from approvals.pulse import pulse_of
from approvals.transitions import register
from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, seen


def crumbs(site: Site, *more: tuple[str, str]) -> Crumbs:
    """The way to a page below a site's."""
    return [
        ("Accounts", reverse("site-list", args=[site.school.slug])),
        (str(site), reverse("site", args=[site.uid])),
        *more,
    ]


@page("approvals.see_site", methods=("GET",))
def site_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Everything about one site: how it is and why, who does what, what was confirmed, and its life."""
    on, user = timezone.localdate(), request.user
    context: dict[str, Any] = {
        "site": site,
        "today": on,
        "pulse": pulse_of(site, on),
        "duties": of_page.people_of(site, on),
        "publishing": publishing_points(site),
        "two_step": site.confirmations.filter(point="two_step").order_by("-at").first(),
        "privacy": site.confirmations.filter(point="privacy").order_by("-at")[:2],
        "may_keep": user.has_perm("approvals.keep_site", site),
        "may_appoint": user.has_perm("approvals.appoint", site),
        "may_see_request": site.request is not None and user.has_perm("approvals.see_request", site.request),
        "is_open": site.is_open,
        "crumbs": [*crumbs(site)[:1], (str(site), "")],
    }
    for add in of_page.more:
        context |= add(user, site, on)
    return render(request, "approvals/site/site.html", context)


@page("approvals.keep_site")
def site_change(request: HttpRequest, site: Site, section: str) -> HttpResponse:
    """One form of what is kept of a site."""
    if section not in SECTIONS:
        raise Http404
    form_class = SECTIONS[section]
    now = [getattr(site, name) for name in form_class.base_fields]
    rules, on = rules_of(site.school), timezone.localdate()
    form = form_class(request.POST or None, instance=site, rules=rules, on=on, seen=seen(*now))
    return answered(
        request,
        form,
        lambda: register.change_site(site, form.values(), by=acting(request.user, site.school), at=timezone.now()),
        to=reverse("site", args=[site.uid]),
        said="Saved.",
        template="approvals/site/form.html",
        heading=form.title,
        crumbs=crumbs(site, (form.title, "")),
    )


@page("approvals.keep_site")
def site_closing_day(request: HttpRequest, site: Site) -> HttpResponse:
    """The day on which a site is to close, if there is one."""
    form = ClosingForm(request.POST or None, initial={"closes_on": site.closes_on}, seen=seen(site.closes_on))
    by, at = acting(request.user, site.school), timezone.now()
    return answered(
        request,
        form,
        lambda: register.plan_closing(site, form.cleaned_data["closes_on"], by=by, at=at),
        to=reverse("site", args=[site.uid]),
        said="Saved.",
        template="approvals/site/form.html",
        heading="Day of closing",
        crumbs=crumbs(site, ("Day of closing", "")),
    )
