"""What is held is kept: by hand and by link, whatever else happens at the same moment."""

from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from incidents.models import Case, Kind
from incidents.transitions.closing import reopen_case
from incidents.transitions.reporting import Said, receive
from monitoring.models import Hold, Mention
from monitoring.retention import due
from monitoring.retention.classes import class_of
from monitoring.retention.run import run_purge
from monitoring.transitions.holding import Held, end, place
from tests.approvals.test_at_once import at_once
from tests.cast import Cast
from tests.monitoring.retention.kept import a_closed_case, agreed, found, noon, purged

LONG_AGO = date(2019, 3, 4)


def hold_on(cast: Cast, held: Held, **more: object) -> Hold:
    fields = {"kind": "legal", "why": "A solicitor wrote.", "starts_on": cast.today, **more}
    return place(cast.school, held, by=cast.headteacher, at=cast.at, **fields)  # type: ignore[arg-type]  # as given


@pytest.mark.clause("ACR-21")
def test_a_record_that_is_held_by_hand_stays_until_the_hold_has_ended(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    hold = hold_on(cast, Held(label="incidents.Case", uid=case.uid))
    assert purged(cast, "incident_other") is None
    assert Case.objects.filter(pk=case.pk).exists()
    end(hold, "They lost.", by=cast.headteacher, at=cast.at)
    assert purged(cast, "incident_other") is not None
    assert not Case.objects.filter(pk=case.pk).exists()


def test_a_hold_on_a_part_holds_the_whole_record(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    hold_on(cast, Held(label="incidents.Report", uid=case.reports.get().uid))
    assert purged(cast, "incident_other") is None
    assert case.reports.exists()


def test_a_hold_on_a_person_keeps_what_names_them_and_nothing_else(cast: Cast) -> None:
    named, other = (a_closed_case(cast, LONG_AGO, by=by) for by in (cast.teacher, cast.line_manager))
    hold_on(cast, Held(person=cast.teacher))
    assert purged(cast, "incident_other") is not None
    assert list(Case.objects.all()) == [named]
    assert not Case.objects.filter(pk=other.pk).exists()


def test_a_whole_class_can_be_held(cast: Cast) -> None:
    a_closed_case(cast, LONG_AGO)
    hold_on(cast, Held(record_class="incident_other"))
    assert purged(cast, "incident_other") is None
    period = due.period_of(cast.school, class_of("incident_other"))
    assert period is not None
    seen = due.look_through(class_of("incident_other"), cast.school, period, cast.today)
    assert dict(seen.held) == {"held by hand: legal proceedings, or the prospect of them": 1}


def test_a_hold_whose_last_day_is_over_holds_no_more(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    yesterday = cast.today - timedelta(days=1)
    hold_on(cast, Held(label="incidents.Case", uid=case.uid), starts_on=yesterday, until_on=yesterday)
    assert purged(cast, "incident_other") is not None


def test_a_hold_that_begins_after_two_people_agreed_still_wins(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    earlier = cast.today - timedelta(days=3)
    purge = agreed(found(cast.school, "incident_other", earlier), cast.headteacher, cast.chair, noon(earlier))
    hold_on(cast, Held(label="incidents.Case", uid=case.uid))
    assert run_purge(purge, lambda: cast.at)
    assert Case.objects.filter(pk=case.pk).exists()


@pytest.mark.clause("ACR-21")
def test_what_was_promoted_to_an_open_case_is_held_by_it(cast: Cast) -> None:
    mention = Mention.objects.create(
        school=cast.school,
        on=LONG_AGO,
        elsewhere="Chalkboard",
        tone="criticism",
        by=cast.clerk,
        by_name="C",
        at=noon(LONG_AGO),
    )
    said = Said(Kind.STAFF_MENTION, "They wrote it.", from_label="monitoring.Mention", from_uid=mention.uid)
    case = receive(cast.school, said, by=cast.teacher, at=cast.at).case
    assert purged(cast, "footprint") is None
    closed = {"status": "closed", "closed_at": cast.at, "outcome": "Over", "taken_at": cast.at, "lead": cast.dsl}
    Case.objects.filter(pk=case.pk).update(**closed)
    assert purged(cast, "footprint") is not None


def test_why_something_is_held_and_of_whom_stands_sealed_and_not_in_the_trail(cast: Cast) -> None:
    hold = hold_on(cast, Held(person=cast.teacher), why="Tessa went to a solicitor.")
    payload = Entry.objects.get(about_uid=hold.uid).payload
    assert "Tessa" not in payload
    assert "solicitor" not in payload
    assert Hold.objects.get(pk=hold.pk).why == "Tessa went to a solicitor."


def test_a_hold_is_ended_once(cast: Cast) -> None:
    hold = hold_on(cast, Held(record_class="look"))
    end(hold, "Over.", by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="ended already"):
        end(hold, "Over.", by=cast.headteacher, at=cast.at)


def test_nobody_of_another_school_is_held_here(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="not on the roll"):
        hold_on(cast, Held(person=cast.other_teacher))


@pytest.mark.django_db(transaction=True)
def test_a_hold_placed_at_the_moment_of_the_purge_wins_or_comes_too_late_and_is_never_half_kept(
    transactional_db: None,
) -> None:
    cast = Cast.make()
    for number in range(4):
        case = a_closed_case(cast, LONG_AGO + timedelta(days=number))
        purge = agreed(found(cast.school, "incident_other", cast.today), cast.headteacher, cast.chair, cast.at)
        held = Held(label="incidents.Case", uid=case.uid)
        at_once(
            partial(run_purge, purge, lambda: cast.at),
            partial(hold_on, cast, held),
        )
        is_here = Case.objects.filter(pk=case.pk).exists()
        assert case.reports.exists() == is_here == case.entries.exists()
        placed = Entry.objects.filter(verb="hold_placed").latest("number")
        destroyed = Entry.objects.filter(verb="records_destroyed", about_uid=purge.uid).first()
        assert is_here == (destroyed is None)
        assert destroyed is None or destroyed.number < placed.number
        Case.objects.update(closed_at=cast.at)  # one that was kept is not due in the next round


@pytest.mark.django_db(transaction=True)
def test_a_case_opened_again_at_the_moment_of_the_purge_is_there_whole_or_gone_whole(transactional_db: None) -> None:
    cast = Cast.make()
    for _ in range(4):
        case = a_closed_case(cast, LONG_AGO)
        purge = agreed(found(cast.school, "incident_other", cast.today), cast.headteacher, cast.chair, cast.at)

        def again(case: Case = case) -> None:
            with suppress(Case.DoesNotExist):
                reopen_case(case, why="More came up.", by=cast.headteacher, at=cast.at)

        at_once(partial(run_purge, purge, lambda: cast.at), again)
        is_here = Case.objects.filter(pk=case.pk).exists()
        assert case.reports.exists() == is_here
        Case.objects.filter(pk=case.pk).update(number=1000 + case.number)


def test_a_report_of_what_a_purge_destroyed_in_the_same_moment_names_nothing_that_is_gone(cast: Cast) -> None:
    uid = uuid4()
    said = Said(Kind.STAFF_MENTION, "They wrote it.", from_label="monitoring.Mention", from_uid=uid)
    report = receive(cast.school, said, by=cast.teacher, at=cast.at)
    report.refresh_from_db()
    assert (report.from_label, report.from_uid, report.saw) == ("", None, "They wrote it.")
