"""Contractors, for the office: who is here, what they confirmed, their links, their reports."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.audit import trail
from foundation.core.keyring import KeyringError
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, carried_out, seen
from policies.contracting import asked_of, listed
from policies.forms.contractor import ContractorForm, ReportSeenForm
from policies.forms.statements import Sure
from policies.links_sent import hand_out
from policies.models import Contractor, ContractorReport
from policies.sealed import unseal
from policies.transitions.contractor import (
    add_contractor,
    answer_report,
    change_contractor,
    end_contractor,
    renew_link,
)


def crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return [("Contractors", reverse("contractor-list", args=[school.slug])), *more]


def _way(contractor: Contractor, here: str) -> Crumbs:
    return crumbs(contractor.school, (contractor.name, reverse("contractor", args=[contractor.uid])), (here, ""))


@page("policies.see_contractors", methods=("GET",))
def contractor_list(request: HttpRequest, school: School) -> HttpResponse:
    """Who works here for a company, and what they have still to confirm (QEI-06)."""
    is_past = request.GET.get("show") == "past"
    rows = listed(school, timezone.localdate(), is_past=is_past)
    may_keep = request.user.has_perm("policies.keep_contractors", school)
    context = {"rows": rows, "is_past": is_past, "may_keep": may_keep, "tab": "contractors"}
    return render(request, "policies/contractors/list.html", context)


@page("policies.keep_contractors")
def contractor_add(request: HttpRequest, school: School) -> HttpResponse:
    """Let a contractor in: their link is mailed, or shown once to be handed over."""
    form = ContractorForm(request.POST or None, school=school)
    made: list[tuple[Contractor, str]] = []
    by, at = acting(request.user, school), timezone.now()
    if carried_out(form, lambda: made.append(add_contractor(school, form.facts(), by=by, at=at))):
        return hand_out(request, *made[0])
    context = {"form": form, "heading": "Add a contractor", "crumbs": crumbs(school, ("Add a contractor", ""))}
    return render(request, "policies/form.html", context | {"about": school.name})


@page("policies.see_contractor", methods=("GET",))
def contractor(request: HttpRequest, contractor: Contractor) -> HttpResponse:
    """One contractor: what they confirmed and when, what they reported."""
    reports = contractor.reports.select_related("seen_by")
    context = {
        "contractor": contractor,
        "asked": asked_of(contractor),
        "reports": permitted(request.user, "policies.see_contractor_report", reports),
        "is_working": contractor.ended_at is None and contractor.until >= timezone.localdate(),
        "may_keep": request.user.has_perm("policies.keep_contractor", contractor),
        "crumbs": crumbs(contractor.school, (contractor.name, "")),
    }
    return render(request, "policies/contractors/contractor.html", context)


@page("policies.keep_contractor")
def contractor_change(request: HttpRequest, contractor: Contractor) -> HttpResponse:
    """Change what is said of a contractor, such as their last day here."""
    row = Contractor.objects.get(pk=contractor.pk)
    mark = seen(row.company, row.name, row.email, row.purpose, row.until, row.ended_at)
    form = ContractorForm(request.POST or None, school=row.school, contractor=row, seen=mark)
    return answered(
        request,
        form,
        lambda: change_contractor(row, form.facts(), by=acting(request.user, row.school), at=timezone.now()),
        to=reverse("contractor", args=[row.uid]),
        said="What is said of the contractor is changed.",
        template="policies/form.html",
        heading=f"Change {row.name}",
        about=row.company,
        crumbs=_way(row, "Change"),
    )


@page("policies.keep_contractor")
def contractor_link(request: HttpRequest, contractor: Contractor) -> HttpResponse:
    """Make a new link; the old one opens nothing from then on."""
    form = Sure(request.POST or None, submit="Make a new link", seen=seen(contractor.link_made_at))
    words: list[str] = []
    by, at = acting(request.user, contractor.school), timezone.now()
    if carried_out(form, lambda: words.append(renew_link(contractor, by=by, at=at))):
        return hand_out(request, contractor, words[0])
    lead = "Do this when the link was lost, or somebody else has seen it. The old link opens nothing from then on."
    context = {"form": form, "heading": "Make a new link?", "about": str(contractor), "lead": lead}
    return render(request, "policies/form.html", context | {"crumbs": _way(contractor, "Make a new link")})


@page("policies.keep_contractor")
def contractor_end(request: HttpRequest, contractor: Contractor) -> HttpResponse:
    """End a contractor's time here, at once."""
    form = Sure(request.POST or None, submit="End it now", css="govuk-button--warning")
    return answered(
        request,
        form,
        lambda: end_contractor(contractor, by=acting(request.user, contractor.school), at=timezone.now()),
        to=reverse("contractor", args=[contractor.uid]),
        said="The link opens nothing any more.",
        template="policies/form.html",
        heading=f"End {contractor.name}'s time here?",
        about=contractor.company,
        warning="Their link stops working at once. What they confirmed and reported is kept.",
        crumbs=_way(contractor, "End"),
    )


@page("policies.see_contractor_report")
def contractor_report(request: HttpRequest, report: ContractorReport) -> HttpResponse:
    """What a contractor reported of their own people; say that it was seen. Each opening is kept."""
    form = ReportSeenForm(request.POST or None, seen=seen(report.seen_at))
    by, at = acting(request.user, report.school), timezone.now()
    if carried_out(form, lambda: answer_report(report, answer=form.cleaned_data["answer"], by=by, at=at)):
        messages.success(request, "The contractor can read that you have seen it.")
        return redirect("contractor-report", report.uid)
    trail.look(report, by=by, at=at, school=report.school, how="opened")
    context: dict[str, Any] = {"report": report, "form": form, "words": _words(report)}
    way = (report.contractor.name, reverse("contractor", args=[report.contractor.uid]))
    context["crumbs"] = crumbs(report.school, way, ("Report", ""))
    return render(request, "policies/contractors/report.html", context)


def _words(report: ContractorReport) -> dict[str, str] | None:
    """What was written; None where it cannot be opened."""
    try:
        return unseal(report)
    except (KeyringError, ValueError):
        return None
