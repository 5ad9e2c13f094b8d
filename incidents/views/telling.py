"""What whoever runs a case does for the person affected: speak with them, tell them, offer support."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.calendar import add_school_days
from foundation.schools.people import acting
from foundation.schools.views.answers import seen
from incidents.forms.informing import ContactForm, OfferForm, TellForm
from incidents.models import CasePerson
from incidents.routing import rules_of
from incidents.transitions import informing
from incidents.views.deciding import one_form


@page("incidents.change_case_person")
def case_contact(request: HttpRequest, affected: CasePerson) -> HttpResponse:
    """Record the first conversation with the person affected."""
    now = timezone.now()
    form = ContactForm(request.POST or None, now=now, seen=seen(affected.contacted_at))
    by = acting(request.user, affected.school)

    def record() -> object:
        words = form.cleaned_data["words"]
        return informing.record_contact(affected, words=words, happened_at=form.moment(), by=by, at=now)

    said = "Recorded. Offer them support, and tell them when they will hear again."
    heading = "First conversation with the family" if affected.is_pupil else "First conversation"
    return one_form(request, affected.case, form, record, heading=heading, said=said)


@page("incidents.change_case_person")
def case_tell(request: HttpRequest, affected: CasePerson) -> HttpResponse:
    """Tell the person affected what is done, and promise the next word."""
    now, school = timezone.now(), affected.school
    next_on = add_school_days(school, timezone.localdate(now), rules_of(school).update_days)
    newest = affected.updates.values_list("pk", flat=True).first()
    by, has_page = acting(request.user, school), affected.has_page
    known = seen(affected.wrote_at, newest)
    form = TellForm(request.POST or None, initial={"next_on": next_on}, seen=known, has_page=has_page)
    return one_form(
        request,
        affected.case,
        form,
        lambda: informing.tell(affected, form.word(), by=by, at=now),
        heading=f"Tell {_whom(affected)}",
        said="Recorded. They read it on their page, and are told by mail that there is word for them."
        if has_page
        else "Recorded. They have no page of their own: tell them yourself.",
        guidance=_guidance(affected, has_page),
    )


def _whom(affected: CasePerson) -> str:
    return "the family" if affected.is_pupil else "the person affected"


def _guidance(affected: CasePerson, has_page: bool) -> str:
    of_pupil = "A pupil has no page here, so tell the family yourself and record it here."
    otherwise = of_pupil if affected.is_pupil else "They cannot sign in, so tell them yourself and record it here."
    said = [] if has_page else [otherwise]
    if affected.wishes:
        said.append(f"How they want to be contacted: {affected.wishes}")
    if affected.case.is_held_back:
        said.append("An allegation is to be decided: say nothing of who it is about, or of what others said.")
    return " ".join(said)


@page("incidents.change_case_person")
def case_support(request: HttpRequest, affected: CasePerson) -> HttpResponse:
    """Offer the person affected support."""
    has_page = affected.has_page
    form = OfferForm(request.POST or None, has_page=has_page)
    by, at = acting(request.user, affected.school), timezone.now()
    return one_form(
        request,
        affected.case,
        form,
        lambda: informing.offer_support(affected, form.cleaned_data["what"], answer=form.answered, by=by, at=at),
        heading="Offer the family support" if affected.is_pupil else "Offer support",
        said="Offered. They say on their page whether they take it." if has_page else "Offered, and on the timeline.",
    )
