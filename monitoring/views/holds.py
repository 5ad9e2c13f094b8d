"""Holds: what is kept whatever its period says, from when, until when; placed and ended."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import answered
from monitoring.forms.retention import HoldForm, WhyForm
from monitoring.models import Hold
from monitoring.retention.classes import register
from monitoring.transitions import holding
from monitoring.views.retention import crumbs

PER_PAGE = 25


def about(hold: Hold) -> str:
    """What is held, in words."""
    if hold.record_class:
        found = register.entries.get(hold.record_class)
        return f"All of: {found.title if found else hold.record_class}"
    if hold.person is not None:
        return f"Everything that names {hold.person.name}"
    return f"One record ({hold.about_label.rpartition('.')[2].lower()})"


@page("monitoring.keep_retention", methods=("GET",))
def hold_list(request: HttpRequest, school: School) -> HttpResponse:
    """What is held by hand, the latest first; what is open elsewhere holds by itself."""
    rows = permitted(request.user, "monitoring.see_hold", Hold.objects.filter(school=school)).select_related("person")
    on = timezone.localdate()
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "school": school,
        "tab": "holds",
        "page": listed,
        "rows": [(hold, about(hold), hold.is_active(on)) for hold in listed],
        "crumbs": crumbs(school, ("Holds", "")),
    }
    return render(request, "monitoring/retention/holds.html", context)


@page("monitoring.keep_retention")
def hold_add(request: HttpRequest, school: School) -> HttpResponse:
    """Place a hold."""
    form = HoldForm(request.POST or None, school=school, on=timezone.localdate())
    by, at = acting(request.user, school), timezone.now()
    to = reverse("hold-list", args=[school.slug])
    return answered(
        request,
        form,
        lambda: holding.place(school, form.held(), by=by, at=at, **form.said()),
        to=to,
        said="Placed. Nothing of it is destroyed while it lasts.",
        heading="Place a hold",
        school=school,
        crumbs=crumbs(school, ("Holds", to), ("Place a hold", "")),
    )


@page("monitoring.see_hold")
def hold_page(request: HttpRequest, hold: Hold) -> HttpResponse:
    """One hold, with why; ended here with a reason."""
    template, context = "monitoring/retention/hold.html", _shown(hold)
    if hold.ended_at is not None:
        return render(request, template, context)
    form = WhyForm(request.POST or None, asked="Why does it end?", submit="End the hold")
    by, at = acting(request.user, hold.school), timezone.now()
    return answered(
        request,
        form,
        lambda: holding.end(hold, form.cleaned_data["why"], by=by, at=at),
        to=reverse("hold-list", args=[hold.school.slug]),
        said="Ended. What is due goes on the next night.",
        template=template,
        **context,
    )


def _shown(hold: Hold) -> dict[str, Any]:
    way = ("Holds", reverse("hold-list", args=[hold.school.slug]))
    return {
        "school": hold.school,
        "hold": hold,
        "about": about(hold),
        "is_active": hold.is_active(timezone.localdate()),
        "crumbs": crumbs(hold.school, way, (hold.get_kind_display(), "")),
    }
