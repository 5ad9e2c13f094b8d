"""What bodies have delegated to one person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.forms.roles import EndForm
from foundation.schools.models import School
from foundation.schools.people import acting
from policies import transitions
from policies.forms.meetings import DelegationForm
from policies.models import Delegation
from policies.views.drafting import form_page
from policies.views.meetings import crumbs_of


@page("policies.keep_meetings", methods=("GET",))
def delegation_list(request: HttpRequest, school: School) -> HttpResponse:
    """What the school's bodies delegated: in date, and before."""
    today = timezone.localdate()
    rows = list(Delegation.objects.filter(school=school).select_related("body", "person", "policy", "meeting__body"))
    context = {
        "school": school,
        "current": [row for row in rows if row.last_day >= today],
        "past": [row for row in rows if row.last_day < today],
        "crumbs": crumbs_of(school, ("Delegated", "")),
    }
    return render(request, "policies/meetings/delegations.html", context)


@page("policies.keep_meetings")
def delegation_add(request: HttpRequest, school: School) -> HttpResponse:
    """Record from the minutes what a body delegated."""
    form = DelegationForm(request.POST or None, school=school, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, school)
        try:
            transitions.delegate(form.cleaned_data["body"], form.delegating(), by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Recorded. Decisions made by it are reported to the body's next meeting.")
            return redirect("delegation-list", school.slug)
    back = reverse("delegation-list", args=[school.slug])
    lead = "Only a body delegates, at a meeting, to one person and until a day. What cannot be delegated stays with it."
    return form_page(request, form, "Record what was delegated", about=school, back=back, lead=lead)


@page("policies.end_delegation")
def delegation_end(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    """Take back what was delegated."""
    seen = str(delegation.last_day)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()}, submit="Take it back", seen=seen)
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, delegation.school)
        try:
            transitions.end_delegation(delegation, on=form.cleaned_data["on"], by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "It has its last day.")
            return redirect("delegation-list", delegation.school.slug)
    back = reverse("delegation-list", args=[delegation.school.slug])
    return form_page(request, form, "Take back what was delegated", about=delegation, back=back)
