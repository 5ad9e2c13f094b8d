"""Governors' assurance: one page as at a day, and the same on paper."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.dateinput import PARTS
from foundation.core.pages import page
from foundation.schools.models import School
from monitoring.assurance.printed import AssurancePrint, print_assurance
from monitoring.assurance.sections import Asked, Section, all_of
from monitoring.way_back import below_monitoring
from policies.forms.as_at import DayForm
from policies.views.reading.pdf import pdf_answer


@page("monitoring.see_assurance", methods=("GET",))
def assurance(request: HttpRequest, school: School) -> HttpResponse:
    """Policies, requests, sites, incidents, filtering, checks, what was destroyed, the clock: as at a day."""
    form, on, shown = _asked(request, school)
    context = {
        "school": school,
        "form": form,
        "on": on,
        "is_today": on == timezone.localdate(),
        "sections": shown,
        "crumbs": below_monitoring(school, "Assurance", "assurance"),
    }
    return render(request, "monitoring/assurance/page.html", context)


@page("monitoring.see_assurance", methods=("GET",))
def assurance_pdf(request: HttpRequest, school: School) -> HttpResponse:
    """The same on paper."""
    _, on, shown = _asked(request, school)
    if on is None:
        return assurance(request, school=school.slug)
    made = AssurancePrint(school=school.name, on=on, asked_at=timezone.now(), sections=shown, accent=school.colour)
    return pdf_answer(request, f"Assurance {on:%-d %B %Y}, {school.name}.pdf", lambda: print_assurance(made))


def _asked(request: HttpRequest, school: School) -> tuple[DayForm, date | None, list[Section]]:
    """The day that is asked about, today where none is; None where what was typed is no day that has been."""
    today = timezone.localdate()
    form = DayForm(_parts(request.GET) or None, today=today)
    on = form.chosen()
    return form, on, all_of(Asked(school, request.user, on, today)) if on is not None else []


def _parts(given: Any) -> dict[str, str]:
    """The day in three boxes, or as one word such as 2026-09-01."""
    year, _, rest = given.get("on", "").partition("-")
    month, _, day = rest.partition("-")
    if day:
        return {"on_year": year, "on_month": month, "on_day": day}
    return {f"on_{part}": given[f"on_{part}"] for part in PARTS if f"on_{part}" in given}
