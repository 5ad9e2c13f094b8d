"""What is promised or due in cases, and until when: the same for a case's page, the list of cases and desks."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from incidents.models import Case, Takedown
from incidents.transitions.overdue import to_contact, to_keep, to_report

LOOK_AGAIN = "Look at an address again"


@dataclass(frozen=True, order=True)
class Due:
    """One thing that is due in a case, in words that say nothing of what happened."""

    on: date
    what: str
    is_overdue: bool


def dues(cases: Collection[Case], on: date) -> dict[int, list[Due]]:
    """What is due in each of these cases that is open, the nearest first: four queries for all of them."""
    found: dict[int, list[Due]] = defaultdict(list)
    pks = [case.pk for case in cases if case.status != Case.Status.CLOSED]
    if not pks:
        return {}
    for case in cases:
        if case.is_held_back and case.lado_at is None and case.lado_due_on is not None:
            _add(found, case.pk, "Consider the harm threshold with the local authority", case.lado_due_on, on)
    for row in to_contact().filter(case__in=pks):
        _add(found, row.case_id, "Speak with the person affected", row.contact_due_on, on)
    for promise in to_keep().filter(case__in=pks):
        _add(found, promise.case_id, "Word promised to the person affected", promise.due_on, on)
    for breach in to_report().filter(case__in=pks):
        _add(found, breach.case_id, "Assess the breach of personal data, or report it", localdate(breach.due_at), on)
    addresses = Takedown.objects.filter(case__in=pks, due_at__isnull=False)
    for case_pk, due_at in addresses.order_by().values_list("case", "due_at"):
        _add(found, case_pk, LOOK_AGAIN, localdate(due_at), on)
    return {case_pk: sorted(rows) for case_pk, rows in found.items()}


def _add(found: dict[int, list[Due]], case_pk: int, what: str, day: date | None, on: date) -> None:
    if day is not None:
        found[case_pk].append(Due(day, what, is_overdue=day < on))
