"""What was not done in time: each is written down and told once, under the lock of its case (ACR-12, ACR-14, HAY-06).

The mark stands in the same transaction as the telling, so whatever crashes, nothing is told twice or forgotten. Nothing
here opens an encrypted text: a key that is lost stops no clock.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from incidents.models import Case, CasePerson, DataBreach, Entry, Promise, Relation
from incidents.notices import tell_missed, tell_overdue
from incidents.transitions.cases import held, write
from incidents.verbs import Verb

OPEN = (Case.Status.RECEIVED, Case.Status.IN_HAND)
EVENT = Entry.What.EVENT


def chase(*, by: Actor, at: datetime) -> int:
    """Everything that is over its time and was not told yet; how much was told now."""
    return sum(_miss_all(by, at))


def _miss_all(by: Actor, at: datetime) -> Iterator[bool]:
    on = localdate(at)
    for promise in to_keep().filter(due_on__lt=on, missed_at=None).select_related("case"):
        yield miss_promise(promise, by=by, at=at)
    for row in to_contact().filter(contact_due_on__lt=on, contact_missed_at=None).select_related("case"):
        yield miss_contact(row, by=by, at=at)
    for case in to_consider().filter(lado_due_on__lt=on, lado_missed_at=None):
        yield miss_lado(case, by=by, at=at)
    for breach in to_report().filter(missed_at=None).select_related("case"):
        if breach.due_at < at:
            yield miss_breach(breach, by=by, at=at)


def to_keep() -> QuerySet[Promise]:
    """The promises that are open: whoever is affected waits for word."""
    return Promise.objects.filter(kept_at=None, affected__ended_at=None, case__status__in=OPEN)


def to_contact() -> QuerySet[CasePerson]:
    """The people affected with whom nobody has spoken."""
    rows = CasePerson.objects.filter(relation=Relation.AFFECTED, ended_at=None, contacted_at=None)
    return rows.filter(contact_due_on__isnull=False, case__status__in=OPEN)


def to_consider() -> QuerySet[Case]:
    """The allegations that nobody has considered with the LADO, or decided."""
    return Case.objects.filter(allegation=Case.Allegation.CONSIDERED, lado_at=None, status__in=OPEN)


def to_report() -> QuerySet[DataBreach]:
    """The personal-data breaches whose 72 hours count: no finding of no risk, and the commissioner not told."""
    counting = ~Q(risk=DataBreach.Risk.NONE) & Q(commissioner_told_at=None)
    return DataBreach.objects.filter(counting, case__status__in=OPEN).order_by(F("known_at"))


def miss_promise(promise: Promise, *, by: Actor, at: datetime) -> bool:
    """Somebody was promised word and has not heard: it goes to the headteacher and whoever leads (ACR-14)."""
    with change():
        case = held(promise.case)
        row = to_keep().select_for_update(of=("self",)).filter(pk=promise.pk, missed_at=None).first()
        if row is None or row.due_on >= localdate(at):
            return False
        row.missed_at = at
        row.save(update_fields=["missed_at"])
        row.case = case
        said = f"Word was promised to a person affected by {row.due_on:%-d %B %Y} and was not given."
        write(case, EVENT, said, by=by, at=at)
        trail.record(Verb.PROMISE_MISSED, case, by=by, at=at, school=case.school, due_on=row.due_on)
        tell_missed(row, at=at)
    return True


def miss_contact(affected: CasePerson, *, by: Actor, at: datetime) -> bool:
    """Nobody has spoken with a person affected within the school's days (ACR-12)."""
    with change():
        case = held(affected.case)
        row = to_contact().select_for_update(of=("self",)).filter(pk=affected.pk, contact_missed_at=None).first()
        if row is None or row.contact_due_on is None or row.contact_due_on >= localdate(at):
            return False
        row.contact_missed_at = at
        row.save(update_fields=["contact_missed_at"])
        due_on = f"{row.contact_due_on:%-d %B %Y}"
        _late(case, f"A first conversation with a person affected was due by {due_on}.", f"contact:{row.uid}", by, at)
    return True


def miss_lado(case: Case, *, by: Actor, at: datetime) -> bool:
    """The working day in which an allegation is considered with the LADO is over (HAY-06)."""
    with change():
        case = held(case)
        still = to_consider().filter(pk=case.pk, lado_missed_at=None).exists()
        if not still or case.lado_due_on is None or case.lado_due_on >= localdate(at):
            return False
        case.lado_missed_at = at
        case.save(update_fields=["lado_missed_at"])
        said = f"It was to be considered with the LADO by {case.lado_due_on:%-d %B %Y}."
        _late(case, said, f"lado:{case.uid}:{case.lado_due_on}", by, at)
    return True


def miss_breach(breach: DataBreach, *, by: Actor, at: datetime) -> bool:
    """The 72 hours are over (STM-19)."""
    with change():
        case = held(breach.case)
        row = to_report().select_for_update(of=("self",)).filter(pk=breach.pk, missed_at=None).first()
        if row is None or row.due_at >= at:
            return False
        row.missed_at = at
        row.save(update_fields=["missed_at"])
        said = "72 hours are over, and the commissioner has not been told of the personal-data breach."
        _late(case, said, f"breach:{row.uid}", by, at)
    return True


def _late(case: Case, said: str, key: str, by: Actor, at: datetime) -> None:
    write(case, EVENT, said, by=by, at=at)
    trail.record(Verb.CASE_OVERDUE, case, by=by, at=at, school=case.school, what=key.partition(":")[0])
    tell_overdue(case, key, at=at)
