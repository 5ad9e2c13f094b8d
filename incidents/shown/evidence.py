"""What the page of a case shows of its evidence: three queries."""

from collections.abc import Collection
from datetime import date
from typing import Any

from foundation.core.rules import allows
from incidents.models import Case, Evidence
from incidents.shown.timeline import WHO_REPORTED

OUTSIDE = "Somebody from outside"


def shown(case: Case, user: Any, on: date) -> dict[str, Any]:
    """Each piece with its state, and by whom for this reader; a redacted copy follows what it was made from."""
    rows = list(case.evidence.select_related("made_from").defer("text", "link", "file_name", "purged_why"))
    children: dict[int, list[Evidence]] = {}
    for row in rows:
        if row.made_from_id is not None:
            children.setdefault(row.made_from_id, []).append(row)
    ordered = [one for row in rows if row.made_from_id is None for one in _with_copies(row, children)]
    may_run = allows(user, "incidents.run_case", case)
    hidden = None if may_run else reporters(case)
    return {"evidence_rows": [(row, kept_by(row, hidden)) for row in ordered], "may_keep_evidence": may_run}


def _with_copies(row: Evidence, children: dict[int, list[Evidence]]) -> list[Evidence]:
    return [row, *(one for child in children.get(row.pk, ()) for one in _with_copies(child, children))]


def reporters(case: Case) -> set[int]:
    """The people of the roll who reported what the case is about."""
    return {person for person in case.reports.values_list("reporter", flat=True) if person is not None}


def kept_by(row: Evidence, hidden: Collection[int] | None) -> str:
    """Who kept it. Where `hidden` says who reported, the reader is not told which of them it was."""
    if hidden is None:
        return row.by_name if row.by_id is not None else f"{row.by_name} (not of the school)"
    if row.by_id is None:
        return OUTSIDE
    return WHO_REPORTED if row.by_id in hidden else row.by_name
