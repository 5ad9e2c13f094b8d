"""The house rule of through whom requests go."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from approvals import transitions
from approvals.forms.chains import MOVE, ChainForm
from approvals.models import ChainStep, Kind
from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting

# QEI-10: the document disagrees with itself; who sets up its chain is shown that.
DISAGREES = (
    "QEII's policy disagrees with itself: its text says that the headteacher gives the final approval, its form goes to"
    " the chair of governors. Choose which of them is last here."
)


@page("approvals.set_chains", methods=("GET",))
def chain_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every kind with its chain."""
    steps = ChainStep.objects.filter(school=school).select_related("group", "person")
    by_kind: dict[str, list[str]] = {kind: [] for kind in Kind.values}
    for step in steps:
        by_kind[step.kind].append(str(step))
    kinds = [(kind, label, by_kind[kind]) for kind, label in Kind.choices]
    return render(request, "approvals/chains.html", {"school": school, "kinds": kinds})


@page("approvals.set_chains")
def chain_set(request: HttpRequest, school: School, kind: str) -> HttpResponse:
    """Set the chain of a kind; say what becomes of what is under way."""
    if kind not in Kind.values:
        raise Http404
    chain = list(ChainStep.objects.filter(school=school, kind=kind).select_related("group", "person"))
    form = ChainForm(request.POST or None, school=school, chain=chain, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        moves, by = form.cleaned_data["under_way"] == MOVE, acting(request.user, school)
        moved = transitions.set_chain(school, kind, form.wanted(), moves=moves, by=by, at=timezone.now())
        messages.success(request, f"Saved. {moved} requests go on by the new chain." if moves else "Saved.")
        return redirect("chain-list", school.slug)
    ends = {step.whose for step in chain}
    disagrees = DISAGREES if kind == Kind.SITE and {"headteacher", "chair"} <= ends else ""
    context = {"school": school, "form": form, "label": Kind(kind).label, "disagrees": disagrees}
    return render(request, "approvals/chain.html", context)
