"""What is said about the school: the looks, what was found, how it was answered, and the places (HAY-13, ACR-23)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.templatetags.words import day
from foundation.schools.csv_out import csv_file
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, carried_out, seen
from incidents.models import Kind
from monitoring.footprint_due import cases_from, own_accounts, standings, trend
from monitoring.forms.footprint import AnswerForm, JudgeForm, LookForm, MentionFilter, MentionForm
from monitoring.models import FootprintLook, FootprintPlace, Mention
from monitoring.transitions import footprint
from monitoring.way_back import below_monitoring

PER_PAGE = 25
TITLE = "Footprint"
COLUMNS = ("When", "Where", "What", "Tone", "About staff", "Address", "Answer", "Words", "By", "Answered on")


def footprint_crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    """The way back from a page of the footprint."""
    return below_monitoring(school, TITLE, "footprint", *more)


def _mentions(school: School) -> QuerySet[Mention]:
    return Mention.objects.filter(school=school).select_related("place", "answered_by")


def places_of(school: School) -> QuerySet[FootprintPlace]:
    """Where the school looks now."""
    return FootprintPlace.objects.filter(school=school, ended_at=None)


@page("monitoring.keep_footprint", methods=("GET",))
def footprint_page(request: HttpRequest, school: School) -> HttpResponse:
    """When the next look is due, what was said over the months, and each mention with its answer."""
    form = MentionFilter(request.GET or None)
    listed = Paginator(form.narrow(_mentions(school)), PER_PAGE).get_page(request.GET.get("page"))
    count = listed.paginator.count
    context = {
        "school": school,
        **_standing(request, school),
        "form": form,
        "page": listed,
        "count": f"{count} mention{'' if count == 1 else 's'}",
        "looks": FootprintLook.objects.filter(school=school).prefetch_related("places")[:5],
        "crumbs": footprint_crumbs(school),
    }
    return render(request, "monitoring/footprint/footprint.html", context)


def _standing(request: HttpRequest, school: School) -> dict[str, Any]:
    """When the next look is due, how the months were, and how the school's own accounts are looked after."""
    on, standing = timezone.localdate(), standings([school.pk])[school.pk]
    healthy, live = own_accounts(request.user, school, on)
    return {
        "standing": standing,
        "is_late": standing.due_on is None or standing.due_on < on,
        "trend": trend(school, on),
        "tones": [str(tone.label) for tone in Mention.Tone],
        "healthy": healthy,
        "live": live,
    }


@page("monitoring.keep_footprint", methods=("GET",))
def footprint_csv(request: HttpRequest, school: School) -> HttpResponse:
    """The mentions as a file."""
    rows = MentionFilter(request.GET or None).narrow(_mentions(school))
    return csv_file(f"footprint-{school.slug}.csv", COLUMNS, (_cells(row) for row in rows.iterator(chunk_size=500)))


def _cells(row: Mention) -> tuple[str, ...]:
    by = row.answered_by.name if row.answered_by else ""
    said = (day(row.on), row.where, row.what, row.get_tone_display(), "Yes" if row.about_staff else "No", row.link)
    return (*said, row.get_answer_display(), row.answer_words, by, day(row.answered_at))


@page("monitoring.keep_footprint", methods=("GET",))
def footprint_looks(request: HttpRequest, school: School) -> HttpResponse:
    """Every look, quiet ones too, the last first."""
    rows = FootprintLook.objects.filter(school=school).prefetch_related("places", "mentions")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"school": school, "page": listed, "crumbs": footprint_crumbs(school, ("Looks", ""))}
    return render(request, "monitoring/footprint/looks.html", context)


@page("monitoring.keep_footprint")
def footprint_look_add(request: HttpRequest, school: School) -> HttpResponse:
    """Record a look; what was found is written down next."""
    places = places_of(school)
    chosen = {"places": [str(uid) for uid in places.values_list("uid", flat=True)]}
    form = LookForm(request.POST or None, places=places, on=timezone.localdate(), initial=chosen)
    by, at = acting(request.user, school), timezone.now()
    made: list[FootprintLook] = []
    if carried_out(form, lambda: made.append(footprint.record_look(school, form.looked(), by=by, at=at))):
        if form.was_quiet:
            messages.success(request, "Recorded: nothing was found.")
            return redirect("footprint", school.slug)
        messages.success(request, "Recorded. Write down what you found.")
        return redirect("footprint-look-mention", made[0].uid)
    context = {
        "form": form,
        "school": school,
        "has_places": bool(chosen["places"]),
        "crumbs": footprint_crumbs(school, ("Record a look", "")),
    }
    return render(request, "monitoring/footprint/look_add.html", context)


