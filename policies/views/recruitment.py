"""Recruitments, their panels, and the declaration of each member about online searches (ACR-07)."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, carried_out, pressed
from policies.forms.people_rules import OLD_RULE
from policies.forms.recruitment import DeclareForm, PanelForm, RecruitmentForm
from policies.models import PanelMember, PanelRule, PeopleRules, Recruitment
from policies.transitions.recruitment import declare_on_panel, open_recruitment, put_on_panel, take_off_panel

PER_PAGE = 50


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return [("Recruitment", reverse("recruitment-list", args=[school.slug])), *more]


def _warning(rule: str) -> str:
    """The older rule carries a warning: guidance since 2022 has schools consider such searches."""
    return OLD_RULE if rule == PanelRule.NO_SEARCHES else ""


@page("policies.see_recruitments", methods=("GET",))
def recruitment_list(request: HttpRequest, school: School) -> HttpResponse:
    """Recruitments, latest first, with who of the panel has still to declare."""
    members, given = Q(members__taken_off_at=None), Count("declarations", distinct=True)
    rows = Recruitment.objects.filter(school=school).order_by("-starts_on", "post", "pk")
    rows = rows.annotate(sits=Count("members", filter=members, distinct=True), given=given)
    rule = PeopleRules.of(school).panel_rule
    context: dict[str, Any] = {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))}
    context |= {"rule": PanelRule(rule).label, "warning": _warning(rule), "tab": "recruitments"}
    context["may_open"] = request.user.has_perm("policies.open_recruitment", school)
    return render(request, "policies/recruitment/list.html", context)


@page("policies.open_recruitment")
def recruitment_add(request: HttpRequest, school: School) -> HttpResponse:
    """Open a recruitment; each member of the panel is asked to declare."""
    form = RecruitmentForm(request.POST or None, school=school, today=timezone.localdate())
    made: list[Recruitment] = []
    by, at = acting(request.user, school), timezone.now()
    if carried_out(form, lambda: made.append(_opened(school, form, by=by, at=at))):
        messages.success(request, "The panel is asked to declare.")
        return redirect("recruitment", made[0].uid)
    context = {"form": form, "heading": "Open a recruitment", "about": school.name}
    return render(request, "policies/form.html", context | {"crumbs": _crumbs(school, ("Open one", ""))})


def _opened(school: School, form: RecruitmentForm, **act: Any) -> Recruitment:
    names = ("post", "starts_on", "ends_on", "panel")
    return open_recruitment(school, **{name: form.cleaned_data[name] for name in names}, **act)


@page("policies.see_recruitment", methods=("GET",))
def recruitment(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    """One recruitment: its panel, and what each member declared."""
    declared = {one.person_id: one for one in recruitment.declarations.all()}
    members = recruitment.members.filter(taken_off_at=None).select_related("person")
    context = {
        "recruitment": recruitment,
        "panel": [(member, declared.get(member.person_id)) for member in members],
        "warning": _warning(recruitment.rule),
        "may_declare": request.user.has_perm("policies.declare_on_panel", recruitment),
        "may_keep": request.user.has_perm("policies.keep_recruitment", recruitment),
        "mine": any(member.person.user_id == request.user.pk and member.person_id in declared for member in members),
    }
    if request.user.has_perm("policies.see_recruitments", recruitment.school):
        context["crumbs"] = _crumbs(recruitment.school, (recruitment.post, ""))
    return render(request, "policies/recruitment/recruitment.html", context)


@page("policies.keep_recruitment")
def recruitment_panel(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    """Put one more person on the panel."""
    form = PanelForm(request.POST or None, recruitment=recruitment, today=timezone.localdate())
    by, at = acting(request.user, recruitment.school), timezone.now()
    return answered(
        request,
        form,
        lambda: put_on_panel(recruitment, form.cleaned_data["person"], by=by, at=at),
        to=reverse("recruitment", args=[recruitment.uid]),
        said="They are on the panel, and asked to declare.",
        template="policies/form.html",
        heading="Put somebody on the panel",
        about=recruitment.post,
        crumbs=_crumbs(
            recruitment.school, (recruitment.post, reverse("recruitment", args=[recruitment.uid])), ("Panel", "")
        ),
    )


@page("policies.keep_recruitment", methods=("POST",))
def recruitment_take_off(request: HttpRequest, recruitment: Recruitment, member: UUID) -> HttpResponse:
    """Take somebody off the panel."""
    held = get_object_or_404(PanelMember, uid=member, recruitment=recruitment)
    act = partial(take_off_panel, held, by=acting(request.user, recruitment.school), at=timezone.now())
    return pressed(request, act, f"{held.person.name} is off the panel.", "recruitment", recruitment.uid)


@page("policies.declare_on_panel")
def recruitment_declare(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    """Declare, as a member of this panel."""
    form = DeclareForm(request.POST or None, rule=recruitment.rule)
    by, at = acting(request.user, recruitment.school), timezone.now()
    if carried_out(form, lambda: declare_on_panel(recruitment, form.search(), rule=form.rule, by=by, at=at)):
        messages.success(request, "What you declared is kept.")
        return redirect("recruitment", recruitment.uid)
    context = {"recruitment": recruitment, "form": form, "warning": _warning(recruitment.rule)}
    context["crumbs"] = [(recruitment.post, reverse("recruitment", args=[recruitment.uid])), ("Declare", "")]
    return render(request, "policies/recruitment/declare.html", context)
