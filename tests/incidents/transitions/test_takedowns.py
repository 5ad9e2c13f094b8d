"""An address is followed until it is gone; what is due follows from the school's hours."""

from datetime import timedelta
from random import Random

import pytest

from foundation.core.states import NotAllowed
from incidents.models import Case, Kind, Takedown, TakedownStep
from incidents.prepared import prepared
from incidents.takedown_figures import figures
from incidents.transitions.people import name_person
from incidents.transitions.takedowns import Done, helpline_at, possible, record_step
from tests.cast import Cast
from tests.incidents.kept import ADDRESS, an_address, rules, step
from tests.incidents.reported import blamed, in_hand, judged

pytestmark = pytest.mark.django_db
What, Status = TakedownStep.What, Takedown.Status


@pytest.fixture
def case(cast: Cast) -> Case:
    return in_hand(cast)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.clause("HAY-07")
def test_an_author_has_the_schools_hours_and_two_schools_differ(cast: Cast, case: Case) -> None:
    assert step(cast, an_address(cast, case), What.ASKED).due_at == cast.at + hours(24)
    rules(cast, author_hours=6)
    other = an_address(cast, case, f"{ADDRESS}2")
    assert step(cast, other, What.ASKED).due_at == cast.at + hours(6)
    assert step(cast, other, What.LOOKED, 6).due_at == cast.at + hours(12)
    assert other.status == Status.ASKED


@pytest.mark.clause("HAY-08")
def test_a_platform_is_looked_at_again_and_after_48_hours_a_helpline_can_take_it_up(cast: Cast, case: Case) -> None:
    rules(cast, recheck_hours=12)
    row = step(cast, an_address(cast, case), What.REPORTED, reference="R-1")
    assert (row.status, row.due_at, row.reported_at) == (Status.REPORTED, cast.at + hours(12), cast.at)
    row = step(cast, row, What.LOOKED, 12)
    assert (row.due_at, row.reported_at) == (cast.at + hours(24), cast.at)
    assert helpline_at(row) == cast.at + hours(48)
    row = step(cast, row, What.ESCALATED, 50, "The helpline has it.")
    assert row.status == Status.ESCALATED
    row = step(cast, row, What.REMOVED, 60)
    assert (row.status, row.due_at, row.removed_at) == (Status.REMOVED, None, cast.at + hours(60))
    assert helpline_at(row) is None


def test_one_that_is_there_again_is_due_at_once_and_its_hours_begin_anew(cast: Cast, case: Case) -> None:
    row = an_address(cast, case)
    for what, at in ((What.REPORTED, 0), (What.REMOVED, 5), (What.REAPPEARED, 100)):
        row = step(cast, row, what, at)
    assert (row.status, row.removed_at, row.reported_at) == (Status.NOTED, None, None)
    assert row.due_at == cast.at + hours(100)
    assert helpline_at(step(cast, row, What.REPORTED, 101)) == cast.at + hours(149)


@pytest.mark.clause("HAY-06")
def test_nobody_asks_the_author_while_it_may_be_an_allegation(cast: Cast) -> None:
    case = in_hand(cast, Kind.STAFF_CONTACT)
    row = an_address(cast, case)
    assert What.ASKED not in possible(case, row)
    assert [one.name for one in prepared(row)] == ["platform"]
    with pytest.raises(NotAllowed, match="could spoil an investigation"):
        step(cast, row, What.ASKED)
    assert not row.steps.exists()
    step(cast, row, What.REPORTED)


@pytest.mark.parametrize(
    ("done", "what", "sentence"),
    [
        ([], What.REFUSED, "noted now"),
        ([], What.ESCALATED, "noted now"),
        ([What.REMOVED], What.LOOKED, "Nobody waits"),
        ([What.REMOVED], What.ASKED, "removed now"),
        ([What.DROPPED], What.REPORTED, "dropped now"),
    ],
)
def test_what_cannot_follow_is_refused_in_words(
    cast: Cast, case: Case, done: list[str], what: str, sentence: str
) -> None:
    row = an_address(cast, case)
    for one in done:
        row = step(cast, row, one)
    assert what not in possible(case, row)
    with pytest.raises(NotAllowed, match=sentence):
        step(cast, row, what, 1)


