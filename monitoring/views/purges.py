"""What falls due and was stopped: looked through, agreed by a second person; and the certificates of what is gone."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, seen
from incidents.pdf import print_case
from monitoring.forms.retention import AnswerForm, GoOnForm, WhyForm
from monitoring.models import Certificate, Night, Purge
from monitoring.retention import due
from monitoring.retention.printed import certificate_facts, certificate_print, chunks_of
from monitoring.transitions import purging
from monitoring.views.retention import class_or_404, crumbs, looked_through
from policies.views.reading.pdf import pdf_answer

PER_PAGE = 25
Status = Purge.Status


@page("monitoring.see_purge")
def purge_page(request: HttpRequest, purge: Purge) -> HttpResponse:
    """One purge: what it destroys, what is held and what waits; propose, agree, or see why it stopped."""
    context = _shown(request, purge)
    form = context["form"]
    if request.method == "POST" and form is None:
        raise Http404
    if form is None:
        return render(request, "monitoring/retention/purge.html", context)
    by, at = acting(request.user, purge.school), timezone.now()
    return answered(
        request,
        form,
        lambda: _act(purge, form, by=by, at=at),
        to=reverse("purge", args=[purge.uid]),
        said="Recorded.",
        template="monitoring/retention/purge.html",
        **{name: value for name, value in context.items() if name != "form"},
    )


def _act(purge: Purge, form: Any, **who: Any) -> object:
    """What the page's one form does where the purge stands now."""
    if purge.status == Status.FOUND:
        if form.agrees:
            return purging.propose(purge, **who)
        return purging.refuse(purge, form.cleaned_data["why"], **who)
    if purge.status == Status.PROPOSED:
        if form.agrees:
            return purging.agree(purge, **who)
        return purging.refuse(purge, form.cleaned_data["why"], **who)
    if isinstance(form, WhyForm):
        purging.ask_on(purge, form.cleaned_data["why"], **who)
    else:
        purging.go_on(purge, **who)
    return purge


def _form(request: HttpRequest, purge: Purge) -> Any:
    """The one form that this person has on the page now, or none."""
    sent, may, at = request.POST or None, request.user.has_perm, seen(purge.status, purge.asked_on_at)
    if purge.status == Status.FOUND and may("monitoring.keep_purge", purge):
        yes, no = "Yes: ask a second person to agree", "No: nothing is destroyed now"
        return AnswerForm(sent, asked="Can all of it go?", yes=yes, no=no, seen=at)
    if purge.status == Status.PROPOSED and may("monitoring.agree_purge", purge):
        return AnswerForm(sent, yes="Yes, destroy them", no="No, nothing is destroyed now", seen=at)
    if purge.status == Status.STOPPED and purge.asked_on_by_id is None and may("monitoring.keep_purge", purge):
        return WhyForm(sent, asked="Why can it go on?", submit="Say why it can go on", seen=at)
    if purge.status == Status.STOPPED and purge.asked_on_by_id and may("monitoring.agree_going_on", purge):
        return GoOnForm(sent, seen=at)
    return None


def _shown(request: HttpRequest, purge: Purge) -> dict[str, Any]:
    record_class = class_or_404(purge.record_class)
    is_open = purge.status in Purge.OPEN
    certificates = Certificate.objects.filter(purge=purge)
    return {
        "school": purge.school,
        "purge": purge,
        "record_class": record_class,
        "form": _form(request, purge),
        "certificate": permitted(request.user, "monitoring.see_certificate", certificates).first(),
        "crumbs": _crumbs(request, purge.school, record_class.title),
        **(looked_through(record_class, purge.school, purge.due_on) if is_open else {}),
    }


def _crumbs(request: HttpRequest, school: School, here: str) -> Any:
    if not request.user.has_perm("monitoring.see_retention", school):
        return [(here, "")]  # the administrator sees how it stands, and has no way to the schedule
    return crumbs(school, ("What falls due", reverse("retention-due", args=[school.slug])), (here, ""))


@page("monitoring.see_night")
def night_page(request: HttpRequest, night: Night) -> HttpResponse:
    """A night on which nothing was looked for: why, and the two people who let it go on."""
    form, template = _night_form(request, night), "monitoring/retention/night.html"
    context = {"school": night.school, "night": night, "crumbs": _crumbs(request, night.school, str(night))}
    if form is None:
        if request.method == "POST":
            raise Http404
        return render(request, template, context)
    who: dict[str, Any] = {"by": acting(request.user, night.school), "at": timezone.now()}
    to = reverse("retention-night", args=[night.uid])

    def act() -> None:
        if isinstance(form, WhyForm):
            purging.ask_on(night, form.cleaned_data["why"], **who)
        else:
            purging.go_on(night, **who)

    return answered(request, form, act, to=to, said="Recorded.", template=template, **context)


def _night_form(request: HttpRequest, night: Night) -> Any:
    """The one form that this person has on the page now, or none."""
    if night.status != Night.Status.STOPPED:
        return None
    sent, at = request.POST or None, seen(night.asked_on_at)
    if night.asked_on_by_id is None and request.user.has_perm("monitoring.keep_night", night):
        return WhyForm(sent, asked="Why is the clock right?", submit="Say why the clock is right", seen=at)
    if night.asked_on_by_id is not None and request.user.has_perm("monitoring.agree_night", night):
        return GoOnForm(sent, seen=at)
    return None


@page("monitoring.see_retention", methods=("GET",))
def certificate_list(request: HttpRequest, school: School) -> HttpResponse:
    """What was destroyed, the latest first."""
    rows = Certificate.objects.filter(school=school)
    context = {
        "school": school,
        "tab": "certificates",
        "may_keep": request.user.has_perm("monitoring.keep_retention", school),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": crumbs(school, ("Certificates", "")),
    }
    return render(request, "monitoring/retention/certificates.html", context)


@page("monitoring.see_certificate", methods=("GET",))
def certificate_page(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """One certificate."""
    school = certificate.school
    context = {
        "school": school,
        "certificate": certificate,
        "facts": certificate_facts(certificate),
        "chunks": chunks_of(certificate),
        "crumbs": crumbs(
            school, ("Certificates", reverse("certificate-list", args=[school.slug])), (str(certificate), "")
        ),
    }
    return render(request, "monitoring/retention/certificate.html", context)


@page("monitoring.see_certificate", methods=("GET",))
def certificate_pdf(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The certificate on paper."""
    made = certificate_print(certificate)
    return pdf_answer(request, f"Certificate of destruction {certificate.number}.pdf", lambda: print_case(made))


@page("monitoring.keep_purge", methods=("POST",))
def purge_look_again(request: HttpRequest, purge: Purge) -> HttpResponse:
    """Count again what is due, as records and holds have changed."""
    if purge.status == Status.FOUND:
        record_class, on = class_or_404(purge.record_class), timezone.localdate()
        period = due.period_of(purge.school, record_class)
        if period is not None:
            number = due.count_due(record_class, purge.school, period, on)
            purging.find(record_class, purge.school, period, number, on, at=timezone.now())
    return redirect("purge", purge.uid)
