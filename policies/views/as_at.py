"""As at: what stood at a school at the end of a past day, on the page, on paper and as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.csv_out import csv_file
from foundation.schools.models import School
from policies.as_at import AsAt, as_at
from policies.as_at_pdf import AsAtPrint, print_as_at
from policies.as_at_tables import PRINTED, TABLES, table
from policies.forms.as_at import DayForm, NarrowForm
from policies.views.reading.pdf import pdf_answer

PER_PAGE = 50


@page("policies.see_as_at", methods=("GET",))
def as_at_day(request: HttpRequest, school: School) -> HttpResponse:
    """What stood at the end of a day: choose the day, what of it, and for whom."""
    day, then, narrow = _asked(request, school)
    show = _show(request)
    shown = table(show, then, narrow) if then else None
    listed = Paginator(shown.rows, PER_PAGE).get_page(request.GET.get("page")) if shown else None
    context: dict[str, Any] = {
        "crumbs": [("Figures", reverse("figures", args=[school.slug])), ("As at", "")],
        "day": day,
        "narrow": narrow,
        "then": then,
        "show": show,
        "shown": shown,
        "page": listed,
        "rows": shown.lines(listed) if shown and listed else [],
        "tabs": [(title, _query(request, show=key), key == show) for key, (title, *_) in TABLES.items()],
        "file": reverse("as-at-csv", args=[school.slug]) + _query(request, show=show),
        "print": reverse("as-at-pdf", args=[school.slug]) + _query(request, show=show),
    }
    return render(request, "policies/as_at/day.html", context)


@page("policies.see_as_at", methods=("GET",))
def as_at_csv(request: HttpRequest, school: School) -> HttpResponse:
    """What the page shows, all of it, as a file for a spreadsheet."""
    _, then, narrow = _asked(request, school)
    if then is None:
        return as_at_day(request, school=school.slug)
    shown = table(_show(request), then, narrow)
    name = f"{shown.key}-{school.slug}-{then.on.isoformat()}.csv"
    return csv_file(name, shown.columns, [row.cells for row in shown.rows])


@page("policies.see_as_at", methods=("GET",))
def as_at_pdf(request: HttpRequest, school: School) -> HttpResponse:
    """All that stood, on paper; who had acknowledged what as far as it was narrowed."""
    _, then, narrow = _asked(request, school)
    if then is None:
        return as_at_day(request, school=school.slug)
    made = AsAtPrint(
        school=school.name,
        then=then,
        asked_at=timezone.now(),
        tables=[table(key, then, narrow) for key in PRINTED],
        narrowed=narrow.words(),
        accent=school.colour,
    )
    return pdf_answer(request, f"As at {then.on:%-d %B %Y}, {school.name}.pdf", lambda: print_as_at(made))


def _asked(request: HttpRequest, school: School) -> tuple[DayForm, AsAt | None, NarrowForm]:
    day = DayForm(request.GET or None, today=timezone.localdate())
    chosen = day.chosen()
    then = as_at(school, chosen) if chosen else None
    return day, then, NarrowForm(request.GET, then=then)


def _show(request: HttpRequest) -> str:
    show = request.GET.get("show", "")
    return show if show in TABLES else "policies"


def _query(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"
