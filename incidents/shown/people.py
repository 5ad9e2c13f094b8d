"""What the page of a case shows of its people: who is in it, who was let in, and who looked."""

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from foundation.audit.models import Look
from foundation.core.rules import allows
from incidents.models import Case, CaseGrant

LATEST = 8


def shown(case: Case, user: Any, on: date) -> dict[str, Any]:
    """Who looked is shown to those who decide what is done."""
    rows = list(case.people.select_related("person").order_by("relation", "added_at", "pk"))
    grants = CaseGrant.objects.filter(content_object=case).select_related("person", "given_by").order_by("until", "pk")
    let_in = list(grants)
    urgent = case.emergencies.filter(until__gt=timezone.now()).select_related("person", "agreed_by")
    may_run = allows(user, "incidents.run_case", case)
    return {
        "people_in_it": [row for row in rows if row.ended_at is None],
        "people_taken_out": [row for row in rows if row.ended_at is not None],
        "let_in": [grant for grant in let_in if grant.until >= on],
        "let_out": [grant for grant in let_in if grant.until < on],
        "in_an_emergency": urgent,
        "latest_looks": _latest_looks(case) if may_run else [],
    }


def _latest_looks(case: Case) -> Any:
    """Who opened it lately, each once."""
    looks = Look.objects.filter(about_uid=case.uid).order_by().values("by_uid", "by_name")
    return looks.annotate(last=Max("at")).order_by("-last")[:LATEST]
