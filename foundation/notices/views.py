"""What somebody was told, and what a school told whom."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.notices import transitions
from foundation.notices.digests import unreachable
from foundation.notices.forms import ToldFilter
from foundation.notices.kinds import private_kinds
from foundation.notices.models import Notice
from foundation.schools.models import School
from foundation.schools.people import acting

PER_PAGE = 50


@page(signed_in="everyone sees what they themselves were told, and nothing else", methods=("GET",))
def told(request: HttpRequest) -> HttpResponse:
    """What you were told."""
    mine = Notice.objects.filter(recipient__user=request.user.pk).select_related("school").defer("sent_bytes")
    found = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/told.html", {"page": found})


@page("notices.see_told", methods=("GET",))
def school_told(request: HttpRequest, school: School) -> HttpResponse:
    """To whom the school wrote, what could not be sent, and who cannot be written to."""
    form = ToldFilter(request.GET, school=school)
    found = Paginator(form.narrow(), PER_PAGE).get_page(request.GET.get("page"))
    parked = Notice.objects.filter(school=school, status=Notice.Status.PARKED)
    shown = {
        "school": school,
        "filter": form,
        "page": found,
        "count": _count(found.paginator.count),
        "parked": parked.exclude(kind__in=private_kinds()).count(),
        "private_parked": parked.filter(kind__in=private_kinds()).count(),
        "unreachable": unreachable(school, timezone.localdate()),
    }
    return render(request, "notices/school_told.html", shown)


@page("notices.try_again", methods=("POST",))
def notice_try_again(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Send it after all."""
    school = notice.school
    try:
        transitions.try_again(notice, by=acting(request.user, school), at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The mail to {notice.recipient.name} will be tried again within a minute.")
    return redirect("school-told", school=school.slug)


@page("notices.see_told", methods=("POST",))
def private_try_again(request: HttpRequest, school: School) -> HttpResponse:
    """Send the confidential mails after all, without seeing to whom they go."""
    number = transitions.try_private_again(school, by=acting(request.user, school), at=timezone.now())
    if number:
        said = "1 confidential mail" if number == 1 else f"{number} confidential mails"
        messages.success(request, f"{said} will be tried again within a minute.")
    else:
        messages.info(request, "No confidential mail waits any more.")
    return redirect("school-told", school=school.slug)


def _count(number: int) -> str:
    return "1 notice" if number == 1 else f"{number} notices"
