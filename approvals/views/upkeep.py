"""Looking after a site: what was seen and removed, whether it does what it is for, who was let in or blocked."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from approvals.checklists import missing
from approvals.forms.upkeep import ContactForm, LookForm, ReviewForm
from approvals.house_rules import rules_of
from approvals.models import Site, SiteConfirmation
from approvals.transitions import upkeep
from approvals.transitions.sites import turn_of
from approvals.views.site import crumbs
from foundation.core.pages import page
from foundation.schools.dates import months_after
from foundation.schools.models import Role, RoleKind
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, seen

PER_PAGE = 25
REVIEW = SiteConfirmation.Occasion.REVIEW


@page("approvals.look_at_site")
def site_look(request: HttpRequest, site: Site) -> HttpResponse:
    """Record what was seen on a site, and what was removed."""
    form = LookForm(request.POST or None, request.FILES or None)
    by, at = acting(request.user, site.school), timezone.now()
    leads = Role.objects.current(timezone.localdate()).filter(school=site.school, kind=RoleKind.DSL)
    return answered(
        request,
        form,
        lambda: upkeep.check_in(site, form.looked(), by=by, at=at),
        to=reverse("site", args=[site.uid]),
        said="Recorded.",
        template="approvals/upkeep/look.html",
        site=site,
        leads=leads.select_related("person"),
        crumbs=crumbs(site, ("Record a look", "")),
    )


@page("approvals.see_site_log", methods=("GET",))
def site_looks(request: HttpRequest, site: Site) -> HttpResponse:
    """Every look at a site, the last one first."""
    listed = Paginator(site.check_ins.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"site": site, "page": listed, "crumbs": crumbs(site, ("Looks", ""))}
    return render(request, "approvals/upkeep/looks.html", context)


@page("approvals.keep_site")
def site_review(request: HttpRequest, site: Site) -> HttpResponse:
    """Look at a site against each aim, once the points of its review are confirmed."""
    on = timezone.localdate()
    latest = months_after(on, rules_of(site.school).review_months)
    aims = [aim.strip() for aim in site.aims.splitlines() if aim.strip()]
    now = seen(site.aims, turn_of(site, REVIEW))
    form = ReviewForm(request.POST or None, aims=aims, on=on, latest=latest, initial={"next_on": latest}, seen=now)
    return answered(
        request,
        form,
        lambda: _review(request, site, form),
        to=reverse("site", args=[site.uid]),
        said="Recorded.",
        template="approvals/upkeep/review.html",
        site=site,
        left=missing(site, REVIEW, turn_of(site, REVIEW)),
        crumbs=crumbs(site, ("Review", "")),
    )


def _review(request: HttpRequest, site: Site, form: ReviewForm) -> Any:
    by, at = acting(request.user, site.school), timezone.now()
    return upkeep.review_site(site, form.findings(), goes_on=form.goes_on_still, until=form.until, by=by, at=at)


@page("approvals.look_at_site")
def contact_add(request: HttpRequest, site: Site) -> HttpResponse:
    """Write into the log whom the site accepted, refused, follows, blocked or reported."""
    form = ContactForm(request.POST or None, friends=upkeep.friends_of(site), is_vetted=site.is_vetted)
    by, at = acting(request.user, site.school), timezone.now()
    return answered(
        request,
        form,
        lambda: upkeep.record_contact(site, form.met(), by=by, at=at),
        to=reverse("site", args=[site.uid]),
        said="Recorded.",
        template="approvals/upkeep/contact.html",
        site=site,
        crumbs=crumbs(site, ("Followers and blocks", "")),
    )


@page("approvals.see_site_log", methods=("GET",))
def contact_list(request: HttpRequest, site: Site) -> HttpResponse:
    """Everybody outside whom the site accepted, refused, follows, blocked or reported; the last one first."""
    rows = site.contacts.select_related("approval")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"site": site, "page": listed, "crumbs": crumbs(site, ("Followers and blocks", ""))}
    return render(request, "approvals/upkeep/contacts.html", context)
