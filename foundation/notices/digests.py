"""The morning's digest: one mail a person a day, of all that is due to be told. Also a nudge, by a person.

The ledger (`Reminder`) is written together with the notice, school by school and chunk by chunk, under the school's
lock: whoever runs second finds the rows of the first. The words are made when the mail is sent, of what is still owed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.apps import apps
from django.db.models import Max, Min
from django.utils import timezone

from foundation.audit import trail
from foundation.core.actors import Actor, Clock
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.notices.kinds import Kind, Mail, NoLongerOwed, Owing, kinds, owed_by
from foundation.notices.models import Notice, Reminder
from foundation.notices.reminders import Told, number_due
from foundation.notices.transitions import a_notice, queue, queue_all
from foundation.notices.verbs import Verb
from foundation.schools.calendar import SchoolCalendar, at_work
from foundation.schools.models import Person, School

DIGEST, NUDGE = "notices.digest", "notices.nudge"
CHUNK = 100  # people in one transaction
CLOCK = Clock("reminders")


def remind(school: School, *, on: date, at: datetime) -> int:
    """Tell everyone at work on this day what is due to be told to them; how many digests were queued."""
    calendar = SchoolCalendar.of(school)
    people = at_work(Person.objects.filter(school=school).exclude(email=""), calendar, on)
    owed = iter(sorted(owed_by(school, people, on).items())) if calendar.is_staff_day(on) else iter(())
    queued = 0
    while chunk := dict(islice(owed, CHUNK)):
        queued += _tell(school, calendar, chunk, on=on, at=at)
    return queued


def _tell(school: School, calendar: SchoolCalendar, owed: dict[int, list[Owing]], *, on: date, at: datetime) -> int:
    """One chunk of people: ledger rows and a digest each, in one short transaction."""
    with change():
        school = School.objects.select_for_update(no_key=True, of=("self",)).select_related("rules").get(pk=school.pk)
        people = {_digest_key(person, on): person for person in Person.objects.filter(pk__in=owed)}
        for key in Notice.objects.filter(key__in=people).values_list("key", flat=True):
            del people[key]  # has had today's digest
        ledger = _ledger(people.values())
        notices, rows = [], []
        for key, person in people.items():
            due = [
                (owing, nth)
                for owing in owed[person.pk]
                if (
                    nth := number_due(
                        ledger.get((person.pk, owing.about_key)), school.rules.reminder_spacing, calendar, on
                    )
                )
            ]
            if due:
                notices.append(a_notice(DIGEST, key=key, recipient=person, about=[], school=school, due_at=at))
                rows += [(key, _row(school, owing, nth, on)) for owing, nth in due]
        if notices:
            _write(notices, rows)
            trail.record(Verb.REMINDED, school, by=CLOCK, at=at, school=school, people=len(notices), things=len(rows))
    return len(notices)


def _write(notices: list[Notice], rows: list[tuple[str, Reminder]]) -> None:
    queue_all(notices)
    written = dict(Notice.objects.filter(key__in=[notice.key for notice in notices]).values_list("key", "pk"))
    for key, row in rows:
        row.notice_id = written[key]
    Reminder.objects.bulk_create([row for _, row in rows], batch_size=1000)


def _row(school: School, owing: Owing, nth: int, on: date) -> Reminder:
    return Reminder(
        school=school,
        person_id=owing.person_pk,
        about_label=owing.about_label,
        about_uid=owing.about_uid,
        about_key=owing.about_key,
        nth=nth,
        on=on,
    )


def _digest_key(person: Person, on: date) -> str:
    return f"digest:{person.uid}:{on.isoformat()}"


def _ledger(people: Iterable[Person]) -> dict[tuple[int, str], Told]:
    rows = Reminder.objects.filter(person__in=[person.pk for person in people]).order_by()
    told = rows.values_list("person_id", "about_key").annotate(Min("on"), Max("on"), Max("nth"))
    return {(person, about): Told(first, last, nth) for person, about, first, last, nth in told}


@dataclass(frozen=True)
class Unreachable:
    """Somebody without an e-mail address, and what they owe: for the clerk to ask in person."""

    person: Person
    owings: list[Owing]


def unreachable(school: School, on: date) -> list[Unreachable]:
    """Who on the roll owes something and cannot be told by mail (ACR-05)."""
    people = Person.objects.current(on).filter(school=school, email="")
    owed = owed_by(school, people, on)
    return [Unreachable(person, owed[person.pk]) for person in people.filter(pk__in=owed)]


def nudge(person: Person, owing: Owing, *, by: Actor, at: datetime) -> Notice:
    """Ask somebody, today, for one thing they owe. Raises NotAllowed when they cannot be asked, or were today."""
    on = timezone.localdate(at)
    if not person.email:
        raise NotAllowed(f"{person.name} has no e-mail address on the roll. Ask them in person.")
    with change():
        held = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=person.pk)
        if not Person.objects.current(on).filter(pk=held.pk).exists():
            raise NotAllowed(f"{held.name} is not on the roll now.")
        key = f"nudge:{held.uid}:{owing.about_key}:{on.isoformat()}"
        reminded = Reminder.objects.filter(person=held, about_key=owing.about_key, on=on)
        if reminded.exists() or Notice.objects.filter(key=key).exists():
            raise NotAllowed(f"{held.name} was told of this today already. Once a day is enough.")
        about = apps.get_model(owing.about_label)._default_manager.get(uid=owing.about_uid)
        notice = queue(NUDGE, key=key, recipient=held, about=about, school=held.school, due_at=at)
        trail.record(Verb.NUDGED, held, by=by, at=at, school=held.school, about=owing.about_key)
    if notice is None:
        raise NotAllowed(f"{person.name} has no e-mail address on the roll. Ask them in person.")
    return notice


def _still_owed(notice: Notice) -> Iterator[Owing]:
    """What the recipient owes now, of that which the notice was to tell."""
    school, person = notice.school, notice.recipient
    now = owed_by(school, Person.objects.filter(pk=person.pk), timezone.localdate()).get(person.pk, [])
    if notice.kind == NUDGE:
        things = {UUID(thing["uid"]) for thing in notice.about}
        return (owing for owing in now if owing.about_uid in things)
    told = set(notice.reminders.values_list("about_key", flat=True))
    return (owing for owing in now if owing.about_key in told)


def _heading(school: School, owings: list[Owing]) -> str:
    """Neutral and short: 3 policies to read at QEII."""
    labels = {(owing.about_label, owing.to) for owing in owings}
    if len(labels) > 1:
        return f"{len(owings)} things for you at {school.said}"
    (label, to) = labels.pop()
    meta = apps.get_model(label)._meta
    noun = meta.verbose_name if len(owings) == 1 else meta.verbose_name_plural
    return f"{len(owings)} {noun} {to} at {school.said}"


def _render(notice: Notice) -> Mail:
    owings = sorted(_still_owed(notice), key=lambda owing: (owing.due_on or date.max, owing.title))
    if not owings:
        raise NoLongerOwed("Nothing in it was owed any more.")
    heading = _heading(notice.school, owings)
    return Mail(heading, f"notices/email/{notice.kind.rpartition('.')[2]}", {"owings": owings, "heading": heading})


def _owes_it_themselves(notice: Notice) -> bool:
    """What is owed comes from sources that are asked for the recipient alone; on the roll they have to be."""
    return notice.recipient.school_id == notice.school_id


kinds.register(DIGEST, Kind("What you have to read", _owes_it_themselves, _render))
kinds.register(NUDGE, Kind("A nudge", _owes_it_themselves, _render))
