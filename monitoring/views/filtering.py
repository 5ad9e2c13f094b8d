"""Filtering and monitoring: what was tested, the yearly review, what has to be done; the list for governors."""

from collections.abc import Collection
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.csv_out import csv_file
from foundation.schools.dates import months_after
from foundation.schools.models import Person, RoleKind, School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered
from incidents.pdf import print_case
from monitoring.filtering_due import standings
from monitoring.filtering_printed import COLUMNS, filtering_print, rows_of
from monitoring.forms.filtering import CallForm, CheckForm, DoneForm, ReviewForm, ToDoForm
from monitoring.house_rules import rules_of
from monitoring.models import FilteringAction, FilteringCheck, FilteringPoint, FilteringReview
from monitoring.transitions import filtering
from monitoring.way_back import below_monitoring
from policies.views.reading.pdf import pdf_answer

PER_PAGE = 25
TITLE = "Filtering"
DESK = "/"  # the page of whoever composes the site
Of = FilteringCheck | FilteringReview


def filtering_crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    """The way back from a page of filtering."""
    return below_monitoring(school, TITLE, "filtering", *more)


def _checks(school: School) -> QuerySet[FilteringCheck]:
    return FilteringCheck.objects.filter(school=school).prefetch_related("points", "actions__owner")


@page("monitoring.see_filtering", methods=("GET",))
def filtering_page(request: HttpRequest, school: School) -> HttpResponse:
    """Where filtering stands: who is responsible, what is due, each check with the four things the DfE asks for."""
    listed = Paginator(_checks(school), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "school": school,
        **_standing(school),
        "page": listed,
        "reviews": FilteringReview.objects.filter(school=school)[:PER_PAGE],
        "may_keep": request.user.has_perm("monitoring.keep_filtering", school),
        "crumbs": filtering_crumbs(school),
    }
    return render(request, "monitoring/filtering/filtering.html", context)


def _standing(school: School) -> dict[str, Any]:
    """Who is responsible, what is due, and what has to be done."""
    on, standing = timezone.localdate(), standings([school.pk])[school.pk]
    actions = FilteringAction.objects.filter(school=school, done_at=None).select_related("owner")
    return {
        "standing": standing,
        "is_review_late": standing.review_due_on is None or standing.review_due_on < on,
        "is_check_late": standing.check_due_on is None or standing.check_due_on < on,
        "actions": [(action, action.due_on < on) for action in actions],
    }


@page("monitoring.see_filtering", methods=("GET",))
def filtering_csv(request: HttpRequest, school: School) -> HttpResponse:
    """Every check as a file: when, who, what was tested, resulting actions."""
    return csv_file(f"filtering-{school.slug}.csv", COLUMNS, rows_of(_checks(school)))


@page("monitoring.see_filtering", methods=("GET",))
def filtering_pdf(request: HttpRequest, school: School) -> HttpResponse:
    """Checks, reviews and what has to be done, on paper for governors."""
    name = f"filtering-{school.slug}.pdf"
    return pdf_answer(request, name, lambda: print_case(filtering_print(school, _checks(school), at=timezone.now())))


def _people(school: School) -> QuerySet[Person]:
    return Person.objects.current(timezone.localdate()).filter(school=school)


@page("monitoring.keep_filtering")
def filtering_check_add(request: HttpRequest, school: School) -> HttpResponse:
    """Record a check: on which day, what was tested, what was found, what has to be done."""
    on = timezone.localdate()
    form = CheckForm(request.POST or None, school=school, people=_people(school), on=on)
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: filtering.record_check(school, form.tested(), by=by, at=at),
        to=reverse("filtering", args=[school.slug]),
        said="Recorded.",
        template="monitoring/filtering/check_add.html",
        has_points=FilteringPoint.objects.filter(school=school, ended_at=None).exists(),
        crumbs=filtering_crumbs(school, ("Record a check", "")),
    )


@page("monitoring.see_filtering_check", methods=("GET",))
def filtering_check(request: HttpRequest, check: FilteringCheck) -> HttpResponse:
    """One check, with what has to be done."""
    may = request.user.has_perm("monitoring.follow_filtering_check", check)
    context = {
        "school": check.school,
        "check": check,
        "points": _by_kind(check.points.all()),
        "today": timezone.localdate(),
        "actions": check.actions.select_related("owner", "done_by"),
        "add": reverse("filtering-check-action", args=[check.uid]) if may else "",
        "crumbs": filtering_crumbs(check.school, ("Check", "")),
    }
    return render(request, "monitoring/filtering/check.html", context)


def _by_kind(points: Collection[FilteringPoint]) -> list[tuple[str, list[str]]]:
    kinds = FilteringPoint.Kind
    return [(str(kind.label), [one.name for one in points if one.kind == kind]) for kind in kinds]


