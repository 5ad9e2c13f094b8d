"""Back from an absence: what changed meanwhile."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.pages import page
from policies.catching_up import catching_up


@page(signed_in="what changed while they themselves were away, by their log-in", methods=("GET",))
def catch_up(request: HttpRequest) -> HttpResponse:
    """Everything that changed in one's absence, as one list: what is to be confirmed first."""
    missed = catching_up(request.user, timezone.localdate())
    return render(request, "policies/catch_up.html", {"missed": missed})
