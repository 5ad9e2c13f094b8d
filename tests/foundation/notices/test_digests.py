"""One mail a person a day of what is due to be told, ever more rarely, never twice for the same."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.notices.delivery import drain
from foundation.notices.digests import nudge, remind, unreachable
from foundation.notices.models import Notice, Reminder
from foundation.notices.reminders import Told, number_due
from foundation.schools.calendar import SchoolCalendar
from foundation.schools.models import Absence, Person, StaffGroup
from tests.cast import Cast, a_person
from tests.foundation.notices.conftest import Source, owing

DAY = timedelta(days=1)
SPACING = [3, 7, 14, 28]


@pytest.fixture
def only_teacher(cast: Cast, source: Source) -> Cast:
    """One person with an address, who owes two things."""
    Person.objects.exclude(pk=cast.teacher.pk).update(email="")
    source.things = [(cast.teachers, "1"), (cast.office, "1")]
    return cast


def morning(cast: Cast, days: int = 0) -> int:
    at = cast.at + days * DAY
    return remind(cast.school, on=at.date(), at=at)


def sweep(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        drain(lambda: at, until=at + timedelta(seconds=1))


def test_the_first_telling_is_one_mail_of_all_that_is_owed(only_teacher: Cast) -> None:
    assert morning(only_teacher) == 1
    sweep(only_teacher.at)
    (sent,) = mail.outbox
    assert sent.subject == "2 staff groups to read at Beacon Hill Primary School"
    assert sent.to == [only_teacher.teacher.email]
    for group in (only_teacher.teachers, only_teacher.office):
        assert group.name in sent.body
        assert f"http://127.0.0.1:8000/group/{group.uid}/" in sent.body
    assert set(Reminder.objects.values_list("nth", "on", "notice__status")) == {(1, date(2026, 11, 17), "sent")}


def test_the_same_morning_again_tells_nobody_again(only_teacher: Cast, source: Source) -> None:
    morning(only_teacher)
    source.things.append((only_teacher.midday, "1"))
    assert morning(only_teacher) == 0
    assert Notice.objects.count() == 1
    assert Reminder.objects.count() == 2, "what came up during the day is told tomorrow, not noted as told"
    assert morning(only_teacher, 1) == 1
    assert Reminder.objects.filter(about_uid=only_teacher.midday.uid, nth=1).count() == 1


def test_reminders_widen_in_school_days(only_teacher: Cast) -> None:
    """Told on Tuesday 17 November 2026; 3, 7, 14 and 28 school days later, Christmas holidays taken for school days
    as nobody entered terms, but for the bank holidays."""
    told = [only_teacher.at.date() + day * DAY for day in range(70) if morning(only_teacher, day)]
    assert told == [date(2026, 11, 17), date(2026, 11, 20), date(2026, 11, 26), date(2026, 12, 7), date(2026, 12, 29)]
    assert set(Reminder.objects.values_list("nth", flat=True)) == {1, 2, 3, 4, 5}


def test_a_new_edition_is_told_anew(only_teacher: Cast, source: Source) -> None:
    morning(only_teacher)
    source.things = [(only_teacher.teachers, "2")]
    assert morning(only_teacher, 1) == 1
    assert Reminder.objects.get(about_key__endswith=":2").nth == 1


@pytest.mark.parametrize(
    "away",
    [
        {"working_days": "345"},
        {"absence": True},
        {"leaves_on": date(2026, 11, 16)},
        {"starts_on": date(2026, 11, 18)},
    ],
)
def test_nobody_is_told_on_a_day_they_do_not_work(only_teacher: Cast, away: dict[str, object]) -> None:
    if away.pop("absence", False):
        Absence.objects.create(
            school=only_teacher.school,
            person=only_teacher.teacher,
            starts_on=date(2026, 11, 16),
            ends_on=date(2026, 11, 17),
            entered_by=only_teacher.clerk,
            entered_at=only_teacher.at,
        )
    Person.objects.filter(pk=only_teacher.teacher.pk).update(**away)
    assert morning(only_teacher) == 0
    assert not Reminder.objects.exists()
    assert morning(only_teacher, 1) == (0 if "leaves_on" in away else 1)


def test_nobody_is_told_at_the_weekend(only_teacher: Cast, source: Source) -> None:
    assert morning(only_teacher, 4) == morning(only_teacher, 5) == 0
    assert source.asked == 0
    assert morning(only_teacher, 6) == 1


def test_who_comes_back_gets_one_reminder_for_all_that_was_missed() -> None:
    calendar = SchoolCalendar([], [])
    first = date(2026, 9, 7)
    back = calendar.add(first, 27)
    assert number_due(Told(first, first, 1), SPACING, calendar, back) == 4
    told = Told(first, back, 4)
    assert number_due(told, SPACING, calendar, calendar.add(back, 1)) is None
    assert number_due(told, SPACING, calendar, calendar.add(back, 3)) == 5
    assert number_due(Told(first, calendar.add(back, 3), 5), SPACING, calendar, calendar.add(back, 99)) is None


def test_a_spacing_of_nothing_still_tells_once_a_day() -> None:
    calendar, day = SchoolCalendar([], []), date(2026, 9, 7)
    assert number_due(None, [0], calendar, day) == 1
    assert number_due(Told(day, day, 1), [0], calendar, day) is None
    assert number_due(Told(day, day, 1), [0], calendar, day + DAY) == 2


def test_what_was_done_meanwhile_is_left_out_and_a_digest_of_nothing_is_dropped(
    only_teacher: Cast, source: Source
) -> None:
    morning(only_teacher)
    teacher = only_teacher.teacher.pk
    source.done.add((teacher, f"group:{only_teacher.teachers.uid}:1"))
    sweep(only_teacher.at)
    (sent,) = mail.outbox
    assert sent.subject == "1 staff group to read at Beacon Hill Primary School"
    assert only_teacher.teachers.name not in sent.body
    morning(only_teacher, 3)
    source.done.add((teacher, f"group:{only_teacher.office.uid}:1"))
    sweep(only_teacher.at + 3 * DAY)
    dropped = Notice.objects.get(status="dropped")
    assert dropped.dropped_why == "Nothing in it was owed any more."
    assert len(mail.outbox) == 1


def test_a_titles_markup_is_shown_as_it_was_typed(only_teacher: Cast) -> None:
    StaffGroup.objects.filter(pk=only_teacher.office.pk).update(name="<b>A & B's</b>")
    only_teacher.office.refresh_from_db()
    morning(only_teacher)
    sweep(only_teacher.at)
    letter = Notice.objects.get().sent_bytes
    assert "<b>A & B's</b>" in mail.outbox[0].body
    assert b"&lt;b&gt;A &amp; B&#x27;s&lt;/b&gt;" in bytes(letter or b"").replace(b"=\r\n", b"")


def test_the_number_of_queries_does_not_grow_with_the_people(cast: Cast, source: Source) -> None:
    source.things = [(cast.teachers, "1")]

    def queries(day: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            morning(cast, day)
        return len(captured)

    queries(0)  # begins the school's chain
    few = queries(3)
    for number in range(30):  # SQLite takes a thousand values at once
        a_person(cast.school, f"Another Teacher {number}", user=None)
    assert queries(7) == few
    assert Notice.objects.filter(recipient__name__startswith="Another").count() == 30


def test_a_run_is_recorded(only_teacher: Cast) -> None:
    morning(only_teacher)
    entry = Entry.objects.get(verb="reminded")
    assert (entry.school_uid, entry.by_kind) == (only_teacher.school.uid, "clock")


@pytest.mark.clause("ACR-05")
def test_who_owes_something_and_has_no_address_is_listed(cast: Cast, source: Source) -> None:
    source.things = [(cast.midday, "1")]
    (line,) = unreachable(cast.school, cast.today)
    assert line.person == cast.midday_supervisor
    assert [owed.title for owed in line.owings] == ["Midday supervisors"]


def test_a_nudge_asks_for_one_thing_and_is_recorded(cast: Cast, source: Source) -> None:
    source.things = [(cast.teachers, "1"), (cast.office, "1")]
    thing = owing(cast.teacher, cast.teachers, f"group:{cast.teachers.uid}:1", cast.today)
    notice = nudge(cast.teacher, thing, by=cast.line_manager, at=cast.at)
    sweep(cast.at)
    (sent,) = mail.outbox
    assert cast.teachers.name in sent.body
    assert cast.office.name not in sent.body
    entry = Entry.objects.get(verb="nudged")
    assert (entry.about_uid, entry.by_uid) == (cast.teacher.uid, cast.line_manager.uid)
    assert notice.about == [{"label": "schools.StaffGroup", "uid": str(cast.teachers.uid)}]


def test_a_nudge_goes_once_a_day_for_one_thing(cast: Cast, source: Source) -> None:
    thing = owing(cast.teacher, cast.teachers, "one", cast.today)
    other = owing(cast.teacher, cast.office, "other", cast.today)
    nudge(cast.teacher, thing, by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="Tessa Teacher was told of this today already"):
        nudge(cast.teacher, thing, by=cast.headteacher, at=cast.at)
    nudge(cast.teacher, other, by=cast.clerk, at=cast.at)
    nudge(cast.teacher, thing, by=cast.clerk, at=cast.at + DAY)
    assert Notice.objects.count() == 3


def test_who_was_in_the_mornings_digest_is_not_nudged_as_well(only_teacher: Cast) -> None:
    morning(only_teacher)
    key = f"group:{only_teacher.teachers.uid}:1"
    thing = owing(only_teacher.teacher, only_teacher.teachers, key, only_teacher.today)
    with pytest.raises(NotAllowed, match="told of this today"):
        nudge(only_teacher.teacher, thing, by=only_teacher.clerk, at=only_teacher.at)


def test_who_cannot_be_reached_or_has_left_is_not_nudged(cast: Cast, source: Source) -> None:
    for person, why in ((cast.midday_supervisor, "no e-mail address"), (cast.leaver, "not on the roll")):
        with pytest.raises(NotAllowed, match=why):
            nudge(person, owing(person, cast.midday, "one", cast.today), by=cast.clerk, at=cast.at)
    assert not Notice.objects.exists()
