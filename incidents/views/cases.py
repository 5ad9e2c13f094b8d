"""The cases that came to the reader, and the page of one. Every opening of it is kept."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.audit import trail
from foundation.audit.models import Look
from foundation.core.pages import page
from foundation.core.rules import allows, permitted
from foundation.schools.models import Person, School
from foundation.schools.people import acting, standing
from foundation.schools.views.answers import Crumbs
from incidents.due import dues
from incidents.forms.cases import CaseFilter
from incidents.forms.timeline import EntryForm
from incidents.models import Case, Evidence
from incidents.models.kinds import BRIEF
from incidents.shown import evidence, informing, people, procedures, responses, takedowns, timeline
from incidents.sources import case_links
from incidents.transitions.closing import still_missing
from incidents.transitions.procedures import HELD_BACK

PER_PAGE = 25
OPENED = "opened"
PARTS = (people, informing, evidence, takedowns, responses, procedures)


def case_crumbs(case: Case, *more: tuple[str, str]) -> Crumbs:
    """The way back from a page of a case; a case is called by its reference alone."""
    listed = ("Cases", reverse("case-list", args=[case.school.slug]))
    return [listed, (f"Case {case}", reverse("case", args=[case.uid]) if more else ""), *more]


@page("incidents.list_cases", methods=("GET",))
def case_list(request: HttpRequest, school: School) -> HttpResponse:
    """Every case that the reader sees here, the newest first; of a trust, those of its schools."""
    on = timezone.localdate()
    here = Case.objects.filter(Q(school=school) | Q(school__trust=school))
    seen = permitted(request.user, "incidents.see_case", here, on)
    form = CaseFilter(request.GET or None, leads=_leads(seen), me=standing(request.user, on).persons)
    listed = Paginator(form.narrow(seen).select_related("lead", "school"), PER_PAGE).get_page(request.GET.get("page"))
    found = dues(list(listed.object_list), on)
    count = listed.paginator.count
    context = {
        "school": school,
        "form": form,
        "page": listed,
        "rows": [(case, BRIEF[case.kind], found.get(case.pk, [])[:1]) for case in listed.object_list],
        "count": f"{count} case{'' if count == 1 else 's'}",
        "is_trust": school.kind == "trust",
        "may_ask_emergency": request.user.has_perm("incidents.ask_emergency", school),
    }
    return render(request, "incidents/list.html", context)


def _leads(seen: QuerySet[Case]) -> list[Person]:
    """Who leads one of the cases that the reader sees."""
    leads = seen.exclude(lead=None).order_by().values("lead")
    return list(Person.objects.filter(pk__in=leads).order_by("name", "pk"))


@page("incidents.see_case", methods=("GET",))
def case_page(request: HttpRequest, case: Case) -> HttpResponse:
    """One case: what is due on top, the reports as told, the timeline, and everything else of it."""
    on, at = timezone.localdate(), timezone.now()
    trail.look(case, by=acting(request.user, case.school), at=at, school=case.school, how=OPENED)
    may_run = allows(request.user, "incidents.run_case", case)
    context = _shown(request, case, may_run=may_run)
    for part in PARTS:
        context |= part.shown(case, request.user, on)
    context |= timeline.shown(case, request.user, on, place=request.GET.get("page"))
    return render(request, "incidents/case.html", context)


def _shown(request: HttpRequest, case: Case, *, may_run: bool) -> dict[str, Any]:
    """What stands on top: what the case is, what is due and may be done. Who reported, only whoever runs it reads."""
    on, is_open = timezone.localdate(), case.status != Case.Status.CLOSED
    is_in_hand = case.status == Case.Status.IN_HAND
    return {
        "case": case,
        "brief": BRIEF[case.kind],
        "held_back": HELD_BACK if case.is_held_back else "",
        "dues": dues([case], on).get(case.pk, []),
        "reports": case.reports.select_related("reporter"),
        "may_run": may_run,
        "is_open": is_open,
        "is_in_hand": is_in_hand,
        "is_mine": case.lead is not None and case.lead.user_id == request.user.pk,
        "missing": still_missing(case) if is_in_hand and may_run else [],
        "entry_form": EntryForm(on=on) if may_run and is_open else None,
        "links": [link for links in case_links for link in links(request.user, case)] if may_run else [],
        "crumbs": case_crumbs(case),
    }


@page("incidents.run_case", methods=("GET",))
def case_looks(request: HttpRequest, case: Case) -> HttpResponse:
    """Who opened the case and what was kept in it, for those who decide what is done."""
    pieces = Evidence.objects.filter(case=case)
    looks = Look.objects.filter(Q(about_uid=case.uid) | Q(about_uid__in=pieces.values("uid"))).order_by("-at", "-pk")
    listed = Paginator(looks, PER_PAGE).get_page(request.GET.get("page"))
    numbers = dict(pieces.filter(uid__in=[look.about_uid for look in listed.object_list]).values_list("uid", "number"))
    context = {
        "case": case,
        "page": listed,
        "rows": [(look, numbers.get(look.about_uid)) for look in listed.object_list],
        "crumbs": case_crumbs(case, ("Who looked", "")),
    }
    return render(request, "incidents/case/looks.html", context)
