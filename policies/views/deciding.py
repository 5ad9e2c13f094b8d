"""Governing decisions and reviews without change: in which way, and why not in another."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.dates import PartDate
from foundation.schools.models import Body
from foundation.schools.people import acting
from policies import transitions
from policies.forms.deciding import BODY_FORMS, HeadteacherDecisionForm, OutcomeForm
from policies.models import Decision, Meeting, Version
from policies.transitions.deciding import authors_of
from policies.transitions.renewing import reviewing_body
from policies.views.drafting import bench
from policies.views.reading.policy import crumbs
from policies.ways import why_not

TITLES = {
    Decision.Kind.MEETING: "At a meeting",
    Decision.Kind.WRITTEN: "Written resolution",
    Decision.Kind.DELEGATED: "Delegated decision",
    Decision.Kind.CHAIR: "Chair's action",
}


@dataclass(frozen=True)
class Way:
    """One way for a body to decide, and whether the page shows it."""

    how: str
    title: str
    is_shown: bool


def governing(request: HttpRequest, version: Version, body: Body, *, is_review: bool = False) -> dict[str, Any]:
    """The form of the way that is asked for, or why the body cannot decide that way; who wrote it and sits there.

    Clerk and chair enter from the minutes. To whom the body delegated records only that.
    """
    on, policy = timezone.localdate(), version.policy
    keeps = request.user.has_perm("policies.keep_meetings", version.school)
    ways = [kind for kind in TITLES if not (is_review and kind == Decision.Kind.CHAIR)]
    ways = ways if keeps else [Decision.Kind.DELEGATED]
    asked = request.POST.get("how") or request.GET.get("how")
    how = next((kind for kind in ways if kind == asked), ways[0])
    refusal = why_not(how, body, on, policy)
    also: dict[str, Any] = {} if keeps else {"person": acting(request.user, version.school)}
    made: dict[str, Any] = {
        "seen": version.content_hash,
        "body": body,
        "on": on,
        "policy": policy,
        "is_review": is_review,
    }
    form = BODY_FORMS[how](request.POST or None, **made, **also) if not refusal else None
    authors = authors_of(version)
    return {
        "form": form,
        "refusal": refusal,
        "ways": [Way(kind, TITLES[kind], kind == how) for kind in ways],
        "how": how,
        "quorum": body.quorum_among(body.seats_on(on).count()),
        "planned": _next_meeting(body) if how in (Decision.Kind.MEETING, Decision.Kind.CHAIR) else None,
        "authors": [seat.person.name for seat in body.seats_on(on).select_related("person") if _wrote(seat, authors)],
    }


def _wrote(seat: Any, authors: dict[str, str]) -> bool:
    return seat.person.name.casefold() in authors


def _next_meeting(body: Body) -> Meeting | None:
    return Meeting.objects.filter(body=body, status=Meeting.Status.PLANNED).order_by("held_on").first()


@page("policies.review_version")
def version_review(request: HttpRequest, version: Version) -> HttpResponse:
    """Review a version in force without change: it stays with a new review date, or it has to be changed."""
    try:
        shown = _review_shown(request, version)
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect(bench(version.policy))
    form = shown["form"]
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _review(request, version, form)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("version", version.uid)
    return render(request, "policies/meetings/review.html", shown | _about(version))


def _review_shown(request: HttpRequest, version: Version) -> dict[str, Any]:
    body = reviewing_body(version)
    if body is not None:
        return governing(request, version, body, is_review=True) | {"body": body}
    form = HeadteacherDecisionForm(request.POST or None, seen=version.content_hash, is_review=True)
    return {"form": form, "body": None, "ways": []}


def _about(version: Version) -> dict[str, Any]:
    return {
        "crumbs": crumbs(version, "Review without change"),
        "version": version,
        "policy": version.policy,
        "clauses": version.clauses.all(),
        "statements": version.statements.all(),
        "review": PartDate.of(version.review_on, version.review_precision),
    }


def _review(request: HttpRequest, version: Version, form: OutcomeForm) -> None:
    at = timezone.now()
    decided = form.decided(timezone.localdate(at))  # type: ignore[attr-defined]  # every form shown here has one
    decision = transitions.review_unchanged(
        version,
        decided,
        form.renewed(),
        seen=version.content_hash,
        by=acting(request.user, version.school),
        at=at,
    )
    if decision.outcome == Decision.Outcome.RETURNED:
        words = "Recorded. The version stays in force until the next one replaces it: start that on the workbench."
    else:
        words = f"Recorded. The next review is {form.renewed()}. Nobody is asked again."
    messages.success(request, words)
