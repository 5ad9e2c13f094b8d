"""Annexes: files that belong to a version's text."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from foundation.core.change import change
from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.schools.people import acting
from foundation.schools.views.answers import pressed
from policies import transitions
from policies.forms.text import AttachForm
from policies.models import Attachment, Version
from policies.views.drafting import bench, form_page
from policies.workbench import under_way_of, voided_words


@page("policies.edit_version")
def version_attach(request: HttpRequest, version: Version) -> HttpResponse:
    """Add an annex to the text."""
    form = AttachForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by, at = acting(request.user, version.school), timezone.now()
        upload, words = form.cleaned_data["file"], voided_words(version)
        try:
            with change():
                file = files.seal_upload(upload, owner=version, school=version.school, by=by, at=at)
                transitions.attach_file(version, file, Attachment.Kind.ANNEX, form.cleaned_data["title"], by=by, at=at)
        except NotAllowed as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, f"Added. {words}".strip())
            return redirect(bench(version.policy))
    return form_page(request, form, "Add a file", about=version, back=bench(version.policy), **under_way_of(version))


@page("policies.edit_version", methods=("POST",))
def version_detach(request: HttpRequest, version: Version, attachment: Any) -> HttpResponse:
    """Take an annex out of the text."""
    item = get_object_or_404(version.attachments.all(), uid=attachment, kind=Attachment.Kind.ANNEX)
    words = voided_words(version)
    act = partial(transitions.detach_file, item, by=acting(request.user, version.school), at=timezone.now())
    return pressed(request, act, f"Removed. {words}".strip(), bench(version.policy))
