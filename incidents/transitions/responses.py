"""The responses of the school's list: above low severity each is taken, or not pursued with a reason (ACR-13)."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import Case, Considered, Entry, ResponseOption
from incidents.transitions.cases import held, refuse_own, write
from incidents.transitions.procedures import refuse_while_held_back
from incidents.verbs import CASE_MOVES, Verb


def left_to_consider(case: Case) -> list[ResponseOption]:
    """The responses on the school's list of today to which the case has no answer yet."""
    answered = Considered.objects.filter(case=case, option=OuterRef("pk"))
    return list(ResponseOption.objects.filter(~Exists(answered), school=case.school_id, ended_at=None))


def consider(case: Case, option: ResponseOption, *, answer: str, why: str, by: Person, at: datetime) -> Considered:
    """Say whether a response is taken or not pursued, and why. Another answer later stands beside this one.

    What reaches the author or who it is about is not taken while an allegation is to be decided (HAY-06).
    """
    with change():
        case = held(case)
        CASE_MOVES.check("lead", case.status)
        refuse_own(case, by)
        if option.school_id != case.school_id or option.ended_at is not None:
            raise NotAllowed("This is not on the school's list any more. Look at the list again.")
        if answer not in Considered.Answer.values:
            raise NotAllowed("Say whether it is taken or not pursued.")
        if option.waits and answer == Considered.Answer.TAKEN:
            refuse_while_held_back(case)
        if not why.strip():
            raise NotAllowed("Say why, so that it can be understood later.")
        row = Considered.objects.create(
            school=case.school, case=case, option=option, answer=answer, why=why, by=by, by_name=by.name, at=at
        )
        said = f"{option.name}: {row.get_answer_display().lower()}. {why}"
        write(case, Entry.What.DECISION, said, by=by, at=at)
        trail.record(Verb.RESPONSE_CONSIDERED, case, by=by, at=at, school=case.school, response=option.name, to=answer)
    return row
