"""A mention of a teacher at Haymerle, five days old: taken on, and word was promised by yesterday and not given."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from foundation.core.actors import Clock
from foundation.schools.models import Person
from incidents.models import Category, Kind, Procedure, Relation, Report, Severity, Update
from incidents.transitions.cases import judge, take_case
from incidents.transitions.informing import Word, record_contact, tell
from incidents.transitions.overdue import chase
from incidents.transitions.people import Named
from incidents.transitions.reporting import Said, receive
from tests.browser.requesting import who_is_who


def keeping() -> dict[str, Any]:
    """Who is who, and the case: the safeguarding lead leads it, as this school's rules have it."""
    who, at = who_is_who("haymerle"), timezone.now()
    teacher, lead = (Person.objects.get(uid=who[name]["uid"]) for name in ("second", "dsl"))
    then = at - timedelta(days=5)
    said = Said(
        Kind.STAFF_MENTION,
        "A page in my name makes fun of the school, with my photograph.",
        who=Report.Who.UNKNOWN,
        place="A page that pretends to be me",
        named=[Named(Relation.AFFECTED, teacher)],
    )
    case = take_case(receive(teacher.school, said, by=teacher, at=then).case, by=lead, at=then)
    severity = Severity.objects.filter(school=teacher.school, is_low=False, ended_at=None).order_by("position")[0]
    case = judge(
        case,
        category=Category.IMPERSONATION,
        severity=severity,
        procedure=Procedure.NONE,
        summary="A page in the name of a teacher",
        by=lead,
        at=then,
    )
    affected = case.people.get(relation=Relation.AFFECTED)
    record_contact(affected, words="He wants to know who it is.", happened_at=then, by=lead, at=then)
    soon = Word(Update.What.DONE, "I look at the page today.", timezone.localdate(at - timedelta(days=1)))
    tell(affected, soon, by=lead, at=then)
    chase(by=Clock("Countersign"), at=at)
    return {**who, "case": str(case.uid), "reference": case.reference, "informed": str(affected.uid)}
