"""A case to hand on: as one archive that checks without this product, or as a file on paper for who may read what."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.documents.files import FileBroken, respond
from foundation.schools.people import acting
from incidents.case_file import Audience, case_print
from incidents.export import job_of
from incidents.forms.files import ExportForm
from incidents.models import Case, CaseExport, CasePerson
from incidents.pdf import is_long, print_case
from incidents.transitions.closing import affected_on_the_roll
from incidents.transitions.exporting import ask_export
from incidents.views.cases import case_crumbs
from incidents.views.looks import note
from policies.views.reading.pdf import pdf_answer

DOWNLOADED = "downloaded an export"
Status, What = CaseExport.Status, CaseExport.What


@page("incidents.run_case", methods=("GET",))
def case_file(request: HttpRequest, case: Case) -> HttpResponse:
    """What can be handed on, to whom, and what each of them leaves out."""
    kept = case.exports.filter(asked_by__user=request.user.pk, until__gt=timezone.now())
    context = {
        "case": case,
        "affected": affected_on_the_roll(case),
        "exports": kept.exclude(status=Status.REMOVED),
        "crumbs": case_crumbs(case, ("Case file", "")),
    }
    return render(request, "incidents/evidence/file.html", context)


@page("incidents.run_case", methods=("GET",))
def case_pdf(request: HttpRequest, case: Case, audience: str) -> HttpResponse:
    """The case file as PDF: all of it, or what the police or governors may read (ACR-15)."""
    if audience not in (Audience.FULL, Audience.POLICE, Audience.GOVERNORS):
        raise Http404
    return _printed(request, case, Audience(audience), None)


@page("incidents.run_case", methods=("GET",))
def case_pdf_affected(request: HttpRequest, case: Case, person: UUID) -> HttpResponse:
    """The case file for one of those affected: what was done for them, and nothing of anybody else.

    There is none for who is complained of in the same case.
    """
    found = [row for row in affected_on_the_roll(case) if row.uid == person]
    if not found:
        raise Http404
    return _printed(request, case, Audience.AFFECTED, found[0])


def _printed(request: HttpRequest, case: Case, audience: Audience, affected: CasePerson | None) -> HttpResponse:
    made = case_print(case, audience, affected, at=timezone.now())
    if audience in What.values and is_long(made):
        return redirect(f"{reverse('case-export', args=[case.uid])}?{urlencode({'what': audience})}")
    note(request, case, f"printed, {audience.label.lower()}")
    return pdf_answer(request, f"Case {case.reference}, {audience}.pdf", lambda: print_case(made))


@page("incidents.run_case")
def case_export(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask for everything in a case as one archive, or for the file of a long case as PDF."""
    asked = request.GET.get("what", What.ARCHIVE)
    what = What(asked) if asked in What.values else What.ARCHIVE
    form = ExportForm(request.POST or None)
    by, at = acting(request.user, case.school), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("case-export-page", ask_export(case, what, by=by, at=at).uid)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
    context = {"case": case, "form": form, "what": what, "is_file": what != What.ARCHIVE}
    context["crumbs"] = case_crumbs(case, ("Export", ""))
    return render(request, "incidents/evidence/export_ask.html", context)


@page("incidents.see_export", methods=("GET",))
def export_page(request: HttpRequest, export: CaseExport) -> HttpResponse:
    """How far it is; once it is ready, it can be downloaded for a day."""
    job, is_over = job_of(export), export.until <= timezone.now()
    is_open = export.status == Status.WAITING and not is_over and (job is None or job.is_open)
    way = ("Case file", reverse("case-file", args=[export.case.uid]))
    context = {
        "export": export,
        "case": export.case,
        "job": job,
        "is_open": is_open,
        "is_ready": export.status == Status.READY and not is_over,
        "is_over": export.status == Status.REMOVED or is_over,
        "crumbs": case_crumbs(export.case, way, ("Export", "")),
    }
    part = bool(getattr(request, "htmx", False))
    return render(request, "incidents/evidence/_export.html" if part else "incidents/evidence/export.html", context)


@page("incidents.see_export", methods=("GET",))
def export_file(request: HttpRequest, export: CaseExport) -> HttpResponse:
    """The archive, for who asked for it."""
    at = timezone.now()
    if export.status != Status.READY or export.file is None or export.until <= at:
        raise Http404
    try:
        answer = respond(export.file)
    except FileBroken:
        return render(request, "documents/broken.html", {"file": export.file}, status=500)
    note(request, export.case, DOWNLOADED)
    return answer
