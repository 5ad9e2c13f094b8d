"""Starting policies and versions, writing their text, describing them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.core.text import first_free
from foundation.documents.models import File
from foundation.schools.models import Body, Person, School, StaffGroup
from policies.content import ClauseText, Text, canonical, content_hash, text_of
from policies.issued import guarded
from policies.issued_files import check_not_issued
from policies.models import Attachment, Clause, LegalReference, Policy, RelatedPolicy, Statement, Version
from policies.transitions.voiding import void_steps
from policies.verbs import VERSION_MOVES, Verb


@dataclass(frozen=True)
class PolicyFacts:
    """What a policy is, apart from its text."""

    title: str
    owner: Person
    determiner: str
    body: Body | None = None
    summary: str = ""
    is_public: bool = False
    wants_signature: bool = False
    audience: Sequence[StaffGroup] = ()


TOLD = ("title", "owner", "determiner", "body", "is_public", "wants_signature")  # what the trail says was before


def locked(policy_pk: int) -> Policy:
    """The policy, held for this change: every verb of a version holds its policy first."""
    return Policy.objects.select_for_update().get(pk=policy_pk)


def add_policy(school: School, facts: PolicyFacts, *, by: Person, at: datetime) -> Policy:
    """Put a policy on the shelf; other policies that name it as “see also” are linked to it (ACR-04)."""
    with change():
        policy = Policy(
            school=school,
            title=facts.title,
            slug=_free_slug(school, facts.title),
            summary=facts.summary,
            owner=facts.owner,
            determiner=facts.determiner,
            body=facts.body,
            is_public=facts.is_public,
            wants_signature=facts.wants_signature,
            added_by=by,
            added_at=at,
        )
        policy.full_clean(exclude=["slug"])
        policy.save()
        policy.audience.set(facts.audience)
        RelatedPolicy.objects.filter(policy__school=school, other=None, title__iexact=policy.title).exclude(
            policy=policy
        ).update(other=policy)
        trail.record(Verb.POLICY_ADDED, policy, by=by, at=at, school=school, title=policy.title)
    return policy


def _free_slug(school: School, title: str) -> str:
    base = slugify(title)[:150] or "policy"
    taken = set(Policy.objects.filter(school=school, slug__startswith=base).values_list("slug", flat=True))
    return first_free(base, taken)


def change_policy(policy: Policy, facts: PolicyFacts, *, by: Person, at: datetime) -> Policy:
    """Change what a policy is; its address stays, so that links keep working. Records what was before."""
    with change():
        policy = locked(policy.pk)
        before = {name: str(getattr(policy, name)) for name in TOLD}
        before["audience"] = ", ".join(policy.audience.values_list("name", flat=True))
        for name in (*TOLD, "summary"):
            setattr(policy, name, getattr(facts, name))
        policy.full_clean(exclude=["slug"])
        policy.save(update_fields=[*TOLD, "summary"])
        if policy.is_public:
            policy.versions.filter(status=Version.Status.IN_FORCE, public_from=None).update(public_from=at)
        policy.audience.set(facts.audience)
        after = {name: str(getattr(policy, name)) for name in TOLD}
        after["audience"] = ", ".join(group.name for group in facts.audience)
        trail.record(Verb.POLICY_CHANGED, policy, by=by, at=at, school=policy.school, before=before, after=after)
    return policy


def set_related(policy: Policy, titles: Sequence[str], *, by: Person, at: datetime) -> None:
    """Set which policies are named as related; those the school holds are linked, the others kept as names (ACR-04)."""
    with change():
        policy = locked(policy.pk)
        held = {held.title.lower(): held for held in Policy.objects.filter(school=policy.school).exclude(pk=policy.pk)}
        policy.related.all().delete()
        names = {title.strip().lower(): title.strip() for title in titles if title.strip()}
        RelatedPolicy.objects.bulk_create(
            RelatedPolicy(policy=policy, other=held.get(key), title=title) for key, title in names.items()
        )
        trail.record(Verb.POLICY_CHANGED, policy, by=by, at=at, school=policy.school, related=sorted(names.values()))


def set_legal_references(
    policy: Policy, references: Iterable[tuple[str, int | None]], *, by: Person, at: datetime
) -> None:
    """Set the Acts and guidance the policy rests on (QEI-02)."""
    with change():
        policy = locked(policy.pk)
        policy.legal_references.all().delete()
        kept = {(title.lower(), year): (title, year) for title, year in references}
        LegalReference.objects.bulk_create(
            LegalReference(policy=policy, title=title, year=year) for title, year in kept.values()
        )
        trail.record(
            Verb.POLICY_CHANGED,
            policy,
            by=by,
            at=at,
            school=policy.school,
            legal_references=[f"{title} {year or ''}".strip() for title, year in kept.values()],
        )


def start_version(policy: Policy, *, by: Person, at: datetime) -> Version:
    """Start the next version from the text in force (empty for a first one). Only one is under way at a time."""
    with change():
        policy = locked(policy.pk)
        if policy.withdrawn_at is not None:
            raise NotAllowed("This policy was withdrawn, so no new version can be started.")
        if policy.versions.filter(status__in=VERSION_MOVES.table["write"][0]).exists():
            raise NotAllowed("A new version of this policy is already under way.")
        current = policy.versions.filter(status=Version.Status.IN_FORCE).first()
        version = Version(
            school=policy.school,
            policy=policy,
            number=next_number(current, is_material=True),
            sequence=(policy.versions.aggregate(top=Max("sequence"))["top"] or 0) + 1,
            edition=current.edition + 1 if current else 1,
            author=by.name,
            drafted_by=by,
            drafted_at=at,
        )
        version.save()
        if current is not None:
            for item in current.attachments.filter(kind=Attachment.Kind.ANNEX):
                version.attachments.create(file=item.file, kind=item.kind, title=item.title)
            store_text(version, replace(text_of(current), attachments=()))
        else:
            store_text(version, Text(clauses=()))
        trail.record(Verb.VERSION_STARTED, version, by=by, at=at, school=policy.school, number=version.number)
    return version


def next_number(current: Version | None, *, is_material: bool) -> str:
    """The number after the one in force: 2.0 after 1.3 for a new edition, 1.4 for a minor correction."""
    if current is None:
        return "1.0"
    whole, _, part = current.number.partition(".")
    if not whole.isdigit():
        return f"{current.edition + 1}.0" if is_material else f"{current.number}, corrected"[:20]
    minor = int(part) if part.isdigit() else 0
    return f"{int(whole) + 1}.0" if is_material else f"{whole}.{minor + 1}"


def store_text(version: Version, text: Text) -> None:
    """Replace a version's clauses and statements and bind its hash; for transitions, inside their change."""
    clauses = _with_anchors(text.clauses)
    version.clauses.all().delete()
    version.statements.all().delete()
    Clause.objects.bulk_create(
        Clause(
            version=version,
            position=position,
            level=clause.level,
            number=clause.number,
            title=clause.title,
            anchor=clause.anchor,
            html=clause.html,
            is_appendix=clause.is_appendix,
        )
        for position, clause in enumerate(clauses)
    )
    Statement.objects.bulk_create(
        Statement(version=version, position=position, text=words) for position, words in enumerate(text.statements)
    )
    bind(version)


