"""What the page of a case shows of its addresses, and of what was taken off the school's accounts: four queries."""

from datetime import date
from typing import Any

from django.utils import timezone

from foundation.core.rules import allows
from incidents.models import Case


def shown(case: Case, user: Any, on: date) -> dict[str, Any]:
    """Where each address stands and whether it is due; removals with their copy, or that there is none."""
    now = timezone.now()
    takedowns = list(case.takedowns.all())
    return {
        "takedowns": [(one, one.due_at is not None and one.due_at <= now) for one in takedowns],
        "removals": case.removals.select_related("copy", "question"),
        "removal_questions": case.removal_questions.all(),
        "may_follow": allows(user, "incidents.run_case", case),
        "case_is_open": case.closed_at is None,
    }
