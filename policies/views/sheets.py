"""Sheets to sign on paper: those that are out, a new one, and its print."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from policies.compliance import overseen, owed_of_policy
from policies.forms.compliance import OutstandingFilter
from policies.forms.sheets import SheetForm
from policies.models import Policy, PolicyRules, Sheet, SheetScan, Version
from policies.sheet_pdf import print_sheet
from policies.sheets import sheet_print, sheets_of, signed_lines, with_progress
from policies.transitions.sheets import MOST_LINES, make_sheet
from policies.views.reading.pdf import pdf_answer

PER_PAGE = 50
OPEN = (SheetScan.Status.READING, SheetScan.Status.READ, SheetScan.Status.REFUSED)


@page("policies.keep_sheets", methods=("GET",))
def sheet_list(request: HttpRequest, school: School) -> HttpResponse:
    """Scans that wait to be looked through, and the sheets that are out."""
    scans = with_progress(SheetScan.objects.filter(school=school, status__in=OPEN).select_related("file"))
    listed = Paginator(sheets_of(school), PER_PAGE).get_page(request.GET.get("page"))
    reading = any(scan.status == SheetScan.Status.READING for scan, _ in scans)
    return render(request, "policies/sheets/list.html", {"scans": scans, "page": listed, "reading": reading})


@page("policies.print_sheet")
def sheet_add(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Choose who signs on paper, among those who owe the policy; who has no e-mail comes first."""
    version = policy.versions.filter(status=Version.Status.IN_FORCE).first()
    narrowed = OutstandingFilter(request.GET, school=policy.school)
    people = _owing(request, policy, narrowed.chosen())
    form = SheetForm(request.POST or None, people=people[:MOST_LINES])
    if version is not None and request.method == "POST" and form.is_valid():
        rules = PolicyRules.objects.filter(school=policy.school).first() or PolicyRules(school=policy.school)
        about = dict(narrowed.fields["group"].choices).get(narrowed.chosen(), "") if narrowed.chosen() else ""  # type: ignore[attr-defined]
        by, at = acting(request.user, policy.school), timezone.now()
        try:
            sheet = make_sheet(version, form.chosen(), words=rules.words, about=about, by=by, at=at)
            return redirect("sheet", sheet.uid)
        except NotAllowed as refused:
            messages.error(request, str(refused))
    context: dict[str, Any] = {"policy": policy, "version": version, "form": form, "people": people}
    context |= {"narrowed": narrowed, "most": MOST_LINES, "back": reverse("outstanding-policy", args=[policy.uid])}
    return render(request, "policies/sheets/add.html", context)


def _owing(request: HttpRequest, policy: Policy, group: str) -> list[Any]:
    today = timezone.localdate()
    rows = owed_of_policy(overseen(request.user, policy.school, today, group), policy)
    people = [person for person, row in rows if row.since <= today]
    return sorted(people, key=lambda person: (bool(person.email), person.name))


@page("policies.see_sheet", methods=("GET",))
def sheet_page(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """One sheet: its print, and who on it has confirmed since."""
    back = reverse("sheet-list", args=[sheet.school.slug])
    is_old = not Version.objects.filter(
        policy=sheet.policy, status=Version.Status.IN_FORCE, edition=sheet.edition
    ).exists()
    context = {"sheet": sheet, "lines": signed_lines(sheet), "back": back, "is_old": is_old}
    return render(request, "policies/sheets/sheet.html", context)


@page("policies.see_sheet", methods=("GET",))
def sheet_pdf(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The sheet as it is printed: the same however often it is asked for."""
    name = f"{sheet.policy.title}, sheet to sign.pdf".replace("/", "-")
    return pdf_answer(request, name, lambda: print_sheet(sheet_print(sheet)))
