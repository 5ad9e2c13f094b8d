"""The house rule of through whom requests go."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from approvals import transitions
from approvals.forms.chains import MOVE, ChainForm
from approvals.house_rules import closed_kinds, rules_of
from approvals.models import ChainStep, Kind, Mode, Whose
from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting

# QEI-10: the document disagrees with itself; who sets up a chain of its kinds is shown that.
DISAGREES = (
    "A policy from which this chain is often taken disagrees with itself. Its text has the managers first and the"
    " headteacher give the final approval; its printed form goes on to the chair of governors. Whoever is in the last"
    " step that decides gives the final approval here."
)
OF_THAT_POLICY = (Kind.SITE, Kind.PARTICIPATION)


def disagreement(kind: str, steps: Sequence[ChainStep]) -> str:
    """What the setter of this chain has to settle, with who is last as it stands; "" where there is nothing."""
    deciding = [step for step in steps if step.mode == Mode.DECIDE]
    if kind not in OF_THAT_POLICY or not {Whose.HEADTEACHER, Whose.CHAIR} <= {step.whose for step in deciding}:
        return ""
    return f"{DISAGREES} As the chain stands, that is: {deciding[-1].named}. Is that what your school wants?"


def in_number(moved: int) -> str:
    """How many requests go on, in words."""
    return "1 request goes on" if moved == 1 else f"{moved} requests go on"


@page("approvals.set_chains", methods=("GET",))
def chain_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every kind with its chain."""
    steps = ChainStep.objects.filter(school=school).select_related("group", "person")
    by_kind: dict[str, list[str]] = {kind: [] for kind in Kind.values}
    for step in steps:
        by_kind[step.kind].append(str(step))
    closed = closed_kinds(rules_of(school))
    kinds = [(kind, label, by_kind[kind], closed.get(kind, "")) for kind, label in Kind.choices]
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
        messages.success(request, f"Saved. {in_number(moved)} by the new chain." if moves else "Saved.")
        if to_settle := disagreement(kind, list(ChainStep.objects.filter(school=school, kind=kind))):
            messages.info(request, to_settle)
        return redirect("chain-list", school.slug)
    disagrees = disagreement(kind, chain)
    context = {"school": school, "form": form, "label": Kind(kind).label, "disagrees": disagrees}
    return render(request, "approvals/chain.html", context)
