"""From draft to in force: the steps, their results, and the day a version begins to hold."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.dates import PartDate
from foundation.schools.models import School
from foundation.schools.people import acting
from policies import transitions
from policies.forms.deciding import GoverningForm, HeadteacherDecisionForm
from policies.forms.steps import ConsultationForm, SignForm, StepsForm, signing_words
from policies.models import Policy, Step, StepKind, StepRule, Version
from policies.views.deciding import governing
from policies.views.drafting import bench, form_page
from policies.views.reading.policy import crumbs
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
    shown = _form_for(step, request, by) if step.status == Step.Status.OPEN else {"form": None}
    form = shown["form"]
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _record(step, form, by)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _recorded(step))
            return redirect(_after(request, version))
    return render(request, "policies/step.html", _step_shown(step, request.user) | shown)


NOT_OPEN = {
    Step.Status.WAITING: "It is not yet the turn of this step.",
    Step.Status.DONE: "This step is done.",
    Step.Status.RETURNED: "The version was returned for changes here.",
    Step.Status.VOID: "The text changed, so this step is void. The version starts its steps anew.",
}


def _step_shown(step: Step, user: Any) -> dict[str, Any]:
    """The step with what was given before it, and the exact text it is about."""
    version = step.version
    current = Version.objects.filter(policy=version.policy_id, status=Version.Status.IN_FORCE).first()
    return {
        "crumbs": crumbs(version, str(step)),
        "step": step,
        "version": version,
        "policy": version.policy,
        "not_open": NOT_OPEN.get(Step.Status(step.status), ""),
        "clauses": version.clauses.all(),
        "statements": version.statements.all(),
        "current": current,
        "review": PartDate.of(version.review_on, version.review_precision),
        "given": [one for one in steps_of(version, user) if one.status == Step.Status.DONE],
    }


def _recorded(step: Step) -> str:
    """What was done, and whose turn it is now."""
    version = Version.objects.get(pk=step.version_id)
    if version.status == Version.Status.DRAFT:
        return f"Recorded: {step}. The version is a draft again."
    following = version.steps.filter(status=Step.Status.OPEN).first()
    return f"Recorded: {step}. {f'Next: {following}.' if following else 'Every step is done: it can be put in force.'}"


def _after(request: HttpRequest, version: Version) -> str:
    """The workbench for those who work there; the policy's page for who only decided or signed."""
    may = request.user.has_perm("policies.change_policy", version.policy)
    return bench(version.policy) if may else reverse("version", args=[version.uid])


def _form_for(step: Step, request: HttpRequest, by: Any) -> dict[str, Any]:
    """The form that the step's kind needs, with what stands beside it."""
    data, seen = request.POST or None, step.version.content_hash
    if step.kind == StepKind.CONSULT:
        return {"form": ConsultationForm(data, seen=seen, initial={"asked": step.whose})}
    if step.kind == StepKind.SIGN:
        return {"form": SignForm(data, seen=seen, expected=by.name, words=signing_words(step))}
    if step.body is None:
        return {"form": HeadteacherDecisionForm(data, seen=seen)}
    return governing(request, step.version, step.body)


def _record(step: Step, form: Any, by: Any) -> None:
    seen, at = step.version.content_hash, timezone.now()
    if isinstance(form, ConsultationForm):
        transitions.record_consultation(step, form.consulted(), seen=seen, by=by, at=at)
    elif isinstance(form, SignForm):
        transitions.sign(step, words=signing_words(step), seen=seen, by=by, at=at)
    elif isinstance(form, HeadteacherDecisionForm | GoverningForm):
        transitions.decide(step, form.decided(timezone.localdate(at)), seen=seen, by=by, at=at)


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
