"""Friend requests from pupils that were declined: which come again and again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from incidents.friend_requests import repeated, seen_by


@page("incidents.list_cases", methods=("GET",))
def friend_requests(request: HttpRequest, school: School) -> HttpResponse:
    """The requests of the last 90 days that the reader may see; first those of one pupil or to one person."""
    rows = seen_by(request.user, timezone.localdate(), school)
    context = {"school": school, "rows": rows, "repeated": repeated(rows)}
    return render(request, "incidents/report/friend_requests.html", context)
