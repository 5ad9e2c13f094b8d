"""Subject access requests: the list, the request with its clock, and what happens to it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.audit import trail
from foundation.audit.models import Look
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.documents.files import FileBroken, respond
from foundation.jobs.models import Job
from foundation.schools.models import Person, School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, pressed, seen
from monitoring.forms.subject import (
    AnswerForm,
    ExtendForm,
    IdentityForm,
    LookForForm,
    QuestionForm,
    ReceiveForm,
    RefuseForm,
    RequestFilter,
    SendForm,
    WithdrawForm,
)
from monitoring.models import ItemStatus, SubjectItem, SubjectRequest
from monitoring.subject.clock import clock_of
from monitoring.subject.guards import said
from monitoring.transitions import subject, subject_items
from monitoring.way_back import below_monitoring

PER_PAGE = 25
FORM = "monitoring/subject/form.html"
DOWNLOADED = "downloaded the archive"


def request_crumbs(request: HttpRequest, found: SubjectRequest, *more: tuple[str, str]) -> Crumbs:
    """The way back from a page of a request; it is called by its reference alone.

    Who only looks over some of what was found has no request to go back to.
    """
    if not request.user.has_perm("monitoring.keep_subject_request", found):
        return list(more)
    own = (found.reference, reverse("subject-request", args=[found.uid]) if more else "")
    return below_monitoring(found.school, "Subject access", "subject-requests", own, *more)


@page("monitoring.list_subject_requests", methods=("GET",))
def subject_requests(request: HttpRequest, school: School) -> HttpResponse:
    """Every request of the school that the reader keeps, with the days left."""
    on, form = timezone.localdate(), RequestFilter(request.GET or None)
    kept = permitted(request.user, "monitoring.keep_subject_request", SubjectRequest.objects.filter(school=school), on)
    rows = form.narrow(kept).select_related("person").prefetch_related("pauses")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    count = listed.paginator.count
    context = {
        "school": school,
        "form": form,
        "page": listed,
        "rows": [(row, clock_of(row, row.pauses.all())) for row in listed.object_list],
        "today": on,
        "count": f"{count} request{'' if count == 1 else 's'}",
        "crumbs": below_monitoring(school, "Subject access", "subject-requests"),
    }
    return render(request, "monitoring/subject/list.html", context)


@page("monitoring.list_subject_requests")
def subject_request_add(request: HttpRequest, school: School) -> HttpResponse:
    """Somebody asks for what is kept about them."""
    by, at = acting(request.user, school), timezone.now()
    others = Person.objects.filter(school=school).exclude(user=request.user.pk).order_by("name")
    form = ReceiveForm(request.POST or None, people=others, on=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        try:
            made = subject.receive(school, form.asked(), by=by, at=at)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Recorded. What names them is kept from being destroyed from now on.")
            return redirect("subject-request", made.uid)
    crumbs = below_monitoring(school, "Subject access", "subject-requests", ("Record a request", ""))
    return render(request, FORM, {"school": school, "form": form, "heading": "Record a request", "crumbs": crumbs})


@page("monitoring.know_subject_request", methods=("GET",))
def subject_request(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """A request: its clock, what was found, what is next. Who only looks items over is led to these."""
    if not request.user.has_perm("monitoring.keep_subject_request", found):
        return redirect("subject-review", found.uid)
    on, pauses = timezone.localdate(), list(found.pauses.all())
    waits = _waits(found)
    context = {
        "found": found,
        "clock": clock_of(found, pauses),
        "clock_said": clock_of(found, pauses).said(on),
        "is_overdue": clock_of(found, pauses).is_overdue(on),
        "pauses": pauses,
        "statuses": _by_status(found),
        "waits": waits,
        "is_decided": not waits,
        "job": _job(found),
        "crumbs": request_crumbs(request, found),
    }
    part = bool(getattr(request, "htmx", False))
    return render(request, f"monitoring/subject/{'_work' if part else 'request'}.html", context)


def _by_status(found: SubjectRequest) -> list[tuple[str, int]]:
    """How many items have come to what: one query."""
    counts = dict(found.items.order_by().values_list("status").annotate(count=Count("pk")))
    return [(str(status.label), counts[status]) for status in ItemStatus if status in counts]


def _waits(found: SubjectRequest) -> list[tuple[str, int]]:
    """For whom how much waits: cases and checks are not told apart (one query)."""
    rows = found.items.filter(status=ItemStatus.TO_REVIEW).order_by()
    waits: dict[str, int] = {}
    for label, count in rows.values_list("guard_label").annotate(count=Count("pk")):
        words = said(label) if label else "you, and whoever keeps requests with you"
        waits[words] = waits.get(words, 0) + count
    return sorted(waits.items())


def _job(found: SubjectRequest) -> Job | None:
    """The work under way or given up, of the last thing that was asked for."""
    keys = [subject_items.gather_key(found), subject_items.pack_key(found)]
    job = Job.objects.filter(key__in=keys).order_by("-created_at").first()
    return job if job is not None and job.status != "done" else None


def _one(
    request: HttpRequest,
    found: SubjectRequest,
    form: Any,
    act: Callable[[], object],
    *,
    heading: str,
    words: str,
    **more: Any,
) -> HttpResponse:
    """A page of a request with one form."""
    crumbs, to = request_crumbs(request, found, (heading, "")), reverse("subject-request", args=[found.uid])
    shown = {"found": found, "school": found.school, "heading": heading, "crumbs": crumbs, **more}
    return answered(request, form, act, to=to, said=words, template=FORM, **shown)


@page("monitoring.keep_subject_request")
def subject_identity(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """It is known now who asks."""
    by, at = acting(request.user, found.school), timezone.now()
    form = IdentityForm(request.POST or None, today=timezone.localdate(at), seen=seen(found.identity_confirmed_on))

    def act() -> object:
        data = form.cleaned_data
        return subject.confirm_identity(found, on=data["on"], how=data["how"], by=by, at=at)

    return _one(request, found, form, act, heading="Confirm identity", words="The month counts from that day.")


@page("monitoring.keep_subject_request")
def subject_question(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """They were asked what they mean: the clock stands still."""
    by, at = acting(request.user, found.school), timezone.now()
    form = QuestionForm(request.POST or None, today=timezone.localdate(at))

    def act() -> object:
        return subject.pause(found, asked_on=form.cleaned_data["on"], what=form.cleaned_data["what"], by=by, at=at)

    about = "Only where you cannot reasonably go on without it: the clock stands still until they answer."
    return _one(
        request, found, form, act, heading="Ask what they mean", words="The clock stands still.", guidance=about
    )


@page("monitoring.keep_subject_request")
def subject_answer(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """They answered: the clock goes on."""
    by, at = acting(request.user, found.school), timezone.now()
    form = AnswerForm(request.POST or None, today=timezone.localdate(at))

    def act() -> object:
        return subject.resume(found, answered_on=form.cleaned_data["on"], by=by, at=at)

    return _one(request, found, form, act, heading="They answered", words="The clock goes on.")


@page("monitoring.keep_subject_request")
def subject_extend(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """Two months more."""
    by, at = acting(request.user, found.school), timezone.now()
    form = ExtendForm(request.POST or None, today=timezone.localdate(at), seen=seen(found.extended_at))

    def act() -> object:
        return subject.extend(found, told_on=form.cleaned_data["on"], why=form.cleaned_data["why"], by=by, at=at)

    about = (
        "For a request that is complex, or one of many by the same person. They are told why within the first month."
    )
    return _one(request, found, form, act, heading="Extend it", words="Extended by two months.", guidance=about)


@page("monitoring.keep_subject_request")
def subject_look_for(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """More to look for, at the next gathering."""
    by, at = acting(request.user, found.school), timezone.now()
    initial = {"also_known_as": found.also_known_as}
    form = LookForForm(request.POST or None, initial=initial, seen=seen(found.also_known_as))

    def act() -> object:
        return subject.look_for(found, also_known_as=form.cleaned_data["also_known_as"], by=by, at=at)

    return _one(request, found, form, act, heading="What is looked for", words="Saved. Gather again to look for it.")


@page("monitoring.keep_subject_request")
def subject_send(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """It was given to them."""
    by, at = acting(request.user, found.school), timezone.now()
    form = SendForm(request.POST or None, today=timezone.localdate(at), seen=seen(found.status))

    def act() -> object:
        return subject.send(found, on=form.cleaned_data["on"], how=form.cleaned_data["how"], by=by, at=at)

    return _one(request, found, form, act, heading="It was sent", words="Recorded. What was held for it is free.")


@page("monitoring.keep_subject_request")
def subject_refuse(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """Manifestly unfounded or excessive."""
    by, at = acting(request.user, found.school), timezone.now()
    form = RefuseForm(request.POST or None, seen=seen(found.status))

    def act() -> object:
        return subject.refuse(found, ground=form.cleaned_data["ground"], why=form.cleaned_data["why"], by=by, at=at)

    return _one(request, found, form, act, heading="Refuse it", words="Refused. Tell them why, and where to complain.")


@page("monitoring.keep_subject_request")
def subject_withdraw(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """They do not want it any more."""
    by, at = acting(request.user, found.school), timezone.now()
    form = WithdrawForm(request.POST or None, seen=seen(found.status))

    def act() -> object:
        return subject.withdraw(found, why=form.cleaned_data["why"], by=by, at=at)

    return _one(request, found, form, act, heading="They take it back", words="Recorded. What was held is free.")


ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "gather": (subject_items.ask_gather, "It is being gathered. You can leave this page."),
    "pack": (subject_items.ask_pack, "It is being put together. You can leave this page."),
    "reopen": (subject_items.reopen, "You can look through it again. The archive was destroyed."),
}


@page("monitoring.keep_subject_request", methods=("POST",))
def subject_act(request: HttpRequest, found: SubjectRequest, act: str) -> HttpResponse:
    """Gather, put together, or look through again."""
    if act not in ACTS:
        raise Http404
    done, words = ACTS[act]
    doing = partial(done, found, by=acting(request.user, found.school), at=timezone.now())
    return pressed(request, doing, words, "subject-request", found.uid)


@page("monitoring.keep_subject_request", methods=("GET",))
def subject_archive(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """The archive; that it was downloaded is written down."""
    at = timezone.now()
    if found.file is None or found.file_until is None or found.file_until <= at:
        raise Http404
    try:
        answer = respond(found.file)
    except FileBroken:
        return render(request, "documents/broken.html", {"file": found.file}, status=500)
    trail.look(found, by=acting(request.user, found.school), at=at, school=found.school, how=DOWNLOADED)
    return answer


@page("monitoring.keep_subject_request", methods=("GET",))
def subject_log(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """What was withheld and on which ground; why, only of what the reader may look over."""
    withheld = Q(status__in=(ItemStatus.LEFT_OUT, ItemStatus.BLACKED_OUT))
    mine = permitted(request.user, "monitoring.review_subject_item", SubjectItem.objects.filter(request=found))
    rows = found.decisions.filter(withheld).select_related("item").order_by("-at", "-pk")
    listed = Paginator(rows.filter(item__in=mine.values("pk")), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": listed,
        "rows": listed.object_list,
        "elsewhere": rows.exclude(item__in=mine.values("pk")).count(),
        "looks": _looks(found),
        "crumbs": request_crumbs(request, found, ("What was withheld", "")),
    }
    return render(request, "monitoring/subject/log.html", context)


def _looks(found: SubjectRequest) -> Any:
    return Look.objects.filter(about_uid=found.uid).order_by("-at", "-pk")[:PER_PAGE]
