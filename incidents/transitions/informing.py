"""What the person affected is told, promised and offered, and what they say themselves (ACR-12, ACR-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.text import capfirst
from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents.uploads import Checked
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself
from incidents.models import Case, CasePerson, Entry, Promise, Relation, Support, Update
from incidents.notices import tell_added, tell_affected
from incidents.transitions.cases import complained_of, held, refuse_own, write
from incidents.transitions.evidence import keep_file, keep_text
from incidents.verbs import CASE_MOVES, Verb

LONGEST_PROMISE = timedelta(days=60)
What = Entry.What


@dataclass(frozen=True)
class Word:
    """What the person affected is told, and when they next hear; None with the last word."""

    what: str
    words: str
    next_on: date | None


def record_contact(affected: CasePerson, *, words: str, happened_at: datetime, by: Person, at: datetime) -> CasePerson:
    """Somebody spoke with the person affected for the first time; the clock from the report stops (ACR-12)."""
    with change():
        case, row = _held(affected, "work", by)
        if row.contacted_at is not None:
            raise NotAllowed("The first conversation is recorded already. Write later ones on the timeline.")
        if happened_at > at:
            raise NotAllowed("That is in the future. Record it when you have spoken.")
        row.contacted_at = happened_at
        row.save(update_fields=["contacted_at"])
        if case.first_contact_at is None or happened_at < case.first_contact_at:
            case.first_contact_at = happened_at
            case.save(update_fields=["first_contact_at"])
        said = f"First conversation with {row.spoken_with}. {words}"
        write(case, What.CONTACT, said, by=by, at=at, happened_at=happened_at)
        trail.record(Verb.FIRST_CONTACT, case, by=by, at=at, school=case.school)
    return row


def tell(affected: CasePerson, word: Word, *, by: Person, at: datetime) -> Update:
    """Tell the person affected what is done, or will not be done and why, and promise the next word (ACR-14).

    It keeps the promise that is open; from then on the new one counts.
    """
    with change():
        case, row = _held(affected, "lead", by)
        _refuse_complained_of(case, row)
        _check_next(row, word.next_on, localdate(at))
        made = Update.objects.create(
            school=case.school, case=case, affected=row, what=word.what, words=word.words, by=by, by_name=by.name, at=at
        )
        Promise.objects.filter(affected=row, kept_at=None).update(kept_at=at)
        if word.next_on is not None:
            _promise(row, word.next_on, by, at)
        row.wrote_at = None
        row.save(update_fields=["wrote_at"])
        said = capfirst(f"{row.spoken_with} was told ({made.get_what_display()}): {word.words}")
        write(case, What.INNER, said, by=by, at=at)
        trail.record(Verb.AFFECTED_TOLD, case, by=by, at=at, school=case.school, what=word.what)
        tell_affected(row, nth=row.updates.count(), at=at)
    return made


def _check_next(row: CasePerson, next_on: date | None, on: date) -> None:
    if next_on is None:
        return
    if next_on <= on:
        raise NotAllowed("Choose a day after today by which they hear again.")
    if next_on > on + LONGEST_PROMISE:
        raise NotAllowed(f"Promise word within {LONGEST_PROMISE.days} days, even if it is that there is nothing new.")


def _promise(row: CasePerson, due_on: date, by: Person, at: datetime) -> None:
    case = row.case
    Promise.objects.create(school=case.school, case=case, affected=row, due_on=due_on, made_by=by, made_at=at)
    trail.record(Verb.PROMISE_MADE, case, by=by, at=at, school=case.school, due_on=due_on)


def offer_support(
    affected: CasePerson, what: str, *, answer: str = Support.Answer.OFFERED, by: Person, at: datetime
) -> Support:
    """Offer the person affected support; they say on their page whether they take it (ACR-12).

    What somebody without a page answered is recorded by whoever offered it.
    """
    with change():
        case, row = _held(affected, "work", by)
        _refuse_complained_of(case, row)
        is_answered = Support.Answer(answer) != Support.Answer.OFFERED
        if is_answered and row.has_page:
            raise NotAllowed("They say on their own page whether they take it.")
        made = Support.objects.create(
            school=case.school,
            case=case,
            affected=row,
            what=what,
            offered_by=by,
            offered_at=at,
            answer=answer,
            answered_at=at if is_answered else None,
        )
        answered = f" {made.get_answer_display()}." if is_answered else ""
        said = capfirst(f"{row.spoken_with} was offered support: {what}{answered}")
        write(case, What.INNER, said, by=by, at=at)
        trail.record(Verb.SUPPORT_OFFERED, case, by=by, at=at, school=case.school)
        tell_affected(row, nth=f"support-{row.support.count()}", at=at)
    return made


def answer_support(support: Support, answer: str, *, by: Person, at: datetime) -> Support:
    """The person affected takes what is offered or does not want it; they may change their mind later."""
    with change():
        case, row = _held_by_oneself(support.affected, by)
        support = Support.objects.select_for_update(of=("self",)).get(pk=support.pk)
        if answer not in (Support.Answer.TAKEN, Support.Answer.DECLINED):
            raise NotAllowed("Say whether you take it.")
        if support.answer == answer:
            raise NotAllowed("You said so already.")
        support.answer, support.answered_at = answer, at
        support.save(update_fields=["answer", "answered_at"])
        said = f"{row.named} on support offered: {support.get_answer_display().lower()}. {support.what}"
        write(case, What.EVENT, said, by=by, at=at)
        trail.record(Verb.SUPPORT_ANSWERED, case, by=by, at=at, school=case.school, answer=answer)
    return support


def say_wishes(affected: CasePerson, words: str, *, by: Person, at: datetime) -> CasePerson:
    """How the person affected wants to be contacted, and by whom not. What they said before stays on the timeline."""
    with change():
        case, row = _held_by_oneself(affected, by)
        row.wishes = words
        row.save(update_fields=["wishes"])
        write(case, What.NOTE, f"How {row.named} wants to be contacted: {words or 'nothing said'}", by=by, at=at)
        trail.record(Verb.WISHES_SAID, case, by=by, at=at, school=case.school)
    return row


def add_something(affected: CasePerson, words: str, *, text: str = "", by: Person, at: datetime) -> Entry:
    """The person affected adds something; a text that was pasted is kept as evidence. Whoever leads is told."""
    with change():
        case, row = _held_by_oneself(affected, by)
        if text:
            keep_text(case, text, about=f"Added by {row.named}", by=by, at=at)
        row.wrote_at = at
        row.save(update_fields=["wrote_at"])
        entry = write(case, What.CONTACT, f"{row.named} writes: {words}", by=by, at=at)
        trail.record(Verb.ENTRY_WRITTEN, case, by=by, at=at, school=case.school)
        tell_added(case, f"{entry.uid}", at=at)
    return entry


def add_pictures(
    affected: CasePerson, uploads: Sequence[Checked], *, about: str, link: str, by: Person, at: datetime
) -> CasePerson:
    """The person affected adds pictures or PDFs: kept as evidence, all of them or none. Whoever leads is told."""
    with change():
        case, row = _held_by_oneself(affected, by)
        for upload in uploads:
            keep_file(case, upload, about=about, link=link, by=by, at=at)
        row.wrote_at = at
        row.save(update_fields=["wrote_at"])
        tell_added(case, f"{row.uid}:{at.isoformat()}", at=at)
    return row


def say_resolved(affected: CasePerson, *, is_resolved: bool, by: Person, at: datetime) -> CasePerson:
    """The person affected says that it is resolved for them, or that it is not after all. The case goes its own way."""
    with change():
        case, row = _held_by_oneself(affected, by)
        if (row.resolved_at is not None) == is_resolved:
            raise NotAllowed("You said so already.")
        row.resolved_at = at if is_resolved else None
        row.save(update_fields=["resolved_at"])
        said = "is resolved for them" if is_resolved else "is not resolved for them after all"
        entry = write(case, What.EVENT, f"{row.named} says that it {said}.", by=by, at=at)
        trail.record(Verb.RESOLVED_FOR_AFFECTED, case, by=by, at=at, school=case.school, is_resolved=is_resolved)
        tell_added(case, f"{entry.uid}", at=at)
    return row


def _held(affected: CasePerson, verb: str, by: Person) -> tuple[Case, CasePerson]:
    """The case under its lock, and the row of who is affected."""
    case = held(affected.case)
    CASE_MOVES.check(verb, case.status)
    refuse_own(case, by)
    row = CasePerson.objects.select_for_update(of=("self",)).select_related("person").get(pk=affected.pk)
    row.case = case
    if row.relation != Relation.AFFECTED or row.ended_at is not None:
        raise NotAllowed("They do not stand as affected in this case any more.")
    return case, row


def _held_by_oneself(affected: CasePerson, by: Person) -> tuple[Case, CasePerson]:
    case, row = _held(affected, "add", by)
    if row.person is None or not is_oneself(by, row.person):
        raise NotAllowed("Only the person affected can say this.")
    return case, row


def _refuse_complained_of(case: Case, row: CasePerson) -> None:
    """Who is complained of reads nothing here, even where they are affected too."""
    if row.person is not None and any(is_oneself(row.person, one) for one in complained_of(case)):
        raise NotAllowed("They are complained of in this case too, so they are told nothing here.")
