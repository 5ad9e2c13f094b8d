"""A log for a check: it arrives sealed, is looked over, taken of line by line; the file is destroyed at the end."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.documents.models import File
from foundation.documents.names import clean_name
from foundation.jobs import transitions as jobs
from foundation.jobs.models import Job
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself
from monitoring.check_moves import CHECK_MOVES, EXTRACT_MOVES
from monitoring.models import Check, ColumnMapping, UsageExtract, UsageRow
from monitoring.models.usage import KEPT_UNREAD
from monitoring.retention.rows import destroy_rows
from monitoring.transitions.checks import What, held, refuse_subject, write
from monitoring.transitions.telling import refuse_overdue_secrecy
from monitoring.usage.arriving import Arrived
from monitoring.usage.columns import Layout
from monitoring.usage.looking_over import Head, head_of, opened
from monitoring.usage.period import period_of
from monitoring.usage.sieve import KEPT, LEFT_OUT, OTHER_DAYS, OTHER_PEOPLE, UNREADABLE, Sifted
from monitoring.usage.storing import store
from monitoring.verbs import Verb

KIND = "monitoring.usage_log"
OWNER = UsageExtract._meta.label
RULE = "a log is kept until its extract is taken, or is not wanted"
MOST_SAID = 100  # lines that could not be read, said one by one
COUNTED = {
    KEPT: "kept_count",
    OTHER_PEOPLE: "other_people_count",
    OTHER_DAYS: "other_days_count",
    LEFT_OUT: "left_out_count",
    UNREADABLE: "unreadable_count",
}


def refuse_logs(check: Check, by: Person, on: date) -> None:
    """A log comes in only for a check that was authorised and begun, by who carries it out (ACR-19)."""
    refuse_subject(check, by)
    if check.carried_by is None or not is_oneself(by, check.carried_by):
        raise NotAllowed("Somebody else carries this check out.")
    CHECK_MOVES.check("work", check.status)
    refuse_overdue_secrecy(check, on)


def keep_log(check: Check, name: str, chunks: Iterable[bytes], *, by: Person, at: datetime) -> UsageExtract:
    """Seal a file as it comes, piece by piece. Raises NotALog, NotAllowed; nothing of it stays then."""
    refuse_logs(check, by, localdate(at))
    uid, kept, arrived = uuid4(), list[UUID](), Arrived()
    try:
        for number, piece in enumerate(arrived.pieces(chunks), start=1):
            with change():
                kept.append(_seal(check, (OWNER, uid), f"log, part {number}.csv", piece, by=by, at=at))
        head_of(opened(kept), arrived.size)
        return _kept(check, uid, name, kept, arrived, by=by, at=at)
    except BaseException:
        with change():
            _destroy(kept, by=by, at=at)
        raise


def _seal(check: Check, owner: tuple[str, UUID], name: str, piece: bytes, *, by: Actor, at: datetime) -> UUID:
    file = files.seal(
        name,
        piece,
        media_type="text/csv",
        owner=owner,
        school=check.school,
        by=by,
        at=at,
        retention_class="usage_import",
    )
    return file.uid


def _kept(
    check: Check, uid: UUID, name: str, pieces: Sequence[UUID], arrived: Arrived, *, by: Person, at: datetime
) -> UsageExtract:
    with change():
        check = held(check)
        refuse_logs(check, by, localdate(at))
        taken = (UsageExtract.Status.READING, UsageExtract.Status.KEPT)
        if check.extracts.filter(sha256=arrived.sha256, status__in=taken).exists():
            raise NotAllowed("This very file was brought in for this check already.")
        extract = UsageExtract.objects.create(
            uid=uid,
            school=check.school,
            of=check,
            file_name=clean_name(name),
            size=arrived.size,
            sha256=arrived.sha256,
            pieces=[str(piece) for piece in pieces],
            uploaded_by=by,
            uploaded_at=at,
        )
        trail.record(Verb.LOG_UPLOADED, extract, by=by, at=at, school=check.school, size=arrived.size)
    return extract


def held_extract(extract: UsageExtract) -> UsageExtract:
    """The extract under its lock."""
    rows = UsageExtract.objects.select_for_update(of=("self",)).select_related("school", "of__subject")
    return rows.get(pk=extract.pk)


def say_layout(extract: UsageExtract, layout: Layout, names: Sequence[str], *, by: Person) -> UsageExtract:
    """Say which column is what, and what the filter calls the employee. Nothing is taken yet."""
    with change():
        extract = held_extract(extract)
        refuse_subject(extract.of, by)
        extract.status = EXTRACT_MOVES.check("look_over", extract.status)
        extract.layout, extract.user_names = layout.as_json(), "\n".join(names)
        extract.save(update_fields=["status", "layout", "user_names"])
    return extract


def confirm_log(extract: UsageExtract, head: Head, *, by: Person, at: datetime) -> Job:
    """Take of the log what belongs to the check, by a job; the columns are remembered for the next file like it."""
    on = localdate(at)
    with change():
        check = held(extract.of)
        extract = held_extract(extract)
        refuse_logs(check, by, on)
        extract.status = EXTRACT_MOVES.check("confirm", extract.status)
        layout = Layout.from_json(extract.layout)
        if layout.missing or not extract.user_names.strip():
            raise NotAllowed("Say first which column is what, and what the filter calls the person.")
        extract.period_from, extract.period_to = period_of(check, on)
        if extract.period_to < extract.period_from:
            raise NotAllowed("No day of this check can be looked at yet, or all are older than logs are kept.")
        extract.offset, extract.line, extract.confirmed_at = head.offset, head.line, at
        extract.save(update_fields=["status", "period_from", "period_to", "offset", "line", "confirmed_at"])
        said = {"layout": {**extract.layout, "is_sure": True}, "used_at": at}
        ColumnMapping.objects.update_or_create(school=check.school, headings=head.mark, defaults=said)
        trail.record(Verb.LOG_CONFIRMED, extract, by=by, at=at, school=check.school)
        payload = {"extract": str(extract.uid)}
        return jobs.ask(KIND, key=f"{KIND}:{extract.uid}", payload=payload, school=check.school, by=by, at=at)


class Moved(Exception):
    """Somebody else read on meanwhile: go on from where it stands now."""


def take_in(extract: UsageExtract, sifted: Sifted, *, end: int, lines: int) -> UsageExtract:
    """Keep what came of some lines, and that they are read, together: killed at any point, it goes on without a gap.

    `end` is the byte behind them. Raises Moved when the log does not stand where these lines began.
    """
    with change():
        held_now = held_extract(extract)
        EXTRACT_MOVES.check("read", held_now.status)
        if held_now.offset != extract.offset:
            raise Moved
        extract = held_now
        store(extract, sifted.rows)
        for verdict, name in COUNTED.items():
            setattr(extract, name, getattr(extract, name) + sifted.counts[verdict])
        extract.read_count += sum(sifted.counts.values())
        extract.unreadable = [*extract.unreadable, *map(list, sifted.unreadable)][:MOST_SAID]
        extract.offset, extract.line = end, extract.line + lines
        if sifted.rows:
            times = [row[0] for row in sifted.rows]
            extract.first_at = min([*filter(None, [extract.first_at]), min(times)])
            extract.last_at = max([*filter(None, [extract.last_at]), max(times)])
        fields = ["read_count", *COUNTED.values(), "unreadable", "offset", "line", "first_at", "last_at"]
        extract.save(update_fields=fields)
    return extract


def finish_log(extract: UsageExtract, *, by: Actor, at: datetime) -> UsageExtract:
    """All lines are read: the file is destroyed, and only the extract is kept."""
    with change():
        check = held(extract.of)
        extract = held_extract(extract)
        if extract.status == UsageExtract.Status.KEPT:
            return extract
        extract.status = EXTRACT_MOVES.check("keep", extract.status)
        extract = _done_with(extract, by=by, at=at)
        said = f"A log was brought in: {extract.kept_count:,} of {extract.read_count:,} lines are of this check."
        write(check, What.EVENT, said, by=by, at=at)
        counts = {name: getattr(extract, name) for name in ("read_count", *COUNTED.values())}
        trail.record(Verb.LOG_KEPT, extract, by=by, at=at, school=check.school, **counts)
    return extract


def stop_log(extract: UsageExtract, *, by: Person, at: datetime) -> UsageExtract:
    """Stop a log that is being brought in. A part would mislead: what was taken so far is destroyed."""
    with change():
        check = held(extract.of)
        extract = held_extract(extract)
        refuse_subject(check, by)
        extract.status = EXTRACT_MOVES.check("stop", extract.status)
        extract = _done_with(extract, by=by, at=at)
        said = f"A log was stopped after {extract.line} lines. Nothing of it is kept."
        write(check, What.EVENT, said, by=by, at=at)
        trail.record(Verb.LOG_STOPPED, extract, by=by, at=at, school=check.school, destroyed=extract.kept_count)
    _destroy_part(extract)
    return extract


def _destroy_part(extract: UsageExtract) -> None:
    """In chunks, behind the commit that stopped it; a machine that stops in between leaves the rest for the night."""
    for _ in destroy_rows(lambda: UsageRow.objects.filter(extract=extract), along="at"):
        pass


def leave_log(extract: UsageExtract, *, by: Actor, at: datetime) -> UsageExtract:
    """Put a file away of which nothing was taken."""
    with change():
        extract = held_extract(extract)
        extract.status = EXTRACT_MOVES.check("leave", extract.status)
        extract = _done_with(extract, by=by, at=at)
        trail.record(Verb.LOG_LEFT, extract, by=by, at=at, school=extract.school)
    return extract


def _done_with(extract: UsageExtract, *, by: Actor, at: datetime) -> UsageExtract:
    """The file goes, and what the filter calls the employee with it; inside a change."""
    _destroy([UUID(piece) for piece in extract.pieces], by=by, at=at)
    extract.pieces, extract.user_names, extract.finished_at = [], "", at
    extract.save(update_fields=["status", "pieces", "user_names", "finished_at"])
    return extract


def _destroy(pieces: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    for file in File.objects.filter(uid__in=pieces, purged_at=None):
        files.purge(file, rule=RULE, by=by, at=at)


def forget_logs(*, by: Actor, at: datetime) -> int:
    """Put away files that nobody went on with for a week, and destroy pieces of files that never fully arrived."""
    old = UsageExtract.objects.filter(status=UsageExtract.Status.LOOKED_OVER, uploaded_at__lt=at - KEPT_UNREAD)
    for extract in old:
        leave_log(extract, by=by, at=at)
    left = UsageRow.objects.filter(extract=OuterRef("pk"))
    for extract in UsageExtract.objects.filter(Exists(left), status=UsageExtract.Status.STOPPED):
        _destroy_part(extract)
    arrived = UsageExtract.objects.values("uid")
    stray = File.objects.filter(owner_label=OWNER, purged_at=None, sealed_at__lt=at - timedelta(days=1))
    for file in stray.exclude(owner_uid__in=arrived):
        files.purge(file, rule=RULE, by=by, at=at)
    return len(old)
