"""Blocked sites and withdrawn access: the list, each one, and the page of the person from whom it was withdrawn."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.templatetags.words import day
from foundation.schools.csv_out import csv_file
from foundation.schools.models import Person, School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, seen
from monitoring.forms.restriction import BlockForm, LiftForm, LookAgainForm, RestrictionFilter, WithdrawForm
from monitoring.models import Restriction, RestrictionReview
from monitoring.restriction_sources import Origin, origin_of
from monitoring.transitions import restrictions
from monitoring.way_back import below_monitoring

PER_PAGE = 25
TITLE = "Restrictions"
COLUMNS = ("What", "For whom", "Why", "From", "Until", "Looked at again", "Status", "By", "Lifted", "Lifted by")


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return below_monitoring(school, TITLE, "restrictions", *more)


def _rows(school: School) -> Any:
    return Restriction.objects.filter(school=school).select_related("person", "set_by", "lifted_by")


@page("monitoring.keep_restrictions", methods=("GET",))
def restriction_list(request: HttpRequest, school: School) -> HttpResponse:
    """Which sites are blocked, and from whom access was withdrawn; what is due to be looked at again."""
    on = timezone.localdate()
    form = RestrictionFilter(request.GET or None)
    listed = Paginator(form.narrow(_rows(school), on), PER_PAGE).get_page(request.GET.get("page"))
    count = listed.paginator.count
    context = {
        "school": school,
        "form": form,
        "page": listed,
        "rows": [(row, row.status_on(on).label, row.is_due(on)) for row in listed.object_list],
        "count": f"{count} restriction{'' if count == 1 else 's'}",
        "crumbs": _crumbs(school),
    }
    return render(request, "monitoring/restrictions/list.html", context)


@page("monitoring.keep_restrictions", methods=("GET",))
def restriction_csv(request: HttpRequest, school: School) -> HttpResponse:
    """The same list as a file."""
    on = timezone.localdate()
    rows = RestrictionFilter(request.GET or None).narrow(_rows(school), on)
    return csv_file(f"restrictions-{school.slug}.csv", COLUMNS, (_cells(row, on) for row in rows))


def _cells(row: Restriction, on: Any) -> tuple[str, ...]:
    whom = row.person.name if row.person else row.for_whom
    said = (row.host or row.what, whom, row.reason, day(row.starts_on), day(row.ends_on), day(row.review_on))
    lifted = row.lifted_by.name if row.lifted_by else ""
    return (*said, str(row.status_on(on).label), row.set_by.name, day(row.lifted_at), lifted)


@page("monitoring.keep_restrictions")
def site_block(request: HttpRequest, school: School) -> HttpResponse:
    """Record that a site is blocked, for whom and why."""
    form = BlockForm(request.POST or None, on=timezone.localdate())
    return answered(
        request,
        form,
        lambda: _block(request, school, form),
        to=reverse("restrictions", args=[school.slug]),
        said="Recorded. Block it in the filter itself too: that is not done from here.",
        heading="A site is blocked",
        crumbs=_crumbs(school, ("A site is blocked", "")),
    )


def _block(request: HttpRequest, school: School, form: BlockForm) -> Any:
    said = {name: form.cleaned_data[name] for name in ("host", "for_whom", "reason")}
    by, at = acting(request.user, school), timezone.now()
    return restrictions.block_site(school, terms=form.terms(), by=by, at=at, **said)


def _people(school: School, by: Person) -> QuerySet[Person]:
    there = Person.objects.current(timezone.localdate()).filter(school=school).exclude(pk=by.pk)
    return there.exclude(user=by.user_id) if by.user_id is not None else there


@page("monitoring.keep_restrictions")
def access_withdraw(request: HttpRequest, school: School) -> HttpResponse:
    """Withdraw access from somebody, by itself or after a case or a check; they are told."""
    by, origin = acting(request.user, school), origin_of(request, school)
    form = WithdrawForm(
        request.POST or None, on=timezone.localdate(), people=_people(school, by), initial=origin.initial
    )
    return answered(
        request,
        form,
        lambda: _withdraw(school, form, origin, by),
        to=reverse("restrictions", args=[school.slug]),
        said="Recorded, and they are told. Withdraw it in the system itself too: that is not done from here.",
        heading="Access is withdrawn",
        guidance="The person is told, and sees what was withdrawn, why and until when.",
        crumbs=_crumbs(school, ("Access is withdrawn", "")),
    )


def _withdraw(school: School, form: WithdrawForm, origin: Origin, by: Person) -> Any:
    data = form.cleaned_data
    said = {name: data[name] for name in ("what", "reason")}
    return restrictions.withdraw_access(
        data["person"], school, terms=form.terms(), by=by, at=timezone.now(), came_of=origin.came_of, **said
    )


@page("monitoring.see_restriction", methods=("GET",))
def restriction(request: HttpRequest, row: Restriction) -> HttpResponse:
    """One restriction, for those who keep them and for the person whom it is about (ACR-22)."""
    on = timezone.localdate()
    may = request.user.has_perm("monitoring.change_restriction", row)
    is_keeper = request.user.has_perm("monitoring.keep_restrictions", row.school)
    status = row.status_on(on)
    context = {
        "school": row.school,
        "row": row,
        "status": status.label,
        "is_mine": row.person is not None and row.person.user_id == request.user.pk,
        "reviews": RestrictionReview.objects.filter(restriction=row),
        "may_change": may and status in (row.Status.IN_FORCE, row.Status.TO_COME),
        "crumbs": _crumbs(row.school, ("One restriction", "")) if is_keeper else [("My access", "")],
    }
    return render(request, "monitoring/restrictions/restriction.html", context)


@page("monitoring.change_restriction")
def restriction_review(request: HttpRequest, row: Restriction) -> HttpResponse:
    """Look at a restriction again, and leave it until another day."""
    here = reverse("restriction", args=[row.uid])
    now = {"ends_on": row.ends_on, "review_on": None}
    mark = seen(row.ends_on, row.review_on, row.lifted_at)
    form = LookAgainForm(request.POST or None, initial=now, seen=mark)
    by, at = acting(request.user, row.school), timezone.now()
    return answered(
        request,
        form,
        lambda: restrictions.review_restriction(row, by=by, at=at, **_asked(form, "why", "ends_on", "review_on")),
        to=here,
        said="Saved.",
        heading="Look at it again",
        crumbs=_crumbs(row.school, ("One restriction", here), ("Look at it again", "")),
    )


def _asked(form: Any, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}


@page("monitoring.change_restriction")
def restriction_lift(request: HttpRequest, row: Restriction) -> HttpResponse:
    """Lift a restriction before its end."""
    here = reverse("restriction", args=[row.uid])
    form = LiftForm(request.POST or None, seen=seen(row.lifted_at))
    by, at = acting(request.user, row.school), timezone.now()
    return answered(
        request,
        form,
        lambda: restrictions.lift_restriction(row, by=by, at=at, **_asked(form, "why")),
        to=here,
        said="Lifted. Open it in the system itself too: that is not done from here.",
        heading="Lift it",
        crumbs=_crumbs(row.school, ("One restriction", here), ("Lift it", "")),
    )
