"""A case is closed once everything that belongs to it was done, and reopened with all that stands in it."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.duties import left_by_procedures
from incidents.models import Case, CasePerson, Entry, Promise, Relation, Update
from incidents.notices import tell_affected, tell_closed
from incidents.transitions.cases import complained_of, held, refuse_own, write
from incidents.transitions.responses import left_to_consider
from incidents.verbs import CASE_MOVES, Verb

# An outcome stands in clear for the figures: a choice, and no words of a case.
OUTCOMES = (
    "Stopped or removed",
    "Settled with those concerned",
    "Passed to the complaints procedure",
    "Passed to the behaviour policy",
    "Passed to the disciplinary procedure",
    "Passed to the police or another authority",
    "Child-protection file kept elsewhere",
    "A question that was answered",
    "Recorded, and nothing more is needed",
    "Not as it was reported",
)
ENDED = "The case about this is closed. If something new happens, report it: it can be taken up again."
AGAIN = "The case about this has been taken up again. Whoever leads it tells you here what is done."


def affected_on_the_roll(case: Case) -> list[CasePerson]:
    """The people affected who have a page of their own, and may know of the case."""
    out = [person.user_id for person in complained_of(case) if person.user_id is not None]
    rows = CasePerson.objects.filter(case=case, relation=Relation.AFFECTED, ended_at=None, person__isnull=False)
    return list(rows.exclude(person__user__in=out).select_related("person", "school"))


def still_missing(case: Case) -> list[str]:
    """What is to be done before the case can be closed, a sentence for each; nothing when it can be (ACR-13, ACR-14).

    At low severity an outcome and its reason are enough.
    """
    left = []
    if case.is_held_back:
        left.append("Decide whether the harm threshold is met.")
    left += left_by_procedures(case)
    if case.severity is None:
        return [*left, "Say what it is and how serious."]
    if case.severity.is_low:
        return left
    responses = left_to_consider(case)
    if responses:
        left.append(f"Answer every response on the school's list: {len(responses)} to go.")
    told = Update.objects.filter(affected=OuterRef("pk"), at__gte=case.taken_at)
    untold = CasePerson.objects.filter(~Exists(told), pk__in=[row.pk for row in affected_on_the_roll(case)]).count()
    if untold:
        left.append("Tell the person affected what was done, and what was not and why.")
    return left


def close_case(case: Case, *, outcome: str, why: str, by: Person, at: datetime) -> Case:
    """Close it with its outcome and the reason. Reporter and affected hear of it, and what was promised ends."""
    with change():
        case = held(case)
        CASE_MOVES.check("close", case.status)
        refuse_own(case, by)
        if outcome not in OUTCOMES:
            raise NotAllowed("Choose an outcome.")
        if not why.strip():
            raise NotAllowed("Say why, so that it can be understood later.")
        left = still_missing(case)
        if left:
            raise NotAllowed(f"It cannot be closed yet. {' '.join(left)}")
        case.status = CASE_MOVES.check("close", case.status)
        case.closed_at, case.outcome, case.outcome_why = at, outcome, why
        case.save(update_fields=["status", "closed_at", "outcome", "outcome_why"])
        write(case, Entry.What.DECISION, f"Closed: {outcome}. {why}", by=by, at=at)
        trail.record(Verb.CASE_CLOSED, case, by=by, at=at, school=case.school, outcome=outcome)
        for affected in affected_on_the_roll(case):
            Promise.objects.filter(affected=affected, kept_at=None).update(kept_at=at)
            _say(case, affected, ENDED, by=by, at=at)
        tell_closed(case, at=at)
    return case


def _say(case: Case, affected: CasePerson, words: str, *, by: Person, at: datetime) -> None:
    """A line on the page of the person affected, which needs no answer."""
    Update.objects.create(
        school=case.school,
        case=case,
        affected=affected,
        what=Update.What.WORD,
        words=words,
        by=by,
        by_name=by.name,
        at=at,
    )
    trail.record(Verb.AFFECTED_TOLD, case, by=by, at=at, school=case.school)
    tell_affected(affected, nth=affected.updates.count(), at=at)


def reopen_case(case: Case, *, why: str, by: Person, at: datetime) -> Case:
    """Take it up again, with all that stands in it; how it was closed stays in the timeline.

    Who reopens it leads, and the person affected hears of it.
    """
    with change():
        case = held(case)
        CASE_MOVES.check("reopen", case.status)
        refuse_own(case, by)
        if not why.strip():
            raise NotAllowed("Say why, so that it can be understood later.")
        if not case.reports.exists():
            raise NotAllowed("Its report belongs to another case now: go on there.")
        case.status = CASE_MOVES.check("reopen", case.status)
        case.closed_at, case.outcome, case.lead = None, "", by
        case.taken_at = case.taken_at or at  # a friend request that nobody had to take on (QEI-30)
        case.save(update_fields=["status", "closed_at", "outcome", "lead", "taken_at"])
        write(case, Entry.What.DECISION, f"Reopened. {why}", by=by, at=at)
        trail.record(Verb.CASE_REOPENED, case, by=by, at=at, school=case.school)
        for affected in affected_on_the_roll(case):
            _say(case, affected, AGAIN, by=by, at=at)
    return case
