"""The calendar feed: reviews and meetings by a private link, for as long as its owner may see them (ACR-24)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from foundation.audit.models import Entry
from foundation.schools.dates import Precision
from foundation.schools.models import BodyMember, Role
from policies.models import CalendarFeed, Meeting, Version
from policies.transitions import withdraw_policy
from policies.transitions.feed import make_feed_link
from policies.views import feed as feed_view
from tests.cast import Cast, a_role, signed_in
from tests.policies.shelf import a_policy, in_force
from tests.policies.views.shown import document, hidden, said

pytestmark = [pytest.mark.django_db, pytest.mark.clause("ACR-24")]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_force(cast)


def a_meeting(cast: Cast, days: int = 14, **fields: Any) -> Meeting:
    fields.setdefault("body", cast.governing_body)
    day = cast.today + timedelta(days=days)
    return Meeting.objects.create(
        school=cast.school, held_on=day, planned_by=cast.clerk, planned_at=cast.at, place="6pm, library", **fields
    )


def address(word: str) -> str:
    return reverse("feed-calendar", args=[word])


def events(person: Any, cast: Cast) -> dict[str, Any]:
    """What the calendar of this person holds, by title, as the library's own reader understands it."""
    answer = Client().get(address(make_feed_link(by=person, at=cast.at)))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert (calendar["VERSION"], calendar.errors) == ("2.0", [])
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_the_clerk_takes_reviews_and_meetings_into_a_calendar(cast: Cast, version: Version) -> None:
    meeting = a_meeting(cast)
    found = events(cast.clerk, cast)
    assert set(found) == {"Review due: Keys and visitors", "Governing body meets"}
    review, meets = found["Review due: Keys and visitors"], found["Governing body meets"]
    assert review.start == version.review_due_on
    assert review["DTEND"].dt - review["DTSTART"].dt == timedelta(days=1)
    assert type(review["DTSTART"].dt) is date
    assert meets.start == meeting.held_on
    assert "6pm, library" in meets["DESCRIPTION"]
    assert str(meets["URL"]).endswith(reverse("meeting", args=[meeting.uid]))
    assert len({str(event["UID"]) for event in found.values()}) == 2


@pytest.mark.parametrize(
    ("precision", "on", "due", "words"),
    [
        (Precision.MONTH, date(2031, 3, 1), date(2031, 3, 31), "(March 2031)"),
        (Precision.TERM, date(2031, 5, 1), date(2031, 8, 31), "(Summer term 2031)"),
        (Precision.YEAR, date(2031, 9, 1), date(2032, 8, 31), "(2031"),
    ],
)
def test_a_review_by_month_or_term_stands_on_its_last_day_with_words(
    cast: Cast, version: Version, precision: str, on: date, due: date, words: str
) -> None:
    Version.objects.filter(pk=version.pk).update(review_on=on, review_precision=precision, review_due_on=due)
    ((title, event),) = events(cast.clerk, cast).items()
    assert title.lower().startswith(f"review due: keys and visitors {words}".lower())
    assert (event.start, event["DTSTART"].params["VALUE"]) == (due, "DATE")
    assert "the last day of it" in event["DESCRIPTION"]


def test_an_overdue_review_says_so_and_one_long_past_is_told_no_more(cast: Cast, version: Version) -> None:
    rows = Version.objects.filter(pk=version.pk)
    for days, told in ((10, True), (364, True), (400, False)):
        day = cast.today - timedelta(days=days)
        rows.update(review_on=day, review_due_on=day)
        found = events(cast.clerk, cast)
        assert bool(found) is told
        assert all("overdue" in event["DESCRIPTION"] for event in found.values())


SEES = {
    "clerk": (True, True),
    "headteacher": (True, True),
    "business_manager": (True, False),
    "senior_leader": (True, False),
    "chair": (True, True),
    "governor": (True, True),
    "teacher": (False, False),
    "dsl": (False, False),
    "line_manager": (False, False),
    "other_headteacher": (False, False),
}


@pytest.mark.parametrize("who", SEES)
def test_it_holds_what_its_owner_may_see(cast: Cast, version: Version, who: str) -> None:
    a_meeting(cast)
    found = events(getattr(cast, who), cast)
    assert ("Review due: Keys and visitors" in found, "Governing body meets" in found) == SEES[who]


def test_the_owner_of_a_policy_finds_its_review(cast: Cast) -> None:
    in_force(cast, a_policy(cast, "Lunch", owner=cast.teacher))
    in_force(cast, a_policy(cast, "Trips"))
    assert set(events(cast.teacher, cast)) == {"Review due: Lunch"}


def test_dates_go_with_the_role_the_seat_and_the_policy(cast: Cast, version: Version) -> None:
    a_meeting(cast)
    word, yesterday = make_feed_link(by=cast.governor, at=cast.at), cast.today - timedelta(days=1)

    def count() -> int:
        return len(Calendar.from_ical(Client().get(address(word)).content).walk("VEVENT"))

    assert count() == 2
    withdraw_policy(version.policy, why="Not needed.", by=cast.clerk, at=cast.at)
    assert count() == 1
    BodyMember.objects.filter(person=cast.governor).update(ends_on=yesterday)
    assert count() == 0
    Role.objects.filter(person=cast.clerk).update(ends_on=yesterday)
    assert events(cast.clerk, cast).keys() == {"Governing body meets"}  # still a seat, as the body's clerk


