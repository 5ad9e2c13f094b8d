"""The life of a site: leaders told, points confirmed, live, closed, given up."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from approvals import site_page as of_page
from approvals.models import Site, SiteConfirmation
from approvals.transitions import sites
from approvals.views.site import crumbs
from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import pressed

Occasion = SiteConfirmation.Occasion


@page("approvals.keep_site")
def leaders_tell(request: HttpRequest, site: Site) -> HttpResponse:
    """Tell the senior leaders the address and name of the account, before anybody has access."""
    if request.method == "POST":
        by, at = acting(request.user, site.school), timezone.now()
        said = "The senior leaders and the headteacher are told by mail."
        return pressed(request, lambda: sites.tell_leaders(site, by=by, at=at), said, "site", site.uid)
    context = {"site": site, "crumbs": crumbs(site, ("Tell the senior leaders", ""))}
    return render(request, "approvals/site/leaders.html", context)


@page("approvals.see_site", methods=("GET",))
def checklist(request: HttpRequest, site: Site, occasion: str) -> HttpResponse:
    """The points of an occasion, who confirmed each, and what still stands in the way."""
    if occasion not in Occasion.values:
        raise Http404
    user, on, turn = request.user, timezone.localdate(), sites.turn_of(site, occasion)
    points = of_page.checklist_of(site, occasion, turn, user)
    is_going_live = occasion == Occasion.GOING_LIVE and site.status == Site.Status.APPROVED
    is_closing = occasion == Occasion.CLOSING and site.status == Site.Status.LIVE
    context = {
        "site": site,
        "occasion": Occasion(occasion),
        "points": points,
        "left": [point for point in points if point.left],
        "reasons": sites.not_ready(site, on) if is_going_live else [],
        "is_going_live": is_going_live,
        "is_closing": is_closing,
        "may_keep": user.has_perm("approvals.keep_site", site),
        "may_confirm": site.is_open and user.has_perm("approvals.confirm_site", site),
        "crumbs": crumbs(site, (Occasion(occasion).label, "")),
    }
    return render(request, "approvals/site/checklist.html", context)


@page("approvals.confirm_site", methods=("POST",))
def point_confirm(request: HttpRequest, site: Site, occasion: str, point: str) -> HttpResponse:
    """Confirm one point, in one's own name."""
    if occasion not in Occasion.values:
        raise Http404
    by, at = acting(request.user, site.school), timezone.now()
    act = partial(sites.confirm_point, site, occasion, point, by=by, at=at)
    return pressed(request, act, "Confirmed in your name.", "site-checklist", site.uid, occasion)


@page("approvals.keep_site", methods=("POST",))
def site_go_live(request: HttpRequest, site: Site) -> HttpResponse:
    """The site goes live, or the page says what is missing."""
    by, at = acting(request.user, site.school), timezone.now()
    said = f"{site} is live. It stands on the public page of the school's accounts now."
    return pressed(request, lambda: sites.go_live(site, by=by, at=at), said, "site", site.uid)


@page("approvals.keep_site", methods=("POST",))
def site_close(request: HttpRequest, site: Site) -> HttpResponse:
    """The site is closed; it stays in the register."""
    by, at = acting(request.user, site.school), timezone.now()
    said = f"{site} is closed. It stays in the register, and off the public page."
    return pressed(request, lambda: sites.close_site(site, by=by, at=at), said, "site", site.uid)


@page("approvals.keep_site")
def site_give_up(request: HttpRequest, site: Site) -> HttpResponse:
    """A site that was approved is never made; asks once."""
    if request.method == "POST":
        by, at = acting(request.user, site.school), timezone.now()
        said = f"{site} will not go live. It stays in the register."
        return pressed(request, lambda: sites.give_up_site(site, by=by, at=at), said, "site", site.uid)
    return render(request, "approvals/site/give_up.html", {"site": site, "crumbs": crumbs(site, ("Give it up", ""))})
