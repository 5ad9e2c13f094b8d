"""What the page of a case shows of the responses on the school's list (ACR-13)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from incidents.models import Case, Considered, ResponseOption


@dataclass(frozen=True)
class Response:
    """One response, what was last said of it, and what was said before; the oldest first."""

    option: ResponseOption
    last: Considered | None
    earlier: list[Considered]


def shown(case: Case, user: Any, on: date) -> dict[str, Any]:
    """The school's list of today, and what was considered when it read otherwise."""
    said: dict[int, list[Considered]] = defaultdict(list)
    options: dict[int, ResponseOption] = {}
    for option in ResponseOption.objects.filter(school=case.school_id, ended_at=None):
        options[option.pk] = option
    for row in case.considered.select_related("option"):
        said[row.option_id].append(row)
        options.setdefault(row.option_id, row.option)
    rows = [Response(one, said[pk][-1] if said[pk] else None, said[pk][:-1]) for pk, one in options.items()]
    return {
        "responses": rows,
        "responses_left": sum(row.last is None for row in rows),
        "responses_count": case.severity is not None and not case.severity.is_low,
    }
