"""“I have a problem with this”: saying it, answering it, and which new version it led to."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from foundation.schools.people import acting
from policies import transitions
from policies.forms.problems import AnswerForm, CreditForm, ProblemForm
from policies.models import Policy, Problem, Version
from policies.outstanding import owed
from policies.views.drafting import bench, form_page
from policies.views.reading.policy import crumbs

PER_PAGE = 25
OPEN_FIRST = Case(
    When(status=Problem.Status.OPEN, then=Value(0)),
    When(status=Problem.Status.ANSWERED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@page("policies.raise_problem")
def problem_raise(request: HttpRequest, version: Version) -> HttpResponse:
    """Say what the problem is, instead of confirming."""
    form = ProblemForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        try:
            problem = _raise(request, version, form)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{version.policy.owner.name} is told, and answers you here.")
            return redirect("problem", problem.uid)
    way = crumbs(version, "I have a problem with this")
    return render(request, "policies/problems/raise.html", {"version": version, "form": form, "crumbs": way})


def _raise(request: HttpRequest, version: Version, form: ProblemForm) -> Problem:
    return transitions.raise_problem(
        version,
        words=form.cleaned_data["words"],
        clause=form.chosen(),
        seen=version.content_hash,
        by=_reader(request.user, version),
        at=timezone.now(),
    )


def _reader(user: Any, version: Version) -> Person:
    """The person of the user who is asked: at the school, or a trust's in one of its groups."""
    mine = Person.objects.filter(user=user).current(timezone.localdate())
    rows = (row for row in owed(mine) if row.policy_uid == version.policy.uid)
    row = next(rows, None)
    return Person.objects.get(pk=row.person_id) if row else acting(user, version.school)


@page("policies.see_problem")
def problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """What was said, and room for the next to be said: an answer, or more by who has the problem."""
    said = list(problem.messages.all())
    is_mine = problem.person.user_id == request.user.pk
    form = AnswerForm(request.POST or None, is_mine=is_mine, seen=f"{problem.uid}:{len(said)}:{problem.status}")
    if request.method == "POST" and form.is_valid() and _said(request, problem, form, len(said), is_mine=is_mine):
        messages.success(request, "It is sent." if is_mine else f"{problem.person_name} is told.")
        return redirect("problem", problem.uid)
    context = {"problem": problem, "said": said, "is_mine": is_mine, "form": form, **_around(request.user, problem)}
    return render(request, "policies/problems/problem.html", context)


def _said(request: HttpRequest, problem: Problem, form: AnswerForm, seen: int, *, is_mine: bool) -> bool:
    """Whether it was kept; if not, the form says why."""
    say = transitions.reply_to_problem if is_mine else transitions.answer_problem
    by = problem.person if is_mine else acting(request.user, problem.school)
    try:
        say(problem, words=form.cleaned_data["words"], seen=seen, by=by, at=timezone.now())
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _around(user: Any, problem: Problem) -> dict[str, Any]:
    policy, looks_after = problem.policy, user.has_perm("policies.see_problems", problem.policy)
    current = policy.versions.filter(status=Version.Status.IN_FORCE).first()
    led_to = problem.led_to if problem.led_to and user.has_perm("policies.see_version", problem.led_to) else None
    way = [("Problems", reverse("problem-list", args=[policy.uid])), (problem.person_name, "")] if looks_after else []
    return {"policy": policy, "current": current, "led_to": led_to, "crumbs": way}


@page("policies.see_problems", methods=("GET",))
def problem_list(request: HttpRequest, policy: Policy) -> HttpResponse:
    """All that people have against a policy; what waits for an answer first."""
    found = Problem.objects.filter(policy=policy).select_related("version", "led_to").order_by(OPEN_FIRST, "-raised_at")
    listed = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    way = [(policy.title, bench(policy)), ("Problems", "")]
    return render(request, "policies/problems/list.html", {"policy": policy, "page": listed, "crumbs": way})


@page("policies.edit_version")
def version_problems(request: HttpRequest, version: Version) -> HttpResponse:
    """Say which problems led to this new version."""
    free = Q(led_to=None) | Q(led_to=version)
    problems = list(Problem.objects.filter(free, policy=version.policy_id).prefetch_related("messages"))
    initial = {"problems": [one.pk for one in problems if one.led_to_id == version.pk]}
    form = CreditForm(request.POST or None, problems=problems, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen, by = list(form.cleaned_data["problems"]), acting(request.user, version.school)
        try:
            transitions.credit_problems(version, chosen, by=by, at=timezone.now())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved. Readers see how many problems led to the change, not whose.")
            return redirect(bench(version.policy))
    return form_page(request, form, "Problems that led to a change", about=version, back=bench(version.policy))
