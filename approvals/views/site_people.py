"""Who does what for a site: given, changed, ended."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from approvals.forms.site_people import DutyForm, OwnerForm
from approvals.models import Site
from approvals.transitions.register import change_owner
from approvals.transitions.sites import end_duty, give_duty
from approvals.views.site import crumbs
from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, pressed


@page("approvals.appoint")
def duty_give(request: HttpRequest, site: Site) -> HttpResponse:
    """Somebody becomes administrator or moderator, or may post, from a day until a day."""
    form = DutyForm(request.POST or None, school=site.school, on=timezone.localdate())

    def give() -> None:
        person, duty, since, until = (form.cleaned_data[name] for name in ("person", "duty", "since", "until"))
        by, at = acting(request.user, site.school), timezone.now()
        give_duty(site, person, duty, since=since, until=until, by=by, at=at)

    return answered(
        request,
        form,
        give,
        to=reverse("site", args=[site.uid]),
        said="Saved.",
        template="approvals/site/form.html",
        heading="Give a duty",
        guidance="At least two administrators and two moderators are needed, enough for when somebody is away.",
        crumbs=crumbs(site, ("Give a duty", "")),
    )


@page("approvals.appoint")
def owner_change(request: HttpRequest, site: Site) -> HttpResponse:
    """Somebody else becomes owner or second owner."""
    form = OwnerForm(request.POST or None, school=site.school, on=timezone.localdate())

    def change() -> None:
        person, duty = form.cleaned_data["person"], form.cleaned_data["duty"]
        change_owner(site, person, duty, by=acting(request.user, site.school), at=timezone.now())

    return answered(
        request,
        form,
        change,
        to=reverse("site", args=[site.uid]),
        said="Saved. Whoever was that before stays so until tonight.",
        template="approvals/site/form.html",
        heading="Change the owner",
        crumbs=crumbs(site, ("Change the owner", "")),
    )


@page("approvals.appoint", methods=("POST",))
def duty_end(request: HttpRequest, site: Site, duty: UUID) -> HttpResponse:
    """Somebody's duty ends today."""
    row = get_object_or_404(site.people.select_related("site"), uid=duty)
    act = partial(end_duty, row, by=acting(request.user, site.school), at=timezone.now())
    return pressed(request, act, f"{row.words} is {row.get_duty_display().lower()} until tonight.", "site", site.uid)
