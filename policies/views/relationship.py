"""Family relationships, in private: one's own, and for headteacher and designated safeguarding lead those of all.

Every opening is kept, one's own too: whoever asks later who knew has the answer (STM-18, QEI-27).
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.audit import trail
from foundation.audit.models import Look
from foundation.core.keyring import KeyringError
from foundation.core.pages import page
from foundation.schools.models import Person, School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, carried_out, seen
from policies.forms.relationship import RelationshipEndForm, RelationshipForm
from policies.models import PeopleRules, Relationship, RelationshipEntry
from policies.sealed import unseal
from policies.transitions.relationship import declare_relationship, end_relationship, update_relationship

PER_PAGE = 50
OWN = ("Family relationships", "relationship-own")


def _crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(OWN[0], reverse(OWN[1])), *more]


@page(signed_in="what somebody declared of their own family, by their log-in, also after leaving", methods=("GET",))
def relationship_own(request: HttpRequest) -> HttpResponse:
    """What I declared, and at which of my schools I can declare one."""
    today = timezone.localdate()
    schools = [
        (school, PeopleRules.of(school).relationships)
        for school in School.objects.filter(people__in=Person.objects.current(today).filter(user=request.user.pk))
    ]
    mine = Relationship.objects.filter(person__user=request.user.pk).select_related("school")
    return render(request, "policies/relationships/own.html", {"schools": schools, "mine": mine})


@page("policies.declare_relationship")
def relationship_declare(request: HttpRequest, school: School) -> HttpResponse:
    """Declare one, where the school asks for it."""
    rule = PeopleRules.of(school).relationships
    form = RelationshipForm(request.POST or None, seen=seen(rule))
    by, at = acting(request.user, school), timezone.now()
    if carried_out(form, lambda: declare_relationship(school, form.words(), by=by, at=at)):
        messages.success(request, "Headteacher and designated safeguarding lead can read it, and nobody else.")
        return redirect("relationship-own")
    context = {"form": form, "rule": rule, "school": school, "crumbs": _crumbs(("Declare one", ""))}
    return render(request, "policies/relationships/declare.html", context)


@page("policies.see_relationship", methods=("GET",))
def relationship(request: HttpRequest, relationship: Relationship) -> HttpResponse:
    """All that was told of one, entry by entry, and who has opened it."""
    is_mine = relationship.person.user_id == request.user.pk
    by = relationship.person if is_mine else acting(request.user, relationship.school)
    trail.look(relationship, by=by, at=timezone.now(), school=relationship.school, how="opened")
    way = reverse("relationship-list", args=[relationship.school.slug])
    context = {
        "relationship": relationship,
        "entries": [(entry, _words(entry)) for entry in relationship.entries.all()],
        "looks": Look.objects.filter(about_uid=relationship.uid).order_by("-at")[:PER_PAGE],
        "is_mine": is_mine,
        "may_change": request.user.has_perm("policies.change_relationship", relationship),
        "crumbs": _crumbs(("Declared", "")) if is_mine else [("Declarations", way), (relationship.person.name, "")],
    }
    return render(request, "policies/relationships/relationship.html", context)


def _words(entry: RelationshipEntry) -> dict[str, str] | None:
    try:
        return unseal(entry)
    except (KeyringError, ValueError):
        return None


@page("policies.change_relationship")
def relationship_update(request: HttpRequest, relationship: Relationship) -> HttpResponse:
    """Tell what is different now."""
    form = RelationshipForm(request.POST or None, seen=seen(relationship.changed_at))
    by, at = relationship.person, timezone.now()
    if carried_out(form, lambda: update_relationship(relationship, form.words(), by=by, at=at)):
        messages.success(request, "What is different is told. What you told before stays readable.")
        return redirect("relationship", relationship.uid)
    return _change(request, relationship, form, "What is different now?")


@page("policies.change_relationship")
def relationship_end(request: HttpRequest, relationship: Relationship) -> HttpResponse:
    """Tell that it is over."""
    form = RelationshipEndForm(request.POST or None, seen=seen(relationship.changed_at))
    by, at = relationship.person, timezone.now()
    if carried_out(form, lambda: end_relationship(relationship, form.words(), by=by, at=at)):
        messages.success(request, "That it is over is told. What you told before stays readable.")
        return redirect("relationship", relationship.uid)
    return _change(request, relationship, form, "Is it over?")


def _change(request: HttpRequest, relationship: Relationship, form: Any, heading: str) -> HttpResponse:
    way = ("Declared", reverse("relationship", args=[relationship.uid]))
    context = {"form": form, "heading": heading, "about": "In private", "crumbs": _crumbs(way, (heading, ""))}
    return render(request, "policies/form.html", context)


@page("policies.see_relationships", methods=("GET",))
def relationship_list(request: HttpRequest, school: School) -> HttpResponse:
    """Who has declared a relationship: names and days; the words open one by one."""
    trail.look(school, by=acting(request.user, school), at=timezone.now(), school=school, how="listed relationships")
    rows = Relationship.objects.filter(school=school).select_related("person")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": listed, "rule": PeopleRules.of(school).relationships}
    return render(request, "policies/relationships/list.html", context)
