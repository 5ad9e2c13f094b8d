"""Reading the log of a check: by filter, as a summary in pictures with their tables, as a file for a case."""

import csv
from collections.abc import Iterator
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.csv_out import plain_cell
from monitoring.forms.logs import ReadFilter
from monitoring.models import Check, UsageRow
from monitoring.usage.summary import HOME, Summary, rows_of, said_length, summary_of
from monitoring.views.checks import check_crumbs
from monitoring.views.looks import note

PER_PAGE = 25
COLUMNS = ("Day", "Time", "Site", "Category", "Blocked", "Seconds")


@page("monitoring.read_log", methods=("GET",))
def usage_log(request: HttpRequest, check: Check) -> HttpResponse:
    """The log: figures in pictures with their tables, and the lines. Each look is kept."""
    note(request, check, "read the log")
    rows = rows_of(check)
    form = _filter(request, rows)
    narrowed = form.narrow(rows)
    listed = Paginator(narrowed.order_by("at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    summary = summary_of(check, narrowed)
    context = {
        "check": check,
        "form": form,
        "page": listed,
        "count": f"{summary.total:,} line{'' if summary.total == 1 else 's'}",
        "summary": summary,
        **_figures(check, summary),
        "pictures": _pictures(summary),
        "crumbs": check_crumbs(request, check, ("Log", "")),
    }
    return render(request, "monitoring/logs/log.html", context)


def _filter(request: HttpRequest, rows: QuerySet[UsageRow]) -> ReadFilter:
    """With the days and categories that the log has: two queries."""
    days = rows.annotate(day=TruncDate("at", tzinfo=HOME)).order_by("day").values_list("day", flat=True).distinct()
    categories = rows.order_by("category").values_list("category", flat=True).distinct()[:200]
    return ReadFilter(request.GET or None, days=list(days), categories=list(categories))


def _figures(check: Check, summary: Summary) -> dict[str, str]:
    """The figures that stand above the pictures."""
    return {
        "length": said_length(summary.seconds),
        "at_work": "In hours of work" if check.works_from else "On working days",
        "at_work_of": f"{summary.at_work:,} of {summary.total:,}",
        "blocked": f"{summary.blocked:,}",
    }


def _pictures(summary: Any) -> dict[str, list[tuple[Any, ...]]]:
    """The points of each picture: of how many, so many at work, or blocked."""
    return {
        "hours": summary.hours,
        "days": [(f"{one.day} {one:%b}{'' if at_work else ', off'}", n) for one, n, at_work in summary.days],
        "sites": [(host, n) for host, n, _ in summary.sites],
        "blocked": [(host, was, n) for host, n, was in summary.sites if was],
        "categories": [(name, n) for name, n, _ in summary.categories],
    }


@page("monitoring.read_log", methods=("GET",))
def usage_csv(request: HttpRequest, check: Check) -> HttpResponse:
    """The lines as a file for the case, as they come: however many, a few are in memory."""
    note(request, check, "saved the log")
    rows = rows_of(check)
    narrowed = _filter(request, rows).narrow(rows).order_by("at", "pk")
    answer = StreamingHttpResponse(_lines(narrowed), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{check.reference.replace(" ", "-").lower()}-log.csv"'
    answer["Cache-Control"] = "no-store, private"
    return cast("HttpResponse", answer)  # as pages answer; it differs in that it streams


class _Echo:
    """What a writer of CSV writes to: hands it on."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: QuerySet[UsageRow]) -> Iterator[bytes]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield b"\xef\xbb\xbf" + writer.writerow(COLUMNS).encode()  # what _Echo hands on
    for row in rows.iterator(chunk_size=2000):
        at = timezone.localtime(row.at)
        seconds = "" if row.seconds is None else row.seconds
        blocked = "Yes" if row.was_blocked else "No"
        cells = (f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", row.host, row.category, blocked, seconds)
        yield writer.writerow([plain_cell(cell) for cell in cells]).encode()
