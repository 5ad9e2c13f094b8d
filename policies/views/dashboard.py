"""How a school stands with what it asks people to read, as pictures with their figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from policies.cover import in_words
from policies.dashboard import Dashboard, Figure, dashboard, without_names


@page("policies.see_figures", methods=("GET",))
def figures(request: HttpRequest, school: School) -> HttpResponse:
    """Without names, and with nobody to be told apart: for governors."""
    shown = without_names(dashboard(school, timezone.localdate()))
    may = {"may_see_all": "policies.see_dashboard", "may_look_back": "policies.see_as_at"}
    context = _context(shown, {}) | {name: request.user.has_perm(perm, school) for name, perm in may.items()}
    return render(request, "policies/dashboard/figures.html", context)


@page("policies.see_dashboard", methods=("GET",))
def dashboard_page(request: HttpRequest, school: School) -> HttpResponse:
    """Every policy and group, with the way to who still owes it."""
    shown = dashboard(school, timezone.localdate())
    owed, groups = reverse("outstanding", args=[school.slug]), dict(school.groups.values_list("name", "uid"))
    ways = {figure.key: f"{owed}?group={groups[figure.key]}" for figure in shown.by_group if figure.key in groups}
    ways |= {figure.key: reverse("outstanding-policy", args=[figure.key]) for figure in shown.by_policy}
    crumbs = [("Figures", reverse("figures", args=[school.slug])), ("Every policy and group", "")]
    return render(request, "policies/dashboard/dashboard.html", _context(shown, ways) | {"crumbs": crumbs})


def _context(shown: Dashboard, ways: Mapping[str, str]) -> dict[str, Any]:
    """Pictures and the tables beside them; the one that stands worst first in a picture."""
    return {
        "shown": shown,
        "months": [(in_words(month.on), month.figure.share, 100) for month in shown.months],
        "parts": [
            ("By policy", "Policy", _chart(shown.by_policy), [(one, ways.get(one.key, "")) for one in shown.by_policy]),
            ("By group", "Group", _chart(shown.by_group), [(one, ways.get(one.key, "")) for one in shown.by_group]),
        ],
    }


def _chart(figures: Sequence[Figure]) -> list[tuple[str, int, int]]:
    return [(one.title, one.given, one.asked) for one in sorted(figures, key=lambda one: one.share)]
