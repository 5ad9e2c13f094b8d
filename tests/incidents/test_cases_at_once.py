"""Two at the same moment on one case, on PostgreSQL: one of them does it, the other gets words."""

import pytest

from incidents.models import Case, Considered, Entry, Kind, ResponseOption, Update
from incidents.transitions.cases import take_case
from incidents.transitions.closing import OUTCOMES, close_case, reopen_case
from incidents.transitions.informing import Word, tell
from incidents.transitions.joining import join
from incidents.transitions.letting_in import agree_emergency, ask_emergency, refuse_emergency
from incidents.transitions.people import name_person
from incidents.transitions.responses import consider
from incidents.transitions.timeline import write_entry
from tests.approvals.test_at_once import at_once
from tests.cast import Cast
from tests.incidents.reported import a_case, affected, blamed, in_hand, judged, the_affected

pytestmark = pytest.mark.django_db(transaction=True)
END = {"outcome": OUTCOMES[0], "why": "It is gone."}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.make()


def refusals(said: list[str]) -> int:
    return len([words for words in said if words])


def test_two_people_close_a_case_at_once_and_one_of_them_is_told(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, Kind.CHILD, lead=cast.dsl, named=[affected(cast.line_manager)]))
    for option in ResponseOption.objects.filter(school=cast.school):
        consider(case, option, answer=Considered.Answer.TAKEN, why="Done.", by=cast.dsl, at=cast.at)
    tell(the_affected(case), Word(Update.What.DONE, "It is gone.", None), by=cast.dsl, at=cast.at)
    said = at_once(*(lambda by=by: close_case(case, **END, by=by, at=cast.at) for by in (cast.dsl, cast.headteacher)))
    assert refusals(said) == 1
    assert any("closed now" in words for words in said)
    assert Entry.objects.filter(what=Entry.What.DECISION, case=case).count() == 4  # judged, twice considered, closed
    assert the_affected(case).updates.count() == 2


def test_two_people_take_a_case_on_at_once_and_one_has_it(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD)
    said = at_once(*(lambda by=by: take_case(case, by=by, at=cast.at) for by in (cast.dsl, cast.headteacher)))
    assert refusals(said) == 1
    case.refresh_from_db()
    assert case.lead in (cast.dsl, cast.headteacher)


def test_closing_while_somebody_is_named_is_never_done_by_who_is_complained_of(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, Kind.CHILD, lead=cast.headteacher), is_low=True)
    at_once(
        lambda: close_case(case, **END, by=cast.headteacher, at=cast.at),
        lambda: name_person(case, blamed(cast.headteacher), by=cast.dsl, at=cast.at),
    )
    case.refresh_from_db()
    if case.status == Case.Status.CLOSED:
        assert not case.people.exists()
    else:
        assert (case.status, case.lead) == (Case.Status.RECEIVED, None)


def test_closed_and_written_on_at_once_the_entry_stands_before_the_closing_or_is_refused(cast: Cast) -> None:
    case = judged(cast, in_hand(cast), is_low=True)
    said = at_once(
        lambda: close_case(case, **END, by=cast.headteacher, at=cast.at),
        lambda: write_entry(case, "note", "More.", happened_at=cast.at, by=cast.headteacher, at=cast.at),
    )
    assert said[0] == ""
    words = [entry.words for entry in case.entries.order_by("pk")]
    assert words[-1].startswith("Closed")
    assert ("More." in words) == (said[1] == "")


def test_two_reports_joined_to_each_other_at_once_stay_one_case(cast: Cast) -> None:
    one, other = a_case(cast), a_case(cast)
    said = at_once(
        lambda: join(one.reports.get(), other, by=cast.headteacher, at=cast.at),
        lambda: join(other.reports.get(), one, by=cast.headteacher, at=cast.at),
    )
    assert refusals(said) == 1
    assert Case.objects.exclude(status=Case.Status.CLOSED).count() == 1


def test_agreed_to_and_refused_at_once_it_is_one_of_them(cast: Cast) -> None:
    case = a_case(cast, Kind.CHILD)
    row = ask_emergency(case, why="Now.", by=cast.senior_leader, at=cast.at)
    said = at_once(
        lambda: agree_emergency(row, by=cast.chair, at=cast.at),
        lambda: refuse_emergency(row, by=cast.trust_officer, at=cast.at),
    )
    assert refusals(said) == 1
    row.refresh_from_db()
    assert (row.agreed_at is None) != (row.refused_at is None)


def test_reopened_by_two_at_once_it_is_reopened_once(cast: Cast) -> None:
    case = judged(cast, in_hand(cast, Kind.CHILD, lead=cast.dsl), is_low=True)
    close_case(case, **END, by=cast.dsl, at=cast.at)
    said = at_once(
        *(lambda by=by: reopen_case(case, why="Again.", by=by, at=cast.at) for by in (cast.dsl, cast.headteacher))
    )
    assert refusals(said) == 1
