"""Leaving, being away, and having a log-in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.forms.people import AbsenceForm, ConfirmForm, LeavingForm
from foundation.schools.invitations import mail_link, password_link
from foundation.schools.models import Absence, Person
from foundation.schools.people import acting
from foundation.schools.transitions.log_ins import Invitation, hand_over, invite
from foundation.schools.transitions.people import (
    change_absence,
    enter_absence,
    remove_absence,
    set_leaving,
)
from foundation.schools.views.answers import Crumbs, answered, people_crumbs, seen


def _page_of(person: Person) -> str:
    return reverse("person-page", args=[person.uid])


def _crumbs(person: Person, title: str) -> Crumbs:
    return people_crumbs(person.school, (person.name, _page_of(person)), (title, ""))


@page("schools.change_person")
def person_leave(request: HttpRequest, person: Person) -> HttpResponse:
    """Enter or take back somebody's last day."""
    now = {"leaves_on": person.leaves_on}
    form = LeavingForm(request.POST or None, initial=now, seen=seen(person.leaves_on))
    return answered(
        request,
        form,
        lambda: set_leaving(
            person, on=form.cleaned_data["leaves_on"], by=acting(request.user, person.school), at=timezone.now()
        ),
        to=_page_of(person),
        said="The last day is saved.",
        heading=f"When {person} leaves",
        guidance="After the last day the log-in and roles do nothing here. What was signed is kept and stays provable.",
        crumbs=_crumbs(person, "Leaving"),
    )


@page("schools.change_person")
def absence_add(request: HttpRequest, person: Person) -> HttpResponse:
    """Enter that somebody is away."""
    form = AbsenceForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: enter_absence(
            person,
            kind=form.cleaned_data["kind"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=acting(request.user, person.school),
            at=timezone.now(),
        ),
        to=_page_of(person),
        said="The absence is entered.",
        heading=f"Enter an absence of {person}",
        guidance="Reminders wait until the person is back.",
        crumbs=_crumbs(person, "Absence"),
    )


@page("schools.change_absence")
def absence_change(request: HttpRequest, absence: Absence) -> HttpResponse:
    """Change the days of an absence."""
    now = {"kind": absence.kind, "starts_on": absence.starts_on, "ends_on": absence.ends_on}
    form = AbsenceForm(request.POST or None, initial=now, seen=seen(*now.values()))
    return answered(
        request,
        form,
        lambda: change_absence(
            absence,
            kind=form.cleaned_data["kind"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=acting(request.user, absence.school),
            at=timezone.now(),
        ),
        to=_page_of(absence.person),
        said="The absence is changed.",
        heading=f"Change an absence of {absence.person}",
        remove=("Remove this absence", reverse("absence-remove", args=[absence.uid])),
        crumbs=_crumbs(absence.person, "Absence"),
    )


@page("schools.change_absence")
def absence_remove(request: HttpRequest, absence: Absence) -> HttpResponse:
    """Take away an absence entered by mistake."""
    return answered(
        request,
        ConfirmForm(request.POST or None, submit="Remove the absence"),
        lambda: remove_absence(absence, by=acting(request.user, absence.school), at=timezone.now()),
        to=_page_of(absence.person),
        said="The absence is removed.",
        heading="Remove this absence?",
        guidance=f"{absence.person}, away from {absence.starts_on:%-d %B %Y}. Only do this if it was never so.",
        crumbs=_crumbs(absence.person, "Absence"),
    )


@page("schools.change_person")
def person_invite(request: HttpRequest, person: Person) -> HttpResponse:
    """Make a log-in and send the link that sets its password."""
    form = ConfirmForm(request.POST or None, submit="Send the link" if person.email else "")
    shown = {"form": form, "subject": person, "school": person.school, "crumbs": _crumbs(person, "Log-in")}
    if not form.is_valid():
        return render(request, "schools/invite.html", shown)
    try:
        return _told(request, invite(person, by=acting(request.user, person.school), at=timezone.now()), shown)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return render(request, "schools/invite.html", shown)


def _told(request: HttpRequest, made: Invitation, shown: dict[str, object]) -> HttpResponse:
    """Mail the link; where mail cannot be sent and the link may be handed over, show it this once."""
    if not made.needs_password:
        messages.success(request, f"{made.person} signs in with {made.user.email} and the password they have already.")
    elif mail_link(request, made.person, made.user):
        messages.success(request, f"A link to set a password is on its way to {made.user.email}.")
    else:
        hand_over(made.person, by=acting(request.user, made.person.school), at=timezone.now())
        return render(request, "schools/hand_over.html", shown | {"link": password_link(made.user)})
    return redirect(_page_of(made.person))
