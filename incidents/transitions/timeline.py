"""The timeline of a case: it is written on, never over."""

from datetime import datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import Case, Entry
from incidents.transitions.cases import held, refuse_own, write
from incidents.verbs import CASE_MOVES, Verb

WRITTEN = (Entry.What.NOTE, Entry.What.ACTION, Entry.What.CONTACT, Entry.What.DECISION)


def write_entry(case: Case, what: str, words: str, *, happened_at: datetime, by: Person, at: datetime) -> Entry:
    """Write down what was done, said, decided or noticed, and when."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if what not in WRITTEN:
            raise NotAllowed("Choose what this is: a note, something done, a conversation or a decision.")
        if happened_at > at:
            raise NotAllowed("That is in the future. Write down what has happened.")
        entry = write(case, what, words, by=by, at=at, happened_at=happened_at)
        trail.record(Verb.ENTRY_WRITTEN, case, by=by, at=at, school=case.school)
    return entry


def correct_entry(entry: Entry, words: str, *, by: Person, at: datetime) -> Entry:
    """Put right what an entry says. Both stay, the one beside the other; possible after closing too."""
    with change():
        case = held(entry.case)
        refuse_own(case, by)
        if entry.what == Entry.What.CORRECTION:
            raise NotAllowed("Correct the entry itself: this is a correction of it.")
        made = write(case, Entry.What.CORRECTION, words, by=by, at=at, happened_at=entry.happened_at, corrects=entry)
        trail.record(Verb.ENTRY_WRITTEN, case, by=by, at=at, school=case.school)
    return made
