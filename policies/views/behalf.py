"""Recording on somebody's behalf: with its reason and a witness, never one's own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from foundation.schools.people import acting
from policies import transitions
from policies.forms.behalf import BehalfForm
from policies.models import PolicyRules, Version


@page("policies.record_on_behalf")
def behalf_record(request: HttpRequest, person: Person, policy: Any) -> HttpResponse:
    """Record for somebody who cannot do it themselves that they were told of the policy and agreed."""
    current = Version.objects.filter(policy__uid=policy, policy__school=person.school, status=Version.Status.IN_FORCE)
    version = current.select_related("policy", "school").first()
    if version is None:
        raise Http404
    rules = PolicyRules.objects.filter(school=person.school).first() or PolicyRules(school=person.school)
    form = BehalfForm(request.POST or None, seen=version.content_hash)
    if request.method == "POST" and form.is_valid() and _recorded(request, person, version, rules, form):
        messages.success(request, f"It is recorded on behalf of {person.name}.")
        return redirect("outstanding-person", person.uid)
    back = reverse("outstanding-person", args=[person.uid])
    context = {"person": person, "version": version, "rules": rules, "form": form, "back": back}
    return render(request, "policies/outstanding/behalf.html", context)


def _recorded(request: HttpRequest, person: Person, version: Version, rules: PolicyRules, form: BehalfForm) -> bool:
    """Whether it was recorded; if not, the form says why."""
    try:
        transitions.record_on_behalf(
            version,
            person,
            reason=form.cleaned_data["reason"],
            witness=form.cleaned_data["witness"],
            words=rules.words,
            seen=version.content_hash,
            by=acting(request.user, person.school),
            at=timezone.now(),
        )
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    return True
