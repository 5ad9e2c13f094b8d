"""Advisers: let somebody into one request, take it back, and advise."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from approvals import transitions
from approvals.forms.people import AdviseForm, LetInForm
from approvals.models import Request, RequestGrant, Revision
from foundation.core.pages import page
from foundation.schools.models import Person
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, pressed


@page("approvals.let_in")
def adviser_let_in(request: HttpRequest, asked: Request) -> HttpResponse:
    """Ask somebody for advice on this request alone."""
    by, on = acting(request.user, asked.school), timezone.localdate()
    people = Person.objects.current(on).filter(school=asked.school, user__isnull=False)
    people = people.exclude(pk__in=(asked.requester_id, by.pk)).order_by("name", "pk")
    form = LetInForm(request.POST or None, people=people)

    def let_in() -> RequestGrant:
        data = form.cleaned_data
        return transitions.let_in(asked, data["person"], until=data["until"], why=data["why"], by=by, at=timezone.now())

    shown = {"asked": asked, "heading": "Ask somebody for advice"}
    said = "They can read this request and say what they think. They are told."
    return answered(
        request, form, let_in, to=_page(asked), said=said, template="approvals/people/form.html", **shown
    )  # fmt: skip


def _page(asked: Request) -> str:
    return reverse("request", args=[asked.uid])


@page("approvals.end_grant", methods=("POST",))
def adviser_let_go(request: HttpRequest, grant: RequestGrant) -> HttpResponse:
    """Take it back."""
    act = partial(transitions.end_grant, grant, by=acting(request.user, grant.school), at=timezone.now())
    said = f"{grant.person.name} no longer sees this request."
    return pressed(request, act, said, "request", grant.content_object.uid)


@page("approvals.advise")
def request_advise(request: HttpRequest, asked: Request) -> HttpResponse:
    """Say what one thinks of it, as somebody who was let in."""
    seen = Revision.objects.filter(request=asked).latest("number").content_hash
    form = AdviseForm(request.POST or None, seen=seen)
    by = acting(request.user, asked.school)
    return answered(
        request,
        form,
        lambda: transitions.advise(asked, form.cleaned_data["words"], seen=seen, by=by, at=timezone.now()),
        to=_page(asked),
        said="Your advice is recorded. Whoever decides reads it.",
        template="approvals/people/form.html",
        asked=asked,
        heading="Your advice",
    )
