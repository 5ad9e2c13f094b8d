"""Writing on the timeline of a case, never over it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.people import acting
from incidents.forms.timeline import CorrectForm, EntryForm
from incidents.models import Case, Entry
from incidents.transitions import timeline
from incidents.views.deciding import one_form


@page("incidents.run_case")
def case_write(request: HttpRequest, case: Case) -> HttpResponse:
    """Write down what was done, said, decided or noticed."""
    by, at = acting(request.user, case.school), timezone.now()
    form = EntryForm(request.POST or None, on=timezone.localdate(at))

    def write() -> Entry:
        what, words = form.cleaned_data["what"], form.cleaned_data["words"]
        return timeline.write_entry(case, what, words, happened_at=form.happened_at(at), by=by, at=at)

    return one_form(
        request, case, form, write, heading="Write on the timeline", said="Written down.", about_elsewhere=True
    )


@page("incidents.correct_entry")
def entry_correct(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Put right what an entry says; both stay."""
    form = CorrectForm(request.POST or None)
    by, at = acting(request.user, entry.school), timezone.now()
    return one_form(
        request,
        entry.case,
        form,
        lambda: timeline.correct_entry(entry, form.cleaned_data["words"], by=by, at=at),
        heading="Correct an entry",
        said="The correction stands beside the entry.",
        quoted=entry,
    )
