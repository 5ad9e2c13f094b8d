"""What anyone may read without signing in: the policies that a school publishes, as they are in force (STM-02)."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from foundation.core.keyring import KeyMissing
from foundation.core.pages import page
from foundation.core.panels import public_pages
from foundation.documents.files import FileBroken, respond
from foundation.schools.models import School
from policies.contents import contents, shown
from policies.cover import records, review_words, updated_words
from policies.forms.search import Find
from policies.models import Policy, StepKind, Version
from policies.search import find, understands_forms
from policies.transitions.printing import public_print
from policies.views.parts import published_parts
from policies.views.reading.pdf import no_pdf
from policies.views.search import may_be_public, place_context, standing_place

WHY = "a school publishes these policies on its website; nothing else of the school is shown"
KEPT = "public, max-age=300"


def _published(slug: str) -> QuerySet[Version]:
    return (
        Version.objects.filter(
            school__slug=slug,
            status=Version.Status.IN_FORCE,
            policy__is_public=True,
            policy__withdrawn_at=None,
        )
        .select_related("policy", "school")
        .order_by("policy__title")
    )


@page(public=WHY, methods=("GET",))
def public_policies(request: HttpRequest, school: str) -> HttpResponse:
    """A school's public policies, the parts published by themselves, and a search in what is public."""
    found = get_object_or_404(School, slug=school)
    form = Find(request.GET or None)
    published = _published(school)
    context = {
        "school": found,
        "listed": [(version, review_words(version)) for version in published],
        "parts": list(published_parts(school)),
        "form": form,
        "words": form.words,
        "found": find(published, Policy.objects.none(), form.words, request.GET.get("page", "1")),
        "understands_forms": understands_forms(),
        "also": [(one.title, reverse(one.url_name, args=[school])) for one in public_pages],
    }
    return _kept(render(request, "policies/public/policies.html", context))


@page(public=WHY, methods=("GET",))
def public_clause(request: HttpRequest, school: str, slug: str, version: UUID, anchor: str) -> HttpResponse:
    """One clause as it stood in a version that is or was public; says so when a newer one is in force."""
    versions = Version.objects.filter(school__slug=school, policy__slug=slug).select_related("policy", "school")
    stood = get_object_or_404(versions, uid=version)
    if not may_be_public(stood):
        raise Http404
    place = standing_place(stood, anchor)
    policy = reverse("public-policy", args=[school, slug]) if stood.policy.withdrawn_at is None else ""
    way = [("Our policies", reverse("public-policies", args=[school])), (stood.policy.title, policy), (place.name, "")]
    context = place_context(stood, place) | {"school": stood.school, "crumbs": way}
    return _kept(render(request, "policies/public/clause.html", context))


@page(public=WHY, methods=("GET",))
def public_policy(request: HttpRequest, school: str, slug: str) -> HttpResponse:
    """One public policy at its lasting address."""
    version = get_object_or_404(_published(school), policy__slug=slug)
    clauses = list(version.clauses.all())
    context = {
        "crumbs": [("Our policies", reverse("public-policies", args=[school])), (version.policy.title, "")],
        "school": version.school,
        "policy": version.policy,
        "version": version,
        "clauses": shown(clauses),
        "contents": contents(clauses),
        "decided": [record for record in records(version) if record.kind == StepKind.DECIDE],
        "review": review_words(version),
        "updated": updated_words(version),
        "related": _related(version),
        "law": list(version.policy.legal_references.all()),
        "has_pdf": public_print(version) is not None,
    }
    return _kept(render(request, "policies/public/policy.html", context))


@page(public=WHY, methods=("GET",))
def public_policy_pdf(request: HttpRequest, school: str, slug: str) -> HttpResponse:
    """The kept print for the public: nobody who is not signed in makes the site print."""
    version = get_object_or_404(_published(school), policy__slug=slug)
    kept = public_print(version)
    if kept is None:
        return no_pdf(request, "The PDF of this policy is being made. Try again in a few minutes.")
    try:
        return _kept(respond(kept, inline=True))
    except (FileBroken, KeyMissing) as broken:
        return no_pdf(request, str(broken))


def _related(version: Version) -> list[tuple[str, str]]:
    """What it names as related, as far as that is public or no policy of the school: title, and address or ""."""
    published = _published(version.school.slug).values("policy")
    names = version.policy.related.filter(Q(other=None) | Q(other__in=published)).select_related("other")
    return [(row.other.title, row.other.slug) if row.other else (row.title, "") for row in names]


def _kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = KEPT
    return answer
