"""A policy as it is read."""

from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from policies.contents import contents, shown
from policies.cover import records, review_words, updated_words
from policies.models import Policy, Version
from policies.related import related_of
from policies.standing import standing
from policies.verbs import OPEN

FIRST_IN_FORCE = Case(
    When(status=Version.Status.IN_FORCE, then=Value(0)),
    When(status=Version.Status.SUPERSEDED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@page("policies.see_policy", methods=("GET",))
def policy(request: HttpRequest, policy: Policy) -> HttpResponse:
    """The version in force; without one, the last that was, or for who works on it the one under way."""
    readable = permitted(request.user, "policies.see_version", policy.versions.all())
    readable = readable.exclude(status=Version.Status.ABANDONED).select_related("policy__owner", "school")
    version = readable.order_by(FIRST_IN_FORCE, "-sequence").first()
    if version is None:
        may_change = request.user.has_perm("policies.change_policy", policy)
        return render(request, "policies/no_text.html", {"policy": policy, "may_change": may_change})
    return render(request, "policies/policy.html", _as_read(request.user, version))


@page("policies.see_version", methods=("GET",))
def version(request: HttpRequest, version: Version) -> HttpResponse:
    """Any one version, read only; what is not in force is marked."""
    return render(request, "policies/policy.html", _as_read(request.user, version))


def _as_read(user: Any, version: Version) -> dict[str, Any]:
    """What the page shows: the same number of queries for any policy."""
    policy, clauses = version.policy, list(version.clauses.all())
    place = standing(user, version, timezone.localdate())
    return {
        "crumbs": crumbs(version),
        "policy": policy,
        "version": version,
        "clauses": shown(clauses),
        "contents": contents(clauses),
        "statements": list(version.statements.all()),
        "annexes": list(version.attachments.filter(kind="annex").select_related("file")),
        "records": records(version),
        "review": review_words(version),
        "is_review_overdue": _is_review_overdue(version),
        "updated": updated_words(version),
        "audience": list(policy.audience.values_list("name", flat=True)),
        "standing": place,
        "related": related_of(user, policy, place.owed),
        "law": list(policy.legal_references.all()),
        "versions": _versions(policy),
        "is_draft": version.status in OPEN,
        "may_change": user.has_perm("policies.change_policy", policy),
    }


def crumbs(version: Version, here: str = "") -> list[tuple[str, str]]:
    """The way to a page about a version, which is named `here`; or to the version itself."""
    way = [("Policies", reverse("policy-list", args=[version.school.slug]))]
    title = version.policy.title
    return [*way, (title, reverse("policy", args=[version.policy.uid])), (here, "")] if here else [*way, (title, "")]


def _is_review_overdue(version: Version) -> bool:
    due = version.review_due_on
    return version.status == Version.Status.IN_FORCE and due is not None and due < timezone.localdate()


def _versions(policy: Policy) -> list[tuple[Version, Version | None]]:
    """All that are or were in force, newest first, each with the one before it."""
    kept = list(policy.versions.filter(in_force_at__isnull=False).order_by("-sequence"))
    return list(zip(kept, [*kept[1:], None], strict=True)) if kept else []
