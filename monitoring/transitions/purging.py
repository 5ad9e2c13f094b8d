"""Everything that can happen to a purge and to a night, but the destroying itself."""

from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import Max, Sum

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.jobs.transitions import ask
from foundation.schools.models import Person, School
from monitoring.models import Certificate, Night, Purge, PurgeChunk, Tombstone
from monitoring.retention import due, holds
from monitoring.retention.alarms import share_trouble
from monitoring.retention.classes import How, RecordClass, class_of
from monitoring.retention.destroy import CLOCK, hash_of
from monitoring.retention.period import Period, day_of
from monitoring.verbs import Verb

JOB = "monitoring.purge"
TWICE = "Somebody else has to agree: two people look at what cannot be undone."


def _record(verb: Verb, row: Purge | Night, *, by: Actor, at: datetime, **data: Any) -> None:
    trail.record(verb, row, by=by, at=at, school=row.school, **data)


def refuse_same(one: Person | None, by: Person) -> None:
    """The second person is another one, under whatever log-in. Raises NotAllowed."""
    if one is None:
        return
    if one.pk == by.pk or (one.user_id is not None and one.user_id == by.user_id):
        raise NotAllowed(TWICE)


def held(purge: Purge) -> Purge:
    """The purge, locked, behind the lock of its school."""
    school = holds.lock(purge.school)
    purge = Purge.objects.select_for_update().get(pk=purge.pk)
    purge.school = school
    return purge


def find(record_class: RecordClass, school: School, period: Period, number: int, on: date, *, at: datetime) -> Purge:
    """Something of a class falls due: a purge that waits for two people, or runs by itself; an open one is renewed."""
    with change():
        school = holds.lock(school)
        fields = {"due_on": on, "until_on": period.latest(on), "rule": str(period), "found_count": number}
        is_open = Purge.objects.filter(school=school, record_class=record_class.code, status__in=Purge.OPEN)
        purge = is_open.select_for_update().first()
        if purge is None:
            status = Purge.Status.FOUND if record_class.asks else Purge.Status.AGREED
            purge = Purge.objects.create(
                school=school,
                record_class=record_class.code,
                needs_second=record_class.asks,
                status=status,
                found_at=at,
                **fields,
            )
            _record(Verb.PURGE_FOUND, purge, by=CLOCK, at=at, record_class=purge.record_class, count=number)
        elif purge.status == Purge.Status.FOUND:
            Purge.objects.filter(pk=purge.pk).update(**fields)
            purge.refresh_from_db()
        if purge.status in (Purge.Status.AGREED, Purge.Status.RUNNING):
            ask_for(purge, at=at)
    return purge


def ask_for(purge: Purge, *, at: datetime) -> None:
    """Have the purge run: at once, and once a day until it is done (safe to be asked for twice)."""
    key = f"purge:{purge.uid}:{at:%Y%m%d%H%M%S}"
    ask(JOB, key=key, payload={"purge": str(purge.uid)}, school=purge.school, by=CLOCK, at=at)


def propose(purge: Purge, *, by: Person, at: datetime) -> Purge:
    """The data protection lead has looked through what falls due, and asks a second person to agree."""
    with change():
        purge = held(purge)
        purge.status = Purge.MOVES.check("propose", purge.status)
        purge.proposed_by, purge.proposed_by_name, purge.proposed_at = by, by.name, at
        purge.save(update_fields=["status", "proposed_by", "proposed_by_name", "proposed_at"])
        _record(Verb.PURGE_PROPOSED, purge, by=by, at=at, count=purge.found_count)
    return purge


def agree(purge: Purge, *, by: Person, at: datetime) -> Purge:
    """A second person agrees that it cannot be undone; it then runs by itself."""
    with change():
        purge = held(purge)
        leads_to = Purge.MOVES.check("agree", purge.status)
        refuse_same(purge.proposed_by, by)
        purge.status = leads_to
        purge.agreed_by, purge.agreed_by_name, purge.agreed_at = by, by.name, at
        purge.save(update_fields=["status", "agreed_by", "agreed_by_name", "agreed_at"])
        _record(Verb.PURGE_AGREED, purge, by=by, at=at, count=purge.found_count)
        ask_for(purge, at=at)
    return purge


