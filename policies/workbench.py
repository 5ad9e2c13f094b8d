"""What a policy's workbench shows."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from foundation.core.rules import with_permission
from foundation.schools.dates import PartDate
from foundation.schools.models import Person
from policies.counted import groups_asked
from policies.issued_files import locked_files
from policies.models import Policy, Step, StepRule, Version
from policies.outstanding import asked, outstanding
from policies.verbs import OPEN

SHOWN = ("drafted_by", "in_force_by", "brought_in_by", "policy__owner", "policy__body")
GIVEN = ("consultation", "decision__delegation", "signature")


def workbench_of(policy: Policy, user: Any) -> dict[str, Any]:
    """What it is, what is in force, what is under way with its steps, what was."""
    shelf = ("Policies", reverse("policy-list", args=[policy.school.slug]))
    crumbs = [shelf, (policy.title, reverse("policy", args=[policy.uid])), ("Workbench", "")]
    reviewable = with_permission(user, "policies.review_version", policy.versions.all(), "may_review")
    versions = list(reviewable.select_related(*SHOWN).order_by("-sequence"))
    if versions:  # read with its owner and its body
        policy = versions[0].policy
    rules = list(
        StepRule.objects.filter(Q(policy=policy) | Q(policy=None), school=policy.school_id).select_related("body")
    )
    current = next((version for version in versions if version.status == Version.Status.IN_FORCE), None)
    coming = next((version for version in versions if version.status in OPEN), None)
    return {
        "policy": policy,
        "crumbs": crumbs,
        "audience": list(policy.audience.all()),
        "counted": groups_asked(policy),
        "related": list(policy.related.select_related("other")),
        "law": list(policy.legal_references.all()),
        "own_steps": [rule for rule in rules if rule.policy_id is not None],
        "school_steps": [rule for rule in rules if rule.policy_id is None],
        "current": current,
        "review": PartDate.of(current.review_on, current.review_precision) if current else None,
        "figures": _figures(policy) if current else None,
        "findings": list(current.findings.filter(answer="")) if current else [],
        "coming": coming,
        "parts": list(policy.parts.filter(ended_at=None)),
        "may_review": getattr(current, "may_review", False),
        "may_see_who_owes": user.has_perm("policies.see_who_owes", policy),
        "may_govern": user.has_perm("policies.govern_policy", policy),
        "draft": _draft(coming, user) if coming else None,
        "versions": [version for version in versions if version not in (current, coming)],
    }


def _figures(policy: Policy) -> dict[str, int]:
    people = Person.objects.filter(school=policy.school_id).current(timezone.localdate())
    return {
        "asked": asked(people).filter(policy=policy).count(),
        "outstanding": outstanding(people).filter(policy=policy).count(),
    }


def _draft(version: Version, user: Any) -> dict[str, Any]:
    review = PartDate.of(version.review_on, version.review_precision)
    annexes = list(version.attachments.select_related("file"))
    return {
        "clauses": version.clauses.count(),
        "statements": version.statements.count(),
        "annexes": annexes,
        "locked_files": locked_files(version) if annexes else set(),
        "review": review if review.day else None,
        "steps": steps_of(version, user),
        "may_publish": version.status == Version.Status.APPROVED and user.has_perm("policies.publish_version", version),
        **under_way_of(version),
    }


def steps_of(version: Version, user: Any) -> list[Step]:
    """The steps of the round under way with what was given at each; `may` tells whether the user may record it."""
    steps = version.steps.filter(round=version.round).exclude(status=Step.Status.VOID)
    return list(with_permission(user, "policies.record_step", steps).select_related(*GIVEN, "body"))


def under_way_of(version: Version) -> dict[str, Any]:
    """What an edit of this version's text would undo: whether it is `on_its_way`, and what of it would be `voided`."""
    if version.status not in (Version.Status.IN_STEPS, Version.Status.APPROVED):
        return {"on_its_way": False, "voided": ""}
    done = version.steps.filter(round=version.round, status=Step.Status.DONE)
    given = ", ".join(f"{step.get_kind_display().lower()} ({step.whose})" for step in done)
    return {"on_its_way": True, "voided": given}


def voided_words(version: Version) -> str:
    """What an edit that is about to be made voids, as it is said afterwards; "" for a version not on its way."""
    found = under_way_of(version)
    what = f"void now: {found['voided']}" if found["voided"] else "nothing had been given yet"
    return f"The text changed, so this version is a draft again; {what}." if found["on_its_way"] else ""