@page("monitoring.see_look", methods=("GET",))
def footprint_look(request: HttpRequest, look: FootprintLook) -> HttpResponse:
    """One look: where, and what was found."""
    context = {
        "school": look.school,
        "look": look,
        "places": look.places.all(),
        "mentions": look.mentions.select_related("place"),
        "crumbs": footprint_crumbs(look.school, ("Look", "")),
    }
    return render(request, "monitoring/footprint/look.html", context)


@page("monitoring.see_look")
def footprint_look_mention(request: HttpRequest, look: FootprintLook) -> HttpResponse:
    """Write down what was found in a look."""
    return _mention_add(request, look.school, look)


@page("monitoring.keep_footprint")
def mention_add(request: HttpRequest, school: School) -> HttpResponse:
    """Write down what was come upon between two looks."""
    return _mention_add(request, school, None)


def _mention_add(request: HttpRequest, school: School, look: FootprintLook | None) -> HttpResponse:
    form = MentionForm(request.POST or None, places=places_of(school), on=timezone.localdate())
    by, at = acting(request.user, school), timezone.now()
    made: list[Mention] = []
    if carried_out(form, lambda: made.append(footprint.note_mention(school, form.said(), by=by, at=at, look=look))):
        messages.success(request, "Written down.")
        return redirect("mention", made[0].uid)
    context = {
        "form": form,
        "heading": "Something that was said",
        "guidance": "Praise and criticism alike. Nothing is taken down from here.",
        "crumbs": footprint_crumbs(school, ("Something that was said", "")),
    }
    return render(request, "schools/form.html", context)


@page("monitoring.see_mention")
def mention_page(request: HttpRequest, mention: Mention) -> HttpResponse:
    """One mention: what was said, how it was answered, and a report from it in one click."""
    mark = seen(mention.answer, mention.answered_at)
    form = AnswerForm(request.POST or None, seen=mark)
    return answered(
        request,
        form,
        lambda: _settle(request, mention, form),
        to=reverse("mention", args=[mention.uid]),
        said="Saved.",
        template="monitoring/footprint/mention.html",
        school=mention.school,
        mention=mention,
        cases=cases_from(request.user, mention),
        report=report_address(mention),
        more=mention.look and reverse("footprint-look-mention", args=[mention.look.uid]),
        crumbs=footprint_crumbs(mention.school, ("Something that was said", "")),
    )


def _settle(request: HttpRequest, mention: Mention, form: AnswerForm) -> Any:
    is_answered, words = form.settled()
    settle = footprint.answer_mention if is_answered else footprint.leave_mention
    return settle(mention, words, by=acting(request.user, mention.school), at=timezone.now())


def report_address(mention: Mention) -> str:
    """The form of a report with what was found filled in: about staff it is a staff mention (ACR-12, ACR-23)."""
    if mention.about_staff:
        kind = Kind.STAFF_MENTION
    else:
        own = mention.place is not None and mention.place.site_id is not None
        kind = Kind.ON_OUR_ACCOUNT if own else Kind.ABOUT_SCHOOL
    address = reverse("report-write", args=[mention.school.slug, kind])
    return f"{address}?{urlencode({'mention': mention.uid})}"


@page("monitoring.see_mention")
def mention_judge(request: HttpRequest, mention: Mention) -> HttpResponse:
    """Put right what a mention was taken for."""
    now = {"tone": mention.tone, "about_staff": mention.about_staff}
    form = JudgeForm(request.POST or None, initial=now, seen=seen(*now.values()))
    by, at = acting(request.user, mention.school), timezone.now()
    here = reverse("mention", args=[mention.uid])
    return answered(
        request,
        form,
        lambda: footprint.judge_mention(mention, by=by, at=at, **{name: form.cleaned_data[name] for name in now}),
        to=here,
        said="Saved.",
        heading="What it is",
        crumbs=footprint_crumbs(mention.school, ("Something that was said", here), ("What it is", "")),
    )
