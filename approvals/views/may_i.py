""" "May I ...?": pick or type a question, get the school's answer with its clause, and the form or the person."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from approvals.forms.may_i import CiteForm, FindClauseForm, MayIForm
from approvals.house_rules import open_kinds, rules_of
from approvals.may_i.beside import places
from approvals.may_i.citing import cited, found_for, found_in_policies, standing, who_holds
from approvals.may_i.house import Answer, Question, house_of
from approvals.may_i.matching import matching, to_search
from approvals.may_i.questions import BY_KEY, GROUPS
from approvals.models import CitedClause, Kind
from approvals.transitions.may_i import cite_clause, cite_nothing
from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from policies.models import Clause, Policy


@page("approvals.ask", methods=("GET",))
def may_i(request: HttpRequest, school: School) -> HttpResponse:
    """The questions, and what fits one that was typed: questions, clauses, and whom to ask."""
    form = MayIForm(request.GET or None)
    context: dict[str, Any] = {"school": school, "form": form, "groups": GROUPS, "asked": form.asked}
    context["beside"] = places(request.user, school)
    if form.asked:
        fitting = matching(form.asked)
        hits = found_in_policies(request.user, school, to_search(form.asked))
        if not hits and fitting:
            hits = found_for(request.user, school, fitting[0])
        whom = who_holds(school, rules_of(school).in_doubt, timezone.localdate())
        context |= {"fitting": fitting, "hits": hits, "whom": whom}
    return render(request, "approvals/may_i/index.html", context)


def _question(key: str) -> Question:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


@page("approvals.ask", methods=("GET",))
def answer(request: HttpRequest, school: School, question: str) -> HttpResponse:
    """The school's answer to one question."""
    asked = _question(question)
    house = house_of(school)
    said = asked.answer(house)
    clause = cited(request.user, school, asked.key)
    context = {
        "school": school,
        "question": asked,
        "answer": said,
        "clause": clause,
        "hits": [] if clause else found_for(request.user, school, asked),
        "kind": _open_kind(school, said),
        "asks_for_family": bool(house.family) and any(house.family in words for words in said.words),
        "whom": who_holds(school, said.role or house.rules.in_doubt, timezone.localdate()),
        "beside": places(request.user, school),
        "crumbs": [("May I …?", reverse("may-i", args=[school.slug])), (asked.title, "")],
    }
    return render(request, "approvals/may_i/answer.html", context)


def _open_kind(school: School, said: Answer) -> tuple[str, str] | None:
    """The kind whose form the answer leads to, where it can be asked for here."""
    if not said.kind or said.kind not in open_kinds(school):
        return None
    return said.kind, str(Kind(said.kind).label)


@page("schools.change_house_rules", methods=("GET",))
def clause_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every question with the clause that stands behind its answer."""
    there = standing(request.user, school)
    rows = {row.question: row for row in CitedClause.objects.filter(school=school).select_related("policy")}
    groups = [
        (title, [(one, rows.get(one.key), _stands(rows.get(one.key), there)) for one in group])
        for title, group in GROUPS
    ]
    return render(request, "approvals/may_i/clauses.html", {"school": school, "groups": groups})


def _stands(row: CitedClause | None, there: dict[tuple[int, str], Clause]) -> Clause | None:
    """The clause as it stands in force; None where it does not any more."""
    return there.get((row.policy_id, row.anchor)) if row is not None else None


@page("schools.change_house_rules")
def clause_set(request: HttpRequest, school: School, question: str) -> HttpResponse:
    """Find the clause that stands behind an answer, and choose it."""
    asked = _question(question)
    finding = FindClauseForm(request.GET or {"text": asked.search})
    hits = found_in_policies(request.user, school, finding.words)
    form = CiteForm(request.POST or None, hits=hits, now=cited(request.user, school, asked.key))
    if request.method == "POST" and form.is_valid():
        try:
            _cite(request, school, asked.key, form)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved. The answer cites it from now on.")
            return redirect("may-i-clauses", school.slug)
    crumbs = [("Clauses behind “May I …?”", reverse("may-i-clauses", args=[school.slug])), (asked.title, "")]
    context = {"school": school, "question": asked, "finding": finding, "form": form, "hits": hits, "crumbs": crumbs}
    return render(request, "approvals/may_i/clause.html", context)


def _cite(request: HttpRequest, school: School, key: str, form: CiteForm) -> None:
    chosen, by, at = form.chosen(), acting(request.user, school), timezone.now()
    if chosen is None:
        cite_nothing(school, key, by=by, at=at)
    else:
        policy = get_object_or_404(Policy, school=school, uid=chosen[0])
        cite_clause(school, key, policy, chosen[1], by=by, at=at)
