"""A school's side of issuing: what its trust issued, taking it up, its local facts, or why not."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, carried_out, seen
from policies.content import text_of
from policies.forms.issuing import ExplainForm, FactsForm, TakeAgainForm, TakeForm
from policies.issued import SHOWN, facts_in, is_live, older_editions, place_of
from policies.issued_files import annexes_of
from policies.models import IssueAnswer, LocalFact, Policy
from policies.transitions.issuing import adopted_before, explain_issue, fill_facts, take_issue


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return [("From the trust", reverse("answer-list", args=[school.slug])), *more]


@page("policies.see_answers", methods=("GET",))
def answer_list(request: HttpRequest, school: School) -> HttpResponse:
    """What the trust issued to this school, and where the school stands with each."""
    rows = IssueAnswer.objects.filter(school=school, issue__policy__withdrawn_at=None).select_related(*SHOWN)
    answers = list(rows.order_by("issue__policy__title"))
    older, today = older_editions(answers), timezone.localdate()
    asking = [one for one in answers if one.issue.replaced_at is None]
    found = [place_of(one, today, older.get((one.issue.policy_id, school.pk), 0)) for one in asking]
    return render(request, "policies/issuing/answers.html", {"places": found})


@page("policies.answer_issue", methods=("GET",))
def answer(request: HttpRequest, answer: IssueAnswer) -> HttpResponse:
    """One edition as the trust issued it: its clauses, which of them are locked, and what can be done with it."""
    issue = answer.issue
    context = {
        "answer": answer,
        "place": place_of(answer, timezone.localdate()),
        "clauses": issue.version.clauses.all(),
        "adaptable": issue.adaptable,
        "facts": facts_in(text_of(issue.version)),
        "annexes": annexes_of(issue.version),
        "is_open": issue.replaced_at is None and issue.policy.withdrawn_at is None and not is_live(answer),
        "may_fill": is_live(answer) and bool(answer.facts),
        "crumbs": _crumbs(answer.school, (issue.policy.title, "")),
    }
    return render(request, "policies/issuing/answer.html", context)


def _known(answer: IssueAnswer) -> dict[str, str]:
    """What the school filled in before, for this policy or another, by the name in small letters."""
    known = {fact.name.lower(): fact.value for fact in LocalFact.objects.filter(school=answer.school)}
    return known | {name.lower(): value for name, value in answer.facts.items()}


def _facts_page(request: HttpRequest, answer: IssueAnswer, form: Any, heading: str) -> HttpResponse:
    way = (answer.issue.policy.title, reverse("answer", args=[answer.uid]))
    context = {"form": form, "heading": heading, "about": answer.issue, "crumbs": _crumbs(answer.school, way)}
    lead = (
        "Each of these stands in the text of your school from now on, and readers confirm it so." if form.names else ""
    )
    return render(request, "policies/form.html", {**context, "lead": lead})


@page("policies.answer_issue")
def answer_take(request: HttpRequest, answer: IssueAnswer) -> HttpResponse:
    """Fill in the local facts, and make the edition a draft of the school's own."""
    names, school = facts_in(text_of(answer.issue.version)), answer.school
    by, at, sight = acting(request.user, school), timezone.now(), seen(answer.status, answer.answered_at)
    given: dict[str, Any] = {"names": names, "known": _known(answer), "seen": sight}
    if adopted_before(answer) is not None:
        form: Any = TakeAgainForm(request.POST or None, **given)
    else:
        same = Policy.objects.filter(school=school, title__iexact=answer.issue.policy.title, withdrawn_at=None).first()
        initial = {"policy": same.uid if same else None}
        form = TakeForm(request.POST or None, **given, school=school, initial=initial)
    made: list[Any] = []
    if carried_out(
        form, lambda: made.append(take_issue(answer, form.facts(), form.cleaned_data.get("policy"), by=by, at=at))
    ):
        messages.success(request, "It is a draft of your school now. Look it over, and send it on its way.")
        return redirect("policy-workbench", made[0].policy.uid)
    return _facts_page(request, answer, form, "Take it up")


@page("policies.answer_issue")
def answer_facts(request: HttpRequest, answer: IssueAnswer) -> HttpResponse:
    """Change the local facts, such as after a new headteacher: in the draft, or in a new version."""
    names = facts_in(text_of(answer.issue.version))
    by, at = acting(request.user, answer.school), timezone.now()
    form = FactsForm(request.POST or None, names=names, known=_known(answer), seen=seen(*sorted(answer.facts.items())))
    made: list[Any] = []
    if carried_out(form, lambda: made.append(fill_facts(answer, form.facts(), by=by, at=at))):
        messages.success(request, "The facts stand in the draft now. Look it over, and send it on its way.")
        return redirect("policy-workbench", made[0].policy.uid)
    return _facts_page(request, answer, form, "Local facts")


@page("policies.answer_issue")
def answer_explain(request: HttpRequest, answer: IssueAnswer) -> HttpResponse:
    """Say why the school does not take the edition."""
    form = ExplainForm(request.POST or None, seen=seen(answer.status, answer.why), initial={"why": answer.why})
    by, at = acting(request.user, answer.school), timezone.now()
    if carried_out(form, lambda: explain_issue(answer, form.cleaned_data["why"], by=by, at=at)):
        messages.success(request, "The trust can read it now. You can still take the policy up later.")
        return redirect("answer", answer.uid)
    way = (answer.issue.policy.title, reverse("answer", args=[answer.uid]))
    context = {"form": form, "heading": "Why not", "about": answer.issue, "crumbs": _crumbs(answer.school, way)}
    return render(request, "policies/form.html", context)
