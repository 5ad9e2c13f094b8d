"""What was found for a request: gathered by a job, looked over, and packed as one archive."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from foundation.audit import trail
from foundation.core.actors import Actor, Clock
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.documents.models import File
from foundation.jobs import transitions as jobs
from foundation.jobs.models import Job
from foundation.schools.models import Person
from monitoring import notices_subject
from monitoring.models import Exemption, ItemStatus, SubjectDecision, SubjectItem, SubjectRequest
from monitoring.subject.bars import barred, words_of
from monitoring.subject.content import content, hash_of
from monitoring.subject.rows import row_of
from monitoring.transitions.subject import MOVES, Status, destroy_archive, held, refuse_own
from monitoring.verbs import Verb

GATHER, PACK = "monitoring.subject_gather", "monitoring.subject_pack"
KEPT = timedelta(days=28)  # how long an archive lies ready
MACHINE = Clock("subject requests")
THEIRS_ALONE = "Only they see it here; nobody else reads it."
GONE = "What this was about is destroyed."
LEFT = {"file": "This file was destroyed meanwhile. Gather again.", "row": "This is not there any more. Gather again."}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of an item: with words to black out, or a copy of a file that was blacked out elsewhere."""

    status: str
    exemption: str = ""
    why: str = ""
    bars: Sequence[str] = field(default_factory=tuple)
    copy: Any = None


# Gathering


def ask_gather(request: SubjectRequest, *, by: Person, at: datetime) -> SubjectRequest:
    """Have everything found that names them; done again, what is new is added and what was decided stays."""
    with change():
        request = held(request)
        refuse_own(request, by)
        if request.status == Status.GATHERING and is_worked_on(gather_key(request)):
            raise NotAllowed("It is being gathered.")
        request.status = MOVES.check("gather", request.status)
        request.gatherings += 1
        request.searched = 0
        destroy_archive(request, by=by, at=at)
        request.save(update_fields=["status", "gatherings", "searched", "file", "file_until"])
        trail.record(Verb.SUBJECT_CHANGED, request, by=by, at=at, school=request.school, what="gathering")
        payload = {"request": str(request.uid)}
        jobs.ask(GATHER, key=gather_key(request), payload=payload, school=request.school, by=by, at=at)
    return request


def gather_key(request: SubjectRequest) -> str:
    return f"subject-gather:{request.uid}:{request.gatherings}"


def is_worked_on(key: str) -> bool:
    """Whether the worker still has this to do; what was given up can be asked for again."""
    return Job.objects.filter(key=key, status__in=Job.OPEN).exists()


def pack_key(request: SubjectRequest) -> str:
    return f"subject-pack:{request.uid}:{request.packings}"


def settle(item: SubjectItem, status: str, why: str, *, at: datetime) -> None:
    """What the machine decides of an item that is not kept yet: there is nobody who could."""
    item.status, item.why = status, why
    item.decided_by_name, item.decided_at = MACHINE.actor_name, at
    item.guard_label, item.guard_uid = "", None


def add_items(request: SubjectRequest, items: Collection[SubjectItem], *, at: datetime) -> None:
    """Keep what was found; what was found before stays as it is."""
    with change():
        request = held(request)
        if request.status != Status.GATHERING:
            raise NotAllowed("This request is not being gathered any more.")
        SubjectItem.objects.bulk_create(items, ignore_conflicts=True, batch_size=200)


def note_searched(request: SubjectRequest, count: int) -> None:
    """So many models were searched for words: a search that goes on later begins after them."""
    SubjectRequest.objects.filter(pk=request.pk, status=Status.GATHERING).update(searched=count)


def finish_gather(request: SubjectRequest, *, at: datetime) -> SubjectRequest:
    """All is found: people look it over."""
    with change():
        request = held(request)
        request.status = MOVES.check("gathered", request.status)
        request.gathered_at = at
        request.save(update_fields=["status", "gathered_at"])
        count = request.items.count()
        trail.record(Verb.SUBJECT_GATHERED, request, by=MACHINE, at=at, school=request.school, items=count)
        notices_subject.tell_reviewers(request, at=at)
    return request


