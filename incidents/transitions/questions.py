"""Whoever asks whether a communication is all right gets an answer (COR-04)."""

from datetime import datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from incidents.models import Answer, Case, Entry, Kind, Report
from incidents.notices import tell_answered, tell_case_came
from incidents.transitions.cases import held, refuse_own, write
from incidents.transitions.procedures import make_allegation
from incidents.verbs import CASE_MOVES, Verb


def answer_question(report: Report, words: str, *, by: Person, at: datetime) -> Answer:
    """Answer a question. While an allegation is to be decided, nothing is said to anybody (HAY-06)."""
    with change():
        case = held(report.case)
        CASE_MOVES.check("lead", case.status)
        refuse_own(case, by)
        if report.kind != Kind.QUESTION:
            raise NotAllowed("Only a question is answered here. Who reported sees how far their report is.")
        if case.is_held_back:
            raise NotAllowed("It is to be decided first whether this is an allegation. Until then nothing is answered.")
        made = Answer.objects.create(school=case.school, report=report, words=words, by=by, by_name=by.name, at=at)
        write(case, Entry.What.INNER, f"Answered who asked: {words}", by=by, at=at)
        trail.record(Verb.QUESTION_ANSWERED, case, by=by, at=at, school=case.school)
        tell_answered(made, at=at)
    return made


def say_may_be_sexual(case: Case, *, by: Person, at: datetime) -> Case:
    """Somebody who wanted to add pictures says that one may be a sexual picture of a child: none can be added now."""
    with change():
        case = held(case)
        refuse_own(case, by)
        if case.may_be_sexual:
            return case
        was_safeguarding = case.is_safeguarding
        case.may_be_sexual = case.is_safeguarding = True
        case.save(update_fields=["may_be_sexual", "is_safeguarding"])
        write(case, Entry.What.EVENT, "There may be a sexual picture of a child. Nothing can be added.", by=by, at=at)
        is_open, by_staff = case.status != Case.Status.CLOSED, case.reports.filter(who=Report.Who.STAFF)
        if is_open and case.allegation == Case.Allegation.NONE and by_staff.exists():
            why = "There may be a sexual picture of a child, and the report says that somebody of the school did it."
            return make_allegation(case, why=why, by=by, at=at)
        if not was_safeguarding:
            trail.record(Verb.CASE_SAFEGUARDING, case, by=by, at=at, school=case.school)
            tell_case_came(case, at=at)
    return case
