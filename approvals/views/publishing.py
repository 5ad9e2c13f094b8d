"""What was published on an account of the school: recorded as it was approved, or without asking; and the list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from approvals.attached import attached
from approvals.forms.publishing import PostForm, PublishedForm
from approvals.models import Attachment, Publication, Request, Site
from approvals.transitions.publishing import Posted, record_posted, record_published
from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.people import acting

PER_PAGE = 20


def _now() -> dict[str, object]:
    now = timezone.localtime()
    return {"on": now.date(), "time": now.strftime("%H:%M")}


@page("approvals.see_site", methods=("GET",))
def site_posts(request: HttpRequest, site: Site) -> HttpResponse:
    """What was published on this account, the newest first."""
    rows = permitted(request.user, "approvals.see_publication", site.publications.select_related("request"))
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_post = site.status == Site.Status.LIVE and request.user.has_perm("approvals.post", site)
    return render(request, "approvals/posts/list.html", {"site": site, "page": listed, "may_post": may_post})


@page("approvals.post")
def post_record(request: HttpRequest, site: Site) -> HttpResponse:
    """Record what was published without asking, by somebody who may."""
    if site.status != Site.Status.LIVE:
        raise Http404
    form = PostForm(request.POST or None, request.FILES or None, site=site, initial=_now())
    if request.method == "POST" and form.is_valid():
        by, at = acting(request.user, site.school), timezone.now()
        try:
            posted = form.posted()
            record_posted(site, posted, form.published(), by=by, at=at)
        except NotAllowed as refused:
            form.add_error("address", str(refused))
        else:
            messages.success(request, f"Recorded. It stands in the list of posts.{_removed(posted)}")
            return redirect("site-posts", site.uid)
    return render(request, "approvals/posts/post.html", {"site": site, "form": form})


def _removed(posted: Posted) -> str:
    """What lay beside the pictures, where anything did (STM-11)."""
    words = Attachment.in_words(name for one in posted.pictures for name in one.removed)
    return f" Removed from its pictures before they were kept: {', '.join(words)}." if words else ""


@page("approvals.publish_post")
def request_published(request: HttpRequest, asked: Request) -> HttpResponse:
    """The approved text and pictures, to be put on the account; then where and when that was done."""
    made = Publication.objects.filter(request=asked).first()
    if made is not None:
        messages.info(request, "This post is recorded as published.")
        return redirect("site-posts", made.site.uid)
    form = PublishedForm(request.POST or None, initial=_now())
    if request.method == "POST" and form.is_valid():
        by, at = acting(request.user, asked.school), timezone.now()
        try:
            made = record_published(asked, form.published(), by=by, at=at)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Recorded. It stands in the list of posts.")
            return redirect("site-posts", made.site.uid)
    return render(request, "approvals/posts/published.html", _approved(asked, form))


def _approved(asked: Request, form: PublishedForm) -> dict[str, object]:
    answers = asked.revisions.order_by("-number")[0].answers  # what is approved was sent
    sites = Site.objects.select_related("platform")
    site = sites.filter(uid=answers["site"], school=asked.school).first()
    context = {"asked": asked, "text": answers["text"], "files": attached(asked, answers)}
    return context | {"site": site, "form": form}
