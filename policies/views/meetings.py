"""Meetings: planned, with an agenda to print, and their outcome entered once for many policies."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from policies import transitions
from policies.agenda_print import agenda_print, print_agenda
from policies.agendas import Entry, state_of, suggestions, texts_differ, to_report
from policies.forms.meetings import AgendaForm, CancelForm, OutcomeForm, PlanForm, WhenForm
from policies.models import AgendaItem, Meeting
from policies.views.drafting import form_page
from policies.views.reading.pdf import pdf_answer

PER_PAGE = 25
ITEM_SHOWN = ("version__policy", "version__school", "decision__step", "decision__delegation", "put_by")


def crumbs_of(school: School, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of meetings."""
    return [("Meetings", reverse("meeting-list", args=[school.slug])), *more]


@page("policies.see_meetings", methods=("GET",))
def meeting_list(request: HttpRequest, school: School) -> HttpResponse:
    """The meetings of the bodies whose meetings the user may see, the latest first."""
    meetings = permitted(request.user, "policies.see_meeting", Meeting.objects.filter(school=school))
    shown = meetings.select_related("body").annotate(number=Count("items")).order_by("-held_on", "-pk")
    waiting = permitted(request.user, "policies.see_decision", to_report().filter(school=school))
    context = {
        "school": school,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": waiting.count(),
        "may_keep": request.user.has_perm("policies.keep_meetings", school),
        "today": timezone.localdate(),
    }
    return render(request, "policies/meetings/list.html", context)


