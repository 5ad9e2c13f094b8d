"""Two people where it cannot be undone; alarms that stop; and the night that looks."""

from datetime import date, timedelta
from typing import Any

import pytest

from foundation.audit import trail
from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from incidents.models import Case
from monitoring.models import Certificate, MonitoringRules, Night, Purge, RetentionRule, RetentionRules
from monitoring.panels.retention import stopped
from monitoring.retention import due
from monitoring.retention.classes import class_of
from monitoring.retention.effects import effects
from monitoring.retention.period import Period
from monitoring.retention.run import look_over, run_purge
from monitoring.transitions import periods, purging
from tests.cast import Cast, signed_in
from tests.monitoring.retention.kept import a_closed_case, found, noon, purged

LONG_AGO = date(2019, 3, 4)
DAY = timedelta(days=1)
OTHER = class_of("incident_other")


def test_the_night_finds_what_is_due_and_what_asks_for_two_people_waits_for_them(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    night = look_over(cast.school, at=cast.at)
    assert night is not None
    assert night.status == Night.Status.RAN
    purge = Purge.objects.get(record_class="incident_other")
    assert (purge.status, purge.found_count, purge.needs_second) == ("found", 1, True)
    assert not run_purge(purge, lambda: cast.at)
    assert Case.objects.filter(pk=case.pk).exists()
    purge = purging.propose(purge, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="Somebody else"):
        purging.agree(purge, by=cast.headteacher, at=cast.at)
    assert not run_purge(purge, lambda: cast.at)
    purging.agree(purge, by=cast.chair, at=cast.at)
    while run_next(lambda: cast.at):
        pass
    assert Job.objects.get(key__startswith=f"purge:{purge.uid}").status == "done"
    assert not Case.objects.filter(pk=case.pk).exists()
    assert Certificate.objects.get().agreed_by_name == "Hannah Headteacher and Charlie Chair"


def test_what_needs_nobody_goes_by_itself_in_the_same_night(cast: Cast) -> None:
    for number in range(3):
        trail.look(cast.school, by=cast.teacher, at=noon(LONG_AGO), school=cast.school, how=f"{number}")
    look_over(cast.school, at=cast.at)
    while run_next(lambda: cast.at):
        pass
    certificate = Certificate.objects.get(record_class="look")
    assert (certificate.count, certificate.agreed_by_name) == (
        3,
        "By itself, under the period that comes with Countersign",
    )


def test_a_night_is_looked_at_once_a_day(cast: Cast) -> None:
    assert look_over(cast.school, at=cast.at) is not None
    assert look_over(cast.school, at=cast.at + timedelta(minutes=5)) is None
    assert Night.objects.count() == 1


@pytest.mark.parametrize(
    ("jump", "why"),
    [
        (timedelta(days=61), "61 days have gone by"),
        (timedelta(days=4000), "4000 days"),
        (-timedelta(days=3), "earlier day"),
    ],
)
def test_a_clock_that_jumped_stops_the_night_until_two_people_have_looked(
    cast: Cast, jump: timedelta, why: str
) -> None:
    a_closed_case(cast, LONG_AGO)
    look_over(cast.school, at=cast.at)
    Purge.objects.all().delete()
    later = cast.at + jump
    night = look_over(cast.school, at=later)
    assert night is not None
    assert night.status == Night.Status.STOPPED
    assert why in night.trouble
    assert not Purge.objects.exists()
    assert look_over(cast.school, at=later + DAY) is None
    with pytest.raises(NotAllowed, match="First somebody"):
        purging.go_on(night, by=cast.chair, at=later)
    purging.ask_on(night, "The site was off over the holidays.", by=cast.headteacher, at=later)
    with pytest.raises(NotAllowed, match="Somebody else"):
        purging.go_on(night, by=cast.headteacher, at=later)
    purging.go_on(night, by=cast.chair, at=later)
    after = look_over(cast.school, at=later + DAY)
    assert after is not None
    assert after.status == Night.Status.RAN


@pytest.mark.parametrize("days", [3, 21, 60])
def test_a_site_that_was_off_over_holidays_waits_three_nights_and_goes_on_by_itself(cast: Cast, days: int) -> None:
    a_closed_case(cast, LONG_AGO)
    look_over(cast.school, at=cast.at)
    Purge.objects.all().delete()
    back = cast.at + timedelta(days=days)
    for night in range(3):
        waits = look_over(cast.school, at=back + night * DAY)
        assert waits is not None
        assert waits.status == Night.Status.WAITED
        assert waits.trouble.startswith(f"The site was off for {days} days from ")
        assert not Purge.objects.exists()
        for person in (cast.headteacher, cast.administrator):
            lines = stopped(person.user, (back + night * DAY).date())
            assert [line.what for line in lines] == ["Nothing is destroyed yet: the site was off"]
            assert signed_in(person).get(lines[0].url).status_code == 200
    ran = look_over(cast.school, at=back + 3 * DAY)
    assert ran is not None
    assert ran.status == Night.Status.RAN
    assert Purge.objects.exists()
    assert stopped(cast.headteacher.user, (back + 3 * DAY).date()) == []


def test_a_site_that_is_off_again_while_it_waits_begins_to_wait_anew(cast: Cast) -> None:
    days = (0, 10, 11, 20, 21, 22, 23)
    nights = [look_over(cast.school, at=cast.at + day * DAY) for day in days]
    assert [night.status for night in nights if night is not None] == ["ran", *["waited"] * 5, "ran"]


def test_a_clock_that_is_put_right_while_the_site_waits_has_destroyed_nothing(cast: Cast) -> None:
    case = a_closed_case(cast, cast.today - timedelta(days=6 * 365))
    look_over(cast.school, at=cast.at)
    look_over(cast.school, at=cast.at + 50 * DAY)
    right = look_over(cast.school, at=cast.at + DAY)
    assert right is not None
    assert right.status == Night.Status.STOPPED
    assert not Purge.objects.exists()
    assert Case.objects.filter(pk=case.pk).exists()


def test_a_clock_that_differs_from_the_databases_stops_the_night(cast: Cast) -> None:
    night = look_over(cast.school, at=cast.at, database_at=cast.at - timedelta(hours=2))
    assert night is not None
    assert "database differ" in night.trouble


def a_large_share(cast: Cast) -> Purge:
    RetentionRules.objects.create(school=cast.school, stop_share=50, stop_from=5)
    for number in range(10):
        at = noon(LONG_AGO if number < 6 else cast.today)
        trail.look(cast.school, by=cast.teacher, at=at, school=cast.school, how=f"{number}")
    return found(cast.school, "look", cast.today)


def test_a_share_that_is_too_large_stops_the_purge_until_two_people_have_looked(cast: Cast) -> None:
    purge = a_large_share(cast)
    assert not run_purge(purge, lambda: cast.at)
    purge.refresh_from_db()
    assert purge.status == Purge.Status.STOPPED
    assert purge.trouble == "6 of 10 records would be destroyed at once: more than 50 per cent."
    purging.ask_on(purge, "They came in together.", by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="Somebody else"):
        purging.go_on(purge, by=cast.headteacher, at=cast.at)
    purging.go_on(purge, by=cast.chair, at=cast.at)
    purge.refresh_from_db()
    assert run_purge(purge, lambda: cast.at)
    assert Certificate.objects.get().count == 6


def test_a_small_class_is_not_stopped_by_its_share(cast: Cast) -> None:
    a_large_share(cast)
    RetentionRules.objects.update(stop_from=7)
    assert purged(cast, "look") is not None


def test_nothing_goes_that_two_people_did_not_agree_to_even_when_the_period_became_shorter(cast: Cast) -> None:
    old = a_closed_case(cast, LONG_AGO)
    younger = a_closed_case(cast, cast.today - timedelta(days=800))
    purge = found(cast.school, "incident_other", cast.today)
    purging.propose(purge, by=cast.headteacher, at=cast.at)
    purging.agree(purge, by=cast.chair, at=cast.at)
    _period(cast, Period(months=12))
    purge.refresh_from_db()
    assert run_purge(purge, lambda: cast.at)
    assert not Case.objects.filter(pk=old.pk).exists()
    assert Case.objects.filter(pk=younger.pk).exists()


def test_a_period_that_became_longer_keeps_what_was_agreed_to_go(cast: Cast) -> None:
    case = a_closed_case(cast, LONG_AGO)
    purge = found(cast.school, "incident_other", cast.today)
    purging.propose(purge, by=cast.headteacher, at=cast.at)
    purging.agree(purge, by=cast.chair, at=cast.at)
    _period(cast, Period(months=240))
    purge.refresh_from_db()
    assert run_purge(purge, lambda: cast.at)
    assert Case.objects.filter(pk=case.pk).exists()
    assert not Certificate.objects.exists()


def _period(cast: Cast, period: Period, code: str = "incident_other") -> RetentionRule:
    on: dict[str, Any] = {"on": cast.today, "at": cast.at}
    rule = periods.propose_period(class_of(code), cast.school, period, "Ours.", by=cast.headteacher, **on)
    return periods.agree_period(rule, by=cast.chair, at=cast.at)


def test_another_period_counts_when_a_second_person_agreed_and_not_before(cast: Cast) -> None:
    on: dict[str, Any] = {"on": cast.today, "at": cast.at}
    rule = periods.propose_period(OTHER, cast.school, Period(months=24), "Ours.", by=cast.headteacher, **on)
    assert due.period_of(cast.school, OTHER) == Period(months=72)
    with pytest.raises(NotAllowed, match="Somebody else"):
        periods.agree_period(rule, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="waits to be agreed"):
        periods.propose_period(OTHER, cast.school, Period(months=36), "Ours.", by=cast.headteacher, **on)
    periods.agree_period(rule, by=cast.chair, at=cast.at)
    assert due.period_of(cast.school, OTHER) == Period(months=24)
    _period(cast, Period(months=30))
    assert list(RetentionRule.objects.order_by("pk").values_list("status", flat=True)) == ["replaced", "agreed"]
    verbs = Entry.objects.filter(about_uid=rule.uid).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["retention_period_proposed", "retention_period_agreed"]


def test_what_a_change_does_to_records_already_held_is_counted_before_it_is_agreed(cast: Cast) -> None:
    for days in (100, 500, 900, 3000):
        a_closed_case(cast, cast.today - timedelta(days=days))
    seen = effects(OTHER, cast.school, Period(months=12), cast.today)
    assert (seen.at_once, seen.no_longer, seen.counting, seen.is_shorter) == (2, 0, 1, True)
    seen = effects(OTHER, cast.school, Period(months=120), cast.today)
    assert (seen.at_once, seen.no_longer, seen.counting, seen.is_shorter) == (0, 1, 3, False)


@pytest.mark.clause("ACR-21")
@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("usage_log", Period(days=366)),
        ("check", Period(months=13)),
        ("usage_log", Period(months=6)),
        ("incident_allegation", Period(months=119)),
        ("submission", Period(days=29)),
    ],
)
def test_no_period_goes_outside_the_bounds_of_its_class(cast: Cast, code: str, period: Period) -> None:
    with pytest.raises(NotAllowed):
        periods.propose_period(
            class_of(code), cast.school, period, "Ours.", on=cast.today, by=cast.headteacher, at=cast.at
        )


