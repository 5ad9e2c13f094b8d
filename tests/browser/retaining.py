"""What is kept too long at Acresfield: a case of eight years ago, found last night. And what names somebody there.

Access was withdrawn from a teacher, for a reason that names another.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from foundation.schools.models import Person
from incidents.models import Case, Kind, Report, Severity
from incidents.transitions.cases import judge, take_case
from incidents.transitions.closing import OUTCOMES, close_case
from incidents.transitions.reporting import Said, receive
from monitoring.retention.run import look_over
from monitoring.transitions.restrictions import Terms, withdraw_access
from tests.browser.requesting import who_is_who
from tests.browser.watching import somebody

LONG_AGO = timedelta(days=8 * 366)


def retaining() -> dict[str, Any]:
    """Who is who, and what is due."""
    who = who_is_who("acresfield")
    at, head = timezone.now(), somebody(who, "headteacher")
    terms = Terms(timezone.localdate(at), timezone.localdate(at) + timedelta(days=30))
    why = f"{who['author']['name']} asked for it, because films were left running."
    second = somebody(who, "second")
    withdraw_access(second, head.school, what="Films on school devices", reason=why, terms=terms, by=head, at=at)
    _closed_case(head)
    look_over(head.school, at=at)
    return who


def _closed_case(head: Person) -> None:
    """Criticism, answered and closed eight years ago."""
    school, at = head.school, timezone.now()
    said = Said(Kind.ABOUT_SCHOOL, "Somebody says that parking is bad.", who=Report.Who.UNKNOWN, place="A forum")
    case = take_case(receive(school, said, by=head, at=at).case, by=head, at=at)
    low = Severity.objects.filter(school=school, is_low=True, ended_at=None)[0]
    case = judge(case, category="criticism", severity=low, procedure="none", summary="Parking", by=head, at=at)
    case = close_case(case, outcome=OUTCOMES[0], why="It was answered.", by=head, at=at)
    Case.objects.filter(pk=case.pk).update(closed_at=at - LONG_AGO)
