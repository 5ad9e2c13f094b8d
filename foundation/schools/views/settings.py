"""School settings: details, house rules, profiles, setting up."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.panels import Section, house_rules
from foundation.schools.forms.people import ConfirmForm
from foundation.schools.forms.school import SchoolForm
from foundation.schools.models import School
from foundation.schools.panels import set_up_tasks, settings_links
from foundation.schools.people import acting
from foundation.schools.profiles import BadProfile, Profile, differences, in_words, load, names, rules_in, section_row
from foundation.schools.transitions.profiles import apply_profile
from foundation.schools.transitions.school import DETAILS as SCHOOL_DETAILS
from foundation.schools.transitions.school import change_rules, change_school
from foundation.schools.views.answers import answered, carried_out, seen, settings_crumbs


def _page_of(school: School) -> str:
    return reverse("settings", args=[school.slug])


@page("schools.change_house_rules", methods=("GET",))
def settings_page(request: HttpRequest, school: School) -> HttpResponse:
    """How this school does things: every house rule in a sentence, with what it changes."""
    sections = [_said(name, section, school) for name, section in house_rules.entries.items()]
    links = [
        {"title": link.title, "url": reverse(link.url_name, args=[school.slug])}
        for link in settings_links
        if request.user.has_perm(link.perm, school)
    ]
    return render(request, "schools/settings.html", {"school": school, "sections": sections, "links": links})


def _said(name: str, section: Section, school: School) -> dict[str, Any]:
    form = section.form(instance=section_row(section, school))
    rules = [
        {
            "label": form.fields[rule].label,
            "value": in_words(form, rule, form[rule].value()),
            "why": form[rule].help_text,
        }
        for rule in section.form._meta.fields
    ]
    return {
        "title": section.title,
        "why": section.why,
        "rules": rules,
        "url": reverse("rules-change", args=[school.slug, name]),
    }


def _section(school: School, name: str) -> tuple[Section, Any]:
    """A section of the house rules with the school's row of it; Http404 where there is none of that name."""
    if name not in house_rules.entries:
        raise Http404
    return house_rules.entries[name], section_row(house_rules.entries[name], school)


@page("schools.change_house_rules")
def rules_change(request: HttpRequest, school: School, section: str) -> HttpResponse:
    """Change one section of the house rules."""
    chosen, row = _section(school, section)
    mark = seen(sorted(model_to_dict(row, fields=chosen.form._meta.fields).items(), key=str))
    form = chosen.form(request.POST or None, instance=row, seen=mark)

    return answered(
        request,
        form,
        lambda: change_rules(
            school, section=section, row=row, values=rules_in(form), by=acting(request.user, school), at=timezone.now()
        ),
        to=_page_of(school),
        said="The house rules are changed.",
        heading=chosen.title,
        guidance=chosen.why,
        crumbs=settings_crumbs(school, (chosen.title, "")),
    )


@page("schools.change_house_rules")
def school_details(request: HttpRequest, school: School) -> HttpResponse:
    """Name, colour, kind, address."""
    now = [getattr(school, name) for name in SCHOOL_DETAILS]
    fresh = School.objects.get(pk=school.pk)  # the form writes what was typed into its row
    form = SchoolForm(request.POST or None, instance=fresh, seen=seen(*now))
    return answered(
        request,
        form,
        lambda: change_school(school, details=form.cleaned_data, by=acting(request.user, school), at=timezone.now()),
        to=_page_of(school),
        said="The details are changed.",
        heading="The school's details",
        crumbs=settings_crumbs(school, ("Details", "")),
    )


@page("schools.change_house_rules", methods=("GET",))
def profile_choose(request: HttpRequest, school: School) -> HttpResponse:
    """Choose a ready-made set of house rules to look at."""
    profiles = [load(name) for name in names()]
    crumbs = settings_crumbs(school, ("Profiles", ""))
    return render(request, "schools/profiles.html", {"school": school, "profiles": profiles, "crumbs": crumbs})


@page("schools.change_house_rules")
def profile_apply(request: HttpRequest, school: School, name: str) -> HttpResponse:
    """What a profile would change; then, apply it."""
    profile = _loaded(name)
    changes = differences(profile, school)
    form = ConfirmForm(request.POST or None, submit="Apply this profile", seen=seen(*changes))
    if carried_out(form, lambda: apply_profile(school, profile, by=acting(request.user, school), at=timezone.now())):
        messages.success(request, f"The house rules are now those of the profile “{profile.title}”.")
        return redirect(_page_of(school))
    crumbs = settings_crumbs(school, ("Profiles", reverse("profile-choose", args=[school.slug])), (profile.title, ""))
    shown = {"school": school, "profile": profile, "changes": changes, "form": form, "crumbs": crumbs}
    return render(request, "schools/profile.html", shown)


def _loaded(name: str) -> Profile:
    try:
        return load(name)
    except BadProfile as missing:
        raise Http404 from missing


@page("schools.change_house_rules", methods=("GET",))
def set_up(request: HttpRequest, school: School) -> HttpResponse:
    """What is done and what is still to do before the school can start."""
    today = timezone.localdate()
    tasks = [
        {
            "title": task.title,
            "hint": task.hint,
            "status": "Done" if task.is_done(school, today) else "To do",
            "url": reverse(task.url_name, args=[school.slug]) if request.user.has_perm(task.perm, school) else "",
        }
        for task in set_up_tasks
    ]
    crumbs = settings_crumbs(school, ("Setting up", ""))
    left = sum(task["status"] == "To do" for task in tasks)
    return render(request, "schools/set_up.html", {"school": school, "tasks": tasks, "left": left, "crumbs": crumbs})
