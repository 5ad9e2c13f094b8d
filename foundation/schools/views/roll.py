"""Bringing in the staff roll from a file: send it, look it over, confirm."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.jobs.models import Job
from foundation.schools.csv_out import csv_file
from foundation.schools.forms.people import ConfirmForm
from foundation.schools.forms.roll import ColumnsForm, QuestionsForm, UploadForm
from foundation.schools.models import RollImport, School
from foundation.schools.people import acting
from foundation.schools.roll.columns import FIELDS, missing
from foundation.schools.roll.keeping import keep, plan_of, table_of
from foundation.schools.roll.reading import Unreadable
from foundation.schools.roll.work import KIND, bring_in, put_away
from foundation.schools.transitions.roll import answer_roll
from foundation.schools.views.answers import Crumbs, answered, carried_out, people_crumbs

PER_PAGE = 100


def _page_of(roll: RollImport) -> str:
    return reverse("roll-preview", args=[roll.uid])


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return people_crumbs(school, ("Bring in a file", reverse("roll-upload", args=[school.slug])), *more)


@page("schools.keep_roll")
def roll_upload(request: HttpRequest, school: School) -> HttpResponse:
    """Send a file; files sent before are below."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            by, at = acting(request.user, school), timezone.now()
            return redirect(_page_of(keep(school, file.name, file.read(), by=by, at=at)))
        except Unreadable as problem:
            form.add_error("file", str(problem))
    earlier = RollImport.objects.filter(school=school).defer("plan").select_related("uploaded_by")[:10]
    crumbs = people_crumbs(school, ("Bring in a file", ""))
    shown = {"school": school, "form": form, "earlier": earlier, "fields": FIELDS.values(), "crumbs": crumbs}
    return render(request, "schools/roll_upload.html", shown)


@page("schools.bring_in_roll")
def roll_preview(request: HttpRequest, roll: RollImport) -> HttpResponse:
    """Everything the file would do and every problem in it, before anything is written; then, bring it in."""
    if roll.status != RollImport.Status.LOOKED_OVER:
        return render(request, "schools/roll_result.html", _frame(roll) | _job_page(request, roll))
    if missing(roll.columns):
        return redirect("roll-columns", uid=roll.uid)
    plan = plan_of(roll, timezone.localdate())
    form = ConfirmForm(request.POST or None, submit="Bring it in", seen=plan.mark)
    form.helper.form_show_errors = False  # the page has the summary at its top, above what the file would do
    by, at = acting(request.user, roll.school), timezone.now()
    if carried_out(form, lambda: bring_in(roll, plan, by=by, at=at)):
        return redirect("job", uid=_job_of(roll).uid)
    problems = Paginator(plan.problems, PER_PAGE).get_page(request.GET.get("page"))
    shown = {"plan": plan, "form": form, "problems": problems}
    shown["questions"] = QuestionsForm(plan=plan, answers=roll.answers).asks
    return render(request, "schools/roll_preview.html", _frame(roll) | shown)


def _frame(roll: RollImport) -> dict[str, Any]:
    return {"school": roll.school, "roll": roll, "crumbs": _crumbs(roll.school, (roll.file_name, ""))}


def _job_page(request: HttpRequest, roll: RollImport) -> dict[str, str]:
    """The page on which the work can be followed, for who asked for it."""
    found = permitted(request.user, "jobs.see_job", Job.objects.filter(key=f"{KIND}:{roll.uid}")).first()
    return {"job": reverse("job", args=[found.uid])} if found else {}


def _job_of(roll: RollImport) -> Job:
    return Job.objects.get(key=f"{KIND}:{roll.uid}")


def _looked_over(roll: RollImport) -> RollImport:
    """The file, while it is still being looked over; Http404 afterwards, when it is gone."""
    if roll.status != RollImport.Status.LOOKED_OVER:
        raise Http404
    return roll


@page("schools.bring_in_roll")
def roll_questions(request: HttpRequest, roll: RollImport) -> HttpResponse:
    """Answer what the file leaves open."""
    plan = plan_of(_looked_over(roll), timezone.localdate())
    form = QuestionsForm(request.POST or None, plan=plan, answers=roll.answers)
    return answered(
        request,
        form,
        lambda: answer_roll(roll, columns=roll.columns, answers=form.answers),
        to=_page_of(roll),
        said="The answers are saved. Nothing is brought in yet.",
        heading="What the file leaves open",
        crumbs=_crumbs(roll.school, (roll.file_name, _page_of(roll)), ("Questions", "")),
    )


@page("schools.bring_in_roll")
def roll_columns(request: HttpRequest, roll: RollImport) -> HttpResponse:
    """Say which column is what."""
    table = table_of(_looked_over(roll))
    form = ColumnsForm(request.POST or None, headers=table.headers, columns=roll.columns)
    return answered(
        request,
        form,
        lambda: answer_roll(roll, columns=form.columns, answers={}),
        to=_page_of(roll),
        said="The columns are saved. Nothing is brought in yet.",
        heading="Which column is what?",
        guidance="A column that is not chosen is left out. An empty cell changes nothing.",
        crumbs=_crumbs(roll.school, (roll.file_name, _page_of(roll)), ("Columns", "")),
    )


@page("schools.bring_in_roll", methods=("GET",))
def roll_problems(request: HttpRequest, roll: RollImport) -> HttpResponse:
    """Every problem as a file, to put right in the spreadsheet."""
    plan = plan_of(_looked_over(roll), timezone.localdate())
    rows = [(one.row, one.column, one.words, "Yes" if one.stops else "No") for one in plan.problems]
    return csv_file(f"{roll.school.slug}-problems.csv", ("Row", "Column", "What is wrong", "Row left out"), rows)


@page("schools.bring_in_roll")
def roll_leave(request: HttpRequest, roll: RollImport) -> HttpResponse:
    """Put a file away without bringing it in."""
    return answered(
        request,
        ConfirmForm(request.POST or None, submit="Do not bring it in"),
        lambda: put_away(roll, by=acting(request.user, roll.school), at=timezone.now()),
        to=reverse("roll-upload", args=[roll.school.slug]),
        said="The file is put away. Nothing on the roll has changed.",
        heading=f"Put away {roll.file_name}?",
        guidance="The file is destroyed here. Nothing on the roll changes.",
        crumbs=_crumbs(roll.school, (roll.file_name, _page_of(roll)), ("Put away", "")),
    )
