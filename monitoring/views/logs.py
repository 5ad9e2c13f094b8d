"""Logs of a check: sent, looked over, brought in by a job, stopped or put away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.jobs.models import Job
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered
from monitoring.forms.logs import LayoutForm, LogForm
from monitoring.models import Check, UsageExtract
from monitoring.transitions import extracts
from monitoring.usage.arriving import NotALog
from monitoring.usage.columns import Layout
from monitoring.usage.looking_over import Head, head_of, layout_for, likely_names, pieces_of, preview_of
from monitoring.views.checks import check_crumbs
from monitoring.views.looks import note

Status = UsageExtract.Status


@page("monitoring.carry_out_check")
def log_add(request: HttpRequest, check: Check) -> HttpResponse:
    """Send the export of the filter."""
    form = LogForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        by, at = acting(request.user, check.school), timezone.now()
        try:
            extract = extracts.keep_log(check, file.name, file.chunks(), by=by, at=at)
        except (NotALog, NotAllowed) as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("usage-columns", extract.uid)
    context = {"check": check, "form": form, "crumbs": check_crumbs(request, check, ("Bring in a log", ""))}
    return render(request, "monitoring/logs/add.html", context)


def _head(extract: UsageExtract) -> Head:
    return head_of(pieces_of(extract), extract.size)


def _crumbs(request: HttpRequest, extract: UsageExtract, *more: tuple[str, str]) -> Crumbs:
    here = reverse("usage-extract", args=[extract.uid]) if more else ""
    return check_crumbs(request, extract.of, (extract.file_name, here), *more)


@page("monitoring.bring_in_log")
def usage_columns(request: HttpRequest, extract: UsageExtract) -> HttpResponse:
    """Say which column is what, and what the filter calls the person."""
    if extract.status != Status.LOOKED_OVER:
        return redirect("usage-extract", extract.uid)
    if request.method == "GET":
        note(request, extract.of, "looked over a log")
    form = _layout_form(request, extract, _head(extract))
    by = acting(request.user, extract.school)
    return answered(
        request,
        form,
        lambda: extracts.say_layout(extract, form.said, form.names, by=by),
        to=reverse("usage-extract", args=[extract.uid]),
        said="Saved. Nothing is taken yet: look at what would be.",
        heading="Which column is what?",
        guidance="Guessed from the headings and the first lines, or as you said for a file like it. Put right what is"
        " not.",
        crumbs=_crumbs(request, extract, ("Columns", "")),
    )


def _layout_form(request: HttpRequest, extract: UsageExtract, head: Head) -> LayoutForm:
    subject = extract.of.subject
    assert subject is not None  # noqa: S101 - a check that has a log
    layout = Layout.from_json(extract.layout) if extract.layout else layout_for(extract.school, head)
    names = extract.user_names.splitlines() or likely_names(subject.email)
    return LayoutForm(request.POST or None, headings=head.headings, layout=layout, names=names)


@page("monitoring.bring_in_log", methods=("GET",))
def usage_extract(request: HttpRequest, extract: UsageExtract) -> HttpResponse:
    """What would be taken of a log; how far it is; what was taken of it."""
    note(request, extract.of, "looked over a log")
    context: dict[str, Any] = {"extract": extract, "check": extract.of, "crumbs": _crumbs(request, extract)}
    if extract.status != Status.LOOKED_OVER:
        job = Job.objects.filter(key=f"{extracts.KIND}:{extract.uid}").first()
        return render(request, "monitoring/logs/extract.html", {**context, "job": job})
    if not extract.layout:
        return redirect("usage-columns", extract.uid)
    preview = preview_of(extract, _head(extract), timezone.localdate())
    return render(request, "monitoring/logs/preview.html", {**context, "preview": preview})


@page("monitoring.bring_in_log", methods=("POST",))
def usage_confirm(request: HttpRequest, extract: UsageExtract) -> HttpResponse:
    """Bring it in."""
    by, at = acting(request.user, extract.school), timezone.now()
    return _done(request, extract, lambda: extracts.confirm_log(extract, _head(extract), by=by, at=at), "")


@page("monitoring.bring_in_log", methods=("POST",))
def usage_stop(request: HttpRequest, extract: UsageExtract) -> HttpResponse:
    """Stop a log that is being brought in."""
    by, at = acting(request.user, extract.school), timezone.now()
    return _done(request, extract, lambda: extracts.stop_log(extract, by=by, at=at), "Stopped. Nothing of it is kept.")


@page("monitoring.bring_in_log", methods=("POST",))
def usage_leave(request: HttpRequest, extract: UsageExtract) -> HttpResponse:
    """Put a file away of which nothing was taken."""
    by, at = acting(request.user, extract.school), timezone.now()
    return _done(request, extract, lambda: extracts.leave_log(extract, by=by, at=at), "Put away. It is destroyed.")


def _done(request: HttpRequest, extract: UsageExtract, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except (NotAllowed, NotALog) as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect("usage-extract", extract.uid)
