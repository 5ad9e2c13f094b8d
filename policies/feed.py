"""Reviews and meetings as iCalendar, for a calendar program that asks by somebody's own link (ACR-24).

It holds what that person may see today, by the rules that the pages ask: when a role or a seat ends, its dates go.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from icalendar import Calendar, Event

from foundation.core.rules import permitted
from foundation.schools.dates import PartDate, Precision
from foundation.schools.models import Person, Role
from policies.links import Held
from policies.models import CalendarFeed, Meeting, Version

PRODUCT = "-//Countersign//Reviews and meetings//EN"
BACK = timedelta(days=365)  # what is longer past is no longer told
Link = Callable[[str], str]  # the whole address of a path


def held(link_hash: str, on: date) -> Held | None:
    """The feed of a link; it is open while its owner is on the roll and may sign in."""
    feed = CalendarFeed.objects.select_related("person__user", "person__school", "school").filter(link_hash=link_hash)
    row = feed.first()
    if row is None:
        return None
    user = row.person.user
    is_there = Person.objects.current(on).filter(pk=row.person_id).exists()
    return Held(row, is_there and user is not None and user.is_active)


def calendar_of(person: Person, *, on: date, at: datetime, link: Link) -> bytes:
    """The calendar as a file."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{person.school.said}: reviews and meetings")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for event in (*_reviews(person, on, link), *_meetings(person, on, link)):
        event.add("dtstamp", at)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _schools(person: Person, on: date) -> Q:
    """The school of the person's roll, and those at which they hold a role."""
    roles = Role.objects.current(on).filter(person=person)
    return Q(school=person.school_id) | Q(school__in=roles.values("school"))


def reviews_of(person: Person, on: date) -> QuerySet[Version]:
    """The versions in force whose review is this person's to know."""
    due = Version.objects.filter(
        _schools(person, on), status=Version.Status.IN_FORCE, review_on__isnull=False, review_due_on__gte=on - BACK
    )
    told = permitted(person.user, "policies.see_review_date", due, on)
    return told.select_related("policy", "school").defer("canonical").order_by("review_due_on", "policy__title")


def meetings_of(person: Person, on: date) -> QuerySet[Meeting]:
    """The meetings that this person may see."""
    held_since = Meeting.objects.filter(_schools(person, on), held_on__gte=on - BACK)
    told = permitted(person.user, "policies.see_meeting", held_since, on)
    return told.select_related("body", "school").order_by("held_on", "body__name")


def _reviews(person: Person, on: date, link: Link) -> Iterator[Event]:
    for version in reviews_of(person, on):
        assert version.review_due_on is not None  # noqa: S101 - the query asks for it
        title, day = version.policy.title, version.review_due_on
        part = PartDate.of(version.review_on, version.review_precision)
        words = "" if part.precision == Precision.DAY else f" ({part})"
        event = _all_day(f"review-{version.uid}", day, f"Review due: {title}{words}")
        when = f"in {part}; this is the last day of it" if words else f"on {part}"
        late = " It is overdue." if day < on else ""
        address = link(reverse("policy", args=[version.policy.uid]))
        event.add("description", f"{version.school.said}: {title} is to be reviewed {when}.{late}\n{address}")
        event.add("url", address)
        yield event


def _meetings(person: Person, on: date, link: Link) -> Iterator[Event]:
    for meeting in meetings_of(person, on):
        event = _all_day(f"meeting-{meeting.uid}", meeting.held_on, f"{meeting.body.name} meets")
        if meeting.status == Meeting.Status.CANCELLED:
            event["SUMMARY"] = f"Cancelled: {meeting.body.name}"
        event.add("status", "CANCELLED" if meeting.status == Meeting.Status.CANCELLED else "CONFIRMED")
        address = link(reverse("meeting", args=[meeting.uid]))
        event.add("description", f"{meeting.school.said}. {meeting.place}".strip(" .") + f"\n{address}")
        event.add("url", address)
        yield event


def _all_day(uid: str, day: date, title: str) -> Event:
    """An event of a whole day: its end is the day after, as the format has it."""
    event = Event()
    event.add("uid", f"{uid}@countersign")
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    return event
