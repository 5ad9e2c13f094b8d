"""Reporting by anyone on the roll: the urgent path, the other right places, what it is about, one short form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.change import change
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.models import RoleKind, School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, carried_out
from incidents.forms.answering import AnswerForm
from incidents.forms.reporting import FriendRequestForm, PicturesForm, QuestionForm, ReportForm
from incidents.models import Case, HelpContact, IncidentRules, Kind, Report
from incidents.offered import groups, is_offered
from incidents.opened_from import opened_from
from incidents.progress import answers_to, outside_contacts, progress_of
from incidents.routing import rules_of
from incidents.standing import who_is_there
from incidents.transitions.evidence import keep_file
from incidents.transitions.friend_requests import record_declined
from incidents.transitions.questions import answer_question, say_may_be_sexual
from incidents.transitions.reporting import receive

SENT = "Sent. You need do nothing more; how far it is stands here."


def urgent_context(school: School, rules: IncidentRules) -> dict[str, Any]:
    """What stands above every report: what to do now, and who the safeguarding lead is."""
    leads = who_is_there(school.pk, RoleKind.DSL, timezone.localdate())
    return {"school": school, "rules": rules, "safeguarding": [person.name for person in leads]}


def staff_contacts(school: School) -> QuerySet[HelpContact]:
    """Who outside helps staff (HAY-12)."""
    return HelpContact.objects.filter(school=school, for_staff=True, ended_at=None)


@page("incidents.report", methods=("GET",))
def report(request: HttpRequest, school: School) -> HttpResponse:
    """What to do now, where else to go, and what it is about."""
    context = urgent_context(school, rules_of(school)) | {
        "groups": groups(lambda kind: reverse("report-write", args=[school.slug, kind])),
        "contacts": staff_contacts(school),
        "mine": _mine(request, school),
        "may_keep_contacts": request.user.has_perm("incidents.keep_contacts", school),
    }
    return render(request, "incidents/report/choose.html", context)


def _mine(request: HttpRequest, school: School) -> list[tuple[Report, str]]:
    """What the user reported here, the last first, with how far it is."""
    rows = permitted(request.user, "incidents.see_own_report", Report.objects.filter(school=school))
    return [(row, progress_of(row).words) for row in rows.select_related("case").order_by("-at")[:10]]


@page("incidents.report")
def report_write(request: HttpRequest, school: School, kind: str) -> HttpResponse:
    """The report in two minutes, or one of its short forms."""
    if kind in SHORT_FORMS:
        return SHORT_FORMS[kind](request, school)
    if not is_offered(kind):
        raise Http404
    rules, by = rules_of(school), acting(request.user, school)
    here, on = opened_from(request, school), timezone.localdate()
    made: list[Report] = []
    form = ReportForm(request.POST or None, kind=kind, school=school, rules=rules, on=on, by=by, initial=here.initial)
    if carried_out(form, lambda: made.append(receive(school, form.said(**here.said), by=by, at=timezone.now()))):
        return _sent(request, made)
    return _written(request, form, urgent_context(school, rules), Kind(kind))


def _friend_request(request: HttpRequest, school: School) -> HttpResponse:
    form = FriendRequestForm(request.POST or None, on=timezone.localdate())
    by = acting(request.user, school)
    made: list[Report] = []
    if carried_out(form, lambda: made.append(record_declined(school, form.recorded(), by=by, at=timezone.now()))):
        return _sent(request, made)
    return _written(request, form, urgent_context(school, rules_of(school)), Kind.FRIEND_REQUEST)


def _question(request: HttpRequest, school: School) -> HttpResponse:
    rules, by = rules_of(school), acting(request.user, school)
    form = QuestionForm(request.POST or None, school=school, rules=rules, by=by, on=timezone.localdate())
    made: list[Report] = []
    if carried_out(form, lambda: made.append(receive(school, form.said(), by=by, at=timezone.now()))):
        return _sent(request, made)
    return _written(request, form, urgent_context(school, rules), Kind.QUESTION)


SHORT_FORMS: dict[str, Callable[[HttpRequest, School], HttpResponse]] = {
    Kind.FRIEND_REQUEST: _friend_request,
    Kind.QUESTION: _question,
}


def _sent(request: HttpRequest, made: list[Report]) -> HttpResponse:
    messages.success(request, SENT)
    return redirect("report-progress", made[0].uid)


def _written(request: HttpRequest, form: Any, context: dict[str, Any], kind: Kind) -> HttpResponse:
    crumbs = [("Report", reverse("report", args=[context["school"].slug])), (str(kind.label), "")]
    return render(request, "incidents/report/write.html", context | {"form": form, "kind": kind, "crumbs": crumbs})


def _crumbs(told: Report, *more: tuple[str, str]) -> Crumbs:
    first = ("Report", reverse("report", args=[told.school.slug]))
    here = reverse("report-progress", args=[told.uid]) if more else ""
    return [first, ("How far it is", here), *more]


@page("incidents.see_own_report", methods=("GET",))
def report_progress(request: HttpRequest, told: Report) -> HttpResponse:
    """How far a report is, for whoever made it: received, somebody has it, closed. Not the case."""
    context = urgent_context(told.school, rules_of(told.school)) | {
        "report": told,
        "progress": progress_of(told),
        "outside": outside_contacts(told),
        "answers": answers_to(told),
        "added": told.case.evidence.filter(by=told.reporter, purged_at=None).count(),
        "contacts": staff_contacts(told.school),
        "crumbs": _crumbs(told),
    }
    return render(request, "incidents/report/progress.html", context)


@page("incidents.see_own_report")
def report_evidence(request: HttpRequest, told: Report) -> HttpResponse:
    """Add pictures to a report. Whoever says that one may be a sexual picture of a child adds nothing (QEI-23)."""
    rules = rules_of(told.school)
    if not progress_of(told).takes_pictures:
        raise Http404
    form = PicturesForm(request.POST or None, request.FILES or None, rules=rules)
    if request.method == "POST" and form.may_be:
        say_may_be_sexual(told.case, by=acting(request.user, told.school), at=timezone.now())
        messages.info(request, f"Nothing was kept. {rules.sexual_pictures}")
        return redirect("report-progress", told.uid)
    return answered(
        request,
        form,
        lambda: _keep(request, told, form),
        to=reverse("report-progress", args=[told.uid]),
        said="Kept with your report.",
        template="incidents/report/evidence.html",
        school=told.school,
        crumbs=_crumbs(told, ("Add pictures", "")),
    )


def _keep(request: HttpRequest, told: Report, form: PicturesForm) -> None:
    data, by, at = form.cleaned_data, acting(request.user, told.school), timezone.now()
    with change():
        for upload in data["pictures"]:
            keep_file(told.case, upload, about=data["about"], link=data["link"], by=by, at=at)


@page("incidents.run_case")
def case_answer(request: HttpRequest, case: Case, report: UUID) -> HttpResponse:
    """Answer who asked whether a communication is all right (COR-04)."""
    told = get_object_or_404(case.reports.select_related("school", "case"), uid=report, kind=Kind.QUESTION)
    form = AnswerForm(request.POST or None)
    by, at = acting(request.user, case.school), timezone.now()
    here = reverse("case", args=[case.uid])
    return answered(
        request,
        form,
        lambda: answer_question(told, form.cleaned_data["words"], by=by, at=at),
        to=here,
        said="Answered. Whoever asked is told by e-mail that there is an answer.",
        heading="Answer the question",
        guidance="Only whoever asked sees the answer, on their own page; it stands in the timeline too.",
        crumbs=[(f"Case {case}", here), ("Answer", "")],
    )