@pytest.mark.clause("ACR-21")
def test_logs_are_kept_no_longer_than_the_house_rules_of_monitoring_say(cast: Cast) -> None:
    usage = class_of("usage_log")
    assert due.period_of(cast.school, usage) == Period(days=365)
    MonitoringRules.objects.update_or_create(school=cast.school, defaults={"usage_days": 90})
    assert due.period_of(cast.school, usage) == Period(days=90)
    _period(cast, Period(days=30), "usage_log")
    assert due.period_of(cast.school, usage) == Period(days=30)
    with pytest.raises(NotAllowed, match="say less"):
        _period(cast, Period(days=120), "usage_log")
    MonitoringRules.objects.update(usage_days=14)
    assert due.period_of(cast.school, usage) == Period(days=14)


def test_a_purge_that_is_refused_destroys_nothing_and_is_found_again(cast: Cast) -> None:
    a_closed_case(cast, LONG_AGO)
    purge = found(cast.school, "incident_other", cast.today)
    purging.refuse(purge, "The inspection comes first.", by=cast.headteacher, at=cast.at)
    assert Case.objects.count() == 1
    assert found(cast.school, "incident_other", cast.today).pk != purge.pk


def test_a_period_that_is_refused_or_taken_back_changes_nothing_and_says_why(cast: Cast) -> None:
    on: dict[str, Any] = {"on": cast.today, "at": cast.at}
    first = periods.propose_period(OTHER, cast.school, Period(months=24), "Ours.", by=cast.headteacher, **on)
    periods.refuse_period(first, "Too short.", by=cast.chair, at=cast.at)
    second = periods.propose_period(OTHER, cast.school, Period(months=30), "Ours.", by=cast.headteacher, **on)
    periods.withdraw_period(second, by=cast.headteacher, at=cast.at)
    with pytest.raises(NotAllowed, match="decided already"):
        periods.agree_period(second, by=cast.chair, at=cast.at)
    assert due.period_of(cast.school, OTHER) == Period(months=72)
    first.refresh_from_db()
    assert (first.status, first.refused_why) == ("refused", "Too short.")
