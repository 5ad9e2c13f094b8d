"""Reports and cases in the world of the access tests: a row for every address, and somebody for every relation to it.

Who is who: the teacher (“self”) reported, the line manager is affected, the senior leader is complained of, the
governor was let in until a day and the person outside the audience until yesterday. The headteacher leads; the
safeguarding lead has what involves a child; the chair has what is about the headteacher.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission

from incidents.models import (
    Answer,
    Breached,
    Case,
    CaseGrant,
    Category,
    Considered,
    DataBreach,
    HelpContact,
    IncidentRules,
    Kind,
    Procedure,
    Promise,
    Referral,
    Relation,
    Removal,
    RemovalQuestion,
    Report,
    ResponseOption,
    Severity,
    TakedownStep,
    ThresholdDecision,
    Update,
)
from incidents.transitions.cases import judge, take_case
from incidents.transitions.closing import OUTCOMES, close_case
from incidents.transitions.data_breach import assess_breach, find_breach
from incidents.transitions.evidence import keep_picture
from incidents.transitions.exporting import ask_export, finish_export
from incidents.transitions.informing import offer_support
from incidents.transitions.letting_in import ask_emergency, let_in
from incidents.transitions.people import Named
from incidents.transitions.referrals import Sent, refer
from incidents.transitions.removals import ask_removal, decide_removal
from incidents.transitions.reporting import Said, receive, receive_from_outside
from incidents.transitions.takedowns import add_address
from incidents.transitions.timeline import write_entry
from tests.approvals.posting import photograph
from tests.incidents.kept import given

if TYPE_CHECKING:
    from foundation.schools.models import Person
    from tests.access.world import Place, World

# Which of the rows an address is asked with, where it is another than the case that is in hand.
INCIDENT_ROWS: dict[str, dict[str, str]] = {
    "case": {
        "in hand": "case",
        "safeguarding": "child_case",
        "about the headteacher": "heads_case",
        "closed": "closed_case",
    },
    "case-take": {"": "child_case"},
    "case-hand-on": {"": "allegation_case"},
    "case-reopen": {"": "closed_case"},
    "case-close": {"": "settled_case"},
    "case-join": {"": "child_case"},
    "case-elsewhere": {"": "child_case"},
    "case-lado": {"": "allegation_case"},
    "case-threshold": {"": "allegation_case"},
    "case-breach-assess": {"": "breach_case"},
    "case-breach-commissioner": {"": "assessed_case"},
    "case-breach-people": {"": "assessed_case"},
    "case-answer": {"": "question_case"},
    "case-subject-told": {"": "case_subject"},
}
# Files of cases: by the address that all files have, and by none of theirs but the working copy.
INCIDENT_FILES = {
    "working copy of evidence": "evidence_file",
    "original of evidence": "evidence_original_file",
    "export of a case": "case_export_file",
}
INCIDENT_MODELS = {
    "incidents.Case": "case",
    "incidents.CasePerson": "case_affected",
    "incidents.CaseGrant": "case_grant",
    "incidents.CaseExport": "case_export",
    "incidents.EmergencyAccess": "emergency",
    "incidents.Entry": "case_entry",
    "incidents.Evidence": "evidence",
    "incidents.Referral": "referral",
    "incidents.RemovalQuestion": "removal_question",
    "incidents.Report": "report",
    "incidents.Support": "support",
    "incidents.Takedown": "takedown",
}


def add_incidents(world: World) -> None:
    """Add the rows to the world."""
    world.rows |= _lists(world)
    world.rows |= _cases(world)
    _in_the_case(world)
    _written_besides(world)


def also_given(world: World) -> dict[str, Any]:
    """What the addresses of incidents ask for besides their row."""
    rows = world.rows
    return {
        "option": rows["response_option"].uid,
        "report": rows["question_report"].uid,
        "person": rows["case_affected"].uid,
        "audience": "police",
        "what": "severity",
        "line": rows["severity"].uid,
    }


def _lists(world: World) -> dict[str, Any]:
    school = world.cast.school
    contact = HelpContact.objects.create(school=school, purpose="helpline", name="A helpline", telephone="0300 000 000")
    return {
        "severity": Severity.objects.create(school=school, position=1, name="Minor", is_low=True),
        "serious": Severity.objects.create(school=school, position=2, name="Serious"),
        "response_option": ResponseOption.objects.create(school=school, position=1, name="The police are told"),
        "help_contact": contact,
    }


def _reported(world: World, kind: str, *named: Named) -> Report:
    said = Said(kind, "They wrote that she shouts.", place="Chalkboard", named=named)
    return receive(world.cast.school, said, by=world.cast.teacher, at=world.cast.at)


def _taken(world: World, kind: str, by: Person, *named: Named) -> Case:
    return take_case(_reported(world, kind, *named).case, by=by, at=world.cast.at)


def _judged(world: World, case: Case, step: str) -> Case:
    how: dict[str, Any] = {"category": Category.BULLYING, "procedure": Procedure.NONE, "summary": "Insults"}
    assert case.lead is not None
    return judge(case, severity=world.rows[step], **how, by=case.lead, at=world.cast.at)


def _cases(world: World) -> dict[str, Any]:
    """In hand, received and of a child, about the headteacher, an allegation, a breach, a question, ready to be closed,
    closed.
    """
    cast, head = world.cast, world.cast.headteacher
    affected, subject = Named(Relation.AFFECTED, cast.line_manager), Named(Relation.COMPLAINED_OF, cast.senior_leader)
    pupil = Named(Relation.AUTHOR, words="7B-04", is_pupil=True)
    case = _judged(world, _taken(world, Kind.STAFF_MENTION, head, affected, subject, pupil), "serious")
    settled, closed = (_judged(world, _taken(world, Kind.PRESS, head), "severity") for _ in range(2))
    question = _reported(world, Kind.QUESTION)
    take_case(question.case, by=head, at=cast.at)
    breach_case, assessed = (_breach(world) for _ in range(2))
    risk = DataBreach.Risk.RISK
    assess_breach(DataBreach.objects.get(case=assessed), risk, words="A list of names.", by=head, at=cast.at)
    outside = Said(Kind.CONDUCT, "He was rude.")
    _, world.words["public"] = receive_from_outside(cast.school, outside, name="A parent", contact="", at=cast.at)
    return {
        "case": case,
        "report": case.reports.get(),
        "child_case": _reported(world, Kind.CHILD, subject).case,
        "heads_case": _reported(world, Kind.CONDUCT, Named(Relation.COMPLAINED_OF, head)).case,
        "allegation_case": _taken(world, Kind.STAFF_CONTACT, head),
        "breach_case": breach_case,
        "assessed_case": assessed,
        "question_case": question.case,
        "question_report": question,
        "settled_case": settled,
        "closed_case": close_case(closed, outcome=OUTCOMES[0], why="It is over.", by=head, at=cast.at),
    }


def _breach(world: World) -> Case:
    """Known an hour ago."""
    cast, case = world.cast, _taken(world, Kind.ABOUT_SCHOOL, world.cast.headteacher)
    find_breach(case, known_at=cast.at - timedelta(hours=1), by=cast.headteacher, at=cast.at)
    return case


def _in_the_case(world: World) -> None:
    """What stands in the case that is in hand."""
    cast, rows, case = world.cast, world.rows, world.rows["case"]
    by: dict[str, Any] = {"by": cast.headteacher, "at": cast.at}
    rows["case_affected"] = case.people.get(relation=Relation.AFFECTED)
    rows["case_subject"] = case.people.get(relation=Relation.COMPLAINED_OF)
    rows["case_entry"] = write_entry(case, "note", "She telephoned.", happened_at=cast.at, **by)
    rows["case_grant"] = let_in(case, cast.governor, until=cast.today + timedelta(14), why="A panel.", **by)
    _let_out_yesterday(world, case)
    rows["emergency"] = ask_emergency(rows["child_case"], why="The police ask.", by=cast.chair, at=cast.at)
    rows["evidence"] = keep_picture(case, given("seen.jpg", photograph("red")), about="A comment", **by)
    rows["evidence_file"], rows["evidence_original_file"] = rows["evidence"].working, rows["evidence"].original
    rows["case_export"] = finish_export(ask_export(case, **by), b"Everything", holds=(), at=cast.at)
    rows["case_export_file"] = rows["case_export"].file
    rows["takedown"] = add_address(case, "https://chalkboard.example/9", platform="Chalkboard", **by)
    rows["removal_question"] = ask_removal(case, "A comment below our post.", **by)
    decided = ask_removal(case, "Another comment.", **by)
    rows["removal_decided"] = decide_removal(decided, RemovalQuestion.Answer.REMOVE, why="It is a threat.", **by)
    sent = Sent(Referral.To.POLICE, cast.at, whom="The constable")
    rows["referral"] = refer(case, sent, **by)
    rows["support"] = offer_support(rows["case_affected"], "A talk.", **by)


def _written_besides(world: World) -> None:
    """A row of everything else that is written down in a case; what an address asks for stays as it is."""
    cast, rows = world.cast, world.rows
    closed, affected, version = rows["closed_case"], rows["case_affected"], rows["version"]
    by: dict[str, Any] = {"by": cast.headteacher, "by_name": cast.headteacher.name, "at": cast.at}
    here: dict[str, Any] = {"school": cast.school, "case": closed, **by}
    IncidentRules.objects.create(school=cast.school)
    Answer.objects.create(school=cast.school, report=closed.reports.get(), words="It is all right.", **by)
    Breached.objects.create(version=version, anchor=version.clauses.all()[0].anchor, on=cast.today, **here)
    Considered.objects.create(option=rows["response_option"], answer="not_pursued", why="No crime.", **here)
    ThresholdDecision.objects.create(decided="neither", why="It was a play.", **here)
    Removal.objects.create(
        what="A comment.", is_copied=False, no_copy_why="It was gone.", ground="A threat", removed_at=cast.at, **here
    )
    TakedownStep.objects.create(school=cast.school, takedown=rows["takedown"], what="looked", happened_at=cast.at, **by)
    told: dict[str, Any] = {"school": cast.school, "case": affected.case, "affected": affected}
    Update.objects.create(what="word", words="We have it.", **told, **by)
    head, at = cast.headteacher, cast.at
    Promise.objects.create(due_on=cast.today, made_by=head, made_at=at, kept_at=at, **told)


def _let_out_yesterday(world: World, case: Case) -> None:
    cast = world.cast
    CaseGrant.objects.create(
        user=world.outsider.user,
        permission=Permission.objects.get(content_type__app_label="incidents", codename="view_case"),
        content_object=case,
        school=cast.school,
        person=world.outsider,
        until=cast.today - timedelta(1),
        why="A panel.",
        given_by=cast.headteacher,
        given_at=cast.at,
    )


def incident_choices(world: World, place: Place) -> dict[str, list[str]]:
    """What filling in a form by rule does not get right."""
    rows, colleague = world.rows, str(world.colleague.uid)
    no_day = {f"{name}_{part}": [""] for name in ("on", "happened_on") for part in ("day", "month", "year")}
    no_moment: dict[str, list[str]] = {**no_day, "time": [""]}
    return {
        "case-hand-on": {"person": [str(world.cast.dsl.uid)]},
        "case-join": {"reference": [str(rows["settled_case"])]},
        "case-person-add": {"relation": ["witness"], "who": ["roll"], "person": [colleague]},
        "case-let-in": {"person": [colleague]},
        "emergency-ask": {"reference": [str(rows["child_case"])]},
        "case-write": {"happened_time": [""]},
        "case-judge": {"severity": [str(rows["serious"].uid)]},
        "case-evidence-keep": {"what": ["text"], **no_moment},
        "evidence-redact": {"text": [""]},
        "case-threshold": {"decided": ["low_level"], "name": [""], "advice": [""], **no_moment},
        "case-refer": {"to": ["police"]},
        "case-takedown-add": {"platform": ["other"]},
        "case-removal-add": {"no_copy_why": [""]},
        "report-write": {"affected": ["me"], "blamed": [], **no_day},
        "public-report-write": {"affected": ["me"], "blamed": [], **no_day},
        "incident-setting-add": {"position": ["3"]},
    }.get(place.route, {})
