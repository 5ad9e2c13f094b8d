"""Writing the text of a version: clause by clause, or all of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.people import acting
from policies import transitions
from policies.content import ClauseText, text_of
from policies.forms.text import ClauseForm, clause_initial
from policies.issued import locked_anchors
from policies.models import Version
from policies.views.drafting import bench, form_page, saved_text
from policies.workbench import under_way_of, voided_words
from policies.writing import unprintable


def text_page(version: Version) -> str:
    """The address of the list of clauses."""
    return reverse("version-text", args=[version.uid])


@page("policies.edit_version", methods=("GET",))
def version_text(request: HttpRequest, version: Version) -> HttpResponse:
    """The text as a list of clauses, each with what can be done to it."""
    clauses = list(version.clauses.all())
    context = {"version": version, "policy": version.policy, "clauses": clauses, "print_trouble": unprintable(clauses)}
    context["locked"] = locked_anchors(version)
    return render(request, "policies/text.html", {**context, "back": bench(version.policy), **under_way_of(version)})


def clauses_of(version: Version) -> list[ClauseText]:
    return list(text_of(version).clauses)


def _place(clauses: list[ClauseText], anchor: str) -> int:
    for place, clause in enumerate(clauses):
        if clause.anchor == anchor:
            return place
    raise Http404


@page("policies.edit_version")
def clause_edit(request: HttpRequest, version: Version, anchor: str) -> HttpResponse:
    """Edit one clause; it keeps its anchor."""
    clauses = clauses_of(version)
    place = _place(clauses, anchor)
    form = ClauseForm(request.POST or None, seen=version.content_hash, initial=clause_initial(clauses[place]))
    if request.method == "POST" and form.is_valid():
        clauses[place] = form.clause(anchor)
        return saved(request, version, form, clauses)
    return clause_page(request, version, form, "Edit this clause")


@page("policies.edit_version")
def clause_add(request: HttpRequest, version: Version, anchor: str = "") -> HttpResponse:
    """Add a clause after another one, or at the start."""
    clauses = clauses_of(version)
    place = _place(clauses, anchor) + 1 if anchor else 0
    form = ClauseForm(request.POST or None, seen=version.content_hash, initial={"level": 1})
    if request.method == "POST" and form.is_valid():
        clauses.insert(place, form.clause())
        return saved(request, version, form, clauses)
    return clause_page(request, version, form, "Add a clause")


def clause_page(request: HttpRequest, version: Version, form: Any, heading: str) -> HttpResponse:
    return form_page(request, form, heading, about=version, back=text_page(version), **under_way_of(version))


def saved(request: HttpRequest, version: Version, form: Any, clauses: list[ClauseText]) -> HttpResponse:
    answer = saved_text(request, version, form, clauses=clauses)
    return redirect(text_page(version)) if answer.status_code == 302 else answer


@page("policies.edit_version", methods=("POST",))
def clause_move(request: HttpRequest, version: Version, anchor: str, way: str) -> HttpResponse:
    """Move a clause one place up or down."""
    clauses = clauses_of(version)
    place = _place(clauses, anchor)
    other = place - 1 if way == "up" else place + 1
    if 0 <= other < len(clauses):
        clauses[place], clauses[other] = clauses[other], clauses[place]
    return _rewritten(request, version, clauses)


@page("policies.edit_version", methods=("POST",))
def clause_remove(request: HttpRequest, version: Version, anchor: str) -> HttpResponse:
    """Take a clause out of this version; earlier versions keep it."""
    clauses = clauses_of(version)
    del clauses[_place(clauses, anchor)]
    return _rewritten(request, version, clauses)


def _rewritten(request: HttpRequest, version: Version, clauses: list[ClauseText]) -> HttpResponse:
    """Write the clauses if the page was not stale; say what became void."""
    words = voided_words(version)
    try:
        if request.POST.get("seen") != version.content_hash:
            raise NotAllowed("This changed while you had it open. Nothing was done; look at it again.")
        transitions.rewrite(version, clauses=clauses, by=acting(request.user, version.school), at=timezone.now())
        messages.success(request, f"Saved. {words}".strip())
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect(text_page(version))
