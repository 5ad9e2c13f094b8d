"""Log-ins for everybody who starts and has none, by one button."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.invitations import mail_link
from foundation.schools.models import Person, School
from foundation.schools.people import acting
from foundation.schools.transitions.log_ins import invite
from foundation.schools.views.answers import carried_out, seen
from policies.forms.statements import Sure
from policies.starting import starters, starting

MOST = 30  # mails that one click sends while somebody waits for the answer
NO_MAIL = "The mail to {name} could not be sent, so the others were not tried. Try again later."


@page("policies.invite_starters")
def starter_invite(request: HttpRequest, school: School) -> HttpResponse:
    """Give those who start a log-in where they have none, and mail each the link that sets their password."""
    cannot = [one for one in starting(school, starters(timezone.localdate()).filter(school=school)) if one.unreached]
    people = [one.person for one in cannot if one.person.email][:MOST]
    mark = seen(*(person.uid for person in people))
    form = Sure(request.POST or None, submit="Send the links" if people else "", seen=mark)
    if people and carried_out(form, lambda: _invite(request, school, people)):
        return redirect("starter-list", school.slug)
    way = [("Starters", reverse("starter-list", args=[school.slug])), ("Invite", "")]
    context = {"form": form, "cannot": cannot, "people": people, "crumbs": way}
    return render(request, "policies/starting/invite.html", context)


def _invite(request: HttpRequest, school: School, people: Sequence[Person]) -> None:
    """Each by themselves; who cannot be invited is named, and mail that does not go stops the rest."""
    by, sent = acting(request.user, school), 0
    for person in people:
        try:
            made = invite(person, by=by, at=timezone.now())
        except NotAllowed as refused:
            messages.error(request, str(refused))
            continue
        if made.needs_password and not mail_link(request, made.person, made.user):
            messages.error(request, NO_MAIL.format(name=person.name))
            break
        sent += 1
    if sent:
        messages.success(request, f"Invited: {sent}. Who had a log-in at another school signs in with that.")
