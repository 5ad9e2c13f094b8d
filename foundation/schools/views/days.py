"""The school's calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.calendar import SchoolCalendar, bank_holidays, school_year
from foundation.schools.forms.people import ConfirmForm
from foundation.schools.forms.school import ClosureForm, TermForm
from foundation.schools.models import Closure, School, Term
from foundation.schools.people import acting
from foundation.schools.transitions.days import enter_closure, enter_term, remove_closure, remove_term
from foundation.schools.views.answers import Crumbs, answered


def _page_of(school: School) -> str:
    return reverse("calendar", args=[school.slug])


def _crumbs(school: School, title: str) -> Crumbs:
    return [("Calendar", _page_of(school)), (title, "")]


@page("schools.see_school", methods=("GET",))
def calendar(request: HttpRequest, school: School) -> HttpResponse:
    """Terms, closures and bank holidays, from this school year on."""
    today = timezone.localdate()
    known = SchoolCalendar(Term.objects.filter(school=school), Closure.objects.filter(school=school))  # rows to change
    since = today.replace(year=school_year(today), month=9, day=1)
    holidays = sorted(day for year in (today.year, today.year + 1) for day in bank_holidays(year) if day >= since)
    shown = {
        "school": school,
        "on": today,
        "is_school_day": known.is_school_day(today),
        "next_day": known.add(today, 1),
        "terms": [term for term in known.terms if term.ends_on >= since],
        "closures": sorted((row for row in known.closures if row.ends_on >= since), key=lambda row: row.starts_on),
        "holidays": holidays,
        "may_keep": request.user.has_perm("schools.keep_calendar", school),
    }
    return render(request, "schools/calendar.html", shown)


@page("schools.keep_calendar")
def term_add(request: HttpRequest, school: School) -> HttpResponse:
    """Enter a term."""
    form = TermForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: enter_term(
            school,
            season=form.cleaned_data["season"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=acting(request.user, school),
            at=timezone.now(),
        ),
        to=_page_of(school),
        said="The term is entered.",
        heading="Enter a term",
        guidance="Deadlines and reminders that count school days move with it, those under way too.",
        crumbs=_crumbs(school, "Enter a term"),
    )


@page("schools.keep_calendar")
def closure_add(request: HttpRequest, school: School) -> HttpResponse:
    """Enter days on which pupils stay at home."""
    form = ClosureForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: enter_closure(
            school,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=acting(request.user, school),
            at=timezone.now(),
        ),
        to=_page_of(school),
        said="These days are entered.",
        heading="Enter days off",
        guidance="Deadlines and reminders that count school days move with them, those under way too.",
        crumbs=_crumbs(school, "Enter days off"),
    )


@page("schools.remove_term")
def term_remove(request: HttpRequest, term: Term) -> HttpResponse:
    """Take a term out of the calendar."""
    return answered(
        request,
        ConfirmForm(request.POST or None, submit="Remove the term"),
        lambda: remove_term(term, by=acting(request.user, term.school), at=timezone.now()),
        to=_page_of(term.school),
        said="The term is removed.",
        heading=f"Remove the {term}?",
        guidance=f"From {term.starts_on:%-d %B %Y} to {term.ends_on:%-d %B %Y}. Deadlines that count school days move.",
        crumbs=_crumbs(term.school, "Remove a term"),
    )


@page("schools.remove_closure")
def closure_remove(request: HttpRequest, closure: Closure) -> HttpResponse:
    """Take days off out of the calendar."""
    return answered(
        request,
        ConfirmForm(request.POST or None, submit="Remove these days"),
        lambda: remove_closure(closure, by=acting(request.user, closure.school), at=timezone.now()),
        to=_page_of(closure.school),
        said="These days are removed.",
        heading=f"Remove {closure}?",
        guidance=(
            f"From {closure.starts_on:%-d %B %Y} to {closure.ends_on:%-d %B %Y}. Deadlines that count school days move."
        ),
        crumbs=_crumbs(closure.school, "Remove days off"),
    )
