"""Before the first day: what a starter reads and confirms; for the office, who starts when and what is missing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.notices.models import Notice
from foundation.schools.models import Person, School
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, carried_out, seen
from policies import transitions
from policies.contents import contents, shown
from policies.forms.reading import Acknowledge
from policies.forms.starting import StartersListForm
from policies.forms.statements import Statements
from policies.models import Policy, PolicyRules, StarterPolicy, Version
from policies.starting import Starting, starters
from policies.starting import starting as starting_of
from policies.transitions.starting import TOLD, confirm_starting, set_starters_list
from policies.views.annex_files import open_annex

MINE = "their own list, by their log-in, before they are on the roll: for everybody else there is no such page"


def _mine(request: HttpRequest, slug: str) -> Starting:
    """The user's own list at this school. Raises Http404 for who does not start there."""
    mine = starters(timezone.localdate()).filter(user=request.user.pk, school__slug=slug).select_related("school")
    person = mine.first()
    if person is None:
        raise Http404
    return starting_of(person.school, mine)[0]


@page(signed_in=MINE)
def starting(request: HttpRequest, school: str) -> HttpResponse:
    """What to read and confirm before the first day (COR-02)."""
    mine = _mine(request, school)
    person = mine.person
    form = Statements(request.POST or None, statements=mine.statements)
    by: dict[str, Any] = {"by": person, "at": timezone.now()}
    if mine.confirmed is None and carried_out(form, lambda: confirm_starting(person, statements=form.statements, **by)):
        messages.success(request, "What you confirmed is kept.")
        return redirect("starting", school=school)
    rules = PolicyRules.objects.filter(school=person.school).first()
    context = {"mine": mine, "form": form, "rules": rules, "school": person.school, "on": timezone.localdate()}
    return render(request, "policies/starting/mine.html", context)


@page(signed_in=MINE)
def starting_policy(request: HttpRequest, school: str, policy: UUID) -> HttpResponse:
    """Read one policy on the list, and confirm it."""
    mine = _mine(request, school)
    version, given = _listed(mine, policy)
    person, rules = mine.person, _rules(mine.person.school)
    form = Acknowledge(request.POST or None, version=version, words=rules.words, signer=person)
    if not given and carried_out(form, lambda: _sign(version, form, person)):
        messages.success(request, f"You have confirmed {version.policy.title}.")
        return redirect("starting", school=school)
    clauses = list(version.clauses.all())
    crumbs = [("Before your first day", reverse("starting", args=[school])), (version.policy.title, "")]
    context: dict[str, Any] = {"version": version, "given": given, "form": form, "rules": rules}
    context |= {"clauses": shown(clauses), "contents": contents(clauses), "crumbs": crumbs, "person": person}
    context |= {"annexes": version.attachments.filter(kind="annex").select_related("file"), "school": person.school}
    return render(request, "policies/starting/policy.html", context)


@page(signed_in=MINE, methods=("GET",))
def starting_annex(request: HttpRequest, school: str, policy: UUID, attachment: UUID) -> HttpResponse:
    """A file that belongs to a policy on the list, as it is in force."""
    mine = _mine(request, school)
    return open_annex(request, _listed(mine, policy)[0], attachment, by=mine.person)


def _listed(mine: Starting, policy: UUID) -> tuple[Version, UUID | None]:
    one = next((one for one in mine.policies if one.policy_uid == policy), None)
    if one is None:
        raise Http404
    return Version.objects.select_related("policy__owner", "school").get(pk=one.version_pk), one.receipt_uid


def _rules(school: School) -> PolicyRules:
    return PolicyRules.objects.filter(school=school).first() or PolicyRules(school=school)


def _sign(version: Version, form: Acknowledge, person: Person) -> None:
    transitions.acknowledge(
        version,
        words=form.words,
        statements=list(form.statements.values()),
        seen=version.content_hash,
        by=person,
        at=timezone.now(),
        signature=form.cleaned_data.get("signature", ""),
    )


@page("policies.see_starters", methods=("GET",))
def starter_list(request: HttpRequest, school: School) -> HttpResponse:
    """Who starts when, and what is still missing."""
    today = timezone.localdate()
    people = starters(today).filter(school=school)
    told = Notice.objects.filter(recipient__in=people, kind=TOLD).exclude(status=Notice.Status.DROPPED)
    on = dict(told.order_by("queued_at").values_list("recipient", "queued_at"))
    found = starting_of(school, people)
    rows = [{"starter": one, "told": on.get(one.person.pk)} for one in found]
    may_invite = permitted(request.user, "schools.keep_roll", School.objects.filter(pk=school.pk)).exists()
    context = {"rows": rows, "on": today, "tab": "starters", "may_invite": may_invite}
    context["may_set"] = request.user.has_perm("policies.set_starters_list", school)
    if request.user.has_perm("policies.invite_starters", school):
        context["to_invite"] = sum(bool(one.unreached and one.person.email) for one in found)
    return render(request, "policies/starting/list.html", context)


@page("policies.set_starters_list")
def starter_policies(request: HttpRequest, school: School) -> HttpResponse:
    """Which policies starters read before their first day."""
    now = list(Policy.objects.filter(pk__in=StarterPolicy.objects.filter(school=school).values("policy")))
    form = StartersListForm(request.POST or None, school=school, initial={"policies": now}, seen=seen(*now))
    return answered(
        request,
        form,
        lambda: set_starters_list(
            school, form.cleaned_data["policies"], by=acting(request.user, school), at=timezone.now()
        ),
        to=reverse("starter-list", args=[school.slug]),
        said="The starters' list is saved.",
        template="policies/form.html",
        heading="What starters read",
        about=school.name,
        crumbs=[("Starters", reverse("starter-list", args=[school.slug])), ("What starters read", "")],
    )
