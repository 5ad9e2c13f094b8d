"""What most views do with a form: carry it out, or say why not, and show the page it belongs to."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from foundation.core.states import NotAllowed
from foundation.schools.models import School

Crumbs = list[tuple[str, str]]


def carried_out(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form is good and the act was done; a refusal is shown above the form, and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def answered(
    request: HttpRequest, form: BaseForm, act: Callable[[], object], *, to: str, said: str, **page: Any
) -> HttpResponse:
    """The page of one form: done and led on to `to` with a sentence, or shown (again)."""
    if carried_out(form, act):
        messages.success(request, said)
        return redirect(to)
    return render(request, page.pop("template", "schools/form.html"), {"form": form, **page})


def pressed(request: HttpRequest, act: Callable[[], object], said: str, to: str, *at: object) -> HttpResponse:
    """The answer to a button: done, or why not; led on to that page either way."""
    try:
        act()
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(to, *at)


def seen(*values: object) -> str:
    """The hash of what a page shows, so that a page that has grown old is noticed."""
    return hashlib.sha256("\x1f".join(str(value) for value in values).encode()).hexdigest()


def people_crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return [("People", reverse("person-list", args=[school.slug])), *more]


def settings_crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return [("School settings", reverse("settings", args=[school.slug])), *more]
