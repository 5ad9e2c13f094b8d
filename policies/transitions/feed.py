"""Somebody's own calendar link: made, made anew, stopped. Only they themselves do it."""

from datetime import datetime

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person
from policies.links import new_link
from policies.models import CalendarFeed
from policies.verbs import Verb


def make_feed_link(*, by: Person, at: datetime) -> str:
    """Make a link to one's own reviews and meetings; the one before leads nowhere from now on."""
    with change():
        Person.objects.select_for_update().get(pk=by.pk)
        link = new_link()
        feed, _ = CalendarFeed.objects.update_or_create(
            person=by,
            defaults={"school": by.school, "link_hash": link.hash, "link_made_at": at, "stopped_at": None},
        )
        trail.record(Verb.FEED_LINK_MADE, feed, by=by, at=at, school=by.school)
    return link.word


def stop_feed(*, by: Person, at: datetime) -> CalendarFeed:
    """Stop one's own link: it leads nowhere from now on."""
    with change():
        Person.objects.select_for_update().get(pk=by.pk)
        feed = CalendarFeed.objects.filter(person=by, stopped_at__isnull=True).first()
        if feed is None:
            raise NotAllowed("There is no link to stop.")
        feed.link_hash, feed.stopped_at = None, at
        feed.save(update_fields=["link_hash", "stopped_at"])
        trail.record(Verb.FEED_STOPPED, feed, by=by, at=at, school=by.school)
    return feed