def refuse(purge: Purge, why: str, *, by: Person, at: datetime) -> Purge:
    """Nothing is destroyed now; the next night finds it again, so whoever wants it kept places a hold."""
    with change():
        purge = held(purge)
        purge.status = Purge.MOVES.check("refuse", purge.status)
        purge.refused_why, purge.finished_at = why, at
        purge.agreed_by, purge.agreed_by_name, purge.agreed_at = by, by.name, at
        purge.save(update_fields=["status", "refused_why", "finished_at", "agreed_by", "agreed_by_name", "agreed_at"])
        _record(Verb.PURGE_REFUSED, purge, by=by, at=at)
    return purge


def start(purge: Purge, *, at: datetime) -> bool:
    """The purge begins, or goes on where it was; False when it may not (it was stopped, or stops here by an alarm)."""
    with change():
        purge = held(purge)
        if purge.status not in (Purge.Status.AGREED, Purge.Status.RUNNING):
            return False
        record_class = class_of(purge.record_class)
        if purge.status == Purge.Status.RUNNING:
            return True
        trouble = "" if purge.gone_on_at else _share(purge, record_class)
        if trouble:
            _stop(purge, trouble, at=at)
            return False
        purge.status = Purge.MOVES.check("start", purge.status)
        purge.started_at = purge.started_at or at
        purge.cursor = {**purge.cursor, "days": _days(purge, record_class)}
        purge.save(update_fields=["status", "started_at", "cursor"])
        _record(Verb.PURGE_STARTED, purge, by=CLOCK, at=at)
    return True


def _share(purge: Purge, record_class: RecordClass) -> str:
    number = sum(due.begun_by(due.roots(root, purge.school), purge.until_on).count() for root in record_class.roots)
    return share_trouble(record_class, purge.school, number, purge.found_count if purge.needs_second else None)


def _days(purge: Purge, record_class: RecordClass) -> dict[str, list[str]]:
    """Of rows that leave no mark each: the first and the last day among those that go."""
    days = {}
    for root in record_class.roots:
        if root.how in (How.ROWS, How.PAYLOAD):
            rows = due.begun_by(due.roots(root, purge.school), purge.until_on)
            first = rows.order_by("began").values_list("began", flat=True).first()
            last = rows.order_by("-began").values_list("began", flat=True).first()
            if first is not None and last is not None:
                days[root.label] = [day_of(first).isoformat(), day_of(last).isoformat()]
    return days


def stop(purge: Purge, trouble: str, *, at: datetime) -> Purge:
    """An alarm stops the purge between two chunks; two people look at it."""
    with change():
        purge = held(purge)
        _stop(purge, trouble, at=at)
    return purge


def _stop(purge: Purge, trouble: str, *, at: datetime) -> None:
    purge.status = Purge.MOVES.check("stop", purge.status)
    purge.stopped_at, purge.trouble = at, trouble
    purge.asked_on_by = purge.asked_on_at = purge.gone_on_by = purge.gone_on_at = None
    purge.save(
        update_fields=["status", "stopped_at", "trouble", "asked_on_by", "asked_on_at", "gone_on_by", "gone_on_at"]
    )
    _record(Verb.PURGE_STOPPED, purge, by=CLOCK, at=at, trouble=trouble)


def ask_on(row: Purge | Night, why: str, *, by: Person, at: datetime) -> None:
    """Somebody has looked at what was stopped, and says why it can go on; a second person has to agree."""
    with change():
        row = _stopped(row)
        row.asked_on_by, row.asked_on_by_name, row.asked_on_at, row.asked_on_why = by, by.name, at, why
        row.save(update_fields=["asked_on_by", "asked_on_by_name", "asked_on_at", "asked_on_why"])
        _record(Verb.PURGE_TO_GO_ON if isinstance(row, Purge) else Verb.NIGHT_TO_GO_ON, row, by=by, at=at)


