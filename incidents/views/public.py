"""Reporting by parents and contractors, without signing in; and how far it is, by a link of their own."""

from datetime import date
from functools import wraps
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import View, page
from foundation.schools.models import School
from foundation.schools.views.answers import Crumbs, carried_out
from incidents.forms.public import PublicReportForm
from incidents.held_back import WORDS, count, is_held_back
from incidents.models import HelpContact, Kind, Report
from incidents.offered import groups, is_offered
from incidents.progress import followed_until, outside_contacts, progress_of
from incidents.routing import rules_of
from incidents.transitions.reporting import receive_from_outside
from policies.links import Held, by_link

WHY = "parents and contractors have no log-in, and have to be able to tell the school and to find who helps"
BY_LINK = "whoever reported from outside has no log-in: the long word in the address, kept hashed, lets them in"


def _private(view: View) -> View:
    """Nothing between the reader and us keeps what was typed or shown, and no other site learns the address."""

    @wraps(view)
    def kept_private(*args: Any, **named: Any) -> HttpResponse:
        answer = view(*args, **named)
        answer["Cache-Control"] = "no-store, private"
        answer["Referrer-Policy"] = "same-origin"
        return answer

    return kept_private


def _contacts(school: School) -> QuerySet[HelpContact]:
    return HelpContact.objects.filter(school=school, for_public=True, ended_at=None)


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return [("Our policies", reverse("public-policies", args=[school.slug])), *more]


@page(public=WHY, methods=("GET",))
@_private
def public_report(request: HttpRequest, school: str) -> HttpResponse:
    """What to do now, who helps, and what it is about."""
    found = get_object_or_404(School, slug=school)
    rules = rules_of(found)

    def form(kind: str) -> str:
        return reverse("public-report-write", args=[found.slug, kind])

    context = {
        "school": found,
        "rules": rules,
        "groups": groups(form, is_public=True) if rules.takes_public_reports else [],
        "contacts": _contacts(found),
        "may_report": request.user.has_perm("incidents.report", found),
        "crumbs": _crumbs(found, ("Tell the school", "")),
    }
    return render(request, "incidents/report/public.html", context)


@page(public=WHY)
@_private
def public_report_write(request: HttpRequest, school: str, kind: str) -> HttpResponse:
    """The report, in one page; sent, it shows the link to how far it is."""
    found = get_object_or_404(School, slug=school)
    rules = rules_of(found)
    if not rules.takes_public_reports or not is_offered(kind, is_public=True):
        raise Http404
    form = PublicReportForm(request.POST or None, kind=kind, school=found, rules=rules, on=timezone.localdate())
    held_back = request.method == "POST" and is_held_back(request, found)
    made: list[tuple[Report, str]] = []
    if not held_back and carried_out(form, lambda: made.append(_received(found, form))):
        count(request, found)
        return _shown_once(request, *made[0])
    if held_back and form.is_valid():
        form.add_error(None, WORDS)
    crumbs = _crumbs(found, ("Tell the school", reverse("public-report", args=[school])), (str(Kind(kind).label), ""))
    context = {"school": found, "rules": rules, "form": form, "kind": Kind(kind), "crumbs": crumbs}
    return render(request, "incidents/report/public_write.html", context, status=429 if held_back else 200)


def _received(school: School, form: PublicReportForm) -> tuple[Report, str]:
    data = form.cleaned_data
    sent_as = data["token"] or uuid4().hex
    return receive_from_outside(
        school, form.said(), name=data["name"], contact=data["contact"], at=timezone.now(), sent_as=sent_as
    )


def _shown_once(request: HttpRequest, report: Report, secret: str) -> HttpResponse:
    """The link to how far it is. It is kept nowhere; the same form sent again shows it again."""
    link = f"{settings.SITE_URL}{reverse('public-report-progress', args=[secret])}"
    context = {"school": report.school, "report": report, "link": link, "rules": rules_of(report.school)}
    context |= {"progress": progress_of(report), "outside": outside_contacts(report)}
    return render(request, "incidents/report/public_sent.html", context)


def held(link_hash: str, on: date) -> Held | None:
    """The report of a link, which runs out some days after the case was closed."""
    rows = Report.objects.select_related("school", "case").exclude(progress_hash="")
    row = rows.filter(progress_hash=link_hash).first()
    if row is None:
        return None
    until = followed_until(row)
    return Held(row, is_open=until is None or on <= until)


@page(public=BY_LINK, methods=("GET",))
@by_link(held, "incidents/report/public_run_out.html")
def public_report_progress(request: HttpRequest, report: Report, token: str) -> HttpResponse:
    """How far a report from outside is: received, somebody has it, closed."""
    context = {
        "school": report.school,
        "rules": rules_of(report.school),
        "report": report,
        "progress": progress_of(report),
        "outside": outside_contacts(report),
        "contacts": _contacts(report.school),
        "until": followed_until(report),
        "home": request.path,
    }
    return render(request, "incidents/report/public_progress.html", context)
