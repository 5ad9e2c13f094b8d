"""Deputies: who stands in for whom, and until when."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from approvals import transitions
from approvals.forms.people import DeputyForm
from approvals.models import Deputy
from foundation.core.pages import page
from foundation.core.rules import with_permission
from foundation.schools.models import Person, School
from foundation.schools.people import acting
from foundation.schools.views.answers import carried_out, pressed


@page("approvals.name_deputy")
def deputy_list(request: HttpRequest, school: School) -> HttpResponse:
    """Who stands in now and later, and the form to name somebody."""
    by, on = acting(request.user, school), timezone.localdate()
    is_keeper = request.user.has_perm("approvals.name_deputies", school)
    form = DeputyForm(request.POST or None, school=school, me=None if is_keeper else by, on=on)
    if carried_out(form, lambda: _name(form.cleaned_data, by)):
        messages.success(request, f"{form.cleaned_data['deputy'].name} stands in, and is told.")
        return redirect("deputy-list", school.slug)
    rows = _rows(request, school, by, is_keeper=is_keeper)
    return render(request, "approvals/people/deputies.html", {"school": school, "form": form, "rows": rows})


def _name(data: dict[str, Any], by: Person) -> None:
    days = {"starts_on": data["starts_on"], "ends_on": data["ends_on"]}
    transitions.name_deputy(data.get("person", by), data["deputy"], **days, by=by, at=timezone.now())


def _rows(request: HttpRequest, school: School, me: Person, *, is_keeper: bool) -> Any:
    """Those that are not over: all for who keeps them, else those that concern the reader."""
    rows = Deputy.objects.filter(school=school, ended_at=None, ends_on__gte=timezone.localdate())
    if not is_keeper:
        rows = rows.filter(Q(person=me) | Q(deputy=me))
    rows = rows.select_related("person", "deputy", "named_by")
    return with_permission(request.user, "approvals.end_deputy", rows, "may_end")


@page("approvals.end_deputy", methods=("POST",))
def deputy_end(request: HttpRequest, row: Deputy) -> HttpResponse:
    """Take it back."""
    act = partial(transitions.end_deputy, row, by=acting(request.user, row.school), at=timezone.now())
    said = f"{row.deputy.name} no longer stands in for {row.person.name}."
    return pressed(request, act, said, "deputy-list", row.school.slug)
