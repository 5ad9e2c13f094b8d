"""Documents on their way in: policies already in force (ALL-03), and uploaded texts of new versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents.models import File
from foundation.schools.models import Person, School
from policies.content import ClauseText, Text
from policies.issued import guarded
from policies.models import Attachment, Finding, Intake, PastEvent, PastVersion, Policy, Version
from policies.transitions.drafting import (
    Cover,
    PolicyFacts,
    add_policy,
    locked,
    set_cover,
    set_legal_references,
    set_related,
    start_version,
    store_text,
)
from policies.transitions.publishing import enter_into_force
from policies.transitions.voiding import void_steps
from policies.verbs import INTAKE_MOVES, VERSION_MOVES, Verb


def take_in(
    school: School, file: File, purpose: str, *, uid: UUID, policy: Policy | None = None, by: Person, at: datetime
) -> Intake:
    """Take a sealed document in under the uid that its file names as owner; a job reads it next."""
    with change():
        intake = Intake.objects.create(
            uid=uid, school=school, purpose=purpose, policy=policy, file=file, brought_by=by, brought_at=at
        )
        trail.record(Verb.INTAKE_TAKEN, intake, by=by, at=at, school=school, name=file.name, sha256=file.sha256)
    return intake


def _held(intake: Intake) -> Intake:
    return Intake.objects.select_for_update(of=("self",)).select_related("school", "policy", "file").get(pk=intake.pk)


def read_intake(intake: Intake, reading: Mapping[str, Any], *, by: Actor, at: datetime) -> Intake:
    """Keep what was read; the clerk checks it next."""
    with change():
        intake = _held(intake)
        intake.status = INTAKE_MOVES.check("read", intake.status)
        intake.reading = dict(reading)
        intake.save(update_fields=["status", "reading"])
        trail.record(Verb.INTAKE_READ, intake, by=by, at=at, school=intake.school)
    return intake


def refuse_intake(intake: Intake, why: str, *, by: Actor, at: datetime) -> Intake:
    """The document could not be read; `why` is a plain sentence for the clerk."""
    with change():
        intake = _held(intake)
        intake.status = INTAKE_MOVES.check("refuse", intake.status)
        intake.refused_why, intake.ended_at = why[:400], at
        intake.save(update_fields=["status", "refused_why", "ended_at"])
        trail.record(Verb.INTAKE_REFUSED, intake, by=by, at=at, school=intake.school, why=why)
    return intake


def drop_intake(intake: Intake, *, by: Person, at: datetime) -> Intake:
    """Decide not to take a document in."""
    with change():
        intake = _held(intake)
        intake.status = INTAKE_MOVES.check("drop", intake.status)
        intake.ended_at = at
        intake.save(update_fields=["status", "ended_at"])
        trail.record(Verb.INTAKE_DROPPED, intake, by=by, at=at, school=intake.school)
    return intake


@dataclass(frozen=True)
class PastFact:
    """What is known of a past decision, signature or consultation; `on` None with precision unknown."""

    kind: str
    who: str
    capacity: str = ""
    on: date | None = None
    precision: str = "unknown"


@dataclass(frozen=True)
class BroughtIn:
    """What the clerk confirmed of a policy that is in force already."""

    facts: PolicyFacts
    text: Text
    cover: Cover = field(default_factory=Cover)
    number: str = "1.0"
    past: Sequence[PastFact] = ()
    past_versions: Sequence[Mapping[str, str]] = ()  # number, created, owner, panel_approved, review, as printed
    findings: Sequence[Mapping[str, str]] = ()  # code, sentence, where, answer
    related: Sequence[str] = ()
    legal_references: Sequence[tuple[str, int | None]] = ()


def bring_in(school: School, brought: BroughtIn, *, intake: Intake | None = None, by: Person, at: datetime) -> Version:
    """Bring a policy in as it is in force already: nobody is asked to decide again, no step is invented (ALL-03)."""
    with change():
        if not brought.text.clauses:
            raise NotAllowed("There is no text to bring in.")
        policy = add_policy(school, brought.facts, by=by, at=at)
        version = start_version(policy, by=by, at=at)
        version.number, version.source = brought.number, Version.Source.UPLOADED if intake else Version.Source.TYPED
        version.brought_in_by, version.brought_in_at = by, at
        version.save(update_fields=["number", "source", "brought_in_by", "brought_in_at"])
        set_cover(version, brought.cover)
        if intake is not None:
            _confirm(intake, version, at=at)
        store_text(version, brought.text)
        _keep_past(version, brought, by=by, at=at)
        _name_related(policy, brought, by=by, at=at)
        trail.record(Verb.VERSION_BROUGHT_IN, version, by=by, at=at, school=school, content_hash=version.content_hash)
        status = VERSION_MOVES.check("bring_in", version.status)
        enter_into_force(version, status, asks_since=True, by=by, at=at)
    return version


def _confirm(intake: Intake, version: Version, *, at: datetime) -> None:
    intake = _held(intake)
    intake.status = INTAKE_MOVES.check("confirm", intake.status)
    intake.version, intake.ended_at = version, at
    intake.save(update_fields=["status", "version", "ended_at"])
    version.attachments.filter(kind=Attachment.Kind.ORIGINAL).delete()
    version.attachments.create(file=intake.file, kind=Attachment.Kind.ORIGINAL, title=intake.file.name)


def _keep_past(version: Version, brought: BroughtIn, *, by: Person, at: datetime) -> None:
    PastEvent.objects.bulk_create(PastEvent(version=version, **vars(fact)) for fact in brought.past)
    PastVersion.objects.bulk_create(
        PastVersion(version=version, position=position, **row) for position, row in enumerate(brought.past_versions)
    )
    Finding.objects.bulk_create(
        Finding(
            version=version,
            position=position,
            answered_by=by if row.get("answer") else None,
            answered_at=at if row.get("answer") else None,
            **row,
        )
        for position, row in enumerate(brought.findings)
    )


def _name_related(policy: Policy, brought: BroughtIn, *, by: Person, at: datetime) -> None:
    if brought.related:
        set_related(policy, brought.related, by=by, at=at)
    if brought.legal_references:
        set_legal_references(policy, brought.legal_references, by=by, at=at)


def adopt_reading(intake: Intake, clauses: Sequence[ClauseText], *, by: Person, at: datetime) -> Version:
    """Make an uploaded document the text of the version under way (started here when there is none).

    Clauses that live on from the version in force keep their anchors, so that citations and comparisons hold.
    """
    with change():
        if intake.policy is None:
            raise NotAllowed("This document is not the text of a new version.")
        policy = locked(intake.policy.pk)
        version = policy.versions.filter(status__in=VERSION_MOVES.table["write"][0]).first()
        if version is None:
            version = start_version(policy, by=by, at=at)
        statements = [statement.text for statement in version.statements.all()]
        before = version.content_hash
        _confirm(intake, version, at=at)
        version.source = Version.Source.UPLOADED
        version.save(update_fields=["source"])
        store_text(version, guarded(version, Text(clauses=clauses, statements=statements)))
        voided = void_steps(version, by=by, at=at)
        version.status = VERSION_MOVES.check("write", version.status)
        version.save(update_fields=["status"])
        trail.record(
            Verb.VERSION_WRITTEN,
            version,
            by=by,
            at=at,
            school=policy.school,
            before=before,
            content_hash=version.content_hash,
            voided=voided,
            file=intake.file.name,
        )
    return version


def answer_finding(finding: Finding, answer: str, *, by: Person, at: datetime) -> Finding:
    """Decide about something that looked wrong in a text brought in (ACR-25)."""
    with change():
        finding = Finding.objects.select_for_update(of=("self",)).select_related("version__school").get(pk=finding.pk)
        finding.answer, finding.answered_by, finding.answered_at = Finding.Answer(answer), by, at
        finding.save(update_fields=["answer", "answered_by", "answered_at"])
        trail.record(
            Verb.FINDING_ANSWERED,
            finding.version,
            by=by,
            at=at,
            school=finding.version.school,
            finding=finding.sentence,
            answer=answer,
        )
    return finding
