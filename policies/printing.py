"""A version and an acknowledgement as they are printed: everything in words, read from the rows."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.timezone import localdate

from foundation.core.templatetags.words import moment
from foundation.schools.dates import PartDate
from foundation.schools.models import Body
from policies.cover import Record, in_words, records, review_words, updated_words
from policies.issued_files import annexes_of
from policies.models import Acknowledgement, Decision, Means, Step, StepKind, Version
from policies.pdf import ClausePrint, PolicyPrint, ReceiptPrint, SignaturePrint, StatementPrint, VersionPrint
from policies.verbs import OPEN

REVIEWERS = (Body.Kind.COMMITTEE, Body.Kind.LOCAL_BOARD)


def policy_print(version: Version, *, for_public: bool = False) -> PolicyPrint:
    """The version as it is printed; for the public without the names of people and of files."""
    policy, found = version.policy, records(version)
    decided = [record for record in found if record.kind == StepKind.DECIDE]
    return PolicyPrint(
        school=version.school.name,
        accent=version.school.colour,
        title=policy.title,
        version=version.number,
        mark=mark_of(version),
        last_updated=updated_words(version),
        approved_on="; ".join(record.on for record in decided),
        approved_by="; ".join(f"{record.who} {record.manner}".strip() for record in decided),
        disclosed="" if for_public else _disclosed(found),
        committee=_committee(version, found),
        in_force_from=_in_force_from(version),
        review_on=review_words(version),
        owner="" if for_public else policy.owner.name,
        applies_to=", ".join(policy.audience.values_list("name", flat=True)),
        signatures=[
            SignaturePrint(name=record.who, role=record.role, date=record.on)
            for record in found
            if record.kind == StepKind.SIGN
        ],
        clauses=_clauses(version),
        statements=[statement.text for statement in version.statements.all()],
        versions=_versions(version, for_public=for_public),
        related=_related(version, for_public=for_public),
        annexes=[] if for_public else [f"{item.title} ({item.file.name})" for item in annexes_of(version)],
        legal=[str(reference) for reference in policy.legal_references.all()],
        content_hash=version.content_hash,
    )


def _related(version: Version, *, for_public: bool) -> list[str]:
    """What it names as related; for the public nothing that is only for the school."""
    named = version.policy.related.all()
    if for_public:
        named = named.filter(Q(other=None) | Q(other__is_public=True, other__withdrawn_at=None))
    return [related.title for related in named]


def mark_of(version: Version) -> str:
    """What stands over the title of a text that is not in force."""
    if version.status in OPEN:
        return "Draft"
    if version.status == Version.Status.SUPERSEDED and version.ended_at:
        return f"Superseded on {in_words(localdate(version.ended_at))}"
    return "Given up" if version.status == Version.Status.ABANDONED else ""


def superseded_words(version: Version) -> str:
    """What stands over the kept print of a text that was superseded: when, and by which version where there is one."""
    later = version.policy.versions.filter(sequence__gt=version.sequence, in_force_at__isnull=False)
    following = later.order_by("sequence").first()
    return f"{mark_of(version)} by version {following.number}" if following else mark_of(version)


def _in_force_from(version: Version) -> str:
    """The day it came into force; of one that was in force before it came here, nobody wrote that down (ALL-03)."""
    if version.in_force_at is None or version.brought_in_at is not None:
        return ""
    return in_words(localdate(version.in_force_at))


def _committee(version: Version, found: Sequence[Record]) -> str:
    """The committee or local board that reviews it (ACR-01, COR-01)."""
    body = version.policy.body
    if body is not None and body.kind in REVIEWERS:
        return body.name
    named = (record.who for record in found if record.body_kind in REVIEWERS or record.kind == "reviewed")
    return next(named, "")


def _clauses(version: Version) -> list[ClausePrint]:
    return [
        ClausePrint(
            number=clause.number,
            title=clause.title,
            level=clause.level,
            anchor=clause.anchor,
            html=clause.html,
            appendix=clause.is_appendix,
        )
        for clause in version.clauses.all()
    ]


def _versions(version: Version, *, for_public: bool) -> list[VersionPrint]:
    """The version table (ACR-03): the document's own rows from before, then the versions made here up to this one."""
    policy = version.policy
    owner = "" if for_public else policy.owner.name
    before = [
        VersionPrint(
            version=row.number,
            created=row.created,
            owner="" if for_public else row.owner,
            panel_approved=row.panel_approved,
            review=row.review,
        )
        for other in policy.versions.filter(brought_in_at__isnull=False, sequence__lte=version.sequence)
        for row in other.past_versions.all()
    ]
    made = policy.versions.filter(in_force_at__isnull=False, sequence__lt=version.sequence).order_by("sequence")
    rows = list(before)
    for one in [*made, version]:
        rows += _review_rows(one, owner) if _is_listed(one, before) else _rows_of(one, owner)
    return rows


