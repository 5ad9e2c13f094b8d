"""Reporting at a shared device, by whoever gave their PIN there: people on the roll who have no log-in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.devices import AtDevice
from foundation.schools.models import School
from foundation.schools.views.answers import carried_out
from foundation.schools.views.at_device import asking
from incidents.forms.reporting import FriendRequestForm, QuestionForm, ReportForm
from incidents.models import Kind, Report
from incidents.offered import groups, is_offered
from incidents.progress import answers_to, outside_contacts, own_reports, progress_of
from incidents.routing import rules_of
from incidents.transitions.friend_requests import record_declined
from incidents.transitions.reporting import receive
from incidents.views.reporting import staff_contacts, urgent_context

LATELY = 5


def _school(asker: AtDevice) -> School:
    return asker.device.school


@page(at="at_device", methods=("GET",))
def device_report(request: HttpRequest) -> HttpResponse:
    """What to do now, what it is about, and how far is what this person reported."""
    asker = asking(request, "at_device")
    school = _school(asker)
    context = urgent_context(school, rules_of(school)) | {
        "groups": groups(lambda kind: reverse("device-report-write", args=[kind])),
        "contacts": staff_contacts(school),
        "mine": [_mine(row) for row in own_reports(asker.person)[:LATELY]],
        "home": reverse("device"),
        "back": reverse("device-reading"),
    }
    return render(request, "incidents/report/device.html", context)


def _mine(row: Report) -> dict[str, Any]:
    progress = progress_of(row)
    outside = outside_contacts(row) if progress.is_outside else []
    return {"at": row.at, "progress": progress, "answers": answers_to(row), "outside": outside}


@page(at="at_device")
def device_report_write(request: HttpRequest, kind: str) -> HttpResponse:
    """The form. A page that was another person's sends nothing, and one that is sent twice is one report."""
    asker = asking(request, "at_device")
    if not is_offered(kind) and kind not in FORMS:
        raise Http404
    form, act = FORMS.get(kind, _report)(request, asker, kind)
    if carried_out(form, act):
        messages.success(request, "Sent. How far it is stands here, whenever you give your PIN.")
        return redirect("device-report")
    school = _school(asker)
    context = urgent_context(school, rules_of(school)) | {
        "form": form,
        "kind": Kind(kind),
        "home": reverse("device"),
        "back": reverse("device-report"),
    }
    return render(request, "incidents/report/device_write.html", context)


Opened = tuple[Any, Callable[[], object]]


def _whose(asker: AtDevice) -> str:
    return str(asker.session.uid) if asker.session else ""


def _report(request: HttpRequest, asker: AtDevice, kind: str) -> Opened:
    school, on = _school(asker), timezone.localdate()
    form = ReportForm(
        request.POST or None,
        kind=kind,
        school=school,
        rules=rules_of(school),
        on=on,
        by=asker.person,
        seen=_whose(asker),
    )
    return form, lambda: receive(school, form.said(), **_sent(asker, form))


def _question(request: HttpRequest, asker: AtDevice, kind: str) -> Opened:
    school, on = _school(asker), timezone.localdate()
    form = QuestionForm(
        request.POST or None, school=school, rules=rules_of(school), by=asker.person, on=on, seen=_whose(asker)
    )
    return form, lambda: receive(school, form.said(), **_sent(asker, form))


def _friend_request(request: HttpRequest, asker: AtDevice, kind: str) -> Opened:
    form = FriendRequestForm(request.POST or None, on=timezone.localdate(), seen=_whose(asker))
    return form, lambda: record_declined(_school(asker), form.recorded(), **_sent(asker, form))


def _sent(asker: AtDevice, form: Any) -> dict[str, Any]:
    return {"by": asker.person, "at": timezone.now(), "sent_as": form.cleaned_data["token"]}


FORMS: dict[str, Callable[[HttpRequest, AtDevice, str], Opened]] = {
    Kind.QUESTION: _question,
    Kind.FRIEND_REQUEST: _friend_request,
}
