"""The school's list of reasons for a check, each with the rule it rests on (ACR-20, ACR-26)."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, pressed, seen
from monitoring.forms.checks import ReasonForm
from monitoring.models import CheckReason
from monitoring.transitions import reasons
from monitoring.way_back import below_monitoring
from policies.models import Clause, Policy, Version

TITLE = "Reasons for a check"


def _crumbs(school: School, here: str = "") -> Crumbs:
    return below_monitoring(school, TITLE, "check-reasons", *([(here, "")] if here else []))


def clause_choices(school: School) -> list[tuple[str, str]]:
    """Every clause with a title of every policy in force: one query."""
    rows = Clause.objects.filter(version__school=school, version__status=Version.Status.IN_FORCE).exclude(title="")
    rows = rows.select_related("version__policy").order_by("version__policy__title", "position")
    policies: dict[str, str] = {}
    found = []
    for clause in rows:
        policy = clause.version.policy
        policies[f"{policy.uid}:"] = f"{policy.title}, the whole of it"
        found.append((f"{policy.uid}:{clause.anchor}", f"{policy.title}, {clause}"))
    return sorted([*policies.items(), *found], key=lambda one: one[1].casefold())


def _values(form: ReasonForm) -> dict[str, Any]:
    policy, _, anchor = form.cleaned_data["clause"].partition(":")
    row = Policy.objects.get(uid=policy) if policy else None
    said = {name: form.cleaned_data[name] for name in ("name", "words")}
    return {**said, "rests_on": row, "anchor": anchor}


@page("monitoring.keep_check_reasons", methods=("GET",))
def check_reasons(request: HttpRequest, school: School) -> HttpResponse:
    """The list as it is now."""
    rows = CheckReason.objects.filter(school=school, ended_at=None).select_related("rests_on")
    context = {"school": school, "rows": rows, "crumbs": _crumbs(school)}
    return render(request, "monitoring/checks/reasons.html", context)


@page("monitoring.keep_check_reasons")
def check_reason_add(request: HttpRequest, school: School) -> HttpResponse:
    """Add a reason."""
    form = ReasonForm(request.POST or None, clauses=clause_choices(school))
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: reasons.add_reason(school, _values(form), by=by, at=at),
        to=reverse("check-reasons", args=[school.slug]),
        said="Added.",
        heading="Add a reason",
        crumbs=_crumbs(school, "Add a reason"),
    )


@page("monitoring.keep_check_reasons")
def check_reason_change(request: HttpRequest, school: School, line: UUID) -> HttpResponse:
    """Change a reason; checks that were asked for it keep its words."""
    row = get_object_or_404(CheckReason.objects.select_related("rests_on"), school=school, uid=line, ended_at=None)
    clause = f"{row.rests_on.uid}:{row.anchor}" if row.rests_on else ""
    initial = {"name": row.name, "words": row.words, "clause": clause}
    mark = seen(*initial.values())
    form = ReasonForm(request.POST or None, clauses=clause_choices(school), initial=initial, seen=mark)
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: reasons.change_reason(row, _values(form), by=by, at=at),
        to=reverse("check-reasons", args=[school.slug]),
        said="Saved.",
        heading=row.name,
        crumbs=_crumbs(school, row.name),
    )


@page("monitoring.keep_check_reasons", methods=("POST",))
def check_reason_end(request: HttpRequest, school: School, line: UUID) -> HttpResponse:
    """Take a reason out of the list; checks that were asked for it keep it."""
    row = get_object_or_404(CheckReason, school=school, uid=line, ended_at=None)
    act = partial(reasons.end_reason, row, by=acting(request.user, school), at=timezone.now())
    return pressed(request, act, f"Taken out of the list: {row.name}.", "check-reasons", school.slug)
