"""Cases in figures: for governors and headteacher, without names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from incidents.figures import FEWEST, figures


@page("incidents.see_figures", methods=("GET",))
def incident_figures(request: HttpRequest, school: School) -> HttpResponse:
    """What was reported, how soon people were spoken with, which promises were kept; nothing below five."""
    shown = figures(school, request.user, timezone.localdate())
    context = {
        "school": school,
        "shown": shown,
        "fewest": FEWEST,
        "parts": [
            ("What it was about", "About", shown.kinds, "Cases opened, by what was reported"),
            ("Over the months", "Opened in", shown.months, "Cases opened, month by month"),
        ],
        "gone": [(one.platform, one.share.good, one.share.of) for one in shown.removals if one.share.is_exact],
        "took": [(one.platform, one.hours) for one in shown.removals if one.hours is not None],
        "crumbs": [("Cases in figures", "")],
    }
    return render(request, "incidents/figures/figures.html", context)
