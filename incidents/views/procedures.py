"""Staff towards a pupil: considered, told to the LADO, decided; the chronology ready to send (HAY-06)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.audit import trail
from foundation.core.pages import page
from foundation.schools.people import acting
from foundation.schools.views.answers import seen
from incidents.chronology import chronology
from incidents.forms.procedures import AllegationForm, LadoForm, SubjectToldForm, ThresholdForm
from incidents.models import Case, CasePerson, HelpContact, Referral
from incidents.transitions import procedures
from incidents.views.cases import case_crumbs
from incidents.views.deciding import one_form

SENT = "opened the chronology"
MEANS_IT = (
    "The headteacher manages it from now on; where it is about the headteacher, the chair of governors. The"
    " safeguarding team is told. Until it is decided nobody tells the member of staff, asks anybody to delete anything,"
    " or interviews anybody."
)


@page("incidents.run_case")
def case_allegation(request: HttpRequest, case: Case) -> HttpResponse:
    """It may be an allegation about staff towards a pupil: from now on it is handled as one."""
    form = AllegationForm(request.POST or None, seen=seen(case.allegation))
    by, at = acting(request.user, case.school), timezone.now()
    return one_form(
        request,
        case,
        form,
        lambda: procedures.make_allegation(case, why=form.cleaned_data["why"], by=by, at=at),
        heading="It may be an allegation",
        said="It is considered as an allegation. Whoever manages it, and the safeguarding team, are told.",
        guidance=MEANS_IT,
    )


def _lado(case: Case) -> str:
    """Whom to call, as the school keeps it."""
    rows = HelpContact.objects.filter(school=case.school, purpose=HelpContact.Purpose.LADO, ended_at=None)
    contacts = [_reached(row) for row in rows]
    contact = " ".join(["The school's contact:", *contacts]) if contacts else "The school has entered no contact yet."
    return f"The local authority's designated officer (LADO) advises. {contact}"


def _reached(row: HelpContact) -> str:
    """Name, telephone and e-mail as one sentence, and when to call as the school wrote it."""
    reach = ", ".join(filter(None, (row.name, row.telephone, row.email)))
    return f"{reach}. {row.words}".strip()


@page("incidents.run_case")
def case_lado(request: HttpRequest, case: Case) -> HttpResponse:
    """Record a conversation with the LADO."""
    now = timezone.now()
    form = LadoForm(request.POST or None, now=now, seen=seen(case.referrals.count()))
    by = acting(request.user, case.school)
    return one_form(
        request,
        case,
        form,
        lambda: procedures.consult_lado(case, form.told(), by=by, at=now),
        heading="Considered with the LADO",
        said="Recorded. The case manager decides next.",
        guidance=_lado(case),
    )


@page("incidents.manage_case")
def case_threshold(request: HttpRequest, case: Case) -> HttpResponse:
    """The case manager decides what it is."""
    now, by = timezone.now(), acting(request.user, case.school)
    last = case.referrals.filter(to=Referral.To.LADO).order_by("-referred_at").first()
    initial = {}
    if last is not None:
        told = timezone.localtime(last.referred_at)
        initial = {"name": last.whom, "on": told.date(), "time": told.time(), "advice": last.answer}
    form = ThresholdForm(request.POST or None, initial=initial, seen=seen(case.allegation, last and last.pk))

    def decide() -> object:
        data = form.cleaned_data
        return procedures.decide_threshold(case, data["decided"], why=data["why"], told=form.told(), by=by, at=now)

    said = "Recorded. What was held back may go on."
    return one_form(request, case, form, decide, heading="Is the harm threshold met?", said=said, guidance=_lado(case))


@page("incidents.change_case_person")
def case_subject_told(request: HttpRequest, row: CasePerson) -> HttpResponse:
    """Record that who is complained of was told; while an allegation is to be decided, the page says why not."""
    now, by = timezone.now(), acting(request.user, row.school)
    form = SubjectToldForm(request.POST or None, now=now, seen=seen(row.told_at))

    def record() -> object:
        words = form.cleaned_data["words"]
        return procedures.record_subject_told(row, words=words, happened_at=form.moment(), by=by, at=now)

    held_back = procedures.HELD_BACK if row.case.is_held_back else ""
    return one_form(
        request, row.case, form, record, heading="They were told", said="Recorded.", guidance=held_back
    )  # fmt: skip


@page("incidents.run_case", methods=("GET",))
def case_chronology(request: HttpRequest, case: Case) -> HttpResponse:
    """The case in its order with roles in place of names, ready to print and send."""
    now = timezone.now()
    trail.look(case, by=acting(request.user, case.school), at=now, school=case.school, how=SENT)
    context = {
        "case": case,
        "made": chronology(case),
        "now": now,
        "crumbs": case_crumbs(case, ("Chronology", "")),
    }
    return render(request, "incidents/procedures/chronology.html", context)
