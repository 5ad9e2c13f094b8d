"""A trust's side of issuing: what was issued, where each school stands, and issuing an edition."""

from collections import Counter
from datetime import timedelta
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
from foundation.schools.views.answers import Crumbs, carried_out, seen
from policies.content import text_of
from policies.forms.issuing import IssueForm
from policies.issued import Place, facts_in, places
from policies.issued_files import annexes_of
from policies.models import Clause, Policy, TrustIssue, Version
from policies.transitions.issuing import ask_newcomers, issue_policy
from policies.writing import unprintable

USUAL_DAYS = 42  # six weeks, so that a meeting of a governing body falls into them


def _crumbs(trust: School, *more: tuple[str, str]) -> Crumbs:
    return [("Issued policies", reverse("issue-list", args=[trust.slug])), *more]


@page("policies.issue_policies", methods=("GET",))
def issue_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every policy that the trust issued with how many schools stand where; what could be issued."""
    asking = [(issue, _counted(found)) for issue, found in places(school, timezone.localdate())]
    in_force = Version.objects.filter(school=school, status=Version.Status.IN_FORCE, issues=None)
    context = {"asking": asking, "to_issue": in_force.select_related("policy").order_by("policy__title")}
    return render(request, "policies/issuing/list.html", context)


def _counted(found: list[Place]) -> list[tuple[str, int]]:
    counts = Counter(place.words for place in found)
    overdue = sum(place.is_overdue for place in found)
    return [*sorted(counts.items()), *([("Overdue", overdue)] if overdue else [])]


@page("policies.issue_policy")
def policy_issue(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Mark which clauses a school may adapt, and issue the version in force."""
    version = policy.versions.filter(status=Version.Status.IN_FORCE).first()
    before = TrustIssue.objects.filter(policy=policy, replaced_at=None).first()
    clauses = list(Clause.objects.filter(version=version))
    initial = {"answer_by": timezone.localdate() + timedelta(days=USUAL_DAYS)}
    initial |= {"adaptable": before.adaptable} if before else {}
    sight = seen(version.content_hash if version else "", before.uid if before else "")
    form = IssueForm(request.POST or None, clauses=clauses, seen=sight, initial=initial)
    if carried_out(form, lambda: _issue(request, policy, form)):
        return redirect("issue-list", policy.school.slug)
    facts = facts_in(text_of(version)) if version else []
    annexes = annexes_of(version) if version else []
    context = {"form": form, "policy": policy, "version": version, "facts": facts, "annexes": annexes}
    crumbs = _crumbs(policy.school, (policy.title, ""))
    context |= {"crumbs": crumbs, "before": before, "print_trouble": unprintable(clauses)}
    return render(request, "policies/issuing/new.html", context)


def _issue(request: HttpRequest, policy: Policy, form: Any) -> None:
    chosen, by = form.cleaned_data, acting(request.user, policy.school)
    issued = issue_policy(policy, chosen["adaptable"], chosen["answer_by"], by=by, at=timezone.now())
    said = "Every school has it on its desk, and its clerk and headteacher are mailed."
    messages.success(request, f"{policy.title} is issued as edition {issued.edition}. {said}")


@page("policies.see_issue", methods=("GET",))
def issue(request: HttpRequest, issue: TrustIssue) -> HttpResponse:
    """Where each school stands with one policy, and what those say that do not take it."""
    rows = places(issue.school, timezone.localdate(), issue.policy_id)
    found = [places for asking, places in rows if asking.pk == issue.pk]
    context: dict[str, Any] = {"issue": issue, "places": found[0] if found else []}
    context["newcomers"] = sum(place.answer is None for place in context["places"])
    context["adaptable"] = issue.version.clauses.filter(anchor__in=issue.adaptable)
    context["crumbs"] = _crumbs(issue.school, (issue.policy.title, ""))
    return render(request, "policies/issuing/issue.html", context)


@page("policies.see_issue", methods=("POST",))
def issue_ask(request: HttpRequest, issue: TrustIssue) -> HttpResponse:
    """Ask the schools that came to the trust afterwards."""
    try:
        asked = ask_newcomers(issue, by=acting(request.user, issue.school), at=timezone.now())
        messages.success(request, f"Asked: {', '.join(asked)}.")
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("issue", issue.uid)
