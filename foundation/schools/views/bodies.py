"""Bodies and who sits on them."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.forms.roles import BodyForm, EndForm, SeatForm
from foundation.schools.models import Body, BodyMember, School
from foundation.schools.people import acting
from foundation.schools.transitions.bodies import RULES, add_body, change_body, close_body, end_seat, seat_member
from foundation.schools.views.answers import Crumbs, answered, seen, settings_crumbs


def _page_of(body: Body) -> str:
    return reverse("body-page", args=[body.uid])


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return settings_crumbs(school, ("Bodies", reverse("body-list", args=[school.slug])), *more)


@page("schools.change_house_rules", methods=("GET",))
def body_list(request: HttpRequest, school: School) -> HttpResponse:
    """The school's bodies with how many sit on each."""
    today = timezone.localdate()
    sits = Q(members__starts_on__lte=today) & (Q(members__ends_on__isnull=True) | Q(members__ends_on__gte=today))
    bodies = Body.objects.filter(school=school).annotate(number=Count("members", filter=sits))
    shown = {"school": school, "bodies": bodies, "crumbs": settings_crumbs(school, ("Bodies", ""))}
    return render(request, "schools/body_list.html", shown)


@page("schools.change_house_rules")
def body_add(request: HttpRequest, school: School) -> HttpResponse:
    """Add a body."""
    form = BodyForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: add_body(
            school,
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            quorum=form.cleaned_data["quorum"],
            rules=form.cleaned_data,
            by=acting(request.user, school),
            at=timezone.now(),
        ),
        to=reverse("body-list", args=[school.slug]),
        said="The body is added.",
        heading="Add a body",
        crumbs=_crumbs(school, ("Add a body", "")),
    )


@page("schools.keep_body", methods=("GET",))
def body_page(request: HttpRequest, body: Body) -> HttpResponse:
    """One body and its seats."""
    today = timezone.localdate()
    seats = body.members.select_related("person")
    over = Q(ends_on__lt=today) | Q(person__leaves_on__lt=today)
    shown = {"body": body, "school": body.school, "on": today, "seats": seats.exclude(over), "past": seats.filter(over)}
    return render(request, "schools/body.html", shown | {"crumbs": _crumbs(body.school, (body.name, ""))})


@page("schools.keep_body")
def body_change(request: HttpRequest, body: Body) -> HttpResponse:
    """Change a body's name, kind or rules."""
    now = {name: getattr(body, name) for name in ("name", "kind", *RULES)}
    form = BodyForm(request.POST or None, initial=now, seen=seen(*now.values()))
    return answered(
        request,
        form,
        lambda: change_body(body, values=form.cleaned_data, by=acting(request.user, body.school), at=timezone.now()),
        to=_page_of(body),
        said="The body is changed.",
        heading=f"Change {body}",
        crumbs=_crumbs(body.school, (body.name, _page_of(body)), ("Change", "")),
    )


@page("schools.keep_body")
def body_close(request: HttpRequest, body: Body) -> HttpResponse:
    """End a body."""
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()}, submit="End the body")
    return answered(
        request,
        form,
        lambda: close_body(body, on=form.cleaned_data["on"], by=acting(request.user, body.school), at=timezone.now()),
        to=_page_of(body),
        said="The body has its last day.",
        heading=f"End {body}?",
        guidance="It will not be offered for decisions any more, and its seats end. Its past decisions stay.",
        crumbs=_crumbs(body.school, (body.name, _page_of(body)), ("End", "")),
    )


@page("schools.keep_body")
def seat_give(request: HttpRequest, body: Body) -> HttpResponse:
    """Give somebody a seat."""
    today = timezone.localdate()
    form = SeatForm(request.POST or None, initial={"starts_on": today}, school=body.school, on=today)
    return answered(
        request,
        form,
        lambda: seat_member(
            body,
            person=form.cleaned_data["person"],
            office=form.cleaned_data["office"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=acting(request.user, body.school),
            at=timezone.now(),
        ),
        to=_page_of(body),
        said="The seat is given.",
        heading=f"Give a seat on {body}",
        crumbs=_crumbs(body.school, (body.name, _page_of(body)), ("Give a seat", "")),
    )


@page("schools.end_seat")
def seat_end(request: HttpRequest, seat: BodyMember) -> HttpResponse:
    """End somebody's seat."""
    form = EndForm(
        request.POST or None, initial={"on": timezone.localdate()}, submit="End the seat", seen=seen(seat.ends_on)
    )
    body = seat.body
    return answered(
        request,
        form,
        lambda: end_seat(seat, on=form.cleaned_data["on"], by=acting(request.user, seat.school), at=timezone.now()),
        to=_page_of(body),
        said="The seat has its last day.",
        heading=f"End a seat: {seat}",
        crumbs=_crumbs(seat.school, (body.name, _page_of(body)), ("End a seat", "")),
    )
