"""Somebody's own calendar link, and the calendar that it leads to."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import remember
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import answered, carried_out, seen
from policies.feed import calendar_of, held, meetings_of, reviews_of
from policies.forms.statements import Sure
from policies.links import by_link
from policies.models import CalendarFeed
from policies.transitions.feed import make_feed_link, stop_feed

WHY = "calendar programs cannot sign in: the long word in the address, kept hashed, is what lets them in"
ASKED, WITHIN = 120, 60 * 60  # times one link is answered, seconds


@page("policies.have_feed")
def feed(request: HttpRequest, school: School) -> HttpResponse:
    """One's own link: what it holds, make it, make it anew. The link itself is shown once."""
    person, today = acting(request.user, school), timezone.localdate()
    now = CalendarFeed.objects.filter(person=person, stopped_at__isnull=True).first()
    submit = "Make a new link" if now else "Make my link"
    form = Sure(request.POST or None, submit=submit, seen=seen(now.link_made_at if now else ""))
    words: list[str] = []
    if carried_out(form, lambda: words.append(make_feed_link(by=person, at=timezone.now()))):
        link = request.build_absolute_uri(reverse("feed-calendar", args=[words[0]]))
        return render(request, "policies/feed/made.html", {"link": link})
    counts = {"reviews": reviews_of(person, today).count(), "meetings": meetings_of(person, today).count()}
    return render(request, "policies/feed/feed.html", {"form": form, "feed": now, **counts})


@page("policies.have_feed")
def feed_stop(request: HttpRequest, school: School) -> HttpResponse:
    """Stop one's own link."""
    person = acting(request.user, school)
    form = Sure(request.POST or None, submit="Stop it", css="govuk-button--warning")
    return answered(
        request,
        form,
        lambda: stop_feed(by=person, at=timezone.now()),
        to=reverse("feed", args=[school.slug]),
        said="Your calendar link is stopped.",
        template="policies/form.html",
        heading="Stop your calendar link?",
        about=school.name,
        lead="Calendars that use it find nothing there any more. You can make a new one at any time.",
        crumbs=[("Calendar link", reverse("feed", args=[school.slug])), ("Stop", "")],
    )


@page(public=WHY, methods=("GET",))
@by_link(held)
def feed_calendar(request: HttpRequest, feed: CalendarFeed, token: str) -> HttpResponse:
    """The calendar, for a program that asks now and then; one that asks all the time is told to wait."""
    key = f"feed:{feed.uid}"
    cache.add(key, 0, timeout=WITHIN)
    if cache.get(key, 0) >= ASKED:
        return HttpResponse(
            "Ask again in an hour.\n", status=429, content_type="text/plain", headers={"Retry-After": WITHIN}
        )
    cache.incr(key)
    remember(feed.person.user)
    written = calendar_of(feed.person, on=timezone.localdate(), at=timezone.now(), link=request.build_absolute_uri)
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="reviews-and-meetings.ics"'
    return answer
