"""The steps between a draft and a version in force: consultation, decision, signatures."""

from dataclasses import dataclass
from datetime import date, datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, RoleKind
from policies.models import (
    Consultation,
    Delegation,
    Meeting,
    Policy,
    Signature,
    Step,
    StepKind,
    StepRule,
    Version,
)
from policies.transitions.drafting import locked
from policies.verbs import STEP_MOVES, VERSION_MOVES, Verb

STALE = "The text changed while you had it open. Read it again before you go on; nothing was recorded."


def rules_for(version: Version) -> list[StepRule]:
    """The steps this version goes through (ALL-03).

    Its policy's own where it has some; the headteacher's decision alone for a policy that is the headteacher's to
    determine; else the school's usual steps.
    """
    own = list(StepRule.objects.filter(policy=version.policy_id).select_related("body"))
    if own:
        return own
    if version.policy.determiner == Policy.Determiner.HEADTEACHER:
        return [StepRule(school=version.school, kind=StepKind.DECIDE, role=RoleKind.HEADTEACHER)]
    return list(StepRule.objects.filter(school=version.school_id, policy=None).select_related("body"))


def submit_version(version: Version, *, by: Person, at: datetime) -> Version:
    """Send a draft on its way through the steps that the school's and the policy's rules name."""
    with change():
        policy = locked(version.policy_id)
        version = Version.objects.select_related("policy", "school").get(pk=version.pk)
        status = VERSION_MOVES.check("submit", version.status)
        _check_complete(version)
        version.round += 1
        version.status, version.submitted_by, version.submitted_at = status, by, at
        version.save(update_fields=["round", "status", "submitted_by", "submitted_at"])
        rules = rules_for(version)
        Step.objects.bulk_create(
            Step(
                school=version.school,
                version=version,
                round=version.round,
                position=position,
                kind=rule.kind,
                body=rule.body,
                role=rule.role,
                whose=rule.whose,
            )
            for position, rule in enumerate(rules, start=1)
        )
        trail.record(
            Verb.VERSION_SUBMITTED,
            version,
            by=by,
            at=at,
            school=policy.school,
            content_hash=version.content_hash,
            steps=[str(rule) for rule in rules],
        )
        _advance(version, by=by, at=at)
    return version


def _check_complete(version: Version) -> None:
    if not version.clauses.exists():
        raise NotAllowed("There is no text yet. Write or upload it first.")
    if not version.policy.audience.exists():
        raise NotAllowed("Nobody is asked to read this policy yet. Choose at least one staff group first.")
    if version.review_on is None:
        raise NotAllowed("This version has no review date yet. Set it first.")


def _advance(version: Version, *, by: Person, at: datetime) -> None:
    """Open the next step, or approve the version when none is left."""
    waiting = version.steps.filter(round=version.round, status=Step.Status.WAITING).order_by("position").first()
    if waiting is not None:
        waiting.status, waiting.opened_at = STEP_MOVES.check("open", waiting.status), at
        waiting.save(update_fields=["status", "opened_at"])
        return
    version.status = VERSION_MOVES.check("approve", version.status)
    version.save(update_fields=["status"])
    trail.record(Verb.VERSION_APPROVED, version, by=by, at=at, school=version.school, content_hash=version.content_hash)


def open_step(step: Step, seen: str, kind: str) -> Step:
    """The step, held for this change, if it is its turn, of this kind and about the text that was seen."""
    locked(step.version.policy_id)
    step = Step.objects.select_related("version__policy", "school", "body").get(pk=step.pk)
    STEP_MOVES.check("finish", step.status)
    if step.kind != kind:
        raise NotAllowed("This step is of another kind. Look at it again.")
    if step.version.content_hash != seen:
        raise NotAllowed(STALE)
    return step


def finish(step: Step, *, by: Person, at: datetime) -> None:
    """End a step and open the next, or approve the version."""
    step.status, step.ended_at = STEP_MOVES.check("finish", step.status), at
    step.save(update_fields=["status", "ended_at"])
    _advance(step.version, by=by, at=at)


def send_back(step: Step, why: str, *, by: Person, at: datetime) -> None:
    """Send the version back to draft; what was decided before stays on record."""
    step.status, step.ended_at = STEP_MOVES.check("return", step.status), at
    step.save(update_fields=["status", "ended_at"])
    version = step.version
    version.status = VERSION_MOVES.check("return", version.status)
    version.save(update_fields=["status"])
    trail.record(Verb.VERSION_RETURNED, version, by=by, at=at, school=step.school, step=str(step), why=why)


@dataclass(frozen=True)
class Consulted:
    """The result of asking: `result` is one of Consultation.Result."""

    from_on: date
    until_on: date
    asked: str
    result: str
    summary: str


def record_consultation(step: Step, consulted: Consulted, *, seen: str, by: Person, at: datetime) -> Consultation:
    """Record who was asked about the text and what came of it (STM-01); not agreed sends it back to draft."""
    with change():
        step = open_step(step, seen, StepKind.CONSULT)
        if consulted.until_on > at.date():
            raise NotAllowed("The consultation has not ended yet. Record its result when it has.")
        consultation = Consultation.objects.create(
            school=step.school,
            step=step,
            content_hash=seen,
            recorded_by=by,
            recorded_at=at,
            **vars(consulted),
        )
        trail.record(
            Verb.CONSULTATION_RECORDED,
            step.version,
            by=by,
            at=at,
            school=step.school,
            content_hash=seen,
            result=consulted.result,
        )
        if consulted.result == Consultation.Result.NOT_AGREED:
            send_back(step, consulted.summary, by=by, at=at)
        else:
            finish(step, by=by, at=at)
    return consultation


@dataclass(frozen=True)
class Decided:
    """A decision as it was taken: `kind` and `outcome` of Decision; names as in the minutes, separated by commas.

    Without a kind it is a meeting's where a body decides, else the headteacher's own.
    """

    decided_on: date
    outcome: str
    present: str = ""
    withdrew: str = ""
    minute_reference: str = ""
    reason: str = ""
    kind: str = ""
    meeting: Meeting | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    casting_vote: bool = False
    agreed: str = ""
    decided_by: Person | None = None
    delegation: Delegation | None = None
    harm: str = ""
    no_meeting: str = ""


def sign(step: Step, *, words: str, seen: str, by: Person, at: datetime) -> Signature:
    """Sign the exact text in the role that the step names (ACR-02); the name is kept as it is today."""
    with change():
        step = open_step(step, seen, StepKind.SIGN)
        signature = Signature.objects.create(
            school=step.school,
            step=step,
            content_hash=seen,
            recorded_by=by,
            recorded_at=at,
            person=by,
            name=by.name,
            role=RoleKind(step.role),
            words=words,
        )
        trail.record(Verb.SIGNED, step.version, by=by, at=at, school=step.school, content_hash=seen, role=step.role)
        finish(step, by=by, at=at)
    return signature