def test_a_cancelled_meeting_says_so(cast: Cast) -> None:
    a_meeting(cast, status="cancelled", cancelled_by=cast.clerk, cancelled_at=cast.at, cancelled_why="Snow.")
    ((title, event),) = events(cast.clerk, cast).items()
    assert (title, str(event["STATUS"])) == ("Cancelled: Governing body", "CANCELLED")


def test_a_trust_officer_finds_the_dates_of_the_schools_they_work_for(cast: Cast, version: Version) -> None:
    a_meeting(cast)
    a_role(cast.trust_officer, "headteacher", cast.school)
    assert len(events(cast.trust_officer, cast)) == 2
    Role.objects.filter(person=cast.trust_officer, kind="headteacher").delete()
    assert events(cast.trust_officer, cast) == {}


def test_the_link_of_who_has_left_or_may_not_sign_in_leads_nowhere(cast: Cast, version: Version) -> None:
    word = make_feed_link(by=cast.clerk, at=cast.at)
    assert cast.clerk.user is not None
    cast.clerk.user.is_active = False
    cast.clerk.user.save()
    assert Client().get(address(word)).status_code == 410
    cast.clerk.user.is_active = True
    cast.clerk.user.save()
    cast.clerk.leaves_on = cast.today - timedelta(days=1)
    cast.clerk.save()
    answer = Client().get(address(word))
    assert answer.status_code == 410
    assert b"VEVENT" not in answer.content
    assert "Keys" not in said(answer)


def test_only_the_newest_link_works_and_a_stopped_one_does_not(cast: Cast, version: Version) -> None:
    page = reverse("feed", args=[cast.school.slug])
    client = signed_in(cast.clerk)
    words = []
    for _ in range(2):
        made = client.post(page, hidden(client.get(page)))
        words.append(document(made).xpath("//main//code")[0].text_content().split("/")[-2])
        assert words[-1] not in client.get(page).content.decode()
    assert [Client().get(address(word)).status_code for word in words] == [404, 200]
    stop = reverse("feed-stop", args=[cast.school.slug])
    assert client.post(stop, hidden(client.get(stop))).status_code == 302
    assert Client().get(address(words[1])).status_code == 404
    again = client.post(stop, hidden(client.get(stop)))
    assert "There is no link to stop" in said(again)
    assert [entry.verb for entry in Entry.objects.filter(about_label="policies.CalendarFeed").order_by("number")] == [
        *("feed_link_made", "feed_link_made", "feed_stopped")
    ]


def test_a_page_that_has_grown_old_makes_no_second_link(cast: Cast) -> None:
    page = reverse("feed", args=[cast.school.slug])
    client = signed_in(cast.clerk)
    first, second = hidden(client.get(page)), hidden(client.get(page))
    assert client.post(page, first).status_code == 200
    assert "This changed while you had it open" in said(client.post(page, second))
    assert Entry.objects.filter(verb="feed_link_made").count() == 1


def test_everybody_at_the_school_may_have_a_link_and_nobody_else(cast: Cast) -> None:
    for name in ("feed", "feed-stop"):
        address = reverse(name, args=[cast.school.slug])
        for who in ("teacher", "governor", "clerk", "trust_officer"):
            assert signed_in(getattr(cast, who)).get(address).status_code == 200
        for who in ("leaver", "starter", "other_clerk"):
            assert signed_in(getattr(cast, who)).get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_only_a_hash_of_the_link_is_kept(cast: Cast) -> None:
    word = make_feed_link(by=cast.clerk, at=cast.at)
    kept = CalendarFeed.objects.get(person=cast.clerk)
    assert word not in str(vars(kept))
    assert word not in "".join(Entry.objects.values_list("payload", flat=True))
    answer = Client().get(address(word))
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_words_that_are_tried_are_held_back(cast: Cast) -> None:
    word = make_feed_link(by=cast.clerk, at=cast.at)
    answers = {Client().get(address(f"guess{number}")).status_code for number in range(31)}
    assert answers == {404, 429}
    assert Client().get(address(word)).status_code == 429


def test_a_program_that_asks_all_the_time_is_told_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_view, "ASKED", 3)
    word = make_feed_link(by=cast.clerk, at=cast.at)
    answers = [Client().get(address(word)) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "3600"
    other = make_feed_link(by=cast.headteacher, at=cast.at)
    assert Client().get(address(other)).status_code == 200


def test_the_database_keeps_no_feed_with_neither_link_nor_end(cast: Cast) -> None:
    make_feed_link(by=cast.clerk, at=cast.at)
    with pytest.raises(IntegrityError, match="feed_has_its_link_or_is_stopped"):
        CalendarFeed.objects.update(link_hash=None)


def test_ten_times_as_many_dates_take_as_many_queries(cast: Cast, version: Version) -> None:
    word = make_feed_link(by=cast.clerk, at=cast.at)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address(word)).status_code == 200
        return len(queries)

    a_meeting(cast)
    once = count()
    for number in range(10):
        in_force(cast, a_policy(cast, f"Policy {number}"))
        a_meeting(cast, days=20 + number)
    assert count() == once
    assert once <= 6
