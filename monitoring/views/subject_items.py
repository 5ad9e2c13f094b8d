"""Looking over what was found: by whoever may see it where it stands."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.audit import trail
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.documents.files import FileBroken, respond
from foundation.documents.models import File
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, seen
from monitoring.forms.subject import DecideForm, ItemFilter, ManyForm
from monitoring.models import ItemStatus, SubjectItem, SubjectRequest
from monitoring.subject.content import content, hash_of, kind_of
from monitoring.subject.rows import row_of, rows_of
from monitoring.transitions.subject_items import Verdict, decide, decide_all
from monitoring.views.subject import request_crumbs

PER_PAGE = 25
AT_ONCE = 100  # items decided in one change
MOST = 2000  # items decided by one button
OPENED, DOWNLOADED = "looked over", "downloaded to look over"
SHORT = 160


@page("monitoring.know_subject_request")
def subject_review(request: HttpRequest, found: SubjectRequest) -> HttpResponse:
    """The items that the reader may look over; several can be decided at once."""
    mine = permitted(request.user, "monitoring.review_subject_item", SubjectItem.objects.filter(request=found))
    labels = mine.order_by("about_label").values_list("about_label", flat=True).distinct()
    form = ItemFilter(request.GET or None, kinds=sorted(((label, kind_of(label)) for label in labels), key=str))
    narrowed = form.narrow(mine)
    if request.method == "POST":
        return _many(request, found, narrowed)
    listed = Paginator(narrowed.order_by("about_label", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"found": found, "form": form, "page": listed, **_listed(request, found, narrowed, listed)}
    return render(request, "monitoring/subject/review.html", context)


def _listed(request: HttpRequest, found: SubjectRequest, items: QuerySet[SubjectItem], listed: Any) -> dict[str, Any]:
    left = items.filter(status=ItemStatus.TO_REVIEW).count()
    is_open = found.status == SubjectRequest.Status.REVIEW
    count = listed.paginator.count
    return {
        "rows": _shown(list(listed.object_list)),
        "many": ManyForm() if left and is_open else None,
        "left": left,
        "count": f"{count} item{'' if count == 1 else 's'}",
        "crumbs": request_crumbs(request, found, ("Look over", "")),
    }


def _shown(items: list[SubjectItem]) -> list[tuple[SubjectItem, str, str]]:
    """Each item with what it is and how it begins."""
    rows = rows_of(items)
    return [(item, kind_of(item.about_label), _begins(rows.get((item.about_label, item.about_pk)))) for item in items]


def _begins(row: Any) -> str:
    if row is None:
        return "Not there any more"
    words = "; ".join(f"{one.title}: {' '.join(one.words.split())}" for one in content(row))
    return words if len(words) <= SHORT else f"{words[:SHORT].rstrip()}…"


def _many(request: HttpRequest, found: SubjectRequest, items: QuerySet[SubjectItem]) -> HttpResponse:
    form, by, at = ManyForm(request.POST), acting(request.user, found.school), timezone.now()
    if form.is_valid():
        bar, left = form.cleaned_data["what"] == ManyForm.BAR, items.filter(status=ItemStatus.TO_REVIEW)
        left = left if bar else left.filter(names_others=False)
        pks = list(left.order_by("pk").values_list("pk", flat=True)[:MOST])
        done = 0
        try:
            for start in range(0, len(pks), AT_ONCE):
                rows = SubjectItem.objects.filter(pk__in=pks[start : start + AT_ONCE]).select_related("request")
                done += len(decide_all(rows, Verdict(status=ItemStatus.INCLUDED), by=by, at=at, bar_others=bar))
            messages.success(request, f"{done} decided.")
        except NotAllowed as refused:
            messages.error(request, f"{done} decided, then one could not be: {refused}")
    query = request.GET.urlencode()
    return redirect(reverse("subject-review", args=[found.uid]) + (f"?{query}" if query else ""))


@page("monitoring.review_subject_item")
def subject_item(request: HttpRequest, item: SubjectItem) -> HttpResponse:
    """What one item says, whom else it names, and what becomes of it. That it was looked at is written down."""
    row, by, at = row_of(item), acting(request.user, item.school), timezone.now()
    if request.method == "GET":
        trail.look(item, by=by, at=at, school=item.school, how=OPENED)
    said = content(row) if row is not None else []
    form = _form(request, item, hash_of(said))
    return answered(
        request,
        form,
        lambda: decide(item, form.verdict(), by=by, at=at),
        to=reverse("subject-review", args=[item.request.uid]) + "?status=to_review",
        said="Recorded.",
        template="monitoring/subject/item.html",
        says=said,
        is_there=row is not None,
        is_file=isinstance(row, File),
        **_about(request, item),
    )


def _about(request: HttpRequest, item: SubjectItem) -> dict[str, Any]:
    found, many = item.request, reverse("subject-review", args=[item.request.uid])
    return {
        "item": item,
        "found": found,
        "school": item.school,
        "kind": kind_of(item.about_label),
        "others": item.others.splitlines(),
        "is_open": found.status == SubjectRequest.Status.REVIEW,
        "crumbs": request_crumbs(request, found, ("Look over", many), ("Item", "")),
    }


def _form(request: HttpRequest, item: SubjectItem, mark: str) -> DecideForm:
    """Filled with what was decided before; what stands in the row is part of what was seen."""
    others, bars = item.others.splitlines(), item.bars.splitlines()
    return DecideForm(
        request.POST or None,
        request.FILES or None,
        others=others,
        is_file=item.about_label == File._meta.label,
        seen=seen(mark, item.status, item.decided_at),
        initial={
            "status": item.status if item.status != ItemStatus.TO_REVIEW else None,
            "bars": [name for name in others if name in bars] if bars else others,
            "more": "\n".join(bar for bar in bars if bar not in others),
            "exemption": item.exemption,
            "why": item.why,
        },
    )


@page("monitoring.review_subject_item", methods=("GET",))
def subject_item_file(request: HttpRequest, item: SubjectItem) -> HttpResponse:
    """The file that an item stands for, to look it over."""
    row = row_of(item)
    if not isinstance(row, File) or row.purged_at is not None:
        raise Http404
    try:
        answer = respond(row)
    except FileBroken:
        return render(request, "documents/broken.html", {"file": row}, status=500)
    trail.look(item, by=acting(request.user, item.school), at=timezone.now(), school=item.school, how=DOWNLOADED)
    return answer