@page("monitoring.follow_filtering_check")
def filtering_check_action(request: HttpRequest, check: FilteringCheck) -> HttpResponse:
    """Something else that has to be done after a check."""
    return _action_add(request, check, reverse("filtering-check", args=[check.uid]))


@page("monitoring.follow_filtering_review")
def filtering_review_action(request: HttpRequest, review: FilteringReview) -> HttpResponse:
    """Something that has to be done after a review."""
    return _action_add(request, review, reverse("filtering-review", args=[review.uid]))


def _action_add(request: HttpRequest, of: Of, back: str) -> HttpResponse:
    form = ToDoForm(request.POST or None, people=_people(of.school))
    by, at = acting(request.user, of.school), timezone.now()
    title = "Check" if isinstance(of, FilteringCheck) else "Review"
    return answered(
        request,
        form,
        lambda: filtering.add_action(of, form.to_do(), by=by, at=at),
        to=back,
        said="Added. It stands on their desk.",
        heading="Something to do",
        crumbs=filtering_crumbs(of.school, (title, back), ("Something to do", "")),
    )


@page("monitoring.finish_filtering_action")
def filtering_action(request: HttpRequest, action: FilteringAction) -> HttpResponse:
    """One thing that has to be done: say that it is."""
    form = DoneForm(request.POST or None)
    by, at = acting(request.user, action.school), timezone.now()
    may_see = request.user.has_perm("monitoring.see_filtering", action.school)
    return answered(
        request,
        form,
        lambda: filtering.finish_action(action, form.cleaned_data["words"], by=by, at=at),
        to=reverse("filtering", args=[action.school.slug]) if may_see else DESK,
        said="Done.",
        template="monitoring/filtering/action.html",
        action=action,
        crumbs=filtering_crumbs(action.school, ("Something to do", "")) if may_see else [("Something to do", "")],
    )


@page("monitoring.keep_filtering")
def filtering_review_add(request: HttpRequest, school: School) -> HttpResponse:
    """Record the review: who is responsible, what was found, when the next is."""
    on = timezone.localdate()
    latest = months_after(on, rules_of(school).filtering_review_months)
    last = standings([school.pk])[school.pk].review
    usual = {"on": on, "next_due_on": latest, "check_months": last.check_months if last else 4}
    form = ReviewForm(request.POST or None, offered=_offered(school), on=on, initial=usual)
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: filtering.record_review(school, form.held(), by=by, at=at),
        to=reverse("filtering", args=[school.slug]),
        said="Recorded. Write down below what has to be done.",
        template="monitoring/filtering/review_add.html",
        calls=standings([school.pk])[school.pk].calls,
        crumbs=filtering_crumbs(school, ("Record the review", "")),
    )


def _offered(school: School) -> dict[str, Collection[Person]]:
    on = timezone.localdate()

    def people(found: Collection[int]) -> Collection[Person]:
        return Person.objects.filter(pk__in=found)

    return {
        "leader": people(filtering.leaders(school, on)),
        "governor": people(filtering.governors(school, on)),
        "dsl": people(filtering.holders(school, on, RoleKind.DSL)),
    }


@page("monitoring.see_filtering_review", methods=("GET",))
def filtering_review(request: HttpRequest, review: FilteringReview) -> HttpResponse:
    """One review, with what it answered and what has to be done."""
    may = request.user.has_perm("monitoring.follow_filtering_review", review)
    context = {
        "school": review.school,
        "review": review,
        "today": timezone.localdate(),
        "calls": review.answers.all(),
        "actions": review.actions.select_related("owner", "done_by"),
        "add": reverse("filtering-review-action", args=[review.uid]) if may else "",
        "crumbs": filtering_crumbs(review.school, ("Review", "")),
    }
    return render(request, "monitoring/filtering/review.html", context)


@page("monitoring.keep_filtering")
def filtering_call(request: HttpRequest, school: School) -> HttpResponse:
    """Ask for a review before its time."""
    form = CallForm(request.POST or None)
    by, at = acting(request.user, school), timezone.now()
    return answered(
        request,
        form,
        lambda: filtering.call_for_review(school, **_called(form), by=by, at=at),
        to=reverse("filtering", args=[school.slug]),
        said="Asked. It stands on the desk of who keeps filtering.",
        heading="A review before its time",
        guidance="The DfE's standard asks for one when a safeguarding risk is found, when the way of working changes,"
        " or when new technology comes in.",
        crumbs=filtering_crumbs(school, ("A review before its time", "")),
    )


def _called(form: CallForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("why", "words", "due_on")}
