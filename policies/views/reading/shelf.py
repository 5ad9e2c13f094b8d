"""The shelf: a school's policies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from policies import shelf
from policies.forms.reading import ShelfFilter


@page("policies.see_shelf", methods=("GET",))
def policy_list(request: HttpRequest, school: School) -> HttpResponse:
    """What is in force, for whom, until when, and what I have acknowledged; for the office also what is not done."""
    today = timezone.localdate()
    viewer = shelf.viewer(request.user, school, today)
    form = ShelfFilter(request.GET or None, viewer=viewer)
    wanted = form.wanted(request.GET.get("sort", ""))
    listed = shelf.listed(request.user, school, wanted, viewer=viewer, on=today, page=request.GET.get("page", "1"))
    context = {
        "form": form,
        "page": listed,
        "viewer": viewer,
        "is_filtered": wanted.is_filtered,
        "count": in_number(listed.paginator.count, "policy", "policies"),
    }
    return render(request, "policies/shelf.html", context)


def in_number(count: int, one: str, many: str) -> str:
    """So many of something, in words."""
    return f"{count} {one if count == 1 else many}"
