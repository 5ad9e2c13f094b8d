"""What the page of a case shows of its timeline: the newest first, some at a time, each with its corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.utils.timezone import localtime

from foundation.core.rules import allows
from incidents.models import Case, Entry

PER_PAGE = 20
WHO_REPORTED = "Who reported it"


@dataclass(frozen=True)
class Line:
    """An entry, by whom for this reader, and what corrects it."""

    entry: Entry
    by: str
    corrections: Sequence[Entry]

    @property
    def is_of_a_day(self) -> bool:
        """Whether only the day of it is known: no time was written."""
        return localtime(self.entry.happened_at).time() == time()

    @property
    def was_written_later(self) -> bool:
        return self.entry.at != self.entry.happened_at


def shown(case: Case, user: Any, on: date, *, place: str | None = None) -> dict[str, Any]:
    """One page of the timeline. Who reported is named only to those who decide what is done."""
    corrections = Prefetch("corrections", Entry.objects.order_by("at", "pk"), to_attr="put_right")
    rows = case.entries.exclude(what=Entry.What.CORRECTION).prefetch_related(corrections)
    listed = Paginator(rows, PER_PAGE).get_page(place)
    hidden: set[Any] = set()
    if not allows(user, "incidents.run_case", case):
        added = case.evidence.filter(by__in=case.reports.values("reporter"))
        hidden = set(case.reports.values_list("at", flat=True)) | set(added.values_list("at", flat=True))
    return {
        "timeline_page": listed,
        "timeline": [_line(entry, hidden) for entry in listed.object_list],
    }


def _line(entry: Any, hidden: set[Any]) -> Line:
    is_report = entry.what == Entry.What.EVENT and entry.at in hidden
    return Line(entry, WHO_REPORTED if is_report else entry.author, entry.put_right)
