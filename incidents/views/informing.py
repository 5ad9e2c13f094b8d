"""The page of the person affected, and what they say on it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.audit import trail
from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, pressed, seen
from incidents.forms.informing import AddForm, WishesForm
from incidents.forms.reporting import PicturesForm
from incidents.models import Case, CasePerson, Promise, Support
from incidents.routing import rules_of
from incidents.transitions import informing
from incidents.transitions.questions import say_may_be_sexual

HEADING = "What is being done"
OPENED = "opened"


@page("incidents.see_what_is_done", methods=("GET",))
def what_is_done(request: HttpRequest, affected: CasePerson) -> HttpResponse:
    """What was done, what will not be done and why, when they next hear; nothing of anybody else but who leads."""
    by, at = acting(request.user, affected.school), timezone.now()
    trail.look(affected, by=by, at=at, school=affected.school, how=OPENED)
    shown = _shown(affected, timezone.localdate(at))
    return render(request, "incidents/informing/what_is_done.html", {**shown, "crumbs": [(HEADING, "")]})


def _shown(affected: CasePerson, on: date) -> dict[str, Any]:
    """What they may read of the case: who leads it and its days; the rest was written or offered to them."""
    case = affected.case
    promise = Promise.objects.filter(affected=affected, kept_at=None).first()
    return {
        "affected": affected,
        "reference": case.reference,
        "lead": case.lead.name if case.lead is not None else "",
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "updates": affected.updates.all(),
        "promise": promise,
        "is_late": promise is not None and promise.due_on < on,
        "support": affected.support.all(),
        "wishes": affected.wishes,
        "takes_pictures": takes_pictures(case),
    }


@page("incidents.see_what_is_done")
def informed_wishes(request: HttpRequest, affected: CasePerson) -> HttpResponse:
    """How they want to be contacted."""
    form = WishesForm(request.POST or None, initial={"wishes": affected.wishes}, seen=seen(affected.wishes))
    by, at = acting(request.user, affected.school), timezone.now()
    return _one_form(
        request,
        affected,
        form,
        lambda: informing.say_wishes(affected, form.cleaned_data["wishes"], by=by, at=at),
        heading="How you want to be contacted",
        said="Saved. Whoever leads reads it.",
    )


@page("incidents.see_what_is_done")
def informed_add(request: HttpRequest, affected: CasePerson) -> HttpResponse:
    """Add something: words for whoever leads, and a text as it stands for evidence."""
    form = AddForm(request.POST or None)
    by, at = acting(request.user, affected.school), timezone.now()

    def add() -> object:
        data = form.cleaned_data
        return informing.add_something(affected, data["words"], text=data["text"], by=by, at=at)

    said = "Sent. Whoever leads is told, and answers you here."
    return _one_form(request, affected, form, add, heading="Add something", said=said)


@page("incidents.see_what_is_done")
def informed_pictures(request: HttpRequest, affected: CasePerson) -> HttpResponse:
    """Add pictures; whoever says that one may be a sexual picture of a child adds nothing (QEI-23)."""
    case, rules = affected.case, rules_of(affected.school)
    if not takes_pictures(case):
        raise Http404
    form = PicturesForm(request.POST or None, request.FILES or None, rules=rules)
    by, at = acting(request.user, affected.school), timezone.now()
    if request.method == "POST" and form.may_be:
        say_may_be_sexual(case, by=by, at=at)
        messages.info(request, f"Nothing was kept. {rules.sexual_pictures}")
        return redirect("what-is-done", affected.uid)

    def add() -> object:
        data = form.cleaned_data
        pictures = [one for one in data["pictures"] if one]
        return informing.add_pictures(affected, pictures, about=data["about"], link=data["link"], by=by, at=at)

    said = "Kept as evidence. Whoever leads is told."
    return _one_form(request, affected, form, add, heading="Add pictures", said=said)


def takes_pictures(case: Case) -> bool:
    """Whether something can be uploaded: the case is open, and nobody said that it may be a sexual picture."""
    return not case.may_be_sexual and case.status != Case.Status.CLOSED


def _one_form(
    request: HttpRequest, affected: CasePerson, form: Any, act: Callable[[], object], *, heading: str, said: str
) -> HttpResponse:
    url = reverse("what-is-done", args=[affected.uid])
    shown = {"heading": heading, "crumbs": [(HEADING, url), (heading, "")]}
    return answered(request, form, act, to=url, said=said, template="incidents/informing/form.html", **shown)


@page("incidents.see_what_is_done", methods=("POST",))
def informed_resolved(request: HttpRequest, affected: CasePerson) -> HttpResponse:
    """It is resolved for them, or it is not after all."""
    is_resolved = request.POST.get("resolved") == "yes"
    by, at = acting(request.user, affected.school), timezone.now()
    said = "Thank you. Whoever leads is told. You can say otherwise at any time."
    act = partial(informing.say_resolved, affected, is_resolved=is_resolved, by=by, at=at)
    return pressed(request, act, said, "what-is-done", affected.uid)


@page("incidents.answer_support", methods=("POST",))
def support_answer(request: HttpRequest, support: Support) -> HttpResponse:
    """They take what is offered, or do not want it."""
    by, at = acting(request.user, support.school), timezone.now()
    act = partial(informing.answer_support, support, request.POST.get("answer", ""), by=by, at=at)
    return pressed(request, act, "Noted. Whoever leads sees it.", "what-is-done", support.affected.uid)
