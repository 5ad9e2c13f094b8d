"""Where the school looks for what is said about it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, pressed
from monitoring.forms.footprint import PlaceForm
from monitoring.models import FootprintPlace
from monitoring.transitions import footprint
from monitoring.views.footprint import footprint_crumbs, places_of


@page("monitoring.keep_footprint", methods=("GET",))
def footprint_places(request: HttpRequest, school: School) -> HttpResponse:
    """Where the school looks."""
    context = {
        "school": school,
        "places": places_of(school).select_related("site"),
        "sites": footprint.sites_not_there(school),
        "crumbs": footprint_crumbs(school, ("Where we look", "")),
    }
    return render(request, "monitoring/footprint/places.html", context)


@page("monitoring.keep_footprint")
def footprint_place_add(request: HttpRequest, school: School) -> HttpResponse:
    """Add a place where the school looks."""
    form = PlaceForm(request.POST or None)
    by, at = acting(request.user, school), timezone.now()
    here = reverse("footprint-places", args=[school.slug])
    return answered(
        request,
        form,
        lambda: footprint.add_place(
            school, form.cleaned_data["name"], address=form.cleaned_data["address"], by=by, at=at
        ),
        to=here,
        said="Added.",
        heading="Another place",
        crumbs=footprint_crumbs(school, ("Where we look", here), ("Another place", "")),
    )


@page("monitoring.keep_footprint", methods=("POST",))
def footprint_sites_add(request: HttpRequest, school: School) -> HttpResponse:
    """Take the school's live accounts from the register into the places."""
    added = footprint.add_sites(school, by=acting(request.user, school), at=timezone.now())
    messages.success(request, f"Added: {', '.join(row.name for row in added) or 'nothing, all are there'}.")
    return redirect("footprint-places", school.slug)


@page("monitoring.keep_place", methods=("POST",))
def footprint_place_end(request: HttpRequest, place: FootprintPlace) -> HttpResponse:
    """The school does not look there any more."""
    act = partial(footprint.end_place, place, by=acting(request.user, place.school), at=timezone.now())
    return pressed(request, act, f"Taken out of the list: {place.name}.", "footprint-places", place.school.slug)
