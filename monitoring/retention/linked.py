"""What an open case holds by link: what it was reported from. The case itself does not begin to count while open."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from foundation.schools.models import School
from incidents.models import Case, Report
from monitoring.retention import holds

HELD = "held by a case that is open"


def promoted_to_open_cases(school: School, on: date, named: holds.Named) -> Mapping[UUID, str]:
    """Of these rows those from which a report of a case that is open was written."""
    found: dict[UUID, str] = {}
    for label, uids in named.items():
        told = Report.objects.filter(from_label=label, from_uid__in=uids, school=school)
        open_ones = told.exclude(case__status=Case.Status.CLOSED)
        found.update({uid: HELD for uid in open_ones.values_list("from_uid", flat=True) if uid is not None})
    return found


holds.register("incidents.open_cases", rows=promoted_to_open_cases)
