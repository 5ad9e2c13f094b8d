"""Evidence of a case: kept, looked at, handed out, copied with something made unreadable, destroyed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Look
from foundation.core.keyring import KeyMissing
from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.documents.files import FileBroken, respond
from foundation.documents.models import File
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, seen
from incidents.forms.evidence import FirstForm, KeepForm, OriginalForm, PurgeForm, RedactedForm
from incidents.models import Case, Evidence
from incidents.routing import rules_of
from incidents.shown.evidence import kept_by, reporters
from incidents.transitions import evidence as keeping
from incidents.transitions.purging import purge_evidence, purged_with
from incidents.transitions.questions import say_may_be_sexual
from incidents.transitions.verifying import fault_of, verify
from incidents.views.cases import case_crumbs
from incidents.views.looks import note

OPENED, COPY_TAKEN, ORIGINAL_TAKEN = "opened", "took the working copy", "took the original"
MOST_LOOKS = 50


def evidence_crumbs(evidence: Evidence, *more: tuple[str, str]) -> Crumbs:
    own = (f"Evidence {evidence.number}", reverse("evidence", args=[evidence.uid]) if more else "")
    return case_crumbs(evidence.case, own, *more)


@page("incidents.run_case")
def evidence_first(request: HttpRequest, case: Case) -> HttpResponse:
    """Before anything is uploaded: could it be a sexual picture of a child? (TH13)"""
    if case.may_be_sexual:
        return redirect("case-evidence-keep", case.uid)
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["sexual"] == "no":
            return redirect("case-evidence-keep", case.uid)
        try:
            say_may_be_sexual(case, by=acting(request.user, case.school), at=timezone.now())
        except NotAllowed as refused:
            messages.error(request, str(refused))
        return redirect("case-evidence-keep", case.uid)
    context = {"case": case, "form": form, "rules": rules_of(case.school)}
    context |= {"crumbs": case_crumbs(case, ("Add evidence", ""))}
    return render(request, "incidents/evidence/first.html", context)


@page("incidents.run_case")
def evidence_keep(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep files, or the text of a page."""
    form = KeepForm(request.POST or None, request.FILES or None, takes_files=not case.may_be_sexual)
    return answered(
        request,
        form,
        lambda: _keep(request, case, form),
        to=reverse("case", args=[case.uid]),
        said="Kept, and sealed.",
        template="incidents/evidence/keep.html",
        case=case,
        rules=rules_of(case.school),
        crumbs=case_crumbs(case, ("Add evidence", "")),
    )


def _keep(request: HttpRequest, case: Case, form: KeepForm) -> None:
    data = form.cleaned_data
    known = {"about": data["about"], "link": data["link"], "taken_at": form.taken_at()}
    by: dict[str, Any] = {"by": acting(request.user, case.school), "at": timezone.now()}
    if form.given:
        keeping.keep_files(case, form.given, **known, **by)
    else:
        keeping.keep_text(case, data["text"], **known, **by)


@page("incidents.see_evidence", methods=("GET",))
def evidence_page(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    """What is kept of it: where from, by whom, its hash, whether it is whole; and who looked."""
    note(request, evidence, OPENED)
    fault, is_lost = _fault(evidence)
    may_keep = request.user.has_perm("incidents.keep_evidence", evidence)
    context = {
        "evidence": evidence,
        "case": evidence.case,
        "fault": fault,
        "is_lost": is_lost,
        "copies": evidence.copies.all(),
        "may_keep": may_keep,
        "rules": rules_of(evidence.school),
        "kept_by": kept_by(evidence, None if may_keep else reporters(evidence.case)),
        "looks": _looks(evidence) if may_keep else [],
        "crumbs": evidence_crumbs(evidence),
    }
    return render(request, "incidents/evidence/evidence.html", context)


def _fault(evidence: Evidence) -> tuple[str, bool]:
    """What is wrong with it, and whether its key is lost. What changed since the night is written down at once."""
    if evidence.purged_at is not None:
        return "", False
    try:
        fault = fault_of(evidence)
    except KeyMissing:
        return "", True
    if bool(fault) != (evidence.broken_at is not None):
        verify(evidence, at=timezone.now())
        evidence.refresh_from_db()
    return fault, False


def _looks(evidence: Evidence) -> Any:
    """Who looked at it, by its page or by the address of its file."""
    files = [file.uid for file in keeping.files_of(evidence)]
    about = Q(about_uid=evidence.uid) | Q(about_uid__in=files)
    return Look.objects.filter(about).order_by("-at", "-pk")[:MOST_LOOKS]


@page("incidents.see_evidence", methods=("GET",))
def evidence_copy(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    """The working copy, for saving."""
    return _handed(request, evidence, evidence.working, COPY_TAKEN)


@page("incidents.see_evidence")
def evidence_original(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    """What was given, byte for byte: a step of its own, because it may say where and with what it was taken."""
    if evidence.original is None or evidence.purged_at is not None:
        raise Http404
    form = OriginalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _handed(request, evidence, evidence.original, ORIGINAL_TAKEN)
    context = {"evidence": evidence, "form": form, "crumbs": evidence_crumbs(evidence, ("The original", ""))}
    return render(request, "incidents/evidence/original.html", context)


def _handed(request: HttpRequest, evidence: Evidence, file: File | None, how: str) -> HttpResponse:
    """The bytes, and that they were taken; where they are not as they were kept, a sentence."""
    if file is None or evidence.purged_at is not None:
        raise Http404
    try:
        answer = respond(file)
    except FileBroken:
        verify(evidence, at=timezone.now())
        return render(request, "documents/broken.html", {"file": file}, status=500)
    note(request, evidence, how)
    return answer


@page("incidents.keep_evidence")
def evidence_redact(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    """Keep a copy in which something was made unreadable, below what it was made from."""
    takes_files = not evidence.case.may_be_sexual
    form = RedactedForm(request.POST or None, request.FILES or None, takes_files=takes_files)

    def keep() -> object:
        data = form.cleaned_data
        given: dict[str, Any] = {"upload": data.get("file"), "text": data["text"], "about": data["about"]}
        by = acting(request.user, evidence.school)
        return keeping.keep_redacted(evidence, **given, by=by, at=timezone.now())

    return _one_form(request, evidence, form, keep, "redact", "Redacted copy", "The copy is kept below it.")


@page("incidents.keep_evidence")
def evidence_purge(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    """Destroy what should never have been uploaded, after reading exactly what goes."""
    going = purged_with(evidence)
    form = PurgeForm(request.POST or None, seen=seen(*(row.uid for row in going)))

    def purge() -> object:
        data = form.cleaned_data
        by = acting(request.user, evidence.school)
        return purge_evidence(evidence, ground=data["ground"], why=data["why"], by=by, at=timezone.now())

    return _one_form(request, evidence, form, purge, "purge", "Destroy it", "It is destroyed.", going=going)


def _one_form(
    request: HttpRequest,
    evidence: Evidence,
    form: Any,
    act: Callable[[], object],
    template: str,
    crumb: str,
    said: str,
    **more: Any,
) -> HttpResponse:
    """A page with one form about what is there; there is none once it was destroyed."""
    if evidence.purged_at is not None:
        raise Http404
    shown = {"evidence": evidence, "crumbs": evidence_crumbs(evidence, (crumb, "")), **more}
    to, page_of = reverse("evidence", args=[evidence.uid]), f"incidents/evidence/{template}.html"
    return answered(request, form, act, to=to, said=said, template=page_of, **shown)
