"""Who is told what of reports and cases. A mail names the school and the kind of news, and nothing of the case."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from foundation.notices.transitions import announce
from foundation.schools.models import Person, Role, RoleKind
from foundation.schools.transitions.changes import is_oneself
from incidents.models import Answer, Case, CaseGrant, CasePerson, EmergencyAccess, Promise, Relation, Report, Route
from incidents.standing import ROLES, who_is_there

CAME, LET_IN, EMERGENCY = "incidents.came", "incidents.let_in", "incidents.emergency"
WORD, MISSED, ANSWERED = "incidents.word", "incidents.missed", "incidents.answered"
OVERDUE, ADDED, HANDED_ON = "incidents.overdue", "incidents.added", "incidents.handed_on"
TAKEN, CLOSED = "incidents.taken", "incidents.closed"


def tell_case_came(case: Case, *, at: datetime) -> None:
    """To whom it goes, and where it is safeguarding the DSL team: each once for each way it goes (STM-16)."""
    on = localdate(at)
    people = who_is_there(case.school_id, ROLES[case.route], on) if case.route in ROLES else []
    if case.is_safeguarding:
        people += who_is_there(case.school_id, RoleKind.DSL, on)
    _tell(CAME, f"case-came:{case.uid}:{case.route}:{case.is_safeguarding}", people, case, case, at)


def tell_handed_on(case: Case, *, at: datetime) -> None:
    """Who leads a case from now on, that it was handed on to them."""
    if case.lead is not None:
        _tell(HANDED_ON, f"case-handed-on:{case.uid}:{at.isoformat()}", [case.lead], case, case, at)


def tell_let_in(grant: CaseGrant, *, at: datetime) -> None:
    """That they are let into something."""
    case = grant.content_object
    _tell(LET_IN, f"case-let-in:{grant.uid}:{grant.until}", [grant.person], case, case, at)


def tell_emergency(row: EmergencyAccess, *, at: datetime) -> None:
    """The DSL team, and those who could agree, that somebody asked; then the DSL and who asked, that one agreed."""
    on, kinds = localdate(at), [RoleKind.DSL]
    if row.agreed_at is None:
        kinds += [RoleKind.SENIOR_LEADER, RoleKind.CHAIR, RoleKind.TRUST_OFFICER, RoleKind.HEADTEACHER]
    held = Role.objects.current(on).filter(school=row.school_id, kind__in=kinds).exclude(person=row.person)
    people = [role.person for role in held.select_related("person")]
    step = "asked" if row.agreed_at is None else "agreed"
    _tell(EMERGENCY, f"case-emergency:{row.uid}:{step}", people, row, row.case, at)
    if row.agreed_at is not None:
        _tell(LET_IN, f"case-emergency:{row.uid}:let-in", [row.person], row.case, row.case, at)


def tell_affected(affected: CasePerson, *, nth: int | str, at: datetime) -> None:
    """The person affected, that there is word for them on their page (ACR-14)."""
    if affected.person is not None:
        _tell(WORD, f"case-word:{affected.uid}:{nth}", [affected.person], affected, affected.case, at)


def tell_taken(case: Case, *, at: datetime) -> None:
    """Whoever reported, that somebody has it: once for each report, so that no change of hands is told (ACR-12)."""
    for report in case.reports.exclude(reporter=None).select_related("reporter"):
        _tell_reporter(TAKEN, f"report-taken:{report.uid}", report, case, at)


def tell_closed(case: Case, *, at: datetime) -> None:
    """Whoever reported, that it is closed."""
    for report in case.reports.exclude(reporter=None).select_related("reporter"):
        _tell_reporter(CLOSED, f"report-closed:{report.uid}:{at.isoformat()}", report, case, at)


def _tell_reporter(kind: str, key: str, report: Report, case: Case, at: datetime) -> None:
    reporter = report.reporter
    if reporter is not None and (case.lead is None or not is_oneself(reporter, case.lead)):
        _tell(kind, key, [reporter], report, case, at)


def tell_answered(answer: Answer, *, at: datetime) -> None:
    """Who asked whether a communication is all right, that there is an answer on their page (COR-04)."""
    report = answer.report
    if report.reporter is not None:
        _tell(ANSWERED, f"case-answered:{answer.uid}", [report.reporter], report, report.case, at)


def tell_missed(promise: Promise, *, at: datetime) -> None:
    """The headteacher and whoever leads, that somebody was promised word and has not heard."""
    case = promise.case
    _tell(MISSED, f"case-missed:{promise.uid}", _who_answers_for(case, localdate(at)), case, case, at)


def tell_overdue(case: Case, key: str, *, at: datetime) -> None:
    """The headteacher and whoever leads, that something in a case was due; once for each key."""
    _tell(OVERDUE, f"case-late:{key}", _who_answers_for(case, localdate(at)), case, case, at)


def tell_added(case: Case, key: str, *, at: datetime) -> None:
    """Whoever leads, that the person affected said something; while nobody leads, those to whom the case came."""
    people = [case.lead] if case.lead is not None else _who_answers_for(case, localdate(at))
    _tell(ADDED, f"case-added:{key}", people, case, case, at)


def _who_answers_for(case: Case, on: date) -> list[Person]:
    """The headteacher, whoever leads, and those to whom a case came that is not the headteacher's."""
    people = who_is_there(case.school_id, RoleKind.HEADTEACHER, on)
    if case.lead is not None:
        people.append(case.lead)
    if case.route in ROLES and (case.lead is None or case.route in (Route.CHAIR, Route.TRUST)):
        people += who_is_there(case.school_id, ROLES[case.route], on)
    return people


def _tell(kind: str, key: str, people: list[Person], about: object, case: Case, at: datetime) -> None:
    """Owe it to those who are not complained of; whether they may still know is asked again when it is sent."""
    shut = CasePerson.objects.filter(case=case, relation=Relation.COMPLAINED_OF, ended_at=None)
    named = Q(pk__in=shut.values("person")) | Q(user__isnull=False, user__in=shut.values("person__user"))
    out = set(Person.objects.filter(named, pk__in=[person.pk for person in people]).values_list("pk", flat=True))
    reached = [person for person in people if person.pk not in out]
    announce(kind, key=key, recipients=reached, about=about, school=case.school, due_at=at)