@page("policies.keep_meetings")
def meeting_add(request: HttpRequest, school: School) -> HttpResponse:
    """Plan a meeting."""
    form = PlanForm(request.POST or None, school=school)
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, acting(request.user, school)
        when = {"held_on": data["held_on"], "place": data["place"]}
        try:
            meeting = transitions.plan_meeting(data["body"], **when, by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The meeting is planned. Now set its agenda.")
            return redirect("meeting-agenda", meeting.uid)
    back = reverse("meeting-list", args=[school.slug])
    return form_page(request, form, "Plan a meeting", about=school, back=back)


@page("policies.see_meeting", methods=("GET",))
def meeting_page(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """One meeting: what it has before it, and what came of it."""
    items = list(meeting.items.select_related(*ITEM_SHOWN))
    made = {decision.step.version_id: decision for decision in meeting.decisions.select_related("step")}
    for item in items:
        item.made = made.get(item.version_id) if item.kind != AgendaItem.Kind.REPORT else None  # type: ignore[attr-defined]
        item.changed = texts_differ(item) if not item.outcome else ""  # type: ignore[attr-defined]
    context = {
        "meeting": meeting,
        "items": items,
        "open": [item for item in items if not item.outcome],
        "may_keep": request.user.has_perm("policies.keep_meeting", meeting),
        "may_pack": bool(items) and request.user.has_perm("policies.make_pack", meeting.school),
        "is_over": meeting.held_on <= timezone.localdate(),
        "quorum": meeting.body.quorum_among(meeting.body.seats_on(meeting.held_on).count()),
        "crumbs": crumbs_of(meeting.school, (str(meeting), "")),
    }
    return render(request, "policies/meetings/meeting.html", context)


@page("policies.keep_meeting")
def meeting_change(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Move a planned meeting."""
    now = {"held_on": meeting.held_on, "place": meeting.place}
    form = WhenForm(request.POST or None, initial=now, seen=state_of(meeting))
    if request.method == "POST" and form.is_valid():
        when = {name: form.cleaned_data[name] for name in now}
        by = acting(request.user, meeting.school)
        try:
            transitions.change_meeting(meeting, **when, by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("meeting", meeting.uid)
    return form_page(request, form, "Move the meeting", about=meeting, back=reverse("meeting", args=[meeting.uid]))


@page("policies.keep_meeting")
def meeting_cancel(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Cancel a planned meeting."""
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = acting(request.user, meeting.school)
        try:
            transitions.cancel_meeting(meeting, why=form.cleaned_data["why"], by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The meeting is cancelled. What was on its agenda waits for another.")
            return redirect("meeting", meeting.uid)
    warning = "It stays on the list as cancelled, with your reason. This cannot be undone."
    back = reverse("meeting", args=[meeting.uid])
    return form_page(request, form, "Cancel the meeting", about=meeting, back=back, warning=warning)


@page("policies.keep_meeting")
def meeting_agenda(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Tick what is due onto the agenda."""
    entries, chosen = _offered(meeting)
    form = AgendaForm(request.POST or None, entries=entries, chosen=chosen, seen=state_of(meeting))
    if request.method == "POST" and form.is_valid():
        by, seen = acting(request.user, meeting.school), form.cleaned_data["seen"]
        try:
            transitions.set_agenda(meeting, form.wanted(), seen=seen, by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The agenda is set, with the texts as they are now.")
            return redirect("meeting", meeting.uid)
    shown = {"meeting": meeting, "form": form, "entries": entries, "back": reverse("meeting", args=[meeting.uid])}
    return render(request, "policies/meetings/agenda.html", shown)


def _offered(meeting: Meeting) -> tuple[list[Entry], list[str]]:
    """What is on the agenda and what else is due; the keys of what is ticked. All of it for an agenda not set yet."""
    items = meeting.items.select_related("version__policy", "version__school", "decision")
    there = {entry.key: entry for entry in (Entry(i.kind, i.version, i.decision, "On the agenda") for i in items)}
    due = {entry.key: entry for entry in suggestions(meeting)}
    return list({**there, **due}.values()), list(there or due)


@page("policies.keep_meeting")
def meeting_outcome(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Enter what the meeting came to, for all its items at once."""
    items = list(meeting.items.filter(outcome="").select_related("version__policy", "version__school", "decision"))
    form = OutcomeForm(request.POST or None, meeting=meeting, items=items, seen=state_of(meeting))
    if request.method == "POST" and form.is_valid():
        try:
            _enter(request, meeting, form)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("meeting", meeting.uid)
    changed = [sentence for item in items if (sentence := texts_differ(item))]
    shown = {"meeting": meeting, "form": form if items else None, "changed": changed}
    return render(request, "policies/meetings/outcome.html", shown | {"back": reverse("meeting", args=[meeting.uid])})


def _enter(request: HttpRequest, meeting: Meeting, form: OutcomeForm) -> None:
    by, seen = acting(request.user, meeting.school), form.cleaned_data["seen"]
    refused = transitions.enter_outcome(meeting, form.sat(), form.reached(), seen=seen, by=by, at=timezone.now())
    number = len(form.items) - len(refused)
    messages.success(request, f"The outcome of {number} {'item' if number == 1 else 'items'} is entered.")
    for one in refused:
        messages.warning(request, one.sentence)


@page("policies.see_meeting", methods=("GET",))
def meeting_pdf(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The agenda to print."""
    name = f"Agenda, {meeting}.pdf"
    return pdf_answer(request, name, lambda: print_agenda(agenda_print(meeting)))


@page("policies.see_meetings", methods=("GET",))
def decisions_to_report(request: HttpRequest, school: School) -> HttpResponse:
    """Delegated decisions and chair's actions of which no meeting has been told yet."""
    found = permitted(request.user, "policies.see_decision", to_report().filter(school=school))
    planned = _planned_for(found)
    shown: list[dict[str, Any]] = [{"decision": one, "meeting": planned.get(one.pk)} for one in found]
    context = {"school": school, "rows": shown, "crumbs": crumbs_of(school, ("To report", ""))}
    return render(request, "policies/meetings/to_report.html", context)


def _planned_for(decisions: Any) -> dict[int, Meeting]:
    """On which planned meeting's agenda each of them stands."""
    planned = AgendaItem.objects.filter(decision__in=decisions, meeting__status=Meeting.Status.PLANNED)
    return {item.decision_id: item.meeting for item in planned.select_related("meeting__body") if item.decision_id}
