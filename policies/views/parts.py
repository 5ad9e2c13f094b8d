"""Parts of a policy that are published by themselves: what the clerk does, and what anyone reads (STM-03)."""

from functools import partial

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.keyring import KeyMissing
from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.documents.files import FileBroken, respond
from foundation.schools.people import acting
from foundation.schools.views.answers import pressed
from policies.forms.parts import PartForm
from policies.models import Clause, Policy, PublishedPart, Version
from policies.parts import Place, place_of
from policies.transitions.parts import end_part, part_print, publish_part
from policies.views.drafting import bench
from policies.views.reading.pdf import no_pdf

WHY = "a school publishes this part of a policy on its website; nothing else of the school is shown"
KEPT = "public, max-age=300"


@page("policies.publish_part")
def policy_parts(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Which clauses have a public page of their own; publish one more."""
    version = policy.versions.filter(status=Version.Status.IN_FORCE).first()
    clauses = list(version.clauses.all()) if version else []
    published = list(policy.parts.filter(ended_at=None).select_related("published_by"))
    taken = {part.anchor for part in published}
    form = PartForm(request.POST or None, clauses=[clause for clause in clauses if clause.anchor not in taken])
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            by = acting(request.user, policy.school)
            part = publish_part(policy, asked["anchor"], asked["title"], by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{part.title}” has a public page of its own. Its PDF follows in a few minutes.")
            return redirect("policy-parts", uid=policy.uid)
    there = {clause.anchor for clause in clauses}
    parts = [(part, part.anchor in there) for part in published]
    context = {"policy": policy, "version": version, "form": form, "parts": parts, "back": bench(policy)}
    return render(request, "policies/parts/list.html", context)


@page("policies.end_part", methods=("POST",))
def part_end(request: HttpRequest, part: PublishedPart) -> HttpResponse:
    """Take a part off its public page."""
    act = partial(end_part, part, by=acting(request.user, part.school), at=timezone.now())
    said = f"“{part.title}” has no public page of its own any more."
    return pressed(request, act, said, "policy-parts", part.policy.uid)


def published_parts(school: str) -> QuerySet[PublishedPart]:
    """The parts of a school that have a page now: their clause stands in the version in force."""
    stands = Clause.objects.filter(
        version__policy=OuterRef("policy"), version__status=Version.Status.IN_FORCE, anchor=OuterRef("anchor")
    )
    parts = PublishedPart.objects.filter(Exists(stands), school__slug=school, ended_at=None)
    return parts.filter(policy__withdrawn_at=None).select_related("policy", "school")


def _found(school: str, slug: str) -> tuple[PublishedPart, Version, Place]:
    part = get_object_or_404(published_parts(school), slug=slug)
    version = Version.objects.get(policy=part.policy, status=Version.Status.IN_FORCE)
    place = place_of(version.clauses.all(), part.anchor)
    if place is None:
        raise Http404
    return part, version, place


@page(public=WHY, methods=("GET",))
def public_part(request: HttpRequest, school: str, slug: str) -> HttpResponse:
    """A part at its lasting address, as the version in force has it."""
    part, version, place = _found(school, slug)
    context = {
        "crumbs": [("Our policies", reverse("public-policies", args=[school])), (part.title, "")],
        "school": part.school,
        "part": part,
        "version": version,
        "place": place,
        "policy": part.policy if part.policy.is_public else None,
        "has_pdf": part_print(part, version) is not None,
    }
    return _kept(render(request, "policies/public/part.html", context))


@page(public=WHY, methods=("GET",))
def public_part_pdf(request: HttpRequest, school: str, slug: str) -> HttpResponse:
    """The kept print of the part: nobody who is not signed in makes the site print."""
    part, version, _ = _found(school, slug)
    kept = part_print(part, version)
    if kept is None:
        return no_pdf(request, "The PDF of this part is being made. Try again in a few minutes.")
    try:
        return _kept(respond(kept, inline=True))
    except (FileBroken, KeyMissing) as broken:
        return no_pdf(request, str(broken))


def _kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = KEPT
    return answer
