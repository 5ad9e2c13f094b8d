"""The workbench: one policy over time, and everything the clerk sets about it."""

from functools import partial
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
from foundation.schools.views.answers import pressed
from policies import transitions
from policies.forms.drafting import (
    ChangeKindForm,
    CoverForm,
    LawForm,
    LinesForm,
    PolicyForm,
    StatementsForm,
    WithdrawForm,
    cover_initial,
    policy_initial,
)
from policies.models import Policy, PolicyRules, Version
from policies.workbench import under_way_of, voided_words, workbench_of


def form_page(request: HttpRequest, form: Any, heading: str, *, about: Any, back: str, **more: Any) -> HttpResponse:
    """A page with one form; `about` says whose it is, above the heading."""
    context = {"form": form, "heading": heading, "about": about, "back": back, **more}
    return render(request, "policies/form.html", context)


def bench(policy: Policy) -> str:
    """The address of a policy's workbench."""
    return reverse("policy-workbench", args=[policy.uid])


@page("policies.add_policy")
def policy_add(request: HttpRequest, school: School) -> HttpResponse:
    """Start a policy that is not written yet; one already in force is brought in instead."""
    rules = PolicyRules.objects.filter(school=school).first() or PolicyRules(school=school)
    person = acting(request.user, school)
    initial = {"owner": person, "determiner": Policy.Determiner.BODY, "is_public": rules.makes_public}
    initial["wants_signature"] = rules.wants_signature
    form = PolicyForm(request.POST or None, school=school, on=timezone.localdate(), initial=initial)
    if request.method == "POST" and form.is_valid():
        policy = transitions.add_policy(school, form.facts(), by=person, at=timezone.now())
        messages.success(request, f"{policy.title} is on the shelf. Now start its first version.")
        return redirect(bench(policy))
    return form_page(request, form, "Start a policy", about=school, back=reverse("policy-list", args=[school.slug]))


@page("policies.change_policy", methods=("GET",))
def policy_workbench(request: HttpRequest, policy: Policy) -> HttpResponse:
    """One policy over time: what it is, what is in force, what is under way, what was."""
    return render(request, "policies/workbench.html", workbench_of(policy, request.user))


@page("policies.change_policy")
def policy_change(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Change what a policy is: title, owner, who determines it, whom it asks."""
    form = PolicyForm(
        request.POST or None,
        school=policy.school,
        policy=policy,
        on=timezone.localdate(),
        initial=policy_initial(policy),
    )
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, policy.school)
        transitions.change_policy(policy, form.facts(), by=by, at=timezone.now())
        messages.success(request, "Saved.")
        return redirect(bench(policy))
    return form_page(request, form, "What this policy is", about=policy, back=bench(policy))


@page("policies.change_policy")
def policy_related(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Which policies are named as related (ACR-04)."""
    form = LinesForm(
        request.POST or None,
        initial={"lines": "\n".join(row.title for row in policy.related.all())},
        label="Related policies",
        help_text="One title on each line. Those the school does not hold yet are kept by name and shown as missing.",
    )
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, policy.school)
        transitions.set_related(policy, form.cleaned_data["lines"], by=by, at=timezone.now())
        messages.success(request, "Saved.")
        return redirect(bench(policy))
    return form_page(request, form, "Related policies", about=policy, back=bench(policy))


@page("policies.change_policy")
def policy_law(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Which Acts and guidance the policy rests on (QEI-02)."""
    form = LawForm(
        request.POST or None,
        initial={"lines": "\n".join(str(row) for row in policy.legal_references.all())},
        label="Acts and guidance",
        help_text="One on each line, with its year at the end, such as Data Protection Act 2018.",
    )
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, policy.school)
        transitions.set_legal_references(policy, form.references(), by=by, at=timezone.now())
        messages.success(request, "Saved.")
        return redirect(bench(policy))
    return form_page(request, form, "What it rests on in law", about=policy, back=bench(policy))


@page("policies.govern_policy")
def policy_withdraw(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Take a policy out of force for good."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, policy.school)
        try:
            transitions.withdraw_policy(policy, why=form.cleaned_data["why"], by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{policy.title} is withdrawn. Its versions and receipts are kept.")
            return redirect("policy-list", policy.school.slug)
    warning = "Nobody will be asked to read it any more, and it leaves the public page. This cannot be undone."
    return form_page(request, form, f"Withdraw {policy.title}", about=policy, back=bench(policy), warning=warning)


@page("policies.change_policy", methods=("POST",))
def version_start(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Start the next version from the text in force."""
    try:
        transitions.start_version(policy, by=acting(request.user, policy.school), at=timezone.now())
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect(bench(policy))


@page("policies.edit_version")
def version_statements(request: HttpRequest, version: Version) -> HttpResponse:
    """What readers confirm one by one (ACR-06)."""
    form = StatementsForm(
        request.POST or None,
        seen=version.content_hash,
        initial={"lines": "\n".join(statement.text for statement in version.statements.all())},
        label="Statements to confirm",
        help_text="One on each line, as the reader says it: “I have checked my privacy settings everywhere.”",
    )
    if request.method == "POST" and form.is_valid():
        return saved_text(request, version, form, statements=form.cleaned_data["lines"])
    heading = "What readers confirm"
    return form_page(request, form, heading, about=version, back=bench(version.policy), **under_way_of(version))


def saved_text(request: HttpRequest, version: Version, form: Any, **changed: Any) -> HttpResponse:
    """Write the text with some parts changed; say what became void. A refusal is shown on the same form."""
    by = acting(request.user, version.school)
    before, words = version.content_hash, voided_words(version)
    try:
        version = transitions.rewrite(version, by=by, at=timezone.now(), **changed)
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return form_page(request, form, str(version), about=version, back=bench(version.policy))
    messages.success(request, f"Saved. {words}".strip() if version.content_hash != before else "Saved.")
    return redirect(bench(version.policy))


@page("policies.edit_version")
def version_cover(request: HttpRequest, version: Version) -> HttpResponse:
    """Author, sources, dates (ACR-01, HAY-01, STM-01)."""
    form = CoverForm(request.POST or None, initial=cover_initial(version))
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, version.school)
        try:
            transitions.describe_version(version, form.cover(version.school), by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect(bench(version.policy))
    return form_page(request, form, "The cover", about=version, back=bench(version.policy))


@page("policies.edit_version")
def version_change_kind(request: HttpRequest, version: Version) -> HttpResponse:
    """A new edition, or a minor correction with its reason (ALL-01)."""
    initial = {"kind": "material" if version.is_material else "minor", "change_note": version.change_note}
    form = ChangeKindForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, version.school)
        note, is_material = form.cleaned_data["change_note"], form.cleaned_data["kind"] == "material"
        try:
            transitions.set_materiality(version, is_material=is_material, change_note=note, by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(bench(version.policy))
    return form_page(request, form, "New edition or correction", about=version, back=bench(version.policy))


@page("policies.edit_version", methods=("POST",))
def version_abandon(request: HttpRequest, version: Version) -> HttpResponse:
    """Give up a version under way; the one in force stays."""
    act = partial(transitions.abandon_version, version, by=acting(request.user, version.school), at=timezone.now())
    said = f"Version {version.number} is given up. It is kept in the list below."
    return pressed(request, act, said, bench(version.policy))
