"""Friend requests from pupils in the last 90 days, and which of them are of one pupil or to one person (QEI-30)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from foundation.core.rules import permitted
from foundation.schools.models import School
from incidents.models import Case, CasePerson, Kind, Report
from incidents.transitions.friend_requests import REPEATED_WITHIN, same_pupil

OF_A_PUPIL, TO_A_PERSON = "of one pupil", "to one member of staff"


@dataclass(frozen=True)
class Request:
    """One friend request that was declined. The pupil's reference stands in the case alone."""

    case: Case
    report: Report
    pupil: str


@dataclass(frozen=True)
class Repeated:
    """Several requests of one pupil, or to one person."""

    school: School
    words: str
    whose: str
    requests: Sequence[Request]


def seen_by(user: Any, on: date, school: School | None = None) -> list[Request]:
    """The requests of the last 90 days that the user may see, the last first: three queries."""
    since = timezone.now() - REPEATED_WITHIN
    cases = Case.objects.filter(kind=Kind.FRIEND_REQUEST, opened_at__gte=since)
    if school is not None:
        cases = cases.filter(school=school)
    found = list(permitted(user, "incidents.see_case", cases, on).select_related("school"))
    if not found:
        return []
    reports = {row.case_id: row for row in Report.objects.filter(case__in=found).select_related("reporter")}
    pupils = CasePerson.objects.filter(case__in=found, is_pupil=True, ended_at=None)
    references = {row.case_id: same_pupil(row.words) for row in pupils}
    return [Request(case, reports[case.pk], references.get(case.pk, "")) for case in found if case.pk in reports]


def repeated(requests: Sequence[Request]) -> list[Repeated]:
    """Where the same pupil asked several times, or the same person was asked, most often first."""
    groups: dict[tuple[str, int, Any], list[Request]] = defaultdict(list)
    for one in requests:
        if one.pupil:
            groups[OF_A_PUPIL, one.case.school_id, one.pupil].append(one)
        if one.report.reporter_id is not None:
            groups[TO_A_PERSON, one.case.school_id, one.report.reporter_id].append(one)
    found = [
        Repeated(rows[0].case.school, words, rows[0].report.reporter_name if words == TO_A_PERSON else "", rows)
        for (words, _, _), rows in groups.items()
        if len(rows) > 1
    ]
    return sorted(found, key=lambda one: -len(one.requests))
