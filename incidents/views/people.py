"""Who is in a case."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.people import acting
from incidents.forms.people import NameForm, TakeOutForm
from incidents.models import Case, CasePerson
from incidents.transitions import people
from incidents.views.deciding import one_form


@page("incidents.run_case")
def case_person_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add somebody to a case."""
    by, at = acting(request.user, case.school), timezone.now()
    form = NameForm(request.POST or None, school=case.school, on=timezone.localdate(at))
    return one_form(
        request,
        case,
        form,
        lambda: people.name_person(case, form.named(), by=by, at=at),
        heading="Who is in it",
        said="Added.",
    )


@page("incidents.change_case_person")
def case_person_out(request: HttpRequest, row: CasePerson) -> HttpResponse:
    """Somebody was named by mistake."""
    form = TakeOutForm(request.POST or None)
    by, at = acting(request.user, row.school), timezone.now()
    return one_form(
        request,
        row.case,
        form,
        lambda: people.take_out(row, why=form.cleaned_data["why"], by=by, at=at),
        heading="Take somebody out",
        said="They are no longer in it.",
        guidance=f"{row.get_relation_display()}: {row.named}",
    )
