"""The platforms that a school may use."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from approvals.forms.platforms import PlatformForm
from approvals.models import Platform
from approvals.platforms import is_old, not_there
from approvals.transitions import register
from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, seen


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return [("Accounts", reverse("site-list", args=[school.slug])), *more]


@page("approvals.keep_platforms", methods=("GET",))
def platform_list(request: HttpRequest, school: School) -> HttpResponse:
    """Where the school may have sites: from which age, what can be closed, and where that stands."""
    on = timezone.localdate()
    rows = [(row, is_old(row, on)) for row in Platform.objects.filter(school=school)]
    crumbs = _crumbs(school, ("Platforms", ""))
    context = {"school": school, "platforms": rows, "not_there": not_there(school), "crumbs": crumbs}
    return render(request, "approvals/register/platforms.html", context)


@page("approvals.keep_platforms", methods=("POST",))
def platforms_start(request: HttpRequest, school: School) -> HttpResponse:
    """Add what the list that comes with Countersign has and the school has not."""
    added = register.start_platforms(school, by=acting(request.user, school), at=timezone.now())
    messages.success(request, f"Added: {', '.join(row.name for row in added) or 'nothing, all are there'}.")
    return redirect("platform-list", school.slug)


@page("approvals.keep_platforms")
def platform_add(request: HttpRequest, school: School) -> HttpResponse:
    """Add a platform of the school's own finding."""
    form = PlatformForm(request.POST or None, instance=Platform(school=school), on=timezone.localdate())
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: register.add_platform(school, form.values(), by=by, at=at),
        to=reverse("platform-list", args=[school.slug]),
        said="Added.",
        heading="Add a platform",
        crumbs=_crumbs(school, ("Platforms", reverse("platform-list", args=[school.slug])), ("Add", "")),
    )


@page("approvals.keep_platform")
def platform_change(request: HttpRequest, platform: Platform) -> HttpResponse:
    """Change what is known of a platform."""
    school, now = platform.school, [getattr(platform, name) for name in PlatformForm.base_fields]
    form = PlatformForm(request.POST or None, instance=platform, on=timezone.localdate(), seen=seen(*now))
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: register.change_platform(platform, form.values(), by=by, at=at),
        to=reverse("platform-list", args=[school.slug]),
        said="Saved.",
        heading=platform.name,
        crumbs=_crumbs(school, ("Platforms", reverse("platform-list", args=[school.slug])), (platform.name, "")),
    )


@page("approvals.keep_platform", methods=("POST",))
def platform_offer(request: HttpRequest, platform: Platform) -> HttpResponse:
    """Offer a platform for new sites again, or no more."""
    is_offered = platform.ended_at is not None
    by, at = acting(request.user, platform.school), timezone.now()
    register.offer_platform(platform, is_offered=is_offered, by=by, at=at)
    said = "is offered again" if is_offered else "is not offered for new sites any more; what stands there stays"
    messages.success(request, f"{platform} {said}.")
    return redirect("platform-list", platform.school.slug)
