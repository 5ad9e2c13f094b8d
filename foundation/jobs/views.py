"""How far a job is, and carrying on with what was typed before a session ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.jobs import transitions
from foundation.jobs.forms import TakeUpForm
from foundation.jobs.kinds import kinds
from foundation.jobs.models import Job, KeptTyping


@page("jobs.see_job", methods=("GET",))
def job_page(request: HttpRequest, job: Job) -> HttpResponse:
    """How far it is; the page looks again by itself and may be left."""
    part = bool(getattr(request, "htmx", False))
    return render(request, "jobs/_progress.html" if part else "jobs/job.html", standing(job))


def standing(job: Job) -> dict[str, Any]:
    """What the page of a job shows; other pages include `jobs/_progress.html` with the same."""
    kind = kinds.entries.get(job.kind)
    result_url = kind.result_url(job) if job.status == "done" and kind and kind.result_url else ""
    again = TakeUpForm() if job.status == "parked" else None
    if again is not None:
        again.helper.form_action = reverse("job-take-up", args=[job.uid])
    return {
        "job": job,
        "job_said": kind.said if kind else "Work in the background",
        "result_url": result_url,
        "again": again,
    }


@page("jobs.see_job", methods=("POST",))
def job_take_up(request: HttpRequest, job: Job) -> HttpResponse:
    """Have a job that stopped tried again."""
    form = TakeUpForm(request.POST)
    if form.is_valid():
        try:
            by = request.user.persons.get(uid=job.asked_by_uid)  # type: ignore[union-attr]  # the rule found it there
            transitions.take_up(job, by=by, at=timezone.now())
        except NotAllowed as refused:
            messages.error(request, str(refused))
    return redirect("job", uid=job.uid)


@page(signed_in="only whoever typed it finds it: it is looked up for this log-in", methods=("GET",))
def carry_on(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go back to the form that was open when the session ended, with everything that was typed."""
    kept = KeptTyping.objects.filter(uid=uid, for_user_uid=request.user.uid).first()  # type: ignore[union-attr]
    if kept is None:
        raise Http404
    return render(request, "jobs/carry_on.html", {"kept": kept})
