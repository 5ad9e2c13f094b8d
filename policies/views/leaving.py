"""Leaving: what a leaver confirms, signed in or by a link; for the office, who left without."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import carried_out, seen
from policies.forms.statements import Statements, Sure
from policies.leaving import held, leavers
from policies.links import by_link
from policies.links_sent import hand_to_leaver
from policies.models import Leaving, PeopleRules
from policies.transitions.leaving import confirm_leaving, make_leaving_link, open_until

PER_PAGE = 50
WHY = "a leaver's log-in does nothing after the last day: the long word in the address, kept hashed, lets them in"


@page("policies.see_leaving", methods=("GET",))
def leaving(request: HttpRequest, leaving: Leaving) -> HttpResponse:
    """What somebody confirmed on leaving, or has still to confirm: the proof, also long after."""
    return render(request, "policies/leaving/leaving.html", _shown(request, leaving))


def _shown(request: HttpRequest, leaving: Leaving) -> dict[str, Any]:
    rules = PeopleRules.of(leaving.school)
    is_mine = leaving.person.user_id == request.user.pk
    crumbs = [] if is_mine else [("Leavers", reverse("leaver-list", args=[leaving.school.slug])), (str(leaving), "")]
    return {
        "leaving": leaving,
        "is_mine": is_mine,
        "asked": rules.leavers_confirm,
        "may_confirm": request.user.has_perm("policies.confirm_leaving", leaving),
        "may_link": bool(rules.leaver_link_days) and request.user.has_perm("policies.make_leaving_link", leaving),
        "link_until": open_until(leaving, rules, Leaving.Means.LINK),
        "crumbs": crumbs,
    }


@page("policies.confirm_leaving")
def leaving_confirm(request: HttpRequest, leaving: Leaving) -> HttpResponse:
    """Confirm what the school asks of who leaves, until the last day."""
    return _confirm(request, leaving, Leaving.Means.BROWSER, reverse("leaving", args=[leaving.uid]))


@page(public=WHY)
@by_link(held)
def leaving_by_link(request: HttpRequest, leaving: Leaving, token: str) -> HttpResponse:
    """The same by a link, for some days after where the school allows it."""
    return _confirm(request, leaving, Leaving.Means.LINK, request.path)


def _confirm(request: HttpRequest, leaving: Leaving, means: str, to: str) -> HttpResponse:
    form = Statements(request.POST or None, statements=PeopleRules.of(leaving.school).leavers_confirm)
    act = {"means": means, "at": timezone.now()}
    if leaving.confirmed_at is None and carried_out(
        form,
        lambda: confirm_leaving(leaving, statements=form.statements, **act),  # type: ignore[arg-type]
    ):
        messages.success(request, "What you confirmed is kept. Thank you.")
        return redirect(to)
    by_a_link = means == Leaving.Means.LINK
    context = {"leaving": leaving, "form": form, "by_a_link": by_a_link, "home": request.path if by_a_link else ""}
    return render(request, "policies/leaving/confirm.html", context)


@page("policies.see_leavers", methods=("GET",))
def leaver_list(request: HttpRequest, school: School) -> HttpResponse:
    """Who leaves and who left in the last year, and who of them has not confirmed."""
    today = timezone.localdate()
    listed = Paginator(leavers(school, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": listed, "on": today, "tab": "leavers", "asked": PeopleRules.of(school).leavers_confirm}
    return render(request, "policies/leaving/list.html", context)


@page("policies.make_leaving_link")
def leaving_link(request: HttpRequest, leaving: Leaving) -> HttpResponse:
    """Make the link by which somebody may confirm after their last day."""
    form = Sure(request.POST or None, submit="Make the link", seen=seen(leaving.link_made_at, leaving.confirmed_at))
    words: list[str] = []
    by, at = acting(request.user, leaving.school), timezone.now()
    if carried_out(form, lambda: words.append(make_leaving_link(leaving, by=by, at=at))):
        return hand_to_leaver(request, leaving, words[0])
    name = leaving.person.name
    crumbs = [("Leavers", reverse("leaver-list", args=[leaving.school.slug])), (name, "")]
    lead = "It goes to the address on the roll, or you hand it over. One made before opens nothing from then on."
    context = {"form": form, "heading": f"Make a link for {name}?", "about": leaving.school.name, "lead": lead}
    return render(request, "policies/form.html", context | {"crumbs": crumbs})
