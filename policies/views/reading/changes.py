"""What changed since a version, side by side."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from policies.changes import comparison
from policies.models import Problem, Version
from policies.standing import standing
from policies.views.reading.policy import crumbs


@page("policies.see_version", methods=("GET",))
def version_changes(request: HttpRequest, version: Version, since: UUID) -> HttpResponse:
    """This version beside another of the same policy that the reader may see."""
    others = Version.objects.filter(policy=version.policy_id).exclude(pk=version.pk)
    old = get_object_or_404(permitted(request.user, "policies.see_version", others), uid=since)
    context = {
        "crumbs": crumbs(version, "What changed"),
        "policy": version.policy,
        "version": version,
        "old": old,
        "comparison": comparison(old, version),
        "led_from": Problem.objects.filter(led_to=version).count(),
        "is_owed": standing(request.user, version, timezone.localdate()).owes is not None,
    }
    return render(request, "policies/changes.html", context)
