"""What time and people do to a step: who is late is reminded, the clerk is shown it, and what nobody holds moves."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from approvals import transitions
from approvals.models import ApprovalRules, Decision, Mode, Request, Step, Whose
from approvals.panels.people import to_see_to
from approvals.tasks import keep_all_moving
from approvals.transitions import Wanted
from foundation.audit.models import Entry
from foundation.core.actors import Clock
from foundation.core.states import NotAllowed
from foundation.notices.digests import remind
from foundation.notices.models import Notice, Reminder
from foundation.schools.models import Absence, Role, RoleKind, User
from foundation.schools.transitions.people import enter_leaving
from tests.approvals.asked import CHAIR, HEAD, MANAGER, answer, open_step, sent, set_chain, team
from tests.cast import Cast, a_person, a_role

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 9, 10, tzinfo=LONDON)
CLOCK = Clock("test")


@pytest.fixture
def cast() -> Cast:
    return Cast.make(MONDAY)


def on(cast: Cast, day: date) -> int:
    """The digests of a day."""
    return remind(cast.school, on=day, at=datetime(day.year, day.month, day.day, 7, tzinfo=LONDON))


def told(cast: Cast) -> list[tuple[str, date]]:
    rows = Reminder.objects.filter(about_label="approvals.Request").order_by("on", "pk")
    return list(rows.values_list("person__name", "on"))


def user(person: object) -> User:
    found = getattr(person, "user", None)
    assert isinstance(found, User)
    return found


def move(cast: Cast) -> int:
    return transitions.keep_moving(cast.school, by=CLOCK, at=cast.at)


def test_who_is_late_is_told_in_the_digest_from_the_day_after_and_ever_more_rarely(cast: Cast) -> None:
    set_chain(cast, HEAD)
    step = open_step(sent(cast))
    assert step.due_on == date(2026, 11, 16)
    days = [date(2026, 11, 9) + timedelta(days) for days in range(50)]
    for day in days:
        on(cast, day)
        on(cast, day)  # a second run on the same day tells nobody anything
    # School days 3, 7 and 14 after the first telling; the 28th comes after these days.
    assert told(cast) == [
        ("Hannah Headteacher", date(2026, 11, 17)),
        ("Hannah Headteacher", date(2026, 11, 20)),
        ("Hannah Headteacher", date(2026, 11, 26)),
        ("Hannah Headteacher", date(2026, 12, 7)),
    ]


def test_who_is_away_is_not_chased_but_who_stands_in_is(cast: Cast) -> None:
    set_chain(cast, HEAD)
    sent(cast)
    late = date(2026, 11, 17)
    Absence.objects.create(
        school=cast.school, person=cast.headteacher, kind="other", starts_on=late, entered_by=cast.clerk,
        entered_at=cast.at,
    )  # fmt: skip
    transitions.name_deputy(
        cast.headteacher, cast.senior_leader, starts_on=late, ends_on=late, by=cast.clerk, at=cast.at
    )
    on(cast, late)
    assert told(cast) == [("Sam Senior-Leader", late)]


def test_what_was_answered_or_taken_back_is_chased_no_more(cast: Cast) -> None:
    set_chain(cast, HEAD)
    done, back = sent(cast), sent(cast)
    answer(cast, done, cast.headteacher)
    transitions.withdraw_request(back, by=cast.teacher, at=cast.at)
    on(cast, date(2026, 11, 20))
    assert told(cast) == []


def test_the_clerk_sees_a_step_after_the_schools_time_and_passes_it_on_with_a_reason(cast: Cast) -> None:
    ApprovalRules.objects.create(school=cast.school, late_days=3)
    set_chain(cast, HEAD)
    request = sent(cast)
    assert to_see_to(user(cast.clerk), date(2026, 11, 18)) == []  # two school days after the 16th
    (line,) = to_see_to(user(cast.clerk), date(2026, 11, 19))
    assert "no answer from: Headteacher" in line.what
    assert to_see_to(user(cast.headteacher), date(2026, 11, 19)) == []
    transitions.pass_on(open_step(request), cast.chair, why="In hospital.", by=cast.clerk, at=cast.at)
    (decision,) = answer(cast, request, cast.chair)
    assert decision.step.because == "Passed on from Headteacher by Clara Clerk."


def test_two_schools_wait_for_different_times(cast: Cast) -> None:
    """One shows the clerk a late step after a day, the other after ten."""
    rules = ApprovalRules.objects.create(school=cast.school, late_days=1)
    set_chain(cast, HEAD)
    sent(cast)
    day = date(2026, 11, 17)
    assert len(to_see_to(user(cast.clerk), day)) == 1
    rules.late_days = 10
    rules.save()
    assert to_see_to(user(cast.clerk), day) == []


def test_nobody_sees_to_their_own_request(cast: Cast) -> None:
    set_chain(cast, HEAD)
    sent(cast, by=cast.clerk)
    assert to_see_to(user(cast.clerk), date(2026, 12, 18)) == []


@pytest.mark.parametrize("how", ["leaves", "role ends"])
def test_an_open_step_that_nobody_holds_any_more_goes_to_who_comes_next_saying_why(cast: Cast, how: str) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    was = open_step(request)
    if how == "leaves":
        cast.headteacher.leaves_on = cast.today - timedelta(days=1)
        cast.headteacher.save()
    else:
        Role.objects.filter(kind=RoleKind.HEADTEACHER).update(ends_on=cast.today - timedelta(days=1))
    assert move(cast) == 1
    step = open_step(request)
    assert (step.pk, step.whose) == (was.pk, Whose.CHAIR)
    assert step.because == ("Headteacher: nobody there can answer this request, so it goes to: Chair of governors.")
    assert Entry.objects.filter(verb="request_step_moved").count() == 1
    assert Notice.objects.filter(kind="approvals.asked", recipient=cast.chair).count() == 1
    assert move(cast) == 0
    answer(cast, request, cast.chair)
    request.refresh_from_db()
    assert request.status == "approved"


def test_what_nobody_can_decide_waits_and_is_a_task_for_the_clerk(cast: Cast) -> None:
    set_chain(cast, CHAIR)
    request = sent(cast)
    Role.objects.filter(kind=RoleKind.CHAIR).delete()
    assert move(cast) == 0
    assert open_step(request).whose == Whose.CHAIR
    (line,) = to_see_to(user(cast.clerk), cast.today)
    assert "nobody can answer it" in line.what
    on(cast, cast.today)
    assert told(cast) == [("Clara Clerk", cast.today)]
    transitions.pass_on(open_step(request), cast.governor, why="No chair yet.", by=cast.clerk, at=cast.at)
    assert to_see_to(user(cast.clerk), cast.today) == []


def test_who_takes_up_a_role_finds_what_is_open_and_is_told_once(cast: Cast) -> None:
    set_chain(cast, HEAD)
    request = sent(cast)
    new = a_person(cast.school, "Nadia New-Head")
    a_role(new, RoleKind.HEADTEACHER)
    Role.objects.filter(person=cast.headteacher).update(ends_on=cast.today - timedelta(days=1))
    keep_all_moving()
    keep_all_moving()
    assert open_step(request).whose == Whose.HEADTEACHER
    assert Notice.objects.filter(kind="approvals.asked", recipient=new).count() == 1
    answer(cast, request, new)


def test_another_line_manager_answers_and_is_told(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    cast.teacher.line_manager = new = a_person(cast.school, "Nora New-Manager")
    cast.teacher.save()
    assert move(cast) == 0
    assert Notice.objects.filter(kind="approvals.asked", recipient=new).count() == 1
    answer(cast, request, new)


@pytest.mark.clause("QEI-11")
def test_who_comes_to_hold_a_later_step_too_decides_once(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    cast.teacher.line_manager = cast.headteacher
    cast.teacher.save()
    assert move(cast) == 1
    first, second = answer(cast, request, cast.headteacher)
    assert (first.step.whose, second.step.whose) == (Whose.LINE_MANAGER, Whose.HEADTEACHER)
    assert "Decided once" in second.conflicts[0]


def test_a_step_that_waited_for_a_later_one_is_asked_first_when_they_are_two(cast: Cast) -> None:
    cast.teacher.line_manager = cast.headteacher
    cast.teacher.save()
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    assert open_step(request).whose == Whose.HEADTEACHER
    cast.teacher.line_manager = cast.line_manager
    cast.teacher.save()
    with pytest.raises(NotAllowed, match="answers first now"):
        answer(cast, request, cast.headteacher)
    assert move(cast) == 1
    assert open_step(request).whose == Whose.LINE_MANAGER
    assert move(cast) == 0


def test_advice_of_a_team_without_people_goes_to_the_headteacher(cast: Cast) -> None:
    advice = Wanted(Mode.ADVISE, Whose.GROUP, group=team(cast))
    set_chain(cast, advice, CHAIR)
    request = sent(cast)
    team_now = open_step(request).group
    assert team_now is not None
    team_now.people.clear()
    assert move(cast) == 1
    assert open_step(request).because.startswith("Social media team: nobody there")


def test_a_last_day_that_is_entered_moves_nothing_before_it_is_over(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    enter_leaving(cast.line_manager, on=cast.today, by=cast.clerk, at=cast.at)
    assert move(cast) == 0
    tomorrow = cast.at + timedelta(days=1)
    assert transitions.keep_moving(cast.school, by=CLOCK, at=tomorrow) == 1
    assert open_step(request).whose == Whose.HEADTEACHER


def test_what_was_decided_stays_when_its_approver_leaves(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    answer(cast, request, cast.line_manager)
    cast.line_manager.leaves_on = cast.today - timedelta(days=1)
    cast.line_manager.save()
    assert move(cast) == 0
    answer(cast, request, cast.headteacher)
    request.refresh_from_db()
    assert request.status == Request.Status.APPROVED
    assert Decision.objects.filter(by=cast.line_manager).count() == 1
    assert not Step.objects.filter(request=request).exclude(status=Step.Status.DONE).exists()


def test_a_chain_that_is_changed_half_way_is_kept_or_moved_and_that_is_recorded(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    set_chain(cast, CHAIR)
    assert open_step(request).whose == Whose.LINE_MANAGER
    assert not Entry.objects.filter(verb="request_chain_moved").exists()
    set_chain(cast, CHAIR, moves=True)
    assert open_step(request).whose == Whose.CHAIR
    assert Entry.objects.filter(verb="request_chain_moved").count() == 1
