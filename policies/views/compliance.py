"""What is outstanding: by policy, by person, as a file; nudges; sheets signed on paper."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.change import change
from foundation.core.pages import page
from foundation.core.rules import permitted, with_permission
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.notices.digests import NUDGE, nudge
from foundation.notices.models import Notice, Reminder
from foundation.schools.csv_out import csv_file
from foundation.schools.models import Person, School
from foundation.schools.people import acting
from policies import contracting, problems, transitions
from policies.compliance import Deadline, by_person, by_policy, overseen, owed_of_policy
from policies.counted import figures as counted_figures
from policies.forms.compliance import OutstandingFilter, PaperForm
from policies.models import Acknowledgement, Contractor, Policy, PolicyRules, Version
from policies.outstanding import Owed, owed
from policies.panels.compliance import owing
from policies.panels.files import SHEET
from policies.transitions.acknowledging import Paper

PER_PAGE = 50


@page("policies.see_outstanding", methods=("GET",))
def outstanding(request: HttpRequest, school: School) -> HttpResponse:
    """Who still owes what, by policy: figures and a picture first, then people."""
    today = timezone.localdate()
    form = OutstandingFilter(request.GET, school=school)
    people = overseen(request.user, school, today, form.chosen())
    figures = by_policy(people)
    context = {
        "form": form,
        "figures": figures,
        "asked": sum(row.asked for row in figures),
        "open": sum(row.outstanding for row in figures),
        "chart": [(row.title, row.given, row.asked) for row in sorted(figures, key=lambda row: row.share)],
        "has_people": bool(figures) or people.exists(),
        "export": reverse("outstanding-csv", args=[school.slug]),
        "counted": counted_figures(school),
    }
    return render(request, "policies/outstanding/policies.html", context)


@page("policies.see_outstanding", methods=("GET",))
def outstanding_people(request: HttpRequest, school: School) -> HttpResponse:
    """The same by person: who owes most, and what is overdue."""
    today = timezone.localdate()
    form = OutstandingFilter(request.GET, school=school)
    people = by_person(overseen(request.user, school, today, form.chosen()), Deadline.of(school), today)
    listed = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    export = reverse("outstanding-csv", args=[school.slug])
    return render(request, "policies/outstanding/people.html", {"form": form, "page": listed, "export": export})


@page("policies.see_outstanding", methods=("GET",))
def outstanding_csv(request: HttpRequest, school: School) -> HttpResponse:
    """Every person and policy outstanding, as a file for a spreadsheet."""
    today, deadline = timezone.localdate(), Deadline.of(school)
    form = OutstandingFilter(request.GET, school=school)
    people = overseen(request.user, school, today, form.chosen())
    known = {
        pk: row
        for pk, *row in people.values_list("pk", "name", "email", "job_title", F("line_manager__name")).distinct()
    }
    rows = [
        (*known[row.person_id], row.policy_title, row.since, deadline.due_on(row.since))
        for row in owed(people)
        if row.since <= today
    ]
    columns = ("Name", "E-mail address", "Job title", "Line manager", "Policy", "Asked since", "Due")
    return csv_file(f"outstanding-{school.slug}-{today.isoformat()}.csv", columns, rows)


@page("policies.see_who_owes", methods=("GET",))
def outstanding_policy(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Who owes one policy, among those whose names the asker may see; nudge one or all."""
    today, deadline = timezone.localdate(), Deadline.of(policy.school)
    form = OutstandingFilter(request.GET, school=policy.school)
    people = overseen(request.user, policy.school, today, form.chosen())
    people = with_permission(request.user, "policies.record_paper", people, "may_record")
    rows = [(person, row) for person, row in owed_of_policy(people, policy) if row.since <= today]
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = _last_told([person for person, _ in listed], policy)
    lines = [_line(person, row, deadline, told.get(person.pk), today) for person, row in listed]
    troubled = problems.by_person_and_policy(people.filter(pk__in=[person.pk for person, _ in listed]))
    lines = [line | {"problem": troubled.get((line["person"].pk, policy.uid))} for line in lines]
    context = {"policy": policy, "form": form, "page": listed, "lines": lines, "count": len(rows)}
    context["crumbs"] = _crumbs(policy.school, (policy.title, ""))
    context["may_print"] = request.user.has_perm("policies.print_sheet", policy)
    context["counted"] = counted_figures(policy.school, policy=policy)
    context["contractors"] = _contractors(request, policy, today)
    return render(request, "policies/outstanding/policy.html", context)


def _contractors(request: HttpRequest, policy: Policy, on: date) -> QuerySet[Contractor]:
    """Contractors who owe it: they are on no roll and have no line manager (QEI-06). One query."""
    return permitted(request.user, "policies.see_contractor", contracting.owing(policy, on), on)


def _line(person: Person, row: Owed, deadline: Deadline, told: date | None, today: date) -> dict[str, Any]:
    """What the list says of one person who owes a policy."""
    return {
        "person": person,
        "since": row.since,
        "due_on": deadline.due_on(row.since),
        "is_overdue": deadline.is_overdue(row.since, today),
        "told": told,
        "may_remind": bool(person.email) and told != today,
    }


_BY_PERSON = ("By person", "outstanding-people")


