"""Finding a clause, pointing at it for good, and comparing any two versions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.models import School
from policies.forms.search import CompareForm, FindAll
from policies.models import Policy, Version
from policies.parts import Place, place_of
from policies.search import find, understands_forms
from policies.views.reading.policy import crumbs
from policies.views.reading.shelf import in_number


@page("policies.see_shelf", methods=("GET",))
def policy_search(request: HttpRequest, school: School) -> HttpResponse:
    """Words in the policies of the school, among what the asker may see."""
    form = FindAll(request.GET or None)
    versions = permitted(request.user, "policies.see_version", Version.objects.filter(school=school))
    if form.wants_earlier:
        versions = versions.exclude(status=Version.Status.ABANDONED)
    else:
        versions = versions.filter(status=Version.Status.IN_FORCE)
    shelf = permitted(request.user, "policies.see_policy", Policy.objects.filter(school=school, withdrawn_at=None))
    found = find(versions, shelf, form.words, request.GET.get("page", "1"))
    context = {
        "form": form,
        "found": found,
        "words": form.words,
        "count": in_number(found.page.paginator.count, "clause", "clauses") if form.words else "",
        "understands_forms": understands_forms(),
        "crumbs": [("Policies", reverse("policy-list", args=[school.slug])), ("Search", "")],
    }
    return render(request, "policies/search/results.html", context)


@page("policies.see_version", methods=("GET",))
def clause(request: HttpRequest, version: Version, anchor: str) -> HttpResponse:
    """One clause as it stood in one version, at an address that always shows these words (QEI-01)."""
    place = standing_place(version, anchor)
    context = place_context(version, place) | {
        "crumbs": crumbs(version, place.name),
        "public_url": public_address(version, anchor) if may_be_public(version) else "",
        "permanent_url": request.build_absolute_uri(reverse("clause", args=[version.uid, anchor])),
    }
    return render(request, "policies/search/clause.html", context)


def standing_place(version: Version, anchor: str) -> Place:
    """The clause with all below it; else Http404."""
    place = place_of(version.clauses.all(), anchor)
    if place is None:
        raise Http404
    return place


def may_be_public(version: Version) -> bool:
    """Whether the version is or was on the public page, and the school publishes the policy still."""
    is_now = version.status == Version.Status.IN_FORCE
    return version.policy.is_public and (is_now or version.public_from is not None)


def public_address(version: Version, anchor: str) -> str:
    return reverse("public-clause", args=[version.school.slug, version.policy.slug, version.uid, anchor])


def place_context(version: Version, place: Place) -> dict[str, Any]:
    """The clause, its version, and the version in force now with the same clause in it, where these are others."""
    current = Version.objects.filter(policy=version.policy_id, status=Version.Status.IN_FORCE).first()
    newer = current if current is not None and current.pk != version.pk else None
    return {
        "policy": version.policy,
        "version": version,
        "place": place,
        "newer": newer,
        "is_in_newer": newer is not None and newer.clauses.filter(anchor=place.anchor).exists(),
    }


@page("policies.see_policy", methods=("GET",))
def policy_compare(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Choose any two versions that the reader may see; the comparison has an address of its own."""
    readable = permitted(request.user, "policies.see_version", policy.versions.all())
    versions = list(readable.exclude(status=Version.Status.ABANDONED).order_by("-sequence"))
    form = CompareForm(request.GET or None, versions=versions)
    if form.is_bound and form.is_valid():
        return redirect("version-changes", uid=form.cleaned_data["new"], since=form.cleaned_data["old"])
    way = [("Policies", reverse("policy-list", args=[policy.school.slug]))]
    context = {
        "crumbs": [*way, (policy.title, reverse("policy", args=[policy.uid])), ("Compare versions", "")],
        "policy": policy,
        "form": form,
        "versions": versions,
    }
    return render(request, "policies/search/compare.html", context)