def bind(version: Version) -> None:
    """Write down the canonical text as it is stored now, and its hash."""
    version.canonical = canonical(version.policy.title, text_of(version))
    version.content_hash = content_hash(version.canonical)
    version.save(update_fields=["canonical", "content_hash"])


def _with_anchors(clauses: Sequence[ClauseText]) -> list[ClauseText]:
    """Every clause with an anchor of its own: the one it has, or a new one that no other clause has had."""
    taken = {clause.anchor for clause in clauses if clause.anchor}
    anchored, seen = [], set[str]()
    for clause in clauses:
        anchor = clause.anchor
        if not anchor or anchor in seen:
            base = slugify(f"{clause.number} {clause.title}")[:50].strip("-") or "clause"
            anchor = first_free(base, taken)
            taken.add(anchor)
        seen.add(anchor)
        anchored.append(replace(clause, anchor=anchor))
    return anchored


def write_text(version: Version, text: Text, *, by: Person, at: datetime, is_issued: bool = False) -> Version:
    """Write a version's text. What was given to the text before (decisions, signatures) is void, and says so.

    Raises NotAllowed where it touches a clause that the trust locked, unless it is the trust's text (`is_issued`).
    """
    with change():
        policy = locked(version.policy_id)
        version = Version.objects.select_related("policy", "school").get(pk=version.pk)
        status = VERSION_MOVES.check("write", version.status)
        before = version.content_hash
        store_text(version, text if is_issued else guarded(version, text))
        if version.content_hash == before:
            return version
        voided = void_steps(version, by=by, at=at)
        version.status = status
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
        )
    return version