def _crumbs(school: School, *way: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the figures of the school; an address may be the name of a page of the school."""
    named = [("Outstanding", "outstanding"), *way]
    return [(title, reverse(to, args=[school.slug]) if to and "/" not in to else to) for title, to in named]


def _last_told(people: list[Person], policy: Policy) -> dict[int, date]:
    """When each was last told of this policy, by a digest or by a nudge."""
    digests = Reminder.objects.filter(person__in=people, about_uid=policy.uid).values_list("person", "on")
    nudges = Notice.objects.filter(recipient__in=people, kind=NUDGE, key__contains=f":{policy.uid}:")
    nudged = nudges.exclude(status=Notice.Status.DROPPED).values_list("recipient", TruncDate("queued_at"))
    return dict(digests.order_by().union(nudged.order_by()).order_by("on"))


@page("policies.oversee_person", methods=("GET",))
def outstanding_person(request: HttpRequest, person: Person) -> HttpResponse:
    """What one person owes, and what they have acknowledged."""
    today, deadline = timezone.localdate(), Deadline.of(person.school)
    rows = [row for row in owed(Person.objects.filter(pk=person.pk)) if row.since <= today]
    troubled = problems.by_person_and_policy(Person.objects.filter(pk=person.pk))
    lines = [
        {"row": row, "due_on": deadline.due_on(row.since), "is_overdue": deadline.is_overdue(row.since, today)}
        | {"problem": troubled.get((person.pk, row.policy_uid))}
        for row in rows
    ]
    given = Acknowledgement.objects.filter(person=person).select_related("policy", "version")
    listed = Paginator(given, PER_PAGE).get_page(request.GET.get("page"))
    may_record = request.user.has_perm("policies.record_paper", person)
    context = {"person": person, "lines": lines, "page": listed, "may_record": may_record}
    if request.user.has_perm("policies.see_outstanding", person.school):  # the chair comes from their desk
        context["crumbs"] = _crumbs(person.school, _BY_PERSON, (person.name, ""))
    return render(request, "policies/outstanding/person.html", context)


@page("policies.oversee_person", methods=("POST",))
def nudge_person(request: HttpRequest, person: Person, policy: Any) -> HttpResponse:
    """Ask one person for one policy, today."""
    held = get_object_or_404(Policy, uid=policy, school=person.school)
    try:
        _nudge(request, person, held)
        messages.success(request, f"{person.name} is told by e-mail.")
    except NotAllowed as refused:
        messages.error(request, str(refused))
    back = "outstanding-person" if request.POST.get("back") == "person" else "outstanding-policy"
    return redirect(back, person.uid if back == "outstanding-person" else held.uid)


def _nudge(request: HttpRequest, person: Person, policy: Policy) -> None:
    """Raises NotAllowed when the person owes it no longer, cannot be reached, or was told today."""
    on = timezone.localdate()
    things = owing(person.school, Person.objects.filter(pk=person.pk), on)
    thing = next((one for one in things if one.about_uid == policy.uid), None)
    if thing is None:
        raise NotAllowed(f"{person.name} does not owe this any more.")
    nudge(person, thing, by=acting(request.user, person.school), at=timezone.now())


@page("policies.see_who_owes", methods=("POST",))
def nudge_all(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Ask everyone who owes this policy, among those the asker oversees; who was told today is left out."""
    today, by = timezone.localdate(), acting(request.user, policy.school)
    people = overseen(request.user, policy.school, today)
    reachable = {person.pk: person for person in people.exclude(email="").distinct()}
    told = 0
    for thing in owing(policy.school, people, today):
        person = reachable.get(thing.person_pk)
        if thing.about_uid != policy.uid or person is None:
            continue
        try:
            nudge(person, thing, by=by, at=timezone.now())
            told += 1
        except NotAllowed:  # told today already
            continue
    if told:
        messages.success(request, f"{told} {'people are' if told > 1 else 'person is'} told by e-mail.")
    else:
        messages.info(request, "Nobody was told: whoever can be reached by e-mail was told today already.")
    return redirect("outstanding-policy", policy.uid)


@page("policies.record_paper")
def paper_record(request: HttpRequest, person: Person, policy: Any) -> HttpResponse:
    """Record that somebody signed on paper: when, seen by whom, with the scan kept (ACR-05)."""
    current = Version.objects.filter(policy__uid=policy, policy__school=person.school, status=Version.Status.IN_FORCE)
    version = current.select_related("policy", "school").first()
    if version is None:
        raise Http404
    form = PaperForm(request.POST or None, request.FILES or None, today=timezone.localdate(), seen=version.content_hash)
    if request.method == "POST" and form.is_valid():
        try:
            _keep_paper(request, person, version, form)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{person.name} has confirmed {version.policy.title} on paper.")
            return redirect("outstanding-person", person.uid)
    way = (person.name, reverse("outstanding-person", args=[person.uid]))
    crumbs = _crumbs(person.school, _BY_PERSON, way, ("Record a signed sheet", ""))
    context = {"person": person, "version": version, "form": form, "crumbs": crumbs}
    return render(request, "policies/outstanding/paper.html", context)


def _keep_paper(request: HttpRequest, person: Person, version: Version, form: PaperForm) -> None:
    by, at, data = acting(request.user, person.school), timezone.now(), form.cleaned_data
    rules = PolicyRules.objects.filter(school=person.school).first() or PolicyRules(school=person.school)
    with change():
        scan = files.seal_upload(
            data["scan"],
            owner=(SHEET, person.uid),
            school=person.school,
            by=by,
            at=at,
            retention_class="acknowledgement",
        )
        paper = Paper(data["signed_on"], data["witness"], scan)
        transitions.record_paper(version, person, paper, words=rules.words, seen=version.content_hash, by=by, at=at)
