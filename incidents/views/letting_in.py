"""Who else may read one case: let in by name, or for an hour by two people when nobody who may can be reached."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from foundation.schools.people import acting, standing
from foundation.schools.views.answers import pressed
from incidents.forms.cases import by_reference
from incidents.forms.letting_in import EmergencyForm, LetInForm
from incidents.models import Case, CaseGrant, EmergencyAccess
from incidents.transitions import letting_in
from incidents.transitions.cases import complained_of
from incidents.views.deciding import one_form

# The same words whether there is such a case or not, and whoever asks (ACR-18).
ASKED = "If there is such a case, those who can agree are told now. Telephone one of them too."


@page("incidents.run_case")
def case_let_in(request: HttpRequest, case: Case) -> HttpResponse:
    """Let somebody read this case until a day, by name and with a reason."""
    by, at = acting(request.user, case.school), timezone.now()
    there = Person.objects.current(timezone.localdate(at)).filter(school=case.school, user__isnull=False)
    out = [person.user_id for person in complained_of(case) if person.user_id is not None]
    people = there.exclude(user__in=out).exclude(pk=by.pk).order_by("name", "pk")
    form = LetInForm(request.POST or None, people=people)

    def let_in() -> CaseGrant:
        data = form.cleaned_data
        return letting_in.let_in(case, data["person"], until=data["until"], why=data["why"], by=by, at=at)

    said = "They can read this case until that day, and are told that there is something."
    guidance = "They read the whole case without the name of who reported it, and decide nothing."
    return one_form(request, case, form, let_in, heading="Let somebody in", said=said, guidance=guidance)


@page("incidents.end_case_grant", methods=("POST",))
def case_let_out(request: HttpRequest, grant: CaseGrant) -> HttpResponse:
    """Take it back at once."""
    act = partial(letting_in.let_out, grant, by=acting(request.user, grant.school), at=timezone.now())
    return pressed(request, act, "They no longer see this case.", "case", grant.content_object.uid)


@page("incidents.ask_emergency")
def emergency_ask(request: HttpRequest, school: School) -> HttpResponse:
    """Ask by reference to read a case for an hour. The answer says nothing of whether there is one."""
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _ask(request, school, form.cleaned_data["reference"], form.cleaned_data["why"])
        messages.info(request, ASKED)
        return redirect("emergency-ask", school.slug)
    mine = EmergencyAccess.objects.filter(person__in=list(standing(request.user, timezone.localdate()).persons))
    seen = permitted(request.user, "incidents.see_case", Case.objects.filter(school=school))
    open_now = mine.filter(until__gt=timezone.now(), case__in=seen).select_related("case")
    return render(request, "incidents/emergency_ask.html", {"school": school, "form": form, "open_now": open_now})


def _ask(request: HttpRequest, school: School, reference: str, why: str) -> None:
    case = by_reference(school, reference)
    if case is None:
        return
    try:
        letting_in.ask_emergency(case, why=why, by=acting(request.user, school), at=timezone.now())
    except NotAllowed:  # who is complained of, or asked already, reads what everybody reads
        return


@page("incidents.agree_emergency", methods=("GET",))
def emergency(request: HttpRequest, row: EmergencyAccess) -> HttpResponse:
    """What somebody asks, for those who may agree, and what came of it."""
    is_open = row.agreed_at is None and row.refused_at is None
    is_late = row.asked_at <= timezone.now() - letting_in.A_DAY
    return render(request, "incidents/emergency.html", {"row": row, "is_open": is_open, "is_late": is_late})


@page("incidents.agree_emergency", methods=("POST",))
def emergency_agree(request: HttpRequest, row: EmergencyAccess) -> HttpResponse:
    """Agree: they can read the case for an hour."""
    act = partial(letting_in.agree_emergency, row, by=acting(request.user, row.school), at=timezone.now())
    said = "They can read it for an hour. The designated safeguarding lead is told."
    return pressed(request, act, said, "emergency", row.uid)


@page("incidents.agree_emergency", methods=("POST",))
def emergency_refuse(request: HttpRequest, row: EmergencyAccess) -> HttpResponse:
    """Do not agree."""
    act = partial(letting_in.refuse_emergency, row, by=acting(request.user, row.school), at=timezone.now())
    return pressed(request, act, "Refused. They cannot read it.", "emergency", row.uid)
