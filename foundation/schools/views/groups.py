"""The groups that a policy can address."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.forms.people import ConfirmForm, GroupForm
from foundation.schools.models import School, StaffGroup
from foundation.schools.people import acting
from foundation.schools.transitions.groups import add_group, change_group, remove_group
from foundation.schools.views.answers import Crumbs, answered, people_crumbs, seen


def _list(school: School) -> str:
    return reverse("group-list", args=[school.slug])


def _crumbs(school: School, title: str) -> Crumbs:
    return people_crumbs(school, ("Groups", _list(school)), (title, ""))


@page("schools.keep_roll", methods=("GET",))
def group_list(request: HttpRequest, school: School) -> HttpResponse:
    """The school's groups with how many people are in each."""
    today = timezone.localdate()
    here = Q(people__starts_on__lte=today) & (Q(people__leaves_on__isnull=True) | Q(people__leaves_on__gte=today))
    groups = StaffGroup.objects.filter(school=school).annotate(number=Count("people", filter=here))
    crumbs = people_crumbs(school, ("Groups", ""))
    return render(request, "schools/group_list.html", {"school": school, "groups": groups, "crumbs": crumbs})


@page("schools.keep_roll")
def group_add(request: HttpRequest, school: School) -> HttpResponse:
    """Add a group."""
    form = GroupForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: add_group(
            school,
            name=form.cleaned_data["name"],
            community=form.cleaned_data["community"],
            by=acting(request.user, school),
            at=timezone.now(),
        ),
        to=_list(school),
        said="The group is added.",
        heading="Add a group",
        crumbs=_crumbs(school, "Add a group"),
    )


@page("schools.change_group")
def group_change(request: HttpRequest, group: StaffGroup) -> HttpResponse:
    """Rename a group."""
    now = {"name": group.name, "community": group.community}
    form = GroupForm(request.POST or None, initial=now, seen=seen(*now.values()))
    return answered(
        request,
        form,
        lambda: change_group(
            group,
            name=form.cleaned_data["name"],
            community=form.cleaned_data["community"],
            by=acting(request.user, group.school),
            at=timezone.now(),
        ),
        to=_list(group.school),
        said="The group is changed.",
        heading=f"Change the group {group}",
        remove=("Remove this group", reverse("group-remove", args=[group.uid])),
        crumbs=_crumbs(group.school, group.name),
    )


@page("schools.change_group")
def group_remove(request: HttpRequest, group: StaffGroup) -> HttpResponse:
    """Remove a group that nothing needs."""
    return answered(
        request,
        ConfirmForm(request.POST or None, submit="Remove the group"),
        lambda: remove_group(group, by=acting(request.user, group.school), at=timezone.now()),
        to=_list(group.school),
        said="The group is removed.",
        heading=f"Remove the group {group}?",
        guidance="This cannot be undone. A group that has people in it, or to which a policy is addressed, stays.",
        crumbs=_crumbs(group.school, group.name),
    )