def _is_listed(version: Version, before: Sequence[VersionPrint]) -> bool:
    """Whether a version that was brought in stands in its own document's table already."""
    return version.brought_in_at is not None and version.number in {row.version for row in before}


def _version_row(version: Version, owner: str) -> VersionPrint:
    reviewed = reviews_of(version)
    return VersionPrint(
        version=version.number,
        created="" if version.brought_in_at else in_words(localdate(version.drafted_at)),
        owner=owner,
        panel_approved=_panel(version),
        review=reviewed[0].review_before if reviewed else review_words(version),
    )


def _rows_of(version: Version, owner: str) -> list[VersionPrint]:
    """A version, and each time it was reviewed without change."""
    return [_version_row(version, owner), *_review_rows(version, owner)]


def _review_rows(version: Version, owner: str) -> list[VersionPrint]:
    return [
        VersionPrint(
            version=f"{version.number}, reviewed without change",
            created=in_words(decision.decided_on),
            owner=owner,
            panel_approved="",
            review=str(PartDate.of(decision.next_review_on, decision.next_review_precision)),
        )
        for decision in reviews_of(version)
    ]


def reviews_of(version: Version) -> list[Decision]:
    """The decisions by which it was reviewed without change, in their order."""
    done = Decision.objects.filter(step__version=version, step__kind=StepKind.REVIEW, step__status=Step.Status.DONE)
    return list(done.order_by("step__round", "step__position"))


def _disclosed(found: Sequence[Record]) -> str:
    """Who wrote the text and also took part in deciding on it: disclosed, not forbidden."""
    return "; ".join(f"{record.authors} wrote it and took part in the decision" for record in found if record.authors)


def _panel(version: Version) -> str:
    """When the staff panel agreed to it."""
    steps = version.steps.filter(round=version.round, status=Step.Status.DONE, body__kind=Body.Kind.STAFF_PANEL)
    step = steps.select_related("consultation", "decision").first()
    if step is not None:
        return in_words(step.consultation.until_on if step.kind == StepKind.CONSULT else step.decision.decided_on)
    known = (record for record in records(version) if record.body_kind == Body.Kind.STAFF_PANEL)
    return next((record.on for record in known), "")


HOW = {
    Means.BROWSER: "Signed in, on screen",
    Means.PAPER: "On paper, entered from the signed sheet",
    Means.SHARED_DEVICE: "On a shared device, with their own PIN",
    Means.ON_BEHALF: "Recorded on their behalf by somebody else",
}


def receipt_print(receipt: Acknowledgement) -> ReceiptPrint:
    """The receipt as it is printed: the names and the words as they were."""
    on_paper, by_another = receipt.means == Means.PAPER, receipt.recorded_by_id != receipt.person_id
    signed = f"Signed on {in_words(receipt.signed_on)}" if receipt.signed_on else ""
    return ReceiptPrint(
        school=receipt.school.name,
        accent=receipt.school.colour,
        person=receipt.person_name,
        policy=receipt.policy.title,
        version=receipt.version.number,
        content_hash=receipt.content_hash,
        words=receipt.words,
        at=f"{signed}; entered {moment(receipt.at)}" if signed else moment(receipt.at),
        how=how_words(receipt),
        number=receipt_number(receipt),
        recorded_by=receipt.recorded_by_name if by_another else "",
        witness=receipt.witness,
        reason=receipt.reason,
        signature=receipt.signature,
        statements=[
            StatementPrint(
                words=row["text"],
                at=in_words(receipt.signed_on) if on_paper and receipt.signed_on else moment(receipt.at),
            )
            for row in receipt.statements
        ],
    )


def how_words(receipt: Acknowledgement) -> str:
    """How it was given, with the device where there was one."""
    how = HOW[Means(receipt.means)]
    return f"{how}: {receipt.device.name}" if receipt.device else how


def receipt_number(receipt: Acknowledgement) -> str:
    """A short name for it, to say over the telephone: the first part of its uid."""
    return receipt.uid.hex[:8].upper()


def print_name(version: Version) -> str:
    """The name under which a browser saves the print."""
    mark = mark_of(version)
    return f"{version.policy.title}, version {version.number}{f' ({mark.lower()})' if mark else ''}.pdf".replace(
        "/", "-"
    )
