"""Acknowledging: read, confirm each statement, sign."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import with_permission
from foundation.core.states import NotAllowed
from foundation.schools import people
from foundation.schools.models import Person
from policies import problems, transitions
from policies.contents import contents, shown
from policies.forms.reading import Acknowledge
from policies.models import Acknowledgement, PolicyRules, Version
from policies.related import related_of
from policies.standing import standing
from policies.views.reading.policy import crumbs


@page("policies.see_version")
def version_acknowledge(request: HttpRequest, version: Version) -> HttpResponse:
    """Acknowledge the version in force; whoever had an older one open reads this one, with their ticks kept."""
    asked = _asked(request.user, version)
    given = getattr(asked, "given", None)
    if given:
        return redirect("receipt", uid=given)
    if request.method == "GET" and asked != version:
        return redirect("version-acknowledge", uid=asked.uid)
    signer = _signer(request.user, asked)
    rules = PolicyRules.objects.filter(school=asked.school).first() or PolicyRules(school=asked.school)
    form = Acknowledge(request.POST or None, version=asked, words=rules.words, signer=signer)
    form.helper.form_action = reverse("version-acknowledge", args=[asked.uid])
    if request.method == "POST" and form.is_valid():
        answer = _sign(asked, form, signer)
        if answer:
            return answer
    return render(request, "policies/acknowledge.html", _as_asked(request.user, asked, rules, form, signer))


def _asked(user: Any, version: Version) -> Version:
    """The version in force of the same policy, if it asks this user; else Http404 (only its audience acknowledges).

    `given` is the uid of the user's receipt, if they have one of this edition.
    """
    theirs = Acknowledgement.objects.filter(
        person__user=user.pk, policy=OuterRef("policy"), edition=OuterRef("edition")
    )
    versions = Version.objects.filter(policy=version.policy_id, status=Version.Status.IN_FORCE)
    versions = with_permission(user, "policies.acknowledge_version", versions)
    versions = versions.annotate(given=Subquery(theirs.order_by().values("uid")[:1]))
    asked = versions.select_related("policy__owner", "school").prefetch_related("statements").first()
    if asked is None or not getattr(asked, "may", False):
        raise Http404
    return asked


def _signer(user: Any, asked: Version) -> Person:
    """The person of the user who is asked: at the school, or a trust's in one of its groups."""
    mine = people.standing(user, timezone.localdate()).persons
    reached = Person.objects.filter(pk__in=list(mine), groups__in=asked.policy.audience.all())
    return reached.order_by("-pk")[0]


def _sign(asked: Version, form: Acknowledge, signer: Person) -> HttpResponse | None:
    """Sign and go to the receipt; None when it could not be done, with the reason in the form."""
    try:
        kept = transitions.acknowledge(
            asked,
            words=form.words,
            statements=list(form.statements.values()),
            seen=asked.content_hash,
            signature=form.cleaned_data.get("signature", ""),
            by=signer,
            at=timezone.now(),
        )
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return None
    return redirect("receipt", uid=kept.uid)


def _as_asked(user: Any, asked: Version, rules: PolicyRules, form: Acknowledge, signer: Person) -> dict[str, Any]:
    place = standing(user, asked, timezone.localdate())
    clauses = list(asked.clauses.all())
    related = related_of(user, asked.policy, place.owed)
    return {
        "policy": asked.policy,
        "version": asked,
        "clauses": shown(clauses),
        "contents": contents(clauses),
        "standing": place,
        "rules": rules,
        "signer": signer,
        "problem": problems.of(signer, asked),
        "crumbs": crumbs(asked, "Read and confirm"),
        "related_owed": [one for one in related if one.owed],
        "form": form,
    }