# Looking over


def decide(item: SubjectItem, verdict: Verdict, *, by: Person, at: datetime) -> SubjectItem:
    """What becomes of one item. Raises NotAllowed where a word to black out would still stand in it."""
    return decide_all([item], verdict, by=by, at=at)[0]


def decide_all(
    items: Iterable[SubjectItem], verdict: Verdict, *, by: Person, at: datetime, bar_others: bool = False
) -> list[SubjectItem]:
    """The same for several; with `bar_others`, in each the other people found in it are blacked out."""
    decided = []
    with change():
        rows = sorted(items, key=lambda one: one.pk)
        if not rows:
            raise NotAllowed("There is nothing to decide.")
        request = held(rows[0].request)
        refuse_own(request, by)
        if request.status != Status.REVIEW:
            raise NotAllowed("This request is not being looked through now.")
        for item in SubjectItem.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows]):
            decided.append(_decided(item, _of_others(item, verdict) if bar_others else verdict, by=by, at=at))
        SubjectDecision.objects.bulk_create([_line(item, by=by, at=at) for item in decided])
        trail.record(
            Verb.SUBJECT_DECIDED,
            request,
            by=by,
            at=at,
            school=request.school,
            items=len(decided),
            outcome=verdict.status,
        )
    return decided


def _of_others(item: SubjectItem, verdict: Verdict) -> Verdict:
    others = item.others.splitlines()
    status = ItemStatus.BLACKED_OUT if others else ItemStatus.INCLUDED
    return Verdict(status=status, exemption=Exemption.THIRD_PARTY if others else "", why=verdict.why, bars=others)


def _decided(item: SubjectItem, verdict: Verdict, *, by: Person, at: datetime) -> SubjectItem:
    _refuse_half(item, verdict)
    row = row_of(item)
    if row is None:
        raise NotAllowed(LEFT["row"])
    said = content(row)
    if verdict.status == ItemStatus.BLACKED_OUT:
        barred(said, verdict.bars)
    item.status, item.exemption, item.why = verdict.status, verdict.exemption, verdict.why
    item.bars = "\n".join(words_of(verdict.bars))
    item.content_hash = hash_of(said)
    item.decided_by, item.decided_by_name, item.decided_at = by, by.name, at
    item.copy = _copy(item, verdict, by=by, at=at)
    item.save(
        update_fields=[
            *("status", "exemption", "why", "bars", "content_hash", "copy"),
            *("decided_by", "decided_by_name", "decided_at"),
        ]
    )
    return item


def _refuse_half(item: SubjectItem, verdict: Verdict) -> None:
    is_file = item.about_label == File._meta.label
    if verdict.status == ItemStatus.LEFT_OUT and not (verdict.exemption and verdict.why.strip()):
        raise NotAllowed("Say on which ground it is left out, and why.")
    if verdict.status != ItemStatus.BLACKED_OUT:
        return
    if is_file and verdict.copy is None and item.copy is None:
        raise NotAllowed("Upload a copy of the file in which what is withheld is blacked out.")
    if not is_file and not words_of(verdict.bars):
        raise NotAllowed("Say which words are blacked out.")
    if not verdict.exemption:
        raise NotAllowed("Say on which ground words are blacked out.")


def _copy(item: SubjectItem, verdict: Verdict, *, by: Person, at: datetime) -> File | None:
    """The copy that goes out instead of the file; one that is not needed any more is destroyed."""
    wanted = verdict.status == ItemStatus.BLACKED_OUT
    if item.copy is not None and (verdict.copy is not None or not wanted):
        files.purge(item.copy, rule="a copy that is not sent", by=by, at=at)
        item.copy = None
    if verdict.copy is None or not wanted:
        return item.copy
    return files.seal_upload(
        verdict.copy, owner=item, school=item.school, by=by, at=at, retention_class=item.retention_class
    )


