"""The register of policies that a school must have, and the list it rests on."""

from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.change import change
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.schools.csv_out import csv_file
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import carried_out, pressed, settings_crumbs
from policies.forms.statutory import NONE, OPEN, POLICY, AnswerForm, ListForm
from policies.models import Policy, StatutoryList
from policies.statutory import SHOWS, Entry, Figures, held_by, in_use, lines_of, problems_of, register
from policies.statutory_files import COLUMNS, LARGEST, cells_of, difference, read_list
from policies.transitions.statutory import (
    ListRead,
    answer_statutory,
    drop_statutory_list,
    offer_statutory_list,
    take_statutory_list,
    use_shipped_list,
)

LISTS_SHOWN = 20


@page("policies.see_registers", methods=("GET",))
def statutory(request: HttpRequest, school: School) -> HttpResponse:
    """What the school must have: held, missing, overdue, and what is not on the website though it must be."""
    entries = register(request.user, school, timezone.localdate())
    show = request.GET.get("show", "")
    context = {
        "figures": Figures.of(entries),
        "show": show if show in SHOWS else "",
        "entries": [entry for entry in entries if entry.shows_in(show)],
        "sources": _sources(entries),
        "list": in_use(school)[0],
        "may_keep": request.user.has_perm("policies.keep_registers", school),
        "crumbs": [("Policies", reverse("policy-list", args=[school.slug])), ("Policies we must have", "")],
    }
    return render(request, "policies/statutory/register.html", context)


def _sources(entries: list[Entry]) -> list[tuple[str, str, Any]]:
    """Where the lines come from: source, its date, when it was looked at. Each once, in order."""
    said = ((entry.line.source, entry.line.source_dated, entry.line.checked) for entry in entries)
    also = ((entry.line.website_source, "", None) for entry in entries if entry.must_be_public)
    found = dict.fromkeys(source for source in (*said, *also) if source[0])
    return [source for source in found if not source[0].startswith("Not checked")]


@page("policies.keep_registers")
def statutory_line(request: HttpRequest, school: School, key: str) -> HttpResponse:
    """Say which policy a line is, or why the school needs none."""
    today = timezone.localdate()
    entry = next((entry for entry in register(request.user, school, today) if entry.line.key == key), None)
    if entry is None:
        raise Http404
    held = held_by(request.user, school, today)
    form = AnswerForm(request.POST or None, held=held, initial=_initial(entry))
    if request.method == "POST" and carried_out(form, lambda: _answer(request, school, key, form)):
        messages.success(request, f"Saved: {entry.line.title}.")
        return redirect("statutory", school=school.slug)
    back = reverse("statutory", args=[school.slug])
    return render(request, "policies/statutory/line.html", {"entry": entry, "form": form, "back": back})


def _initial(entry: Entry) -> dict[str, Any]:
    """What was said; where nothing was, what is offered."""
    chosen = entry.policy or entry.offered
    answer = NONE if entry.not_needed_why else (POLICY if entry.how == "clerk" or entry.offered else OPEN)
    uid = str(chosen.uid) if chosen else ""
    return {"answer": answer, "policy": uid, "not_needed_why": entry.not_needed_why}


def _answer(request: HttpRequest, school: School, key: str, form: AnswerForm) -> None:
    said, policy = form.cleaned_data, None
    if said["answer"] == POLICY:
        policy = permitted(request.user, "policies.see_policy", Policy.objects.filter(school=school)).get(
            uid=said["policy"]
        )
    why = said["not_needed_why"] if said["answer"] == NONE else ""
    by = acting(request.user, school)
    answer_statutory(school, key, policy=policy, not_needed_why=why, by=by, at=timezone.now())


@page("schools.change_house_rules")
def statutory_list(request: HttpRequest, school: School) -> HttpResponse:
    """Which list is in use, which were, and a file with another one."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("statutory-offer", uid=_offered(request, school, form.cleaned_data["file"]).uid)
    current, lines = in_use(school)
    kept = StatutoryList.objects.filter(school=school).select_related("file", "offered_by", "taken_by", "ended_by")
    context = {
        "form": form,
        "current": current,
        "lines": len(lines),
        "lists": list(kept[:LISTS_SHOWN]),
        "crumbs": settings_crumbs(school, ("List of statutory policies", "")),
    }
    return render(request, "policies/statutory/list.html", context)


def _offered(request: HttpRequest, school: School, upload: Any) -> StatutoryList:
    """The file kept as it came, with what was read of it."""
    data, uid = upload.read(LARGEST + 1), uuid4()
    found = read_list(data)
    read = ListRead([line.as_dict() for line in found.lines], found.problems)
    by, at = acting(request.user, school), timezone.now()
    with change():
        file = files.seal(
            upload.name or "list.csv",
            data,
            media_type="text/csv",
            owner=("policies.StatutoryList", uid),
            school=school,
            by=by,
            at=at,
            retention_class="policy_version",
        )
        return offer_statutory_list(school, file, read, uid=uid, by=by, at=at)


@page("schools.change_house_rules", methods=("GET",))
def statutory_list_csv(request: HttpRequest, school: School) -> HttpResponse:
    """The list in use, as a file to change and bring back."""
    _, lines = in_use(school)
    return csv_file(f"statutory-policies-{school.slug}.csv", COLUMNS, [cells_of(line) for line in lines])


@page("schools.change_house_rules", methods=("POST",))
def statutory_list_shipped(request: HttpRequest, school: School) -> HttpResponse:
    """Go back to the list that comes with the product."""
    act = partial(use_shipped_list, school, by=acting(request.user, school), at=timezone.now())
    said = "The list that comes with Countersign is in use again. Yours is kept."
    return pressed(request, act, said, "statutory-list", school.slug)


@page("policies.keep_statutory_list", methods=("GET",))
def statutory_offer(request: HttpRequest, offered: StatutoryList) -> HttpResponse:
    """What was read of a file, what is wrong in it by row, and what it would change."""
    lines = lines_of(offered)
    here = [line for line in lines if line.holds(offered.school.kind, timezone.localdate())]
    context = {
        "offered": offered,
        "lines": here,
        "problems": problems_of(offered),
        "all": len(lines),
        "difference": difference(in_use(offered.school)[1], lines),
        "is_open": offered.status == StatutoryList.Status.OFFERED,
        "crumbs": settings_crumbs(
            offered.school,
            ("List of statutory policies", reverse("statutory-list", args=[offered.school.slug])),
            (offered.file.name, ""),
        ),
    }
    return render(request, "policies/statutory/offer.html", context)


@page("policies.keep_statutory_list", methods=("POST",))
def statutory_take(request: HttpRequest, offered: StatutoryList) -> HttpResponse:
    """Put an uploaded list in use."""
    try:
        take_statutory_list(offered, by=acting(request.user, offered.school), at=timezone.now())
        messages.success(request, "This list is in use now. The one before is kept.")
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("statutory-offer", uid=offered.uid)
    return redirect("statutory-list", school=offered.school.slug)


@page("policies.keep_statutory_list", methods=("POST",))
def statutory_drop(request: HttpRequest, offered: StatutoryList) -> HttpResponse:
    """Do not take an uploaded list."""
    act = partial(drop_statutory_list, offered, by=acting(request.user, offered.school), at=timezone.now())
    return pressed(request, act, f"{offered.file.name} is not taken.", "statutory-list", offered.school.slug)
