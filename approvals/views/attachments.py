"""The pictures of a request that is being written."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from approvals.attached import attached
from approvals.forms.publishing import STRIPPED, PicturesForm
from approvals.models import Attachment, Kind, Request
from approvals.transitions.attaching import attach, detach
from approvals.views.asking import next_page
from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.views.answers import pressed

WRITTEN = (Request.Status.DRAFT, Request.Status.RETURNED)


@page("approvals.write_request")
def request_pictures(request: HttpRequest, asked: Request) -> HttpResponse:
    """The pictures so far; put more to them."""
    if asked.status not in WRITTEN:
        raise Http404
    form = PicturesForm(request.POST or None, request.FILES or None, kind=asked.kind)
    if request.method == "POST" and form.is_valid():
        try:
            made = attach(asked, form.to_attach(), by=asked.requester, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _kept(made))
            return redirect("request-pictures", asked.uid)
    return render(request, "approvals/posts/pictures.html", _context(asked, form))


def _context(asked: Request, form: PicturesForm) -> dict[str, Any]:
    return {
        "asked": asked,
        "form": form,
        "files": attached(asked, asked.answers),
        "stripped": STRIPPED,
        "onwards": next_page(asked),
        "is_post": asked.kind == Kind.POST,
    }


def _kept(made: list[Attachment]) -> str:
    number = "1 picture is" if len(made) == 1 else f"{len(made)} pictures are"
    said = Attachment.in_words(name for one in made for name in one.removed)
    if not said:
        return f"{number} kept. Nothing lay beside what is seen on them."
    return f"{number} kept. Removed before that: {', '.join(said)}."


@page("approvals.write_request", methods=("POST",))
def request_picture_remove(request: HttpRequest, asked: Request, picture: UUID) -> HttpResponse:
    """Take a picture away again."""
    attachment = get_object_or_404(Attachment.objects.select_related("file", "request"), uid=picture, request=asked)
    act = partial(detach, attachment, by=asked.requester, at=timezone.now())
    return pressed(request, act, f"Taken away: {attachment.words}", "request-pictures", asked.uid)
