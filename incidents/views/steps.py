"""What a procedure asks for outside the case: a breach of personal data, referrals, the clause that was not kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.people import acting
from foundation.schools.views.answers import carried_out, seen
from incidents.forms.procedures import (
    AnswerForm,
    AssessForm,
    CiteForm,
    CommissionerForm,
    FindThenForm,
    KnownForm,
    PeopleToldForm,
    ReferForm,
)
from incidents.models import Case, DataBreach, Referral
from incidents.policies_then import day_of, found_then
from incidents.transitions import data_breach, referrals
from incidents.views.cases import case_crumbs
from incidents.views.deciding import one_form
from policies.models import Version


@page("incidents.run_case")
def case_breach(request: HttpRequest, case: Case) -> HttpResponse:
    """It is a breach of personal data: when the school knew."""
    now = timezone.now()
    form = KnownForm(request.POST or None, now=now)
    by = acting(request.user, case.school)
    return one_form(
        request,
        case,
        form,
        lambda: data_breach.find_breach(case, known_at=form.moment(), by=by, at=now),
        heading="When did the school know?",
        said="Recorded. The 72 hours count from then.",
        guidance="From that moment there are 72 hours to assess the risk and, where there is one, to tell the"
        " Information Commissioner.",
    )


def _breach(case: Case) -> DataBreach:
    return get_object_or_404(DataBreach.objects.select_related("case"), case=case)


@page("incidents.run_case")
def case_breach_assess(request: HttpRequest, case: Case) -> HttpResponse:
    """How likely it is that people come to harm."""
    breach = _breach(case)
    initial = {"risk": breach.risk, "words": breach.assessment}
    form = AssessForm(request.POST or None, initial=initial, seen=seen(breach.risk, breach.assessed_at))
    by, at = acting(request.user, case.school), timezone.now()

    def assess() -> object:
        data = form.cleaned_data
        return data_breach.assess_breach(breach, data["risk"], words=data["words"], by=by, at=at)

    return one_form(request, case, form, assess, heading="Assess the risk", said="Recorded.")


@page("incidents.run_case")
def case_breach_commissioner(request: HttpRequest, case: Case) -> HttpResponse:
    """The commissioner was told, under which reference; late only with the reason."""
    breach, now = _breach(case), timezone.now()
    form = CommissionerForm(request.POST or None, now=now, seen=seen(breach.commissioner_told_at))
    by = acting(request.user, case.school)

    def tell() -> object:
        data = form.cleaned_data
        late, told_at = data["late_why"], form.moment()
        return data_breach.tell_commissioner(
            breach, told_at=told_at, reference=data["reference"], late_why=late, by=by, at=now
        )  # fmt: skip

    return one_form(request, case, form, tell, heading="The commissioner was told", said="Recorded.")


@page("incidents.run_case")
def case_breach_people(request: HttpRequest, case: Case) -> HttpResponse:
    """The people whose data it is were told."""
    breach, now = _breach(case), timezone.now()
    form = PeopleToldForm(request.POST or None, now=now, seen=seen(breach.people_told_at))
    by = acting(request.user, case.school)

    def tell() -> object:
        return data_breach.tell_people(breach, told_at=form.moment(), how=form.cleaned_data["how"], by=by, at=now)

    return one_form(request, case, form, tell, heading="The people concerned were told", said="Recorded.")


@page("incidents.run_case")
def case_refer(request: HttpRequest, case: Case) -> HttpResponse:
    """Record that it was passed on, to whom and under which reference."""
    now = timezone.now()
    form = ReferForm(request.POST or None, now=now, initial={"to": request.GET.get("to", "")})
    by = acting(request.user, case.school)
    return one_form(
        request,
        case,
        form,
        lambda: referrals.refer(case, form.sent(), by=by, at=now),
        heading="Record that it was passed on",
        said="Recorded.",
        guidance="Of the disciplinary procedure only the fact is kept here, and nothing of what is in it.",
    )


@page("incidents.change_referral")
def case_referral_answer(request: HttpRequest, referral: Referral) -> HttpResponse:
    """What came of it."""
    form = AnswerForm(request.POST or None, seen=seen(referral.answered_at))
    by, at = acting(request.user, referral.school), timezone.now()
    return one_form(
        request,
        referral.case,
        form,
        lambda: referrals.answer_referral(referral, form.cleaned_data["answer"], by=by, at=at),
        heading=f"Answer: {referral.get_to_display()}",
        said="Recorded.",
    )


@page("incidents.run_case")
def case_clause(request: HttpRequest, case: Case) -> HttpResponse:
    """Find the clause that was not kept, in the policies as they stood that day, and cite it."""
    finding = FindThenForm(request.GET or None, initial={"on": day_of(case)})
    on = _day(finding, case)
    hits = found_then(request.user, case.school, finding.words, on)
    form = CiteForm(request.POST or None, hits=hits)
    if carried_out(form, _cite(request, case, form, on)):
        messages.success(request, "It stands on the case, with what was acknowledged by then.")
        return redirect("case", case.uid)
    crumbs = case_crumbs(case, ("Which clause was not kept?", ""))
    context: dict[str, Any] = {"case": case, "finding": finding, "form": form, "hits": hits, "on": on}
    return render(request, "incidents/procedures/clause.html", context | {"crumbs": crumbs})


def _day(finding: FindThenForm, case: Case) -> date:
    chosen = finding.cleaned_data.get("on") if finding.is_bound and finding.is_valid() else None
    return min(chosen or day_of(case), timezone.localdate())


def _cite(request: HttpRequest, case: Case, form: CiteForm, on: date) -> Callable[[], object]:
    by, at = acting(request.user, case.school), timezone.now()

    def cite() -> object:
        uid, anchor = form.chosen()
        versions = permitted(request.user, "policies.see_version", Version.objects.filter(school=case.school))
        version = versions.filter(uid=uid).first()
        if version is None:
            raise Http404
        return referrals.cite_breached(case, version, anchor, on=on, by=by, at=at)

    return cite
