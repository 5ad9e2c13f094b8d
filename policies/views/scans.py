"""Signed sheets that came back: sent, read by a job, looked through beside their pictures, recorded."""

from functools import partial

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.change import change
from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import pressed
from policies.forms.sheets import CodeForm, RecordForm, ScansForm
from policies.models import SheetScan
from policies.scanning import bring_scan
from policies.sheets import Line, lines_of, pages_of
from policies.transitions.sheets import LineRefused, put_scan_aside, record_scan, type_code
from policies.views.drafting import form_page


@page("policies.keep_sheets")
def scan_add(request: HttpRequest, school: School) -> HttpResponse:
    """Bring signed sheets back as scans or photographs, one or several files at once."""
    form = ScansForm(request.POST or None, request.FILES or None)
    back = reverse("sheet-list", args=[school.slug])
    if request.method == "POST" and form.is_valid():
        by, at = acting(request.user, school), timezone.now()
        with change():
            for checked in form.cleaned_data["scans"]:
                bring_scan(school, checked, by=by, at=at)
        return redirect(back)
    lead = "The codes on them are read. Then you look at each line beside its picture, and say who signed."
    return form_page(request, form, "Bring back signed sheets", about=school, back=back, lead=lead)


@page("policies.see_scan")
def scan_page(request: HttpRequest, scan: SheetScan) -> HttpResponse:
    """A scan beside its lines: say who signed and who saw it; what cannot be recorded says why."""
    if scan.status != SheetScan.Status.READ:
        return _settled(request, scan)
    by = acting(request.user, scan.school)
    lines = lines_of(scan, by, timezone.localdate())
    form = RecordForm(request.POST or None, lines=lines, today=timezone.localdate())
    if request.method == "POST" and form.is_valid() and _recorded(request, scan, form):
        return redirect("sheet-list", scan.school.slug)
    return _look(request, scan, lines, form, CodeForm())


def _look(
    request: HttpRequest, scan: SheetScan, lines: list[Line], form: RecordForm, code_form: CodeForm
) -> HttpResponse:
    code_form.helper.form_action = reverse("scan-code", args=[scan.uid])
    context = {
        "scan": scan,
        "pages": pages_of(scan),
        "ready": form.ready,
        "others": [line for line in lines if not line.is_ready],
        "form": form,
        "code_form": code_form,
        "back": reverse("sheet-list", args=[scan.school.slug]),
    }
    return render(request, "policies/sheets/scan.html", context)


def _recorded(request: HttpRequest, scan: SheetScan, form: RecordForm) -> bool:
    """Record it; what stands against that is said beside the line, or above all where somebody was quicker."""
    try:
        kept = record_scan(scan, form.signed(), by=acting(request.user, scan.school), at=timezone.now())
    except LineRefused as refused:
        form.refuse(refused.code, str(refused))
        return False
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    words = "1 person has" if len(kept) == 1 else f"{len(kept)} people have"
    messages.success(request, f"{words} confirmed on paper. The scan is kept with each of them.")
    return True


def _settled(request: HttpRequest, scan: SheetScan) -> HttpResponse:
    """A scan of which nothing can be recorded, now or any more; who tries is told so."""
    if request.method == "POST":
        messages.error(request, f"Nothing was recorded: {_why(scan)}")
        return redirect("scan", scan.uid)
    codes = scan.codes.filter(acknowledgement__isnull=False).select_related("acknowledgement__policy")
    context = {"scan": scan, "codes": codes, "back": reverse("sheet-list", args=[scan.school.slug])}
    return render(request, "policies/sheets/settled.html", context)


def _why(scan: SheetScan) -> str:
    if scan.settled_by is None:
        return "this scan is not read yet, or could not be."
    return f"{scan.settled_by.name} was quicker. This scan is {scan.get_status_display().lower()}."


@page("policies.see_scan")
def scan_code(request: HttpRequest, scan: SheetScan) -> HttpResponse:
    """Type the code of a line that the reader did not find."""
    if scan.status != SheetScan.Status.READ:
        return _settled(request, scan)
    by, form = acting(request.user, scan.school), CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = type_code(scan, form.cleaned_data["code"], by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, f"The line of {_named(found.line)} is among the others now.")
            return redirect("scan", scan.uid)
    back = reverse("scan", args=[scan.uid])
    return form_page(request, form, "Type a code", about=scan.file.name, back=back)


def _named(line: Model | None) -> str:
    return str(getattr(line, "person_name", ""))


@page("policies.see_scan", methods=("POST",))
def scan_put_aside(request: HttpRequest, scan: SheetScan) -> HttpResponse:
    """Do not use this scan; it is destroyed."""
    act = partial(put_scan_aside, scan, by=acting(request.user, scan.school), at=timezone.now())
    said = f"{scan.file.name} is put aside. Nothing was recorded from it."
    return pressed(request, act, said, "sheet-list", scan.school.slug)
