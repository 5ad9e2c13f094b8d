"""Tiny pages for the tests of the frame: one form whose change can be counted, one page of a school."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils import timezone

from foundation.audit import trail
from foundation.core.actors import Clock
from foundation.core.change import change
from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from tests.foundation.core.noting import NoteForm


class Gate:
    """Where a test can hold a request, between the form's check and the change."""

    wait: Any = staticmethod(lambda: None)


def note_it(user: Any, text: str) -> None:
    """One change that leaves one entry in the trail; the text “no” is refused after it was begun."""
    with change():
        trail.record("noted", user, by=Clock("tests"), at=timezone.now(), school=None, text=text)
        if text == "no":
            raise NotAllowed("Not that.")


@page(signed_in="a test")
def note(request: HttpRequest) -> HttpResponse:
    """A form as every page has one."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        Gate.wait()
        try:
            note_it(request.user, form.cleaned_data["text"])
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(f"/noted/?text={form.cleaned_data['text']}")
    return HttpResponse(form.as_p())


@page(signed_in="a test")
def note_twice(request: HttpRequest) -> HttpResponse:
    """Two changes in one request."""
    note_it(request.user, "first")
    note_it(request.user, "second")
    return redirect("/noted/")


@page(signed_in="a test", methods=("POST",))
def note_button(request: HttpRequest) -> HttpResponse:
    """A button without a page of its own; it leads elsewhere on the web."""
    note_it(request.user, "pressed")
    return redirect("https://elsewhere.example/")


@page(public="a test")
def noted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Noted: {request.GET.get('text', '')}")


@page("schools.change_house_rules")
def rules(request: HttpRequest, school: School) -> HttpResponse:
    return HttpResponse(f"The rules of {school}")


urlpatterns = [
    path("note/", note),
    path("note-elsewhere/", note),
    path("note-twice/", note_twice),
    path("note-button/", note_button),
    path("noted/", noted),
    path("rules-of/<slug:school>/", rules),
    path("", include("config.urls")),
]