def rewrite(version: Version, *, by: Person, at: datetime, **changed: Any) -> Version:
    """Write a version's text with some parts of it changed: `clauses`, `statements`."""
    with change():
        locked(version.policy_id)
        return write_text(version, replace(text_of(version), **changed), by=by, at=at)


def attach_file(version: Version, file: File, kind: str, title: str, *, by: Person, at: datetime) -> Version:
    """Add a file to a version's text; like any edit it voids what was given."""
    with change():
        version = _editable(version)
        version.attachments.create(file=file, kind=kind, title=title)
        _rebound(version, by=by, at=at)
        trail.record(Verb.FILE_ATTACHED, version, by=by, at=at, school=version.school, title=title, sha256=file.sha256)
    return version


def detach_file(attachment: Attachment, *, by: Person, at: datetime) -> Version:
    """Take a file out of a version's text; the file itself stays sealed. One that the trust issued is not taken out."""
    with change():
        version = _editable(attachment.version)
        check_not_issued(attachment)
        attachment.delete()
        _rebound(version, by=by, at=at)
        trail.record(Verb.FILE_DETACHED, version, by=by, at=at, school=version.school, title=attachment.title)
    return version


def _editable(version: Version) -> Version:
    locked(version.policy_id)
    version = Version.objects.select_related("policy", "school").get(pk=version.pk)
    VERSION_MOVES.check("write", version.status)
    return version


def _rebound(version: Version, *, by: Person, at: datetime) -> None:
    bind(version)
    void_steps(version, by=by, at=at)
    version.status = VERSION_MOVES.check("write", version.status)
    version.save(update_fields=["status"])


@dataclass(frozen=True)
class Cover:
    """What stands on a version's cover; not part of the content hash."""

    author: str = ""
    guidance_used: str = ""
    last_updated_on: date | None = None
    last_updated_precision: str = "day"
    review_on: date | None = None
    review_precision: str = "day"
    review_due_on: date | None = None
    school_year: str = ""


def describe_version(version: Version, cover: Cover, *, by: Person, at: datetime) -> Version:
    """Set the cover facts: author, sources, dates. They do not touch the text, so nothing is voided."""
    with change():
        version = _editable(version)
        set_cover(version, cover)
        trail.record(Verb.VERSION_DESCRIBED, version, by=by, at=at, school=version.school, cover=_said(cover))
    return version


def set_cover(version: Version, cover: Cover) -> None:
    """Write the cover facts; for transitions, inside their change."""
    for name, value in vars(cover).items():
        setattr(version, name, value)
    version.save(update_fields=list(vars(cover)))


def _said(cover: Cover) -> dict[str, Any]:
    return {name: str(value) for name, value in vars(cover).items() if value}


def set_materiality(version: Version, *, is_material: bool, change_note: str, by: Person, at: datetime) -> Version:
    """Say whether a version asks everyone again or is a minor correction, with its reason (ALL-01)."""
    with change():
        version = _editable(version)
        current = version.policy.versions.filter(status=Version.Status.IN_FORCE).first()
        if current is None and not is_material:
            raise NotAllowed("This is the first version, so there is nothing to correct: everyone is asked.")
        if not is_material and not change_note:
            raise NotAllowed("Say what the minor correction changes: it is shown to those who acknowledged before.")
        version.is_material, version.change_note = is_material, change_note
        version.edition = (current.edition if current else 0) + (1 if is_material else 0)
        version.number = next_number(current, is_material=is_material)
        version.save(update_fields=["is_material", "change_note", "edition", "number"])
        trail.record(
            Verb.VERSION_DESCRIBED,
            version,
            by=by,
            at=at,
            school=version.school,
            is_material=is_material,
            change_note=change_note,
        )
    return version


def abandon_version(version: Version, *, by: Person, at: datetime) -> Version:
    """Give up a version that is under way. It is kept, and the version in force stays as it is."""
    with change():
        policy = locked(version.policy_id)
        version = Version.objects.select_related("policy", "school").get(pk=version.pk)
        version.status = VERSION_MOVES.check("abandon", version.status)
        void_steps(version, by=by, at=at)
        version.ended_at = at
        version.save(update_fields=["status", "ended_at"])
        trail.record(Verb.VERSION_ABANDONED, version, by=by, at=at, school=policy.school, number=version.number)
    return version
