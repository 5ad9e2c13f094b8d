"""Everything of monitoring that the reader may open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from foundation.core.pages import page
from foundation.core.panels import navigation
from foundation.schools.models import School


@page("monitoring.open_monitoring", methods=("GET",))
def monitoring(request: HttpRequest, school: School) -> HttpResponse:
    """Checks, filtering, the footprint, restrictions, retention, subject access, assurance: each with a sentence."""
    below = [item for item in navigation if item.under == "monitoring" and request.user.has_perm(item.perm, school)]
    context = {
        "school": school,
        "items": [(item.title, reverse(item.url_name, args=[school.slug]), item.about) for item in below],
        "crumbs": [("Monitoring", "")],
    }
    return render(request, "monitoring/overview.html", context)