def go_on(row: Purge | Night, *, by: Person, at: datetime) -> None:
    """A second person agrees that what was stopped goes on."""
    with change():
        row = _stopped(row)
        if row.asked_on_by is None:
            raise NotAllowed("First somebody has to say why it can go on.")
        refuse_same(row.asked_on_by, by)
        row.gone_on_by, row.gone_on_by_name, row.gone_on_at = by, by.name, at
        if isinstance(row, Purge):
            row.status = Purge.MOVES.check("go_on", row.status)
            ask_for(row, at=at)
        else:
            row.status, row.at = Night.Status.WENT_ON, at
        row.save()
        _record(Verb.PURGE_WENT_ON if isinstance(row, Purge) else Verb.NIGHT_WENT_ON, row, by=by, at=at)


def _stopped(row: Any) -> Any:
    """The row, locked, where it is stopped. Raises NotAllowed."""
    school = holds.lock(row.school)
    row = type(row).objects.select_for_update().get(pk=row.pk)
    row.school = school
    if row.status != "stopped":
        raise NotAllowed("This is not stopped any more.")
    return row


def finish(purge: Purge, *, at: datetime) -> Certificate | None:
    """Nothing more goes: the certificate; none where everything was held or had to wait."""
    with change():
        purge = held(purge)
        purge.status = Purge.MOVES.check("finish", purge.status)
        purge.finished_at = at
        purge.save(update_fields=["status", "finished_at"])
        certificate = certify(purge, at)
        _record(Verb.PURGE_DONE, purge, by=CLOCK, at=at, count=certificate.count if certificate else 0)
    return certificate


def certify(purge: Purge, at: datetime) -> Certificate | None:
    """The certificate of what went, inside the change that ends the purge; none where nothing did."""
    chunks = PurgeChunk.objects.filter(purge=purge)
    if not chunks.exists():
        return None
    sums = chunks.aggregate(count=Sum("count"), parts=Sum("parts"), files=Sum("files"))
    record_class = class_of(purge.record_class)
    left = sum(due.begun_by(due.roots(root, purge.school), purge.until_on).count() for root in record_class.roots)
    last = Certificate.objects.filter(school=purge.school).aggregate(last=Max("number"))["last"]
    return Certificate.objects.create(
        school=purge.school,
        number=(last or 0) + 1,
        purge=purge,
        record_class=purge.record_class,
        title=record_class.title,
        rule=purge.rule,
        left=left,
        first_on=min(chunks.values_list("first_on", flat=True)),
        last_on=max(chunks.values_list("last_on", flat=True)),
        agreed_by_name=agreed_by(purge),
        sha256=hash_of_all(purge),
        at=at,
        **sums,
    )


def agreed_by(purge: Purge) -> str:
    """Who agreed to it, in words."""
    if purge.needs_second:
        return f"{purge.proposed_by_name} and {purge.agreed_by_name}"
    rule = due.rule_of(purge.school, purge.record_class)
    if rule is None:
        return "By itself, under the period that comes with Countersign"
    return f"By itself, under the school's own period (agreed by {rule.decided_by_name})"


def hash_of_all(purge: Purge) -> str:
    """SHA-256 over the sorted uids of the roots; where rows have none, over the hashes of the chunks in their order."""
    stones = Tombstone.objects.filter(chunk__purge=purge, is_root=True).order_by("about_uid")
    uids = stones.values_list("about_uid", flat=True)
    chunks = PurgeChunk.objects.filter(purge=purge, first_key__isnull=False).order_by("number")
    return hash_of(chain(uids.iterator(chunk_size=5000), chunks.values_list("sha256", flat=True)))
