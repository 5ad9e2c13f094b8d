"""Accounts that pass themselves off as the school's: entered, reported to the platform, gone."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from approvals.forms.upkeep import ImpostorForm
from approvals.models import Impostor
from approvals.site_page import beside_impostors
from approvals.transitions import upkeep
from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, seen

PER_PAGE = 25


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return [
        ("Accounts", reverse("site-list", args=[school.slug])),
        ("Not ours", reverse("impostor-list", args=[school.slug])),
        *more,
    ]


@page("approvals.enter_impostors", methods=("GET",))
def impostor_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every account that was found, those still there first."""
    rows = Impostor.objects.filter(school=school).select_related("platform").order_by("-gone_on", "-found_on", "pk")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    way = [*_crumbs(school)[:1], ("Not ours", "")]
    shown = {"school": school, "page": listed, "crumbs": way}
    for add in beside_impostors:
        shown |= add(request.user, school)
    return render(request, "approvals/upkeep/impostors.html", shown)


@page("approvals.enter_impostors")
def impostor_add(request: HttpRequest, school: School) -> HttpResponse:
    """Enter an account that was found."""
    form = ImpostorForm(request.POST or None, school=school, initial={"found_on": timezone.localdate()})
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: upkeep.enter_impostor(school, form.passing(), by=by, at=at),
        to=reverse("impostor-list", args=[school.slug]),
        said="Entered. Anybody can see on the page of the school's accounts that it is not one of them.",
        template="approvals/site/form.html",
        heading="An account that is not ours",
        guidance="Report it to the platform as soon as you can, and say here when you have.",
        crumbs=_crumbs(school, ("Enter one", "")),
    )


@page("approvals.change_impostor")
def impostor_change(request: HttpRequest, impostor: Impostor) -> HttpResponse:
    """Say what became of it."""
    school, now = impostor.school, [impostor.identity, impostor.address, impostor.reported_on, impostor.gone_on]
    form = ImpostorForm(request.POST or None, school=school, now=impostor, seen=seen(*now))
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: upkeep.change_impostor(impostor, form.passing(), by=by, at=at),
        to=reverse("impostor-list", args=[school.slug]),
        said="Saved.",
        template="approvals/site/form.html",
        heading=impostor.identity,
        crumbs=_crumbs(school, (impostor.identity, "")),
    )
