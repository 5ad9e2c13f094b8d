"""What is taken off the school's own accounts: copied first, on a ground of the school or by a recorded decision.

Criticism is not removed because it is unwelcome: the headteacher decides, and says why (ACR-17, STM-15, QEI-24).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from foundation.schools.transitions.changes import is_oneself
from incidents.models import Case, Entry, Evidence, Removal, RemovalQuestion, Route
from incidents.routing import route_of, rules_of
from incidents.standing import ROLES, who_is_there
from incidents.transitions.cases import complained_of, held, refuse_own, write
from incidents.verbs import CASE_MOVES, Verb

Answer = RemovalQuestion.Answer


@dataclass(frozen=True)
class TakenOff:
    """What was taken off, when, and its copy or why there is none; on a ground, or by a decision."""

    what: str
    removed_at: datetime
    copy: Evidence | None = None
    no_copy_why: str = ""
    ground: str = ""
    question: RemovalQuestion | None = None


def deciders(case: Case, on: date) -> list[Person]:
    """Who decides whether something is removed: the headteacher, or who comes next while they are complained of."""
    named = complained_of(case)
    route = route_of(case.school, Route.HEADTEACHER, named, on)
    people = who_is_there(case.school_id, ROLES[route], on) if route in ROLES else []
    return [person for person in people if not any(is_oneself(person, one) for one in named)]


def may_decide(case: Case, person: Person, on: date) -> bool:
    """Whether this person decides on removals here; where the school has no such rule, whoever runs the case does."""
    if any(is_oneself(person, one) for one in deciders(case, on)):
        return True
    is_free = not rules_of(case.school).removal_needs_headteacher
    return is_free and person.user is not None and person.user.has_perm("incidents.run_case", case)


def ask_removal(case: Case, what: str, *, by: Person, at: datetime) -> RemovalQuestion:
    """Put to the headteacher whether something stays on one of the school's own accounts."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        question = RemovalQuestion.objects.create(
            school=case.school, case=case, what=what, asked_by=by, asked_by_name=by.name, asked_at=at
        )
        write(case, Entry.What.EVENT, f"To be decided, whether it is removed: {what}", by=by, at=at)
        trail.record(Verb.REMOVAL_ASKED, question, by=by, at=at, school=case.school)
    return question


def decide_removal(question: RemovalQuestion, answer: str, *, why: str, by: Person, at: datetime) -> RemovalQuestion:
    """Decide it, with the reason: taken off, or left and answered in another way (ACR-17)."""
    with change():
        case = held(question.case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        if not may_decide(case, by, localdate(at)):
            raise NotAllowed(f"{who_decides(case, localdate(at))} decides on that, and records it here.")
        row = RemovalQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
        if row.answer != Answer.OPEN:
            raise NotAllowed("This was decided already. Look at it again.")
        if answer not in (Answer.REMOVE, Answer.LEAVE) or not why.strip():
            raise NotAllowed("Choose, and say why.")
        row.answer, row.why, row.decided_by, row.decided_by_name, row.decided_at = answer, why, by, by.name, at
        row.save(update_fields=["answer", "why", "decided_by", "decided_by_name", "decided_at"])
        write(case, Entry.What.DECISION, f"{row.get_answer_display()}: {row.what} {why}", by=by, at=at)
        trail.record(Verb.REMOVAL_DECIDED, row, by=by, at=at, school=case.school, answer=answer)
    return row


def who_decides(case: Case, on: date) -> str:
    """Who that is, by name; their office where nobody holds it."""
    return " or ".join(person.name for person in deciders(case, on)) or "The headteacher"


def record_removal(case: Case, taken: TakenOff, *, by: Person, at: datetime) -> Removal:
    """Write down that something was taken off one of the school's own accounts (STM-15)."""
    with change():
        case = held(case)
        CASE_MOVES.check("work", case.status)
        refuse_own(case, by)
        _check(case, taken, at)
        made = Removal.objects.create(
            school=case.school,
            case=case,
            what=taken.what,
            copy=taken.copy,
            is_copied=taken.copy is not None,
            no_copy_why="" if taken.copy else taken.no_copy_why,
            ground=taken.ground,
            question=taken.question,
            removed_at=taken.removed_at,
            by=by,
            by_name=by.name,
            at=at,
        )
        copied = f"Evidence {taken.copy.number} is its copy." if taken.copy else f"No copy: {taken.no_copy_why}"
        said = f"Taken off one of the school's accounts: {taken.what} {copied}"
        write(case, Entry.What.ACTION, said, by=by, at=at, happened_at=taken.removed_at)
        trail.record(
            Verb.REMOVAL_RECORDED, made, by=by, at=at, school=case.school, is_copied=made.is_copied, ground=taken.ground
        )
    return made


def _check(case: Case, taken: TakenOff, at: datetime) -> None:
    if taken.removed_at > at:
        raise NotAllowed("That is in the future. Write down what has happened.")
    if taken.copy is None and not taken.no_copy_why.strip():
        raise NotAllowed("Keep a copy first, then remove it. Where there is none, say why.")
    if taken.copy is not None and (taken.copy.case_id != case.pk or taken.copy.purged_at is not None):
        raise NotAllowed("Choose a copy that is kept in this case.")
    if taken.ground:
        if taken.ground not in rules_of(case.school).grounds:
            raise NotAllowed("That is not one of the school's grounds for removing something at once.")
        return
    question = taken.question and case.removal_questions.filter(pk=taken.question.pk).first()
    if question is None or question.answer != Answer.REMOVE:
        raise NotAllowed(
            f"Nothing is removed here without a decision. {who_decides(case, localdate(at))} decides, and records it."
        )
    if Removal.objects.filter(question=question).exists():
        raise NotAllowed("What was decided there is recorded as removed already.")
