"""What a contractor sees by their personal link, and nothing else: what to read, how to tell the school (QEI-06)."""

from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.views.answers import carried_out
from policies.contents import contents, shown
from policies.contracting import Asked, asked_of, held
from policies.forms.contractor import ContractorReportForm
from policies.forms.reading import Acknowledge
from policies.issued_files import annexes_of
from policies.links import by_link
from policies.models import Contractor, PolicyRules
from policies.transitions.contractor import acknowledge_as_contractor, report_as_contractor
from policies.views.annex_files import open_annex

WHY = "a contractor has no log-in: the long word in the address, kept hashed, is what lets them in"


@page(public=WHY, methods=("GET",))
@by_link(held)
def contractor_desk(request: HttpRequest, contractor: Contractor, token: str) -> HttpResponse:
    """What this contractor has to read, what they confirmed, what they reported and who has seen it."""
    asked = asked_of(contractor)
    context = {
        "contractor": contractor,
        "asked": asked,
        "left": sum(one.given is None for one in asked),
        "reports": contractor.reports.all(),
        "rules": _rules(contractor),
        "home": request.path,
        "token": token,
    }
    return render(request, "policies/contractors/desk.html", context)


@page(public=WHY)
@by_link(held)
def contractor_policy(request: HttpRequest, contractor: Contractor, token: str, policy: UUID) -> HttpResponse:
    """Read one policy that asks contractors, and confirm it; confirmed, it shows what was."""
    asked = _one(contractor, policy)
    version, rules = asked.version, _rules(contractor)
    form = Acknowledge(request.POST or None, version=version, words=rules.words, signer=cast("Any", contractor))
    if request.method == "POST" and asked.given is None and carried_out(form, lambda: _sign(contractor, asked, form)):
        return redirect("contractor-policy", token=token, policy=policy)
    clauses = list(version.clauses.all())
    context = _frame(contractor, token, version.policy.title)
    context |= {"asked": asked, "version": version, "clauses": shown(clauses), "contents": contents(clauses)}
    context |= {"annexes": annexes_of(version), "policy": version.policy}
    return render(request, "policies/contractors/policy.html", context | {"form": form, "rules": rules})


def _one(contractor: Contractor, policy: UUID) -> Asked:
    asked = next((one for one in asked_of(contractor) if one.version.policy.uid == policy), None)
    if asked is None:
        raise Http404
    return asked


@page(public=WHY, methods=("GET",))
@by_link(held)
def contractor_annex(
    request: HttpRequest, contractor: Contractor, token: str, policy: UUID, attachment: UUID
) -> HttpResponse:
    """A file that belongs to a policy which asks contractors, as it is in force; that it was opened is kept."""
    return open_annex(request, _one(contractor, policy).version, attachment, by=contractor)


def _sign(contractor: Contractor, asked: Asked, form: Acknowledge) -> None:
    acknowledge_as_contractor(
        contractor,
        asked.version,
        words=form.words,
        statements=list(form.statements.values()),
        seen=asked.version.content_hash,
        at=timezone.now(),
        signature=form.cleaned_data.get("signature", ""),
    )


@page(public=WHY)
@by_link(held)
def contractor_report_send(request: HttpRequest, contractor: Contractor, token: str) -> HttpResponse:
    """Tell the school at once of a breach by the contractor's own people."""
    form = ContractorReportForm(request.POST or None, today=timezone.localdate())
    if carried_out(form, lambda: _report(contractor, form)):
        messages.success(request, "The school has your report. It rings whom you named.")
        return redirect("contractor-desk", token=token)
    context = _frame(contractor, token, "Tell the school")
    return render(request, "policies/contractors/report_send.html", context | {"form": form})


def _report(contractor: Contractor, form: ContractorReportForm) -> None:
    data = form.cleaned_data
    report_as_contractor(
        contractor,
        words={"what": data["what"], "call": data["call"]},
        happened_on=data["happened_on"],
        sent_as=data["token"] or uuid4().hex,
        at=timezone.now(),
    )


def _rules(contractor: Contractor) -> PolicyRules:
    return PolicyRules.objects.filter(school=contractor.school).first() or PolicyRules(school=contractor.school)


def _frame(contractor: Contractor, token: str, here: str) -> dict[str, Any]:
    home = reverse("contractor-desk", args=[token])
    return {"contractor": contractor, "token": token, "home": home, "crumbs": [("Your page", home), (here, "")]}
