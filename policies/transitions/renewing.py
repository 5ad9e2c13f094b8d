"""Review without change: the review date is renewed by a decision of its own, and nobody is asked again."""

from datetime import datetime

from django.db.models import Max

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.dates import PartDate
from foundation.schools.models import Body, Person, RoleKind
from policies.models import Decision, Policy, Step, StepKind, Version
from policies.signals import version_reviewed
from policies.transitions.deciding import give_decision
from policies.transitions.drafting import locked
from policies.transitions.steps import STALE, Decided, rules_for
from policies.verbs import STEP_MOVES, Verb

NOT_URGENT = "Nothing is urgent about keeping a policy as it is, so the chair cannot act alone here."


def reviewing_body(version: Version) -> Body | None:
    """The body that decides on a review of this policy; None where it is the headteacher's. Raises NotAllowed."""
    policy = version.policy
    if policy.determiner == Policy.Determiner.HEADTEACHER:
        return None
    if policy.body is not None:
        return policy.body
    deciding = [rule.body for rule in rules_for(version) if rule.kind == StepKind.DECIDE and rule.body]
    if not deciding:
        raise NotAllowed("Nobody is named who determines this policy. Say so first, on its workbench.")
    return deciding[-1]


def review_unchanged(
    version: Version, decided: Decided, review: PartDate, *, seen: str, by: Person, at: datetime
) -> Decision:
    """Record that a policy in force was looked at again: it stays with a new review date, or it has to be changed."""
    with change():
        locked(version.policy_id)
        version = Version.objects.select_related("policy__body", "school").get(pk=version.pk)
        before = PartDate.of(version.review_on, version.review_precision)
        _check_review(version, decided, review, seen)
        step = _review_step(version, at)
        stays = decided.outcome == Decision.Outcome.APPROVED
        renewed = {"next_review_on": review.day, "next_review_precision": review.precision} if stays else {}
        decision = give_decision(step, decided, by=by, at=at, review_before=str(before), **renewed)
        step.status = STEP_MOVES.check("finish" if stays else "return", step.status)
        step.ended_at = at
        step.save(update_fields=["status", "ended_at"])
        if stays:
            _renew(version, decision, review, by=by, at=at)
    return decision


def _check_review(version: Version, decided: Decided, review: PartDate, seen: str) -> None:
    if version.status != Version.Status.IN_FORCE:
        raise NotAllowed("Only a version in force is reviewed without change.")
    if version.content_hash != seen:
        raise NotAllowed(STALE)
    if decided.kind == Decision.Kind.CHAIR:
        raise NotAllowed(NOT_URGENT)
    if decided.outcome != Decision.Outcome.APPROVED:
        return
    last = review.last_day(version.school)
    if last is None or last <= decided.decided_on:
        raise NotAllowed("The next review has to come after the day of the decision.")


def _review_step(version: Version, at: datetime) -> Step:
    """A step of its own, after those the version went through, so that it stands with them on record."""
    body = reviewing_body(version)
    last = version.steps.filter(round=version.round).aggregate(last=Max("position"))["last"]
    return Step.objects.create(
        school=version.school,
        version=version,
        round=version.round,
        position=(last or 0) + 1,
        kind=StepKind.REVIEW,
        body=body,
        role="" if body else RoleKind.HEADTEACHER,
        whose=body.name if body else str(RoleKind.HEADTEACHER.label),
        status=Step.Status.OPEN,
        opened_at=at,
    )


def _renew(version: Version, decision: Decision, review: PartDate, *, by: Person, at: datetime) -> None:
    """Set the new review date. The text, its edition and what was acknowledged stay; its print is made anew."""
    version.review_on, version.review_precision = review.day, review.precision
    version.review_due_on = review.last_day(version.school)
    version.printed = None
    version.save(update_fields=["review_on", "review_precision", "review_due_on", "printed"])
    trail.record(
        Verb.VERSION_REVIEWED,
        version,
        by=by,
        at=at,
        school=version.school,
        before=decision.review_before,
        review=str(review),
        content_hash=version.content_hash,
    )
    version_reviewed.send(Version, version=version, decision=decision, by=by, at=at)
