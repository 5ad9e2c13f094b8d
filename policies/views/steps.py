"""From draft to in force: the steps, their results, and the day a version begins to hold."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from policies import transitions
from policies.forms.steps import (
    SIGNING_WORDS,
    ConsultationForm,
    HeadteacherDecisionForm,
    MeetingForm,
    SignForm,
    StepsForm,
)
from policies.models import Policy, Step, StepKind, StepRule, Version
from policies.views.drafting import bench, form_page
from policies.workbench import steps_of


@page("policies.edit_version", methods=("POST",))
def version_submit(request: HttpRequest, version: Version) -> HttpResponse:
    """Send a draft on its way."""
    try:
        version = transitions.submit_version(version, by=acting(request.user, version.school), at=timezone.now())
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        step = version.steps.filter(status=Step.Status.OPEN).first()
        messages.success(request, f"On its way. Next: {step}." if step else "There are no steps: put it in force next.")
    return redirect(bench(version.policy))


@page("policies.publish_version")
def version_publish(request: HttpRequest, version: Version) -> HttpResponse:
    """Put an approved version in force; says who will be asked."""
    if request.method == "POST":
        try:
            transitions.put_in_force(version, by=acting(request.user, version.school), at=timezone.now())
        except NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{version.policy.title}, version {version.number}, is in force.")
        return redirect(bench(version.policy))
    asks = version.policy.audience.all() if version.is_material else ()
    context = {"version": version, "policy": version.policy, "asks": asks, "back": bench(version.policy)}
    return render(request, "policies/publish.html", context)


@page("policies.record_step")
def step_record(request: HttpRequest, step: Step) -> HttpResponse:
    """Record the result of a step, in the form that its kind needs."""
    version, by = step.version, acting(request.user, step.school)
    form = _form_for(step, request.POST or None, by)
    if request.method == "POST" and form.is_valid():
        try:
            _record(step, form, by)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Recorded: {step}.")
            return redirect(_after(request, version))
    context = {
        "step": step,
        "version": version,
        "policy": version.policy,
        "form": form,
        "clauses": version.clauses.all(),
        "given": [one for one in steps_of(version, request.user) if one.status == Step.Status.DONE],
    }
    return render(request, "policies/step.html", context)


def _after(request: HttpRequest, version: Version) -> str:
    """The workbench for those who work there; the policy's page for who only decided or signed."""
    may = request.user.has_perm("policies.change_policy", version.policy)
    return bench(version.policy) if may else reverse("version", args=[version.uid])


def _form_for(step: Step, data: Any, by: Any) -> Any:
    seen = step.version.content_hash
    if step.kind == StepKind.CONSULT:
        return ConsultationForm(data, seen=seen, initial={"asked": step.whose})
    if step.kind == StepKind.SIGN:
        return SignForm(data, seen=seen, expected=by.name)
    if step.body is None:
        return HeadteacherDecisionForm(data, seen=seen)
    return MeetingForm(data, seen=seen, step=step, on=timezone.localdate())


def _record(step: Step, form: Any, by: Any) -> None:
    seen, at = step.version.content_hash, timezone.now()
    if isinstance(form, ConsultationForm):
        transitions.record_consultation(step, form.consulted(), seen=seen, by=by, at=at)
    elif isinstance(form, SignForm):
        transitions.sign(step, words=SIGNING_WORDS, seen=seen, by=by, at=at)
    elif isinstance(form, HeadteacherDecisionForm):
        transitions.decide(step, form.decided(timezone.localdate(at)), seen=seen, by=by, at=at)
    else:
        transitions.decide(step, form.decided(), seen=seen, by=by, at=at)


@page("schools.change_house_rules")
def school_steps(request: HttpRequest, school: School) -> HttpResponse:
    """The steps that the school's policies usually go through."""
    rules = list(StepRule.objects.filter(school=school, policy=None).select_related("body"))
    form = StepsForm(request.POST or None, school=school, rules=rules)
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, school)
        transitions.set_step_rules(school, None, form.wanted(), by=by, at=timezone.now())
        messages.success(request, "Saved. Versions already on their way keep the steps they started with.")
        return redirect("policy-list", school.slug)
    about = "Every new version goes through these, unless a policy has steps of its own."
    back = reverse("policy-list", args=[school.slug])
    return form_page(request, form, "Steps of a policy", about=school, back=back, lead=about)


@page("policies.govern_policy")
def policy_steps(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Steps of one policy's own, where the school's usual ones do not fit."""
    rules = list(StepRule.objects.filter(policy=policy).select_related("body"))
    form = StepsForm(request.POST or None, school=policy.school, rules=rules)
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, policy.school)
        transitions.set_step_rules(policy.school, policy, form.wanted(), by=by, at=timezone.now())
        messages.success(request, "Saved. A version already on its way keeps the steps it started with.")
        return redirect(bench(policy))
    lead = "Leave all empty to use the school's usual steps."
    return form_page(request, form, "Steps of this policy", about=policy, back=bench(policy), lead=lead)
