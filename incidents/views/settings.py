"""The lists among the house rules of incidents: scale, responses, contacts outside."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, pressed, seen
from incidents.forms.settings import HelpContactForm, ResponseOptionForm, SeverityForm
from incidents.models import HelpContact, ResponseOption, Severity
from incidents.starting import Row, contacts_not_there, is_old
from incidents.transitions import rules

TITLE = "Reports and cases"


@dataclass(frozen=True)
class List:
    """One of the lists: its rows, their form, and what its pages are called."""

    model: Row
    form: Any
    add: str
    asks_for_today: bool = False

    def opened(self, request: HttpRequest, row: Any, **more: Any) -> Any:
        """The form of a line, sent or not."""
        if self.asks_for_today:
            more["on"] = timezone.localdate()
        return self.form(request.POST or None, instance=row, **more)


LISTS = {
    "severity": List(Severity, SeverityForm, "Add a step of the scale"),
    "response": List(ResponseOption, ResponseOptionForm, "Add a response to consider"),
    "contact": List(HelpContact, HelpContactForm, "Add a contact", asks_for_today=True),
}


def _crumbs(school: School, here: str) -> Crumbs:
    return [(TITLE, reverse("incident-settings", args=[school.slug])), (here, "")]


def _list(what: str) -> List:
    if what not in LISTS:
        raise Http404
    return LISTS[what]


def _values(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form._meta.fields}


@page("incidents.keep_contacts", methods=("GET",))
def incident_settings(request: HttpRequest, school: School) -> HttpResponse:
    """The school's scale, the responses it considers, and who outside helps."""
    on = timezone.localdate()
    contacts = HelpContact.objects.filter(school=school, ended_at=None)
    context = {
        "school": school,
        "severities": Severity.objects.filter(school=school, ended_at=None),
        "responses": ResponseOption.objects.filter(school=school, ended_at=None),
        "contacts": [(row, is_old(row, on)) for row in contacts],
        "not_there": contacts_not_there(school),
        "may_change_rules": request.user.has_perm("schools.change_house_rules", school),
    }
    return render(request, "incidents/settings/lists.html", context)


@page("incidents.keep_contacts")
def incident_setting_add(request: HttpRequest, school: School, what: str) -> HttpResponse:
    """Add a line to a list."""
    kept = _list(what)
    form = kept.opened(request, kept.model(school=school))
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: rules.add_line(kept.model, school, _values(form), by=by, at=at),
        to=reverse("incident-settings", args=[school.slug]),
        said="Added.",
        heading=kept.add,
        crumbs=_crumbs(school, kept.add),
    )


@page("incidents.keep_contacts")
def incident_setting_change(request: HttpRequest, school: School, what: str, line: UUID) -> HttpResponse:
    """Change a line of a list; what cases were judged by keeps its words there."""
    kept = _list(what)
    row: Any = get_object_or_404(kept.model, school=school, uid=line, ended_at=None)
    mark = seen(*(getattr(row, name) for name in kept.form._meta.fields))
    form = kept.opened(request, kept.model.objects.get(pk=row.pk), seen=mark)
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: rules.change_line(row, _values(form), by=by, at=at),
        to=reverse("incident-settings", args=[school.slug]),
        said="Saved.",
        heading=row.name,
        crumbs=_crumbs(school, row.name),
    )


@page("incidents.keep_contacts", methods=("POST",))
def incident_setting_end(request: HttpRequest, school: School, what: str, line: UUID) -> HttpResponse:
    """Take a line out of its list; cases that were judged by it keep it."""
    row: Any = get_object_or_404(_list(what).model, school=school, uid=line, ended_at=None)
    act = partial(rules.end_line, row, by=acting(request.user, school), at=timezone.now())
    return pressed(request, act, f"Taken out of the list: {row.name}.", "incident-settings", school.slug)


@page("incidents.keep_contacts", methods=("POST",))
def contacts_start(request: HttpRequest, school: School) -> HttpResponse:
    """Add the national contacts that the school has not."""
    added = rules.start_contacts(school, by=acting(request.user, school), at=timezone.now())
    messages.success(request, f"Added: {', '.join(row.name for row in added) or 'nothing, all are there'}.")
    return redirect("incident-settings", school.slug)
