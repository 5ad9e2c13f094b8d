"""What is over its time is told to the headteacher and whoever leads, once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.audit.models import Entry as Act
from foundation.core.actors import Clock
from foundation.notices.delivery import drain
from foundation.notices.digests import remind, unreachable
from foundation.notices.models import Notice
from foundation.schools.models import Person
from incidents.clocks import hours_left, working_day_after
from incidents.models import CasePerson, DataBreach, Entry, Kind, Promise, Update
from incidents.panels.informing import due_in_cases, for_me, missed_by_others, wrote_to_me
from incidents.tasks import chase_what_is_due
from incidents.transitions.cases import take_case
from incidents.transitions.closing import OUTCOMES, close_case
from incidents.transitions.data_breach import assess_breach, find_breach
from incidents.transitions.informing import Word, add_something, record_contact, tell
from incidents.transitions.overdue import chase
from incidents.transitions.people import name_person, take_out
from incidents.transitions.procedures import Advised, consult_lado
from tests.cast import Cast
from tests.incidents.reported import a_case, affected, blamed, in_hand, judged, the_affected

pytestmark = pytest.mark.django_db
CLOCK, DAY = Clock("test"), timedelta(days=1)
MISSED, OVERDUE = "incidents.missed", "incidents.overdue"


def promised(cast: Cast, row: CasePerson, days: int = 2) -> Promise:
    tell(row, Word(Update.What.WORD, "Soon.", cast.today + days * DAY), by=cast.headteacher, at=cast.at)
    return Promise.objects.get(affected=row, kept_at=None)


@pytest.fixture
def row(cast: Cast) -> CasePerson:
    """Spoken with, so that only promises are due."""
    row = the_affected(in_hand(cast, named=[affected(cast.line_manager)]))
    return record_contact(row, words="Hello.", happened_at=cast.at, by=cast.headteacher, at=cast.at)


def later(cast: Cast, days: int) -> datetime:
    return cast.at + days * DAY


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


@pytest.mark.clause("ACR-14")
def test_a_missed_promise_goes_to_the_headteacher_and_whoever_leads_once(cast: Cast, row: CasePerson) -> None:
    promised(cast, row, 2)
    assert [chase(by=CLOCK, at=later(cast, day)) for day in (1, 2, 3, 3, 9)] == [0, 0, 1, 0, 0]
    assert told(MISSED) == ["Hannah Headteacher"]
    assert Entry.objects.filter(case=row.case, by=None).count() == 1
    assert Act.objects.filter(verb="case_promise_missed", by_kind="clock").count() == 1


@pytest.mark.clause("ACR-14")
def test_the_next_promise_is_chased_as_the_first_one_was(cast: Cast, row: CasePerson) -> None:
    promised(cast, row, 2)
    chase(by=CLOCK, at=later(cast, 3))
    word = Word(Update.What.WORD, "At last.", cast.today + 5 * DAY)
    tell(row, word, by=cast.headteacher, at=later(cast, 4))
    assert [chase(by=CLOCK, at=later(cast, day)) for day in (5, 6, 7)] == [0, 1, 0]
    assert told(MISSED) == ["Hannah Headteacher"] * 2


def test_a_kept_promise_one_taken_out_and_one_of_a_closed_case_are_not_chased(cast: Cast, row: CasePerson) -> None:
    promised(cast, row, 2)
    tell(row, Word(Update.What.DONE, "Gone.", None), by=cast.headteacher, at=cast.at)
    out = the_affected(in_hand(cast, named=[affected(cast.senior_leader)]))
    promised(cast, out, 2)
    take_out(out, why="It was somebody else.", by=cast.headteacher, at=cast.at)
    closed = the_affected(judged(cast, in_hand(cast, named=[affected(cast.clerk)]), is_low=True))
    promised(cast, closed, 2)
    close_case(closed.case, outcome=OUTCOMES[0], why="Gone.", by=cast.headteacher, at=cast.at)
    assert chase(by=CLOCK, at=later(cast, 30)) == 0


@pytest.mark.clause("ACR-18", "ACR-14")
def test_a_headteacher_complained_of_is_not_told_and_the_chair_is(cast: Cast) -> None:
    case = a_case(cast, Kind.CONDUCT, named=[blamed(cast.headteacher), affected(cast.line_manager)])
    row = the_affected(take_case(case, by=cast.chair, at=cast.at))
    tell(row, Word(Update.What.WORD, "Soon.", cast.today + DAY), by=cast.chair, at=cast.at)
    assert chase(by=CLOCK, at=later(cast, 30)) == 2, "the promise and the first conversation"
    assert told(MISSED) == told(OVERDUE) == ["Charlie Chair"]
    assert missed_by_others(cast.headteacher.user, cast.today + 30 * DAY) == []


@pytest.mark.clause("ACR-12")
def test_a_first_conversation_that_is_late_is_told_once_also_while_nobody_has_the_case(cast: Cast) -> None:
    case = a_case(cast, named=[affected(cast.line_manager)])
    row = the_affected(case)
    assert row.contact_due_on is not None
    late = later(cast, (row.contact_due_on - cast.today).days + 1)
    assert [chase(by=CLOCK, at=late), chase(by=CLOCK, at=late)] == [1, 0]
    assert told(OVERDUE) == ["Hannah Headteacher"]
    record_contact(row, words="Sorry.", happened_at=cast.at, by=cast.headteacher, at=cast.at)
    assert missed_by_others(cast.headteacher.user, late.date()) == []


@pytest.mark.clause("HAY-06")
def test_a_working_day_for_the_lado_is_no_weekend_and_no_bank_holiday_but_a_school_holiday_is() -> None:
    assert working_day_after(date(2026, 11, 20)) == date(2026, 11, 23)
    assert working_day_after(date(2026, 12, 24)) == date(2026, 12, 29)
    assert working_day_after(date(2026, 8, 4)) == date(2026, 8, 5)


@pytest.mark.clause("HAY-06")
def test_the_day_of_the_lado_is_chased_until_somebody_has_spoken_with_them(cast: Cast) -> None:
    case, other = a_case(cast, Kind.STAFF_CONTACT), a_case(cast, Kind.STAFF_CONTACT)
    assert case.lado_due_on == working_day_after(cast.today)
    consult_lado(other, Advised("Lou", cast.at, ""), by=cast.headteacher, at=cast.at)
    late = later(cast, (case.lado_due_on - cast.today).days + 1)
    assert [chase(by=CLOCK, at=late), chase(by=CLOCK, at=late)] == [1, 0]
    assert told(OVERDUE) == ["Hannah Headteacher"]
    lines = missed_by_others(cast.headteacher.user, late.date())
    assert [line.what for line in lines] == [f"Case {case}: Consider the harm threshold with the local authority"]


@pytest.mark.clause("STM-19")
def test_the_seventy_two_hours_are_hours_and_end_with_a_finding_of_no_risk(cast: Cast) -> None:
    case, calm = in_hand(cast), in_hand(cast)
    breach = find_breach(case, known_at=cast.at, by=cast.headteacher, at=cast.at)
    quiet = find_breach(calm, known_at=cast.at, by=cast.headteacher, at=cast.at)
    assess_breach(quiet, DataBreach.Risk.NONE, words="Nobody saw it.", by=cast.headteacher, at=cast.at)
    hours = [cast.at + timedelta(hours=hour) for hour in (71, 72, 73, 74)]
    assert [chase(by=CLOCK, at=at) for at in hours] == [0, 0, 1, 0]
    assert [hours_left(breach.due_at, at) for at in (cast.at, *hours)] == [72, 1, 0, 0, 0]
    assert told(OVERDUE) == ["Hannah Headteacher"]


def test_the_task_of_the_clock_tells_what_is_over_its_time(cast: Cast, row: CasePerson) -> None:
    promised(cast, row, 2)
    with time_machine.travel(later(cast, 3), tick=False):
        chase_what_is_due()
        chase_what_is_due()
    assert told(MISSED) == ["Hannah Headteacher"]


def digest(cast: Cast, at: datetime) -> dict[str, str]:
    """Who gets a digest that morning that speaks of a case, with what it says."""
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        remind(cast.school, on=at.date(), at=at)
        drain(lambda: at, until=at + timedelta(seconds=1))
    letters = [one for one in mail.outbox if "/case/" in one.body and "to see to" in one.subject]
    return {letter.to[0].partition("@")[0]: f"{letter.subject} {letter.body}" for letter in letters}


def a_weekday(cast: Cast, days: int) -> datetime:
    """So many days from now, or the next day on which staff are at work."""
    at = cast.at + days * DAY
    while at.isoweekday() > 5 or at.month == 12:
        at += DAY
    return at


def test_a_digest_says_the_reference_of_what_is_due_to_whoever_leads(cast: Cast, row: CasePerson) -> None:
    promised(cast, row, 2)
    said = digest(cast, a_weekday(cast, 3))
    assert set(said) == {"hannah.headteacher"}
    assert f"Case {row.case}" in said["hannah.headteacher"]
    assert "Lena" not in said["hannah.headteacher"]


@pytest.mark.clause("ACR-18")
def test_a_digest_and_the_office_say_nothing_to_who_is_complained_of(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.line_manager)])
    promised(cast, the_affected(case), 2)
    name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at)
    at = a_weekday(cast, 3)
    assert set(digest(cast, at)) == {"charlie.chair"}
    Person.objects.filter(pk=cast.chair.pk).update(email="")
    assert cast.chair not in [line.person for line in unreachable(cast.school, at.date())]


def test_what_the_person_affected_wrote_is_on_the_desk_of_whoever_leads_until_it_is_answered(
    cast: Cast, row: CasePerson
) -> None:
    add_something(row, "It goes on.", by=cast.line_manager, at=cast.at)
    (line,) = wrote_to_me(cast.headteacher.user, cast.today)
    assert line.what == f"Case {row.case}: the person affected wrote to you"
    assert wrote_to_me(cast.dsl.user, cast.today) == []
    promised(cast, row)
    assert wrote_to_me(cast.headteacher.user, cast.today) == []


def asked(cast: Cast, at: datetime) -> tuple[int, int, int]:
    """How many queries the headteacher's desk, the affected person's desk and the digest take."""
    people = Person.objects.filter(school=cast.school)
    acts: list[Callable[[], object]] = [
        lambda: missed_by_others(cast.headteacher.user, at.date()),
        lambda: for_me(cast.line_manager.user, at.date()),
        lambda: list(due_in_cases(cast.school, people, at.date())),
    ]
    counts = []
    for act in acts:
        with CaptureQueriesContext(connection) as queries:
            assert act()
        counts.append(len(queries))
    return counts[0], counts[1], counts[2]


def test_more_cases_ask_no_more_of_the_database_for_desks_and_digests(cast: Cast) -> None:
    def late_with_the_dsl() -> None:
        case = in_hand(cast, Kind.CHILD, lead=cast.dsl, named=[affected(cast.line_manager)])
        tell(the_affected(case), Word(Update.What.WORD, "Soon.", cast.today + DAY), by=cast.dsl, at=cast.at)

    late_with_the_dsl()
    at = later(cast, 9)
    chase(by=CLOCK, at=at)
    few = asked(cast, at)
    for _ in range(6):
        late_with_the_dsl()
    chase(by=CLOCK, at=at)
    assert len(missed_by_others(cast.headteacher.user, at.date())) == 7
    assert asked(cast, at) == few
