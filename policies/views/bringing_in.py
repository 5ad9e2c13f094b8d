"""Documents on their way in: sealed, read by a job, looked at beside their text, then confirmed by the clerk."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.change import change
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import pressed
from policies import transitions
from policies.content import text_of
from policies.forms.bringing_in import BringInForm, IntakeForm, UploadTextForm
from policies.intakes import bring_document
from policies.models import Intake, Policy, PolicyRules, Version
from policies.offer import clauses_read, offered
from policies.verbs import OPEN as UNDER_WAY
from policies.views.drafting import bench, form_page
from policies.workbench import under_way_of
from policies.writing import carry_anchors, unprintable

OPEN = (Intake.Status.READING, Intake.Status.READ, Intake.Status.REFUSED)


@page("policies.add_policy")
def intake_add(request: HttpRequest, school: School) -> HttpResponse:
    """Bring in policies that are in force already: one or many files at once (ALL-03)."""
    form = IntakeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by, at = acting(request.user, school), timezone.now()
        with change():
            for checked in form.cleaned_data["documents"]:
                bring_document(school, checked, Intake.Purpose.IN_FORCE, by=by, at=at)
        return redirect("intake-list", school.slug)
    lead = "For policies that were approved before. Nobody is asked to decide or sign them again."
    back = reverse("policy-list", args=[school.slug])
    return form_page(request, form, "Bring in policies in force", about=school, back=back, lead=lead)


@page("policies.add_policy", methods=("GET",))
def intake_list(request: HttpRequest, school: School) -> HttpResponse:
    """Documents that wait to be checked, and those being read."""
    intakes = permitted(request.user, "policies.see_intake", Intake.objects.filter(school=school, status__in=OPEN))
    rows = list(intakes.select_related("file", "policy", "brought_by"))
    reading = any(row.status == Intake.Status.READING for row in rows)
    return render(request, "policies/intake/list.html", {"intakes": rows, "reading": reading})


@page("policies.change_policy")
def version_upload(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Upload the text of the next version as a document."""
    form = UploadTextForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by, at = acting(request.user, policy.school), timezone.now()
        checked = form.cleaned_data["file"]
        intake = bring_document(policy.school, checked, Intake.Purpose.DRAFT, policy=policy, by=by, at=at)
        return redirect("intake", intake.uid)
    lead = "It becomes the text of the next version, after you have looked at how it was read."
    undone = _undone(policy)
    return form_page(request, form, "Upload the text", about=policy, back=bench(policy), lead=lead, **undone)


def _undone(policy: Policy | None) -> dict[str, Any]:
    """What a new text undoes of the version under way."""
    coming = Version.objects.filter(policy=policy, status__in=UNDER_WAY).first() if policy else None
    return under_way_of(coming) if coming else {}


@page("policies.see_intake")
def intake(request: HttpRequest, one: Intake) -> HttpResponse:
    """The text that was read beside the original, what looks wrong, and what is to be confirmed."""
    back = bench(one.policy) if one.policy else reverse("intake-list", args=[one.school.slug])
    if one.status != Intake.Status.READ:
        return render(request, "policies/intake/waiting.html", {"intake": one, "back": back})
    by = acting(request.user, one.school)
    form = _form_for(one, request.POST or None, by)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            version = _confirm(one, form, by)
        except NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            return _taken_in(request, version)
    reading: dict[str, Any] = one.reading or {}
    clauses = clauses_read(reading)
    context = {"intake": one, "reading": reading, "clauses": clauses, "form": form, "back": back}
    context["print_trouble"] = unprintable(clauses)
    context |= _undone(one.policy)
    return render(request, "policies/intake/check.html", context)


def _form_for(one: Intake, data: Any, by: Any) -> BringInForm | None:
    if one.purpose == Intake.Purpose.DRAFT or one.reading is None:
        return None
    rules = PolicyRules.objects.filter(school=one.school).first() or PolicyRules(school=one.school)
    initial = offered(one.reading, one.school, by, is_public=rules.makes_public)
    initial["wants_signature"] = rules.wants_signature
    return BringInForm(data, school=one.school, on=timezone.localdate(), reading=one.reading, initial=initial)


def _confirm(one: Intake, form: BringInForm | None, by: Any) -> Version:
    at = timezone.now()
    if form is not None:
        return transitions.bring_in(one.school, form.brought(), intake=one, by=by, at=at)
    current = Version.objects.filter(policy=one.policy).order_by("-sequence").first()
    old = text_of(current).clauses if current else ()
    clauses = carry_anchors(old, clauses_read(one.reading or {}))
    return transitions.adopt_reading(one, clauses, by=by, at=at)


def _taken_in(request: HttpRequest, version: Version) -> HttpResponse:
    if version.brought_in_at is None:
        messages.success(request, "The document is the text of the next version now. Look at the changes it makes.")
        return redirect(bench(version.policy))
    messages.success(request, f"{version.policy.title} is in force here. Those it addresses are asked to confirm it.")
    left = Intake.objects.filter(school=version.school, status=Intake.Status.READ, purpose=Intake.Purpose.IN_FORCE)
    return redirect("intake-list", version.school.slug) if left.exists() else redirect(bench(version.policy))


@page("policies.see_intake", methods=("POST",))
def intake_drop(request: HttpRequest, one: Intake) -> HttpResponse:
    """Do not take this document in."""
    act = partial(transitions.drop_intake, one, by=acting(request.user, one.school), at=timezone.now())
    to = bench(one.policy) if one.policy else reverse("intake-list", args=[one.school.slug])
    return pressed(request, act, f"{one.file.name} is not taken in.", to)