def test_a_reason_is_asked_for_and_time_goes_forward(cast: Cast, case: Case) -> None:
    row = step(cast, an_address(cast, case), What.REPORTED, 3)
    with pytest.raises(NotAllowed, match="in a few words"):
        step(cast, row, What.REFUSED, 4, words="")
    with pytest.raises(NotAllowed, match="before the last thing"):
        step(cast, row, What.LOOKED, 2)
    with pytest.raises(NotAllowed, match="in the future"):
        record_step(row, Done(What.REMOVED, cast.at + hours(99)), by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="noted already"):
        an_address(cast, case)


def test_the_prepared_text_names_nobody_and_nothing_of_what_was_told(cast: Cast, case: Case) -> None:
    case = judged(cast, case)
    row = step(cast, an_address(cast, case), What.REPORTED, reference="R-77")
    texts = {one.name: one.text for one in prepared(Takedown.objects.get(pk=row.pk))}
    assert set(texts) == {"platform", "author", "helpline"}
    assert "bullies or harasses" in texts["platform"]
    assert "R-77" in texts["helpline"]
    for text in texts.values():
        assert ADDRESS in text
        assert not [name for name in ("Hannah", "Tessa", "shouts", "Insults") if name in text]


def test_figures_say_how_many_went_and_how_fast_by_platform(cast: Cast, case: Case) -> None:
    for number, (platform, at) in enumerate(
        (("Chalkboard", 4), ("Chalkboard", 10), ("chalkboard", None), ("Slate", 90))
    ):
        row = step(cast, an_address(cast, case, f"{ADDRESS}/{number}", platform), What.REPORTED)
        if at is not None:
            step(cast, row, What.REMOVED, at)
    an_address(cast, case, f"{ADDRESS}/noted")
    since, until = cast.today - timedelta(days=1), cast.today + timedelta(days=30)
    found = figures(cast.school, since, cast.headteacher.user, until=until)
    assert [(one.platform, one.asked, one.gone, one.rate, one.median_words) for one in found] == [
        ("Chalkboard", 3, 2, 67, "7 hours"),
        ("Slate", 1, 1, 100, "4 days"),
    ]
    assert figures(cast.school, cast.today + timedelta(days=1), cast.headteacher.user, until=until) == []
    before = figures(cast.school, since, cast.headteacher.user, until=cast.today + timedelta(days=2))
    assert [(one.platform, one.gone) for one in before] == [("Chalkboard", 2), ("Slate", 0)], "as it stood then"
    name_person(case, blamed(cast.governor), by=cast.headteacher, at=cast.at)
    assert figures(cast.school, since, cast.governor.user, until=until) == []


def test_whatever_is_written_down_in_whatever_order_where_it_stands_holds_together(cast: Cast) -> None:
    """Sixty addresses with eight tries each, in an open case and in one that may be an allegation."""
    chance, refused = Random(2026), 0  # noqa: S311 - the same order each time
    for number in range(60):
        case = in_hand(cast, Kind.STAFF_CONTACT if number % 3 == 0 else Kind.STAFF_MENTION)
        row = an_address(cast, case, f"{ADDRESS}/{number}")
        for hour in range(8):
            what = chance.choice(What.values)
            may, before = what in possible(case, row), row.steps.count()
            try:
                row = step(cast, row, what, hour)
            except NotAllowed:
                refused += 1
                assert not may
                assert row.steps.count() == before
            else:
                assert may
            row.refresh_from_db()
            assert (row.status == Status.REMOVED) == (row.removed_at is not None)
            is_over = row.status in (Status.REMOVED, Status.REFUSED, Status.DROPPED)
            assert (row.due_at is None) == (is_over or not row.steps.exists())
            assert not (case.is_held_back and row.status == Status.ASKED)
            assert row.reported_at is None or row.steps.filter(what=What.REPORTED).exists()
    assert 100 < refused < 400
