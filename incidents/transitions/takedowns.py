"""An address that should go is followed until it is gone, refused or left alone (HAY-07, HAY-08)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import Case, Entry, Takedown, TakedownStep
from incidents.routing import rules_of
from incidents.transitions.cases import held, refuse_own, write
from incidents.verbs import CASE_MOVES, OPEN_TAKEDOWNS, TAKEDOWN_MOVES, Verb

What, Status = TakedownStep.What, Takedown.Status
# After this the Professionals Online Safety Helpline and Report Harmful Content can take up what a platform left.
HELPLINE_AFTER = timedelta(hours=48)
HELD_BACK = (
    "Nobody asks the author while it is to be decided whether this is an allegation: it could spoil an investigation."
)
IN_WORDS = {
    What.REPORTED: "reported to the platform",
    What.ASKED: "the author was asked to delete it",
    What.LOOKED: "looked again, and it is still there",
    What.ESCALATED: "taken further",
    What.REMOVED: "gone",
    What.REFUSED: "refused",
    What.REAPPEARED: "there again",
    What.DROPPED: "not pursued",
}


@dataclass(frozen=True)
class Done:
    """What was done about an address, or seen there: when, under which reference, and what was said."""

    what: str
    happened_at: datetime
    reference: str = ""
    words: str = ""


def add_address(case: Case, address: str, *, platform: str, by: Person, at: datetime) -> Takedown:
    """Note an address that should go. What stands there is kept as evidence first; nothing is asked of anybody yet."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if any(one.address == address for one in case.takedowns.all()):
            raise NotAllowed("This address is noted already.")
        made = Takedown.objects.create(
            school=case.school, case=case, address=address, platform=platform, added_by=by, added_at=at
        )
        write(case, Entry.What.EVENT, f"An address on {platform} is to go: {address}", by=by, at=at)
        trail.record(Verb.TAKEDOWN_ADDED, made, by=by, at=at, school=case.school)
    return made


def record_step(takedown: Takedown, done: Done, *, by: Person, at: datetime) -> TakedownStep:
    """Write down what was done about an address; what is due next follows from the school's hours."""
    with change():
        case = held(takedown.case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        row = Takedown.objects.select_for_update(of=("self",)).get(pk=takedown.pk)
        _check(case, row, done, at)
        row.status = _leads_to(row, done.what)
        row.due_at = due_after(case, row, done)
        if done.what == What.REPORTED:
            row.reported_at = row.reported_at or done.happened_at
        if done.what == What.REAPPEARED:
            row.reported_at = None  # the platform is told anew, and its hours begin again
        row.removed_at = done.happened_at if done.what == What.REMOVED else None
        row.save(update_fields=["status", "due_at", "reported_at", "removed_at"])
        step = TakedownStep.objects.create(
            school=case.school,
            takedown=row,
            what=done.what,
            reference=done.reference,
            words=done.words,
            due_at=row.due_at,
            happened_at=done.happened_at,
            by=by,
            by_name=by.name,
            at=at,
        )
        said = f"The address on {row.platform}: {IN_WORDS[What(done.what)]}. {done.reference} {done.words}".strip()
        write(case, Entry.What.ACTION, said, by=by, at=at, happened_at=done.happened_at)
        trail.record(Verb.TAKEDOWN_STEP, row, by=by, at=at, school=case.school, what=done.what)
    return step


def possible(case: Case, takedown: Takedown) -> list[str]:
    """What can be written down of this address now, in the order in which it happens."""
    return [what for what in What.values if _is_possible(case, takedown, what)]


def _is_possible(case: Case, takedown: Takedown, what: str) -> bool:
    if what == What.ASKED and case.is_held_back:
        return False
    if what == What.LOOKED:
        return takedown.status in OPEN_TAKEDOWNS
    starts, _ = TAKEDOWN_MOVES.table[what]
    return takedown.status in starts


def _leads_to(takedown: Takedown, what: str) -> str:
    if what == What.LOOKED:
        if takedown.status not in OPEN_TAKEDOWNS:
            raise NotAllowed("Nobody waits for this address any more. Say that it is there again.")
        return takedown.status
    return TAKEDOWN_MOVES.check(what, takedown.status)


def _check(case: Case, takedown: Takedown, done: Done, at: datetime) -> None:
    if done.what == What.ASKED and case.is_held_back:
        raise NotAllowed(HELD_BACK)
    if done.happened_at > at:
        raise NotAllowed("That is in the future. Write down what has happened.")
    last = takedown.steps.last()
    if last is not None and done.happened_at < last.happened_at.replace(second=0, microsecond=0):
        raise NotAllowed("That was before the last thing written down here. Write it as a note in the timeline.")
    if done.what in (What.REFUSED, What.DROPPED, What.ESCALATED) and not done.words:
        raise NotAllowed("Say why, or to whom, in a few words.")


def due_after(case: Case, takedown: Takedown, done: Done) -> datetime | None:
    """When this address is looked at again; nothing once it is gone, refused or left alone."""
    rules = rules_of(case.school)
    if done.what == What.ASKED:
        return done.happened_at + timedelta(hours=rules.author_hours)
    if done.what in (What.REPORTED, What.ESCALATED):
        return done.happened_at + timedelta(hours=rules.recheck_hours)
    if done.what == What.LOOKED:
        is_authors = takedown.status == Status.ASKED
        return done.happened_at + timedelta(hours=rules.author_hours if is_authors else rules.recheck_hours)
    return done.happened_at if done.what == What.REAPPEARED else None


def helpline_at(takedown: Takedown) -> datetime | None:
    """From when the helplines take it up: 48 hours after the platform was told and while it is still there."""
    if takedown.reported_at is None or takedown.status in (Status.REMOVED, Status.DROPPED):
        return None
    return takedown.reported_at + HELPLINE_AFTER
