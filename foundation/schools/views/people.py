"""The roll: who is on it, one person, what changes."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.csv_out import csv_file
from foundation.schools.forms.people import PeopleFilter, PersonForm
from foundation.schools.models import Absence, Person, Role, School
from foundation.schools.people import acting
from foundation.schools.roll.listed import listed
from foundation.schools.roll.onroll import fingerprint
from foundation.schools.transitions.people import add_person, change_person
from foundation.schools.views.answers import answered, people_crumbs

SORTS = {"name": "name", "-name": "-name", "starts": "starts_on", "-starts": "-starts_on", "title": "job_title"}
SORTS |= {"-title": "-job_title"}
COLUMNS = (
    *("Name", "Staff reference", "E-mail address", "Job title", "Employer", "Groups", "Line manager"),
    *("First day", "Last day", "Working days"),
)


def _people(request: HttpRequest, school: School) -> tuple[PeopleFilter, QuerySet[Person]]:
    """The form of the filter, and the people that fit it in the order asked for."""
    form = PeopleFilter(request.GET, school=school)
    people = form.narrow(Person.objects.filter(school=school), timezone.localdate())
    order = SORTS.get(request.GET.get("sort", ""), "name")
    return form, people.order_by(order, "name", "pk")


@page("schools.see_people", methods=("GET",))
def person_list(request: HttpRequest, school: School) -> HttpResponse:
    """The roll, narrowed and sorted."""
    form, people = _people(request, school)
    today = timezone.localdate()
    found = listed(people, request.GET.get("page", "1"), today)
    shown = {"school": school, "filter": form, "page": found, "on": today, "count": _count(found.paginator.count)}
    shown["may_keep_devices"] = request.user.has_perm("schools.keep_devices", school)
    return render(request, "schools/person_list.html", shown | {"may_keep": _may_keep(request, school)})


@page("schools.see_people", methods=("GET",))
def person_export(request: HttpRequest, school: School) -> HttpResponse:
    """The same list as a file."""
    _, people = _people(request, school)
    rows = [_row(person) for person in people.select_related("line_manager").prefetch_related("groups")]
    return csv_file(f"{school.slug}-people-{timezone.localdate():%Y-%m-%d}.csv", COLUMNS, rows)


@page("schools.see_person", methods=("GET",))
def person_page(request: HttpRequest, person: Person) -> HttpResponse:
    """One person: what the roll says, roles, absences."""
    today = timezone.localdate()
    school = person.school
    roles = permitted(request.user, "schools.end_role", Role.objects.filter(person=person)).select_related("school")
    absences = permitted(request.user, "schools.change_absence", Absence.objects.filter(person=person))
    may = {
        "may_change": request.user.has_perm("schools.change_person", person),
        "may_give": request.user.has_perm("schools.give_roles", school),
        "may_see_people": request.user.has_perm("schools.see_people", school),
        "may_keep_pin": request.user.has_perm("schools.keep_pin", person),
    }
    shown = {"roles": roles.order_by("ends_on", "kind"), "absences": absences.order_by("-starts_on")[:20]}
    return render(request, "schools/person.html", {"subject": person, "school": school, "on": today, **shown, **may})


@page("schools.keep_roll")
def person_add(request: HttpRequest, school: School) -> HttpResponse:
    """Put somebody on the roll."""
    form = PersonForm(request.POST or None, school=school, on=timezone.localdate())
    return answered(
        request,
        form,
        lambda: add_person(
            school,
            details=form.details,
            groups=form.cleaned_data["groups"],
            by=acting(request.user, school),
            at=timezone.now(),
        ),
        to=reverse("person-list", args=[school.slug]),
        said="Added to the roll.",
        heading="Add somebody to the roll",
        crumbs=people_crumbs(school, ("Add somebody", "")),
    )


@page("schools.change_person")
def person_change(request: HttpRequest, person: Person) -> HttpResponse:
    """Change what the roll says of somebody."""
    today = timezone.localdate()
    form = PersonForm(request.POST or None, school=person.school, on=today, person=person, seen=fingerprint(person))
    return answered(
        request,
        form,
        lambda: change_person(
            person,
            details=form.details,
            groups=form.cleaned_data["groups"],
            by=acting(request.user, person.school),
            at=timezone.now(),
        ),
        to=reverse("person-page", args=[person.uid]),
        said="The roll is changed.",
        heading=f"Change what the roll says of {person}",
        crumbs=people_crumbs(person.school, (person.name, reverse("person-page", args=[person.uid])), ("Change", "")),
    )


def _count(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _may_keep(request: HttpRequest, school: School) -> bool:
    return request.user.has_perm("schools.keep_roll", school)


def _row(person: Person) -> tuple[str, ...]:
    return (
        person.name,
        person.reference,
        person.email,
        person.job_title,
        person.employer,
        "; ".join(group.name for group in person.groups.all()),
        person.line_manager.name if person.line_manager else "",
        f"{person.starts_on:%-d %B %Y}",
        f"{person.leaves_on:%-d %B %Y}" if person.leaves_on else "",
        person.days_said,
    )