def _line(item: SubjectItem, *, by: Person, at: datetime) -> SubjectDecision:
    return SubjectDecision(
        school=item.school,
        request=item.request,
        item=item,
        status=item.status,
        exemption=item.exemption,
        why=item.why,
        by=by,
        by_name=by.name,
        at=at,
    )


# Packing


def ask_pack(request: SubjectRequest, *, by: Person, at: datetime) -> SubjectRequest:
    """Have the archive made of what is included, once everything was looked at."""
    with change():
        request = held(request)
        refuse_own(request, by)
        MOVES.check("pack", request.status)
        left = request.items.filter(status=ItemStatus.TO_REVIEW).count()
        if left:
            raise NotAllowed(f"{left} item{' is' if left == 1 else 's are'} still to be looked at.")
        if request.identity_confirmed_on is None:
            raise NotAllowed("Confirm first who asks.")
        request.packings += 1
        request.save(update_fields=["packings"])
        payload = {"request": str(request.uid)}
        jobs.ask(PACK, key=pack_key(request), payload=payload, school=request.school, by=by, at=at)
    return request


def look_again(request: SubjectRequest, changed: Collection[int], *, at: datetime) -> None:
    """What changed since somebody looked at it is looked at again."""
    with change():
        request = held(request)
        for item in SubjectItem.objects.select_for_update(of=("self",)).filter(request=request, pk__in=changed):
            item.status, item.decided_at, item.content_hash = ItemStatus.TO_REVIEW, None, ""
            item.save(update_fields=["status", "decided_at", "content_hash"])
        count = len(changed)
        trail.record(Verb.SUBJECT_CHANGED, request, by=MACHINE, at=at, school=request.school, looked_at_again=count)
        notices_subject.tell_reviewers(request, at=at)


def finish_pack(request: SubjectRequest, packed: bytes, *, at: datetime) -> SubjectRequest:
    """Keep the archive, sealed, for four weeks."""
    with change():
        request = held(request)
        request.status = MOVES.check("pack", request.status)
        if request.items.filter(status=ItemStatus.TO_REVIEW).exists():
            raise NotAllowed("Something is still to be looked at.")
        request.file = files.seal(
            f"{request.reference}.zip",
            packed,
            media_type="application/zip",
            owner=request,
            school=request.school,
            by=MACHINE,
            at=at,
            retention_class=request.retention_class,
        )
        request.file_until = at + KEPT
        request.save(update_fields=["status", "file", "file_until"])
        trail.record(Verb.SUBJECT_PACKED, request, by=MACHINE, at=at, school=request.school)
    return request


def reopen(request: SubjectRequest, *, by: Actor, at: datetime) -> SubjectRequest:
    """Look through it again: the archive is destroyed."""
    with change():
        request = held(request)
        if isinstance(by, Person):
            refuse_own(request, by)
        request.status = MOVES.check("reopen", request.status)
        destroy_archive(request, by=by, at=at)
        request.save(update_fields=["status", "file", "file_until"])
        trail.record(Verb.SUBJECT_REOPENED, request, by=by, at=at, school=request.school)
    return request


def destroy_old_archives(*, at: datetime) -> int:
    """Archives whose days are over go; a request that was not sent by then is to be packed again."""
    old = list(SubjectRequest.objects.filter(file__isnull=False, file_until__lte=at))
    for request in old:
        if request.status == Status.READY:
            reopen(request, by=MACHINE, at=at)
            continue
        with change():
            request = held(request)
            destroy_archive(request, by=MACHINE, at=at)
            request.save(update_fields=["file", "file_until"])
            trail.record(Verb.SUBJECT_DESTROYED, request, by=MACHINE, at=at, school=request.school)
    return len(old)
