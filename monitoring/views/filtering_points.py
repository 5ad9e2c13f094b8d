"""What a school tests of its filtering: devices, who uses them, places, kinds of content."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import answered
from monitoring.filtering_start import SHIPPED
from monitoring.forms.filtering import PointForm
from monitoring.models import FilteringPoint
from monitoring.transitions import filtering
from monitoring.views.filtering import filtering_crumbs


@page("monitoring.keep_filtering", methods=("GET",))
def filtering_points(request: HttpRequest, school: School) -> HttpResponse:
    """What the school tests: devices, who uses them, places, kinds of content."""
    rows = list(FilteringPoint.objects.filter(school=school, ended_at=None))
    context = {
        "school": school,
        "kinds": [(kind, [row for row in rows if row.kind == kind]) for kind in FilteringPoint.Kind],
        "is_empty": not rows,
        "crumbs": filtering_crumbs(school, ("What we test", "")),
    }
    return render(request, "monitoring/filtering/points.html", context)


@page("monitoring.keep_filtering")
def filtering_point_add(request: HttpRequest, school: School) -> HttpResponse:
    """Add a line to what the school tests."""
    form = PointForm(request.POST or None)
    by, at = acting(request.user, school), timezone.now()
    here = reverse("filtering-points", args=[school.slug])
    return answered(
        request,
        form,
        lambda: filtering.add_point(school, form.cleaned_data["kind"], form.cleaned_data["name"], by=by, at=at),
        to=here,
        said="Added.",
        heading="Something else to test",
        crumbs=filtering_crumbs(school, ("What we test", here), ("Something else", "")),
    )


def _points_changed(request: HttpRequest, school: School, act: Callable[..., Any], said: str) -> HttpResponse:
    act(by=acting(request.user, school), at=timezone.now())
    messages.success(request, said)
    return redirect("filtering-points", school.slug)


@page("monitoring.keep_filtering", methods=("POST",))
def filtering_points_start(request: HttpRequest, school: School) -> HttpResponse:
    """Begin with the list that comes with Countersign."""
    return _points_changed(
        request, school, lambda **who: filtering.start_points(school, SHIPPED, **who), "The list is there. Change it."
    )


@page("monitoring.keep_filtering", methods=("POST",))
def filtering_point_end(request: HttpRequest, school: School, point: UUID) -> HttpResponse:
    """Take a line out of what the school tests."""
    row = get_object_or_404(FilteringPoint, school=school, uid=point, ended_at=None)
    return _points_changed(
        request, school, lambda **who: filtering.end_point(row, **who), f"Taken out of the list: {row.name}."
    )
