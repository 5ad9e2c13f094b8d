"""Reports and cases in the state a test wants them in."""

from typing import Any

from django.db.models import Model

from foundation.schools.models import Person
from incidents.models import Case, CasePerson, Category, Kind, Procedure, Relation, Report, ResponseOption, Severity
from incidents.transitions.cases import judge, take_case
from incidents.transitions.people import Named
from incidents.transitions.reporting import Said, receive
from tests.cast import Cast

SAW = "They wrote that she shouts at children."


def said(kind: str = Kind.STAFF_MENTION, **more: Any) -> Said:
    return Said(kind, more.pop("saw", SAW), **more)


def reported(cast: Cast, kind: str = Kind.STAFF_MENTION, by: Person | None = None, **more: Any) -> Report:
    return receive(cast.school, said(kind, **more), by=by or cast.teacher, at=cast.at)


def a_case(cast: Cast, kind: str = Kind.STAFF_MENTION, by: Person | None = None, **more: Any) -> Case:
    """Received, and nobody has taken it on."""
    return reported(cast, kind, by, **more).case


def affected(person: Person) -> Named:
    return Named(Relation.AFFECTED, person)


def blamed(person: Person) -> Named:
    return Named(Relation.COMPLAINED_OF, person)


def in_hand(cast: Cast, kind: str = Kind.STAFF_MENTION, lead: Person | None = None, **more: Any) -> Case:
    return take_case(a_case(cast, kind, **more), by=lead or cast.headteacher, at=cast.at)


def scale(cast: Cast) -> tuple[Severity, Severity]:
    """A low and a serious step of the school's scale, and two responses to consider above the low one."""
    low, _ = Severity.objects.get_or_create(school=cast.school, name="Minor", defaults={"position": 1, "is_low": True})
    high, _ = Severity.objects.get_or_create(school=cast.school, name="Serious", defaults={"position": 2})
    for place, name in enumerate(("The police are told", "The platform is asked to take it down")):
        ResponseOption.objects.get_or_create(school=cast.school, name=name, defaults={"position": place})
    return low, high


def judged(cast: Cast, case: Case, *, is_low: bool = False) -> Case:
    assert case.lead is not None
    low, high = scale(cast)
    return judge(
        case,
        category=Category.BULLYING,
        severity=low if is_low else high,
        procedure=Procedure.NONE,
        summary="Insults about a teacher",
        by=case.lead,
        at=cast.at,
    )


def the_affected(case: Case) -> CasePerson:
    return case.people.get(relation=Relation.AFFECTED)


def sees(person: Person, row: Model, perm: str = "incidents.see_case") -> bool:
    """Whether this person may know of a case, or of a row below one."""
    assert person.user is not None
    return person.user.has_perm(perm, row)
