"""Roles with dates."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.forms.roles import EndForm, RoleForm
from foundation.schools.models import Role, School
from foundation.schools.people import acting
from foundation.schools.transitions.roles import end_role, give_role
from foundation.schools.views.answers import answered, people_crumbs, seen


def _list(school: School) -> str:
    return reverse("role-list", args=[school.slug])


@page("schools.give_roles", methods=("GET",))
def role_list(request: HttpRequest, school: School) -> HttpResponse:
    """Who holds which role here, now and from a later day; those that have ended below."""
    today = timezone.localdate()
    roles = Role.objects.filter(school=school).select_related("person", "person__school").order_by("kind", "starts_on")
    over = Q(ends_on__lt=today) | Q(person__leaves_on__lt=today)
    shown = {"school": school, "on": today, "roles": roles.exclude(over), "ended": roles.filter(over)[:100]}
    return render(request, "schools/role_list.html", shown | {"crumbs": people_crumbs(school, ("Roles", ""))})


@page("schools.give_roles")
def role_give(request: HttpRequest, school: School) -> HttpResponse:
    """Give somebody a role."""
    today = timezone.localdate()
    first = {"person": request.GET.get("person"), "starts_on": today}
    form = RoleForm(request.POST or None, initial=first, school=school, on=today)
    return answered(
        request,
        form,
        lambda: give_role(**form.role, school=school, by=acting(request.user, school), at=timezone.now()),
        to=_list(school),
        said="The role is given.",
        heading="Give a role",
        guidance="A role decides what somebody sees and does here, from its first day to its last.",
        crumbs=people_crumbs(school, ("Roles", _list(school)), ("Give a role", "")),
    )


@page("schools.end_role")
def role_end(request: HttpRequest, role: Role) -> HttpResponse:
    """End a role on a day."""
    form = EndForm(
        request.POST or None, initial={"on": timezone.localdate()}, submit="End the role", seen=seen(role.ends_on)
    )
    return answered(
        request,
        form,
        lambda: end_role(role, on=form.cleaned_data["on"], by=acting(request.user, role.school), at=timezone.now()),
        to=_list(role.school),
        said="The role has its last day.",
        heading=f"End a role: {role}",
        guidance="What was decided or signed in this role stays.",
        crumbs=people_crumbs(role.school, ("Roles", _list(role.school)), ("End a role", "")),
    )
